// Inside src/scan only: the file that keeps what a scan has done, so that it goes on after a stop or a kill, and so that
// a later scan reads only what has changed. Bytes: docs/design/scan-state.md.
#pragma once

#include "scan/pool.h"

enum { STATE_SALT = 16, STATE_FINGERPRINT = 32 };

struct state;
struct state_options {
  const char *path;
  const char *machine;         ///< another machine's state is refused
  bool names_hashed;           ///< a state of the other sort is refused
  const uint8_t *fingerprint;  ///< what was kept under another one is read again
  const char *const *roots;    ///< the file may not lie below one of these
  size_t n_roots;
};
/// Makes the file or reads the one that is there. One scan at a time: ERR_BUSY.
struct err *state_open(const struct state_options *o, struct state **ret) MUST_USE;
void state_free(struct state *s);
/// The former scan was not finished: its start; else 0.
instant state_continues(const struct state *s);
/// Files known and usable.
uint64_t state_files(const struct state *s);
/// Of hashed names: the same for every scan with this state.
const uint8_t *state_salt(const struct state *s);
/// A scan begins; `started` is its first beginning.
struct err *state_begin(struct state *s, instant started) MUST_USE;

/// What is known of a file.
struct state_entry {
  uint64_t size;
  uint32_t members;
  instant modified;
  char format[SCAN_FORMAT_NAME];
  const char *path;     ///< "" when nothing was to be told of it
  struct buf *replies;  ///< valid until the next call
};
/// By its content or by its stamp. *ret_found false: not known.
struct err *state_find(struct state *s, const struct scan_mark *m, bool by_content, bool *ret_found,
                       struct state_entry *ret) MUST_USE;
/// Keeps what was said of a file that was read to its end. `path` and names are as they are to be kept.
struct err *state_add(struct state *s, const struct scan_mark *m, const struct pool_result *r,
                      const char *path, const struct buf *replies) MUST_USE;
/// What the scan that is going on said before it was stopped, about files that were not met again.
struct err *state_left(struct state *s,
                       struct err *(*told)(void *ctx, const struct state_entry *e),
                       void *ctx) MUST_USE;
/// Writes out what is gathered, now and then and at the end; `finished`: the scan has seen everything.
struct err *state_flush(struct state *s) MUST_USE;
struct err *state_end(struct state *s, bool finished) MUST_USE;
