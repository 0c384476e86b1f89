// The walk over folders: a stack of open folders, never the C stack. When more folders are nested
// than may be held open, the outermost are closed after the rest of their names was read, and
// reopened on the way back through "..", checked by device and inode.
#include "scan/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 1 << 20, LEVELS_MAX = 20000, SHED_BYTES_MAX = 64 << 20 };

struct level {
  DIR *dir;  // NULL once the rest of its names was read
  int fd;    // -1 while closed
  dev_t dev;
  ino_t ino;
  size_t path_n;    // length of its path
  bool ended;       // reading it failed: what is left is not read
  struct buf rest;  // names ended by NUL, after `dir` was given up
  size_t rest_at;
};

struct walk {
  const char *const *paths;
  size_t n_paths, next_path;
  struct level *levels;
  size_t n, room;
  size_t lowest_open;  // no level below this one is open
  int open, max_open;
  size_t shed_bytes;
  bool look_only;
  walk_rule *rule;
  void *rule_ctx;
  struct buf path;
  // Told before the next entry: a folder that could not be read to its end.
  const char *pending;
  struct buf pending_path;
};

struct walk *walk_new(const char *const *paths, size_t n, int open_folders, bool look_only) {
  struct walk *w = base_alloc(sizeof *w);
  *w = (struct walk){.paths = paths,
                     .n_paths = n,
                     .max_open = open_folders < 4 ? 4 : open_folders,
                     .look_only = look_only,
                     .path = buf_init(PATH_BYTES_MAX),
                     .pending_path = buf_init(PATH_BYTES_MAX)};
  return w;
}

void walk_set_rule(struct walk *w, walk_rule *rule, void *ctx) {
  w->rule = rule;
  w->rule_ctx = ctx;
}

// True when a rule leaves the entry out.
static bool ruled(struct walk *w, struct walk_entry *ret, bool folder, const instant *modified) {
  ret->rule =
      w->rule ? w->rule(w->rule_ctx, buf_str(&w->path), ret->name_at, folder, modified) : -1;
  ret->folder = folder && ret->rule >= 0;
  return ret->rule >= 0;
}

