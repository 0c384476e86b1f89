// Inside src/web: reads the body of a POST into fields and a bounded number of files, under stated limits.
#pragma once

#include <microhttpd.h>

#include "web/web.h"

struct upload {
  struct arena *a;
  struct fields form;
  const char *folder;  ///< NULL: no file is taken
  int64_t file_max;
  size_t form_bytes;  ///< so far, without the file
  const char *name;   ///< of the field being read
  struct buf value;
  int fd;
  struct upload_file files[UPLOAD_FILES_MAX];  ///< those begun, the last being the one that is read
  size_t n_files;
  int64_t bytes;  ///< of all files so far
  bool in_file;
  struct err *error;  ///< the first thing that was wrong; the rest of the body is dropped
};

void upload_init(struct upload *u, struct arena *a, const char *folder, int64_t file_max);
/// The callback of MHD_PostProcessor.
enum MHD_Result upload_take(void *cls, enum MHD_ValueKind kind, const char *key,
                            const char *filename, const char *content_type,
                            const char *transfer_encoding, const char *data, uint64_t off,
                            size_t size);
/// The last field is complete.
void upload_finish(struct upload *u);
/// Removes the file and frees.
void upload_end(struct upload *u);
