// File helpers over POSIX calls.
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

void file_closep(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

struct err *file_read(const char *path, struct buf *b) {
  int fd CLEANUP(file_closep) = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT)
      return err_new(ERR_NOT_FOUND, MSG_ERR_FILE_NOT_FOUND, MSG_NONE, "what", path, NULL);
    return err_errno(errno, path);
  }
  struct stat st;
  if (fstat(fd, &st)) return err_errno(errno, path);
  if (!S_ISREG(st.st_mode))
    return err_new(ERR_INPUT, MSG_ERR_NOT_A_FILE, MSG_NONE, "what", path, NULL);
  char chunk[65536];
  for (ssize_t n; (n = read(fd, chunk, sizeof chunk));) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return err_errno(errno, path);
    buf_put(b, chunk, (size_t)n);
    if (b->over) return err_new(ERR_LIMIT, MSG_ERR_FILE_TOO_LARGE, MSG_NONE, "what", path, NULL);
  }
  return NULL;
}

struct err *file_write_all(int fd, const void *p, size_t n, const char *what) {
  const char *c = p;
  while (n) {
    ssize_t k = write(fd, c, n);
    if (k < 0 && errno == EINTR) continue;
    if (k < 0) return err_errno(errno, what);
    c += k;
    n -= (size_t)k;
  }
  return NULL;
}

struct err *file_sync_folder(const char *path) {
  int fd CLEANUP(file_closep) = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return err_errno(errno, path);
  return fsync(fd) ? err_errno(errno, path) : NULL;
}

static struct err *write_temporary(const char *temporary, const char *path, const void *p, size_t n,
                                   int mode) {
  int fd CLEANUP(file_closep) =
      open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
  if (fd < 0) return err_errno(errno, path);
  if (fchmod(fd, (mode_t)mode)) return err_errno(errno, path);
  TRY(file_write_all(fd, p, n, path));
  return fsync(fd) ? err_errno(errno, path) : NULL;
}

struct err *file_write(const char *path, const void *p, size_t n, int mode) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *temporary = arena_printf(a, "%s.part", path);
  struct err *e = write_temporary(temporary, path, p, n, mode);
  if (!e && rename(temporary, path)) e = err_errno(errno, path);
  if (e) {
    unlink(temporary);
    return e;
  }
  const char *slash = strrchr(path, '/');
  char *dir = slash ? arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path))
                    : arena_strdup(a, ".");
  return file_sync_folder(dir);
}

bool file_exists(const char *path) {
  struct stat st;
  return lstat(path, &st) == 0;
}

struct err *file_make_folder(const char *path) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *p = arena_strdup(a, path);
  for (char *s = p + 1;; s++) {
    if (*s && *s != '/') continue;
    char kept = *s;
    *s = 0;
    if (mkdir(p, 0700) && errno != EEXIST) return err_errno(errno, path);
    *s = kept;
    if (!kept) break;
  }
  struct stat st;
  if (stat(path, &st)) return err_errno(errno, path);
  return S_ISDIR(st.st_mode) ? NULL : err_errno(ENOTDIR, path);
}

char *file_join(struct arena *a, const char *dir, const char *name) {
  size_t n = strlen(dir);
  return arena_printf(a, n && dir[n - 1] == '/' ? "%s%s" : "%s/%s", dir, name);
}

struct err *file_free_space(const char *path, uint64_t *ret) {
  struct statvfs v;
  if (statvfs(path, &v)) return err_errno(errno, path);
  *ret = (uint64_t)v.f_bavail * v.f_frsize;
  return NULL;
}