static void set_stamp(struct walk_entry *ret, const struct stat *st) {
  ret->size = (uint64_t)st->st_size;
  ret->modified = (instant)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
  ret->stamp = (struct walk_stamp){
      (uint64_t)st->st_ino,
      (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
      (int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec,
  };
}

static void cut_path(struct walk *w, size_t n) {
  w->path.n = n;
  if (w->path.p) w->path.p[n] = 0;
  w->path.over = false;
}

static void level_close(struct walk *w, struct level *l) {
  if (l->fd < 0) return;
  if (l->dir)
    closedir(l->dir);
  else
    close(l->fd);
  l->dir = NULL;
  l->fd = -1;
  w->open--;
}

static void pop(struct walk *w) {
  struct level *l = &w->levels[--w->n];
  level_close(w, l);
  w->shed_bytes -= l->rest.n;
  buf_free(&l->rest);
}

void walk_free(struct walk *w) {
  if (!w) return;
  while (w->n)
    pop(w);
  free(w->levels);
  buf_free(&w->path);
  buf_free(&w->pending_path);
  free(w);
}

void walk_freep(struct walk **w) {
  walk_free(*w);
  *w = NULL;
}

// Opens without changing the time of last access where that is allowed (own files, or root).
static int open_quietly(int dir, const char *name, int flags) {
  flags |= O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  int fd = openat(dir, name, flags | O_NOATIME);
  return fd < 0 && errno == EPERM ? openat(dir, name, flags) : fd;
}

static bool pseudo_file_system(int fd) {
  static const long kinds[] = {PROC_SUPER_MAGIC,
                               SYSFS_MAGIC,
                               CGROUP_SUPER_MAGIC,
                               CGROUP2_SUPER_MAGIC,
                               DEVPTS_SUPER_MAGIC,
                               DEBUGFS_MAGIC,
                               TRACEFS_MAGIC,
                               SECURITYFS_MAGIC,
                               BPF_FS_MAGIC,
                               PSTOREFS_MAGIC,
                               EFIVARFS_MAGIC,
                               BINFMTFS_MAGIC,
                               SELINUX_MAGIC,
                               HUGETLBFS_MAGIC,
                               NSFS_MAGIC,
                               0x62656570 /* configfs */,
                               0x19800202 /* mqueue */,
                               0x65735543 /* fusectl */};
  struct statfs s;
  if (fstatfs(fd, &s) < 0) return false;
  for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
    if ((long)s.f_type == kinds[i]) return true;
  return false;
}

// Gives up the outermost open folder: reads its remaining names and closes it.
static void shed(struct walk *w) {
  while (w->lowest_open < w->n && w->levels[w->lowest_open].fd < 0)
    w->lowest_open++;
  if (w->lowest_open + 1 >= w->n) return;
  struct level *l = &w->levels[w->lowest_open];
  size_t path_n = l->path_n;
  bool whole = true;
  errno = 0;
  for (struct dirent *d; l->dir && (d = readdir(l->dir)); errno = 0) {
    size_t n = strlen(d->d_name) + 1;
    if (w->shed_bytes + n > SHED_BYTES_MAX) {
      whole = false;
      break;
    }
    buf_put(&l->rest, d->d_name, n);
    w->shed_bytes += n;
  }
  if (errno) whole = false;
  level_close(w, l);
  if (whole || w->look_only) return;
  w->pending = "folder: not listed to its end";
  buf_clear(&w->pending_path);
  buf_put(&w->pending_path, w->path.p, path_n);
}

static enum walk_what unread(struct walk *w, struct walk_entry *ret, enum unread_grade g,
                             const char *detail) {
  if (w->look_only) return WALK_STEP;
  ret->grade = g;
  ret->detail = detail;
  ret->folder = strncmp(detail, "folder", 6) == 0;
  return WALK_UNREAD;
}

static enum walk_what failed(struct walk *w, struct walk_entry *ret, int error, bool folder) {
  if (error == ENOENT) return WALK_GONE;
  if (error == ELOOP) return WALK_LINK;
  if (error == ENXIO || error == ENODEV) return WALK_SPECIAL;
  if (error == ENAMETOOLONG) return unread(w, ret, UNREAD_LIMIT, "name too long");
  if (error == EIO)
    return unread(w, ret, UNREAD_DAMAGED, folder ? "folder: read error" : "read error");
  if (error == EMFILE || error == ENFILE)
    return unread(w, ret, UNREAD_LIMIT, "no descriptor left to open it");
  return unread(w, ret, UNREAD_DENIED, folder ? "folder: no right to open" : "no right to open");
}

static bool is_above(const struct walk *w, const struct stat *st) {
  for (size_t i = 0; i < w->n; i++)
    if (w->levels[i].dev == st->st_dev && w->levels[i].ino == st->st_ino) return true;
  return false;
}

// Takes an opened folder as the new top. The path is already set.
static enum walk_what push(struct walk *w, int fd, const struct stat *st, struct walk_entry *ret) {
  if (w->n == LEVELS_MAX || w->path.n + 300 > PATH_BYTES_MAX) {
    close(fd);
    return unread(w, ret, UNREAD_LIMIT, "folder: too deep");
  }
  if (is_above(w, st) ||
      (w->n && w->levels[w->n - 1].dev != st->st_dev && pseudo_file_system(fd))) {
    close(fd);
    return WALK_SPECIAL;
  }
  DIR *dir = fdopendir(fd);
  if (!dir) {
    int error = errno;
    close(fd);
    return failed(w, ret, error, true);
  }
  if (w->n == w->room) {
    w->room = w->room ? w->room * 2 : 64;
    w->levels = base_realloc(w->levels, w->room * sizeof *w->levels);
  }
  w->levels[w->n++] = (struct level){.dir = dir,
                                     .fd = fd,
                                     .dev = st->st_dev,
                                     .ino = st->st_ino,
                                     .path_n = w->path.n,
                                     .rest = buf_init(SHED_BYTES_MAX)};
  w->open++;
  if (w->open > w->max_open) shed(w);
  return WALK_STEP;
}

static enum walk_what opened(struct walk *w, int fd, const struct stat *st,
                             struct walk_entry *ret) {
  if (S_ISDIR(st->st_mode)) return push(w, fd, st, ret);
  if (!S_ISREG(st->st_mode)) {
    close(fd);
    return WALK_SPECIAL;
  }
  set_stamp(ret, st);
  bool out = ruled(w, ret, false, &ret->modified);
  if (w->look_only || out) {
    close(fd);
    fd = -1;
  }
  ret->fd = fd;
  return out ? WALK_RULED : WALK_FILE;
}

// One name of the folder `dir`. d_type saves a stat where the file system tells it.
static enum walk_what visit(struct walk *w, int dir, const char *name, unsigned char type,
                            struct walk_entry *ret) {
  struct stat st;
  // Left out by name before anything is opened.
  if ((type == DT_REG || type == DT_DIR) && ruled(w, ret, type == DT_DIR, NULL)) return WALK_RULED;
  bool asked = type != DT_UNKNOWN;
  if (type == DT_UNKNOWN || (w->look_only && type == DT_REG)) {
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0)
      return failed(w, ret, errno, false);
    type = IFTODT(st.st_mode);
    if (w->look_only && type == DT_REG) {
      ret->fd = -1;
      set_stamp(ret, &st);
      if (!asked && ruled(w, ret, false, NULL)) return WALK_RULED;
      return ruled(w, ret, false, &ret->modified) ? WALK_RULED : WALK_FILE;
    }
  }
  if (type == DT_LNK) return WALK_LINK;
  if (type != DT_REG && type != DT_DIR) return WALK_SPECIAL;
  if (!asked && ruled(w, ret, type == DT_DIR, NULL)) return WALK_RULED;
  int fd = open_quietly(dir, name, O_NOFOLLOW | (type == DT_DIR ? O_DIRECTORY : 0));
  if (fd < 0) return failed(w, ret, errno, type == DT_DIR);
  if (fstat(fd, &st) < 0) {
    int error = errno;
    close(fd);
    return failed(w, ret, error, false);
  }
  return opened(w, fd, &st, ret);
}

// A path named by a person: only here a symbolic link is followed.
static enum walk_what visit_operand(struct walk *w, struct walk_entry *ret) {
  const char *path = w->paths[w->next_path++];
  cut_path(w, 0);
  buf_puts(&w->path, path);
  const char *slash = strrchr(path, '/');
  ret->name_at = slash && slash[1] ? (size_t)(slash + 1 - path) : 0;
  ret->path = buf_str(&w->path);
  if (w->path.over) return unread(w, ret, UNREAD_LIMIT, "path too long");
  struct stat st;
  if (stat(path, &st) < 0) return failed(w, ret, errno, false);
  if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) return WALK_SPECIAL;
  int fd = open_quietly(AT_FDCWD, path, 0);
  if (fd < 0) return failed(w, ret, errno, S_ISDIR(st.st_mode));
  if (fstat(fd, &st) < 0) {
    close(fd);
    return failed(w, ret, EIO, false);
  }
  return opened(w, fd, &st, ret);
}

