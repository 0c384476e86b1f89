// Whole files, safely: read with a cap, written to a temporary name and renamed, readable by the owner only.
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/// Reads all of a regular file into b; ERR_LIMIT above b->max.
struct err *file_read(const char *path, struct buf *b) MUST_USE;
/// Writes beside the target, fsyncs, renames, fsyncs the folder. mode as for open(2), e.g. 0600.
/// On failure the old file stands untouched.
struct err *file_write(const char *path, const void *p, size_t n, int mode) MUST_USE;
bool file_exists(const char *path);
/// Creates a folder (mode 0700) and its parents; one that exists is fine.
struct err *file_make_folder(const char *path) MUST_USE;
/// fsync of a folder, so that names made in it last.
struct err *file_sync_folder(const char *path) MUST_USE;
/// "dir/name" in the arena.
char *file_join(struct arena *a, const char *dir, const char *name) MUST_USE;
/// Bytes free for an unprivileged writer where `path` lies.
struct err *file_free_space(const char *path, uint64_t *ret) MUST_USE;
/// write(2) until all is written.
struct err *file_write_all(int fd, const void *p, size_t n, const char *what) MUST_USE;
/// close(2) for CLEANUP; -1 is ignored.
void file_closep(int *fd);
