// Opening, reading and naming files for carried files: the only part of this folder that speaks to
// the operating system.
#include "carried/medium.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "seal/seal.h"

struct err *medium_open(const char *path, int *ret_fd) {
  // O_NONBLOCK: a named pipe must be refused, not waited for
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT)
    return err_new(ERR_NOT_FOUND, MSG_ERR_FILE_NOT_FOUND, MSG_NONE, "what", path, NULL);
  if (fd < 0) return err_errno(errno, path);
  *ret_fd = fd;
  return NULL;
}

struct err *medium_size(int fd, const char *what, uint64_t *ret) {
  struct stat st;
  if (fstat(fd, &st)) return err_errno(errno, what);
  if (!S_ISREG(st.st_mode))
    return err_new(ERR_INPUT, MSG_ERR_NOT_A_FILE, MSG_NONE, "what", what, NULL);
  *ret = (uint64_t)st.st_size;
  return NULL;
}

struct err *medium_read(int fd, const char *what, uint64_t offset, void *p, size_t room,
                        size_t *ret) {
  ssize_t got;
  do {
    got = pread(fd, p, room, (off_t)offset);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return err_errno(errno, what);
  *ret = (size_t)got;
  return NULL;
}

static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash) return base_strdup(".");
  char *dir = base_strdup(path);
  dir[slash == path ? 1 : slash - path] = 0;
  return dir;
}

static struct err *exists_error(const char *path) {
  return err_new(ERR_CONFLICT, MSG_CARRIED_EXISTS, MSG_CARRIED_EXISTS_HINT, "what", path, NULL);
}

// A file without a name vanishes by itself when the program is killed. File systems of sticks have
// none such; there a name beside the target is used.
static struct err *open_target(struct medium_target *t) {
  if (file_exists(t->what)) return exists_error(t->what);
  CLEANUP(base_freep) char *dir = folder_of(t->what);
  if (access("/proc/self/fd", X_OK) == 0) t->fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (t->fd < 0) {
    uint8_t r[6];
    seal_random(r, sizeof r);
    char name[16];
    for (size_t i = 0; i < sizeof r; i++)
      sprintf(name + 2 * i, "%02x", r[i]);
    size_t size = strlen(t->what) + strlen(name) + sizeof "..part";
    t->temporary = base_alloc(size);
    snprintf(t->temporary, size, "%s.%s.part", t->what, name);
    t->fd = open(t->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (t->fd < 0) {
      base_freep(&t->temporary);
      return err_errno(errno, t->what);
    }
  }
  // A stick's file system has no owners and refuses this; the mode of its mount decides there.
  if (fchmod(t->fd, 0600) && errno != EPERM) return err_errno(errno, t->what);
  return NULL;
}

struct err *medium_begin(const char *path, struct medium_target *ret) {
  *ret = (struct medium_target){.fd = -1, .own = true, .what = base_strdup(path)};
  return open_target(ret);
}

// Gives the finished file its name without replacing one that appeared meanwhile.
struct err *medium_place(struct medium_target *t) {
  if (!t->own) return NULL;
  if (fsync(t->fd)) return err_errno(errno, t->what);
  if (t->temporary) {
    int bad = renameat2(AT_FDCWD, t->temporary, AT_FDCWD, t->what, RENAME_NOREPLACE);
    if (bad && (errno == EINVAL || errno == ENOSYS)) {  // a file system that cannot promise it
      if (file_exists(t->what)) return exists_error(t->what);
      bad = rename(t->temporary, t->what);
    }
    if (bad) return errno == EEXIST ? exists_error(t->what) : err_errno(errno, t->what);
    base_freep(&t->temporary);
  } else {
    char self[40];
    snprintf(self, sizeof self, "/proc/self/fd/%d", t->fd);
    if (linkat(AT_FDCWD, self, AT_FDCWD, t->what, AT_SYMLINK_FOLLOW))
      return errno == EEXIST ? exists_error(t->what) : err_errno(errno, t->what);
  }
  CLEANUP(base_freep) char *dir = folder_of(t->what);
  struct err *e = file_sync_folder(dir);
  if (e) unlink(t->what);
  return e;
}

void medium_release(struct medium_target *t) {
  if (t->own) file_closep(&t->fd);
  if (t->temporary) unlink(t->temporary);
  base_freep(&t->temporary);
  base_freep(&t->what);
}