// The top is done: back to the folder above it, which may have to be reopened.
static enum walk_what ascend(struct walk *w, struct walk_entry *ret) {
  struct level *up = w->n > 1 ? &w->levels[w->n - 2] : NULL;
  if (!up || up->fd >= 0) {
    pop(w);
    return WALK_STEP;
  }
  // Looked at through the folder just finished, so that no path of any length is ever needed.
  int from = w->levels[w->n - 1].fd;
  int fd = from < 0 ? -1 : open_quietly(from, "..", O_DIRECTORY | O_NOFOLLOW);
  struct stat st;
  if (fd >= 0 && (fstat(fd, &st) < 0 || st.st_dev != up->dev || st.st_ino != up->ino)) {
    close(fd);
    fd = -1;
  }
  pop(w);
  if (fd >= 0) {
    up->fd = fd;
    w->open++;
    if (w->lowest_open >= w->n) w->lowest_open = w->n - 1;
    return WALK_STEP;
  }
  // It was moved away or closed to us meanwhile: what it still holds is said not to be read.
  bool left = up->rest_at < up->rest.n;
  up->rest_at = up->rest.n;
  cut_path(w, up->path_n);
  ret->path = buf_str(&w->path);
  ret->partial = true;
  return left ? unread(w, ret, UNREAD_DENIED, "folder: could not be opened again") : WALK_STEP;
}

// The next name of the top folder; NULL at its end or when reading it fails (*ret_error).
static const char *next_name(struct level *l, unsigned char *ret_type, int *ret_error) {
  *ret_error = 0;
  if (l->ended) return NULL;
  if (l->dir) {
    errno = 0;
    struct dirent *d = readdir(l->dir);
    if (!d) {
      *ret_error = errno;
      return NULL;
    }
    *ret_type = d->d_type;
    return d->d_name;
  }
  if (l->rest_at >= l->rest.n) return NULL;
  const char *name = l->rest.p + l->rest_at;
  l->rest_at += strlen(name) + 1;
  *ret_type = DT_UNKNOWN;
  return name;
}

enum walk_what walk_next(struct walk *w, struct walk_entry *ret) {
  *ret = (struct walk_entry){.fd = -1, .path = ""};
  if (w->pending) {
    ret->path = buf_str(&w->pending_path);
    ret->partial = true;
    const char *why = w->pending;
    w->pending = NULL;
    return unread(w, ret, UNREAD_LIMIT, why);
  }
  if (!w->n) return w->next_path < w->n_paths ? visit_operand(w, ret) : WALK_END;
  struct level *l = &w->levels[w->n - 1];
  unsigned char type = DT_UNKNOWN;
  int error;
  cut_path(w, l->path_n);
  const char *name = next_name(l, &type, &error);
  if (!name) {
    if (!error) return ascend(w, ret);
    l->ended = true;
    ret->path = buf_str(&w->path);
    ret->partial = true;
    return unread(w, ret, UNREAD_DAMAGED, "folder: not listed to its end");
  }
  if (!strcmp(name, ".") || !strcmp(name, "..")) return WALK_STEP;
  if (l->path_n && w->path.p[l->path_n - 1] != '/') buf_putc(&w->path, '/');
  ret->name_at = w->path.n;
  buf_puts(&w->path, name);
  ret->path = buf_str(&w->path);
  if (w->path.over) return unread(w, ret, UNREAD_LIMIT, "path too long");
  return visit(w, l->fd, name, type, ret);
}
