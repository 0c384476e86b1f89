// Walks folders and hands out one file after the other, already opened: no symbolic link is
// followed, no device or pipe opened, whatever the depth, the length of names or the number of
// entries.
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "scan/reader.h"

enum walk_what {
  WALK_FILE,     ///< an ordinary file; fd is the caller's (-1 when only looking)
  WALK_UNREAD,   ///< a file or folder that cannot be opened; grade and detail say why
  WALK_LINK,     ///< a symbolic link: not followed
  WALK_SPECIAL,  ///< device, pipe, socket, pseudo file system: skipped
  WALK_GONE,     ///< was listed, does not exist any more
  WALK_RULED,    ///< left out by a rule of the caller; `rule` says which
  WALK_STEP,     ///< nothing to tell: one step was taken
  WALK_END,
};

struct walk_entry {
  const char *path;  ///< bytes, valid until the next call
  size_t name_at;    ///< where the last part begins
  int fd;
  uint64_t size;
  instant modified;
  enum unread_grade grade;
  bool partial, folder;  ///< folder: what is unread is a folder
  const char *detail;
  int rule;
  struct walk_stamp {
    uint64_t inode;
    int64_t modified_ns, changed_ns;
  } stamp;
};
/// Number of the rule by which a file or folder is left out, -1 when it is not. Asked before it is
/// opened (modified NULL) and again with a file's time of change.
typedef int walk_rule(void *ctx, const char *path, size_t name_at, bool folder,
                      const instant *modified);

struct walk;
/// `open_folders` bounds the descriptors held. look_only: files are measured, not opened, and
/// nothing but WALK_FILE, WALK_STEP and WALK_END comes back.
struct walk *walk_new(const char *const *paths, size_t n, int open_folders,
                      bool look_only) MUST_USE;
/// Paths named by a person are never left out by name.
void walk_set_rule(struct walk *w, walk_rule *rule, void *ctx);
void walk_free(struct walk *w);
void walk_freep(struct walk **w);
/// The next entry. One call reads at most one directory entry.
enum walk_what walk_next(struct walk *w, struct walk_entry *ret);
