// The workers of one scan: each holds a short queue of opened files, a crash or a hang costs the
// file at its head, and what the worker says about a file is kept until that file is done.
#pragma once

#include "scan/walk.h"
#include "scan/wire.h"

/// By what a file is known again: path, size, times and inode; path and content. Zero: not used.
struct scan_mark {
  uint8_t stamp[16], content[16];
};

/// How the reading of a file ended.
enum pool_end { POOL_DONE, POOL_TIMEOUT, POOL_CRASH };

struct pool_file {
  char *path;  ///< owned
  size_t name_at;
  int fd;  ///< owned
  uint64_t size;
  instant modified;
  struct scan_mark mark;
};

/// Told once for every file given; the replies are read with pool_reply() during the call.
struct pool_result {
  const struct pool_file *file;
  enum pool_end end;
  uint32_t members;
  const char *format;  ///< name of the reader that read the file; "" when none did
  int64_t milliseconds;
  struct buf *replies;
  bool names_hashed;  ///< names in the replies were hashed before (told from a state)
  bool path_hashed;   ///< and the path of the file
};
typedef struct err *pool_told(void *ctx, const struct pool_result *r);
/// The next reply of a result; *at begins at 0. False at the end.
bool pool_reply(const struct pool_result *r, size_t *at, struct wire_reply *ret);

struct pool;
struct pool_options {
  int jobs;
  struct scan_limits limits;  ///< complete, no zeroes
  struct bytes rules;         ///< text of the agency's rule file, borrowed; empty: none
  bool sweep_only;
  unsigned jail_test;
  pool_told *told;
  void *ctx;
};
struct pool *pool_new(const struct pool_options *o) MUST_USE;
/// Ends all workers at once; files still queued are not told.
void pool_free(struct pool *p);
void pool_freep(struct pool **p);
/// Starts the first worker and waits until its layers stand. ERR_UNSUPPORTED when they cannot:
/// fails closed.
struct err *pool_start(struct pool *p, struct jail_layers *ret) MUST_USE;
/// True while some worker can be given another file.
bool pool_wants(struct pool *p);
/// Gives a file away; the pool owns fd and a copy of the path. Only when pool_wants().
struct err *pool_give(struct pool *p, const struct walk_entry *e) MUST_USE;
/// Sends what was gathered so far.
struct err *pool_flush(struct pool *p) MUST_USE;
/// The next file given has this mark.
void pool_mark(struct pool *p, const struct scan_mark *m);
/// Stops all workers where they stand, or lets them go on; the time between is nobody's.
void pool_pause(struct pool *p, bool on);
/// Waits up to `ms` for replies and deals with them, with crashes and with hangs.
struct err *pool_step(struct pool *p, int ms) MUST_USE;
/// Files given and not told yet.
size_t pool_busy(const struct pool *p);
uint64_t pool_restarts(const struct pool *p);
