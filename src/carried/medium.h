// Inside src/carried only: files as the operating system gives them.
#pragma once

#include "base/err.h"

/// Opens for reading.
struct err *medium_open(const char *path, int *ret_fd) MUST_USE;
/// Bytes of an ordinary file; anything else is refused.
struct err *medium_size(int fd, const char *what, uint64_t *ret) MUST_USE;
/// Up to `room` bytes at `offset`; 0 at the end.
struct err *medium_read(int fd, const char *what, uint64_t offset, void *p, size_t room,
                        size_t *ret) MUST_USE;

/// A file being written.
struct medium_target {
  int fd;
  bool own;         ///< fd and file are ours, not the caller's
  char *what;       ///< path, or the name of a descriptor
  char *temporary;  ///< name of the file while it is written; NULL: it has none
};
/// A new file for `path`, readable by its owner only. medium_release() is due even after an error.
struct err *medium_begin(const char *path, struct medium_target *ret) MUST_USE;
/// Flushes to the medium and gives the file its name; one that exists is not replaced.
struct err *medium_place(struct medium_target *t) MUST_USE;
/// Closes; what was not placed vanishes.
void medium_release(struct medium_target *t);
