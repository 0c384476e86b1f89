// The bytes of a store as a file for libpff, with every read checked against the end; see
// pst_bytes.h.
#include "scan/readers/mail/pst_bytes.h"

#include <stdio.h>
#include <string.h>

// libbfio hands these functions its errors to fill in; the return value says enough.

static struct pst_bytes *bytes_of(intptr_t *handle) {
  return (struct pst_bytes *)handle;
}

static int free_handle(intptr_t **handle, libbfio_error_t **error) {
  (void)error;
  *handle = NULL;
  return 1;
}

static int clone_handle(intptr_t **to, intptr_t *from, libbfio_error_t **error) {
  (void)error;
  *to = from;
  return 1;
}

static int open_handle(intptr_t *handle, int access, libbfio_error_t **error) {
  (void)error;
  if (access & LIBBFIO_ACCESS_FLAG_WRITE) return -1;
  bytes_of(handle)->open = true;
  bytes_of(handle)->at = 0;
  return 1;
}

static int close_handle(intptr_t *handle, libbfio_error_t **error) {
  (void)error;
  bytes_of(handle)->open = false;
  return 0;
}

static ssize_t read_handle(intptr_t *handle, uint8_t *to, size_t n, libbfio_error_t **error) {
  (void)error;
  struct pst_bytes *b = bytes_of(handle);
  if (b->at >= b->all.n) return 0;
  size_t left = b->all.n - (size_t)b->at;
  if (n > left) n = left;
  memcpy(to, b->all.p + b->at, n);
  b->at += n;
  return (ssize_t)n;
}

static ssize_t write_handle(intptr_t *handle, const uint8_t *from, size_t n,
                            libbfio_error_t **error) {
  (void)handle, (void)from, (void)n, (void)error;
  return -1;
}

static off64_t seek_handle(intptr_t *handle, off64_t offset, int whence, libbfio_error_t **error) {
  (void)error;
  struct pst_bytes *b = bytes_of(handle);
  int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)b->at : (int64_t)b->all.n;
  int64_t to;
  if (__builtin_add_overflow(base, (int64_t)offset, &to) || to < 0) return -1;
  b->at = (uint64_t)to;
  return (off64_t)to;
}

static int exists_handle(intptr_t *handle, libbfio_error_t **error) {
  (void)handle, (void)error;
  return 1;
}

static int is_open_handle(intptr_t *handle, libbfio_error_t **error) {
  (void)error;
  return bytes_of(handle)->open;
}

static int size_of_handle(intptr_t *handle, size64_t *ret, libbfio_error_t **error) {
  (void)error;
  *ret = bytes_of(handle)->all.n;
  return 1;
}

libbfio_handle_t *pst_bytes_handle(struct pst_bytes *b) {
  libbfio_handle_t *h = NULL;
  int done = libbfio_handle_initialize(
      &h, (intptr_t *)b, free_handle, clone_handle, open_handle, close_handle, read_handle,
      write_handle, seek_handle, exists_handle, is_open_handle, size_of_handle,
      LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED | LIBBFIO_FLAG_IO_HANDLE_CLONE_BY_REFERENCE, NULL);
  return done == 1 ? h : NULL;
}
