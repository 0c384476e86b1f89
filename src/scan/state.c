// The state of a scan: an append-only file of checked frames and a table of what stands where in it. A frame that was cut
// by a kill is dropped when the file is read again; its file is simply read once more.
#include "scan/state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "seal/seal.h"

static const char MAGIC[] = "kin-scan-state/1\n";
enum {
  HEAD = 8,  // of a frame: length, check
  FRAME_MAX = 40 << 20,
  OUT_BYTES = 256 << 10,
  FLUSH_MS = 1000,
  SYNC_MS = 10000,
  TEXT_MAX = 1 << 20,
  COMPACT_FROM = 16 << 20,
  FILES_MAX = 16000000,  // above, files are not kept and simply read again next time
};
#define STATE_BYTES_MAX (UINT64_C(16) << 30)
// Where a frame stands, and what is known of it, in one number.
#define AT (UINT64_MAX >> 8)
#define MET (UINT64_C(1) << 63)      // the file was seen in this scan
#define CURRENT (UINT64_C(1) << 62)  // kept by the scan that is being continued
#define TELLS (UINT64_C(1) << 61)    // there was something to tell
#define STAMP (UINT64_C(1) << 60)    // found by its stamp, not by its content

struct place {
  uint8_t key[16];
  uint64_t at;  // 0: free
};
struct state {
  int fd;
  char *path;
  struct place *places;
  size_t n, room;
  uint64_t files, length, met_bytes;
  uint8_t salt[STATE_SALT], fingerprint[STATE_FINGERPRINT];
  bool names_hashed, usable;  // usable: frames read now were kept under our fingerprint
  instant continues;
  struct buf out, body, replies;
  int64_t flushed, synced;
};

static struct err *io(const struct state *s) {
  return err_errno(errno, s->path);
}

// ---- the table

static size_t slot_of(const struct state *s, const uint8_t key[16]) {
  uint64_t h;
  memcpy(&h, key, sizeof h);
  size_t i = (size_t)h & (s->room - 1);
  while (s->places[i].at && memcmp(s->places[i].key, key, 16) != 0)
    i = (i + 1) & (s->room - 1);
  return i;
}

static void grow(struct state *s) {
  struct place *old = s->places;
  size_t room = s->room;
  s->room = room ? room * 2 : 4096;
  s->places = base_alloc(s->room * sizeof *s->places);
  memset(s->places, 0, s->room * sizeof *s->places);
  for (size_t i = 0; i < room; i++)
    if (old[i].at) s->places[slot_of(s, old[i].key)] = old[i];
  free(old);
}

static bool is_zero(const uint8_t key[16]) {
  static const uint8_t zero[16];
  return memcmp(key, zero, 16) == 0;
}

static void enter(struct state *s, const uint8_t key[16], uint64_t at) {
  if (is_zero(key)) return;
  if (s->n * 3 >= s->room * 2) grow(s);
  struct place *p = &s->places[slot_of(s, key)];
  if (!p->at) s->n++;
  memcpy(p->key, key, 16);
  p->at = at;
}

static struct place *look(struct state *s, const uint8_t key[16]) {
  if (!s->room || is_zero(key)) return NULL;
  struct place *p = &s->places[slot_of(s, key)];
  return p->at ? p : NULL;
}

// ---- frames

static void put(struct buf *b, uint64_t v, size_t bytes) {
  for (size_t i = 0; i < bytes; i++)
    buf_putc(b, (char)(v >> (8 * i)));
}

static void put_text(struct buf *b, const char *text) {
  size_t n = strlen(text);
  put(b, n, 4);
  buf_put(b, text, n + 1);
}

struct in {
  const uint8_t *p;
  size_t n;
  bool bad;
};

static uint64_t get(struct in *i, size_t bytes) {
  uint64_t v = 0;
  if (i->n < bytes) {
    i->bad = true;
    return 0;
  }
  for (size_t k = 0; k < bytes; k++)
    v |= (uint64_t)i->p[k] << (8 * k);
  i->p += bytes;
  i->n -= bytes;
  return v;
}

static void get_bytes(struct in *i, void *to, size_t n) {
  if (i->n < n) {
    i->bad = true;
    memset(to, 0, n);
    return;
  }
  memcpy(to, i->p, n);
  i->p += n;
  i->n -= n;
}

static const char *get_text(struct in *i) {
  size_t n = (size_t)get(i, 4);
  if (i->bad || n > TEXT_MAX || i->n < n + 1 || i->p[n] || memchr(i->p, 0, n)) {
    i->bad = true;
    return "";
  }
  const char *text = (const char *)i->p;
  i->p += n + 1;
  i->n -= n + 1;
  return text;
}

static uint32_t check_of(const char *p, size_t n) {
  uint8_t h[SEAL_HASH];
  uint32_t v;
  seal_hash(p, n, h);
  memcpy(&v, h, sizeof v);
  return v;
}

// Takes the frame gathered in `body` to the end of the file.
static struct err *append(struct state *s, uint64_t *ret_at) {
  if (ret_at) *ret_at = s->length;
  put(&s->out, s->body.n, 4);
  put(&s->out, check_of(s->body.p, s->body.n), 4);
  buf_put(&s->out, s->body.p, s->body.n);
  s->length += HEAD + s->body.n;
  if (s->out.n >= OUT_BYTES || time_monotonic() - s->flushed > FLUSH_MS) return state_flush(s);
  return NULL;
}

struct err *state_flush(struct state *s) {
  int64_t now = time_monotonic();
  if (s->out.n) TRY(file_write_all(s->fd, s->out.p, s->out.n, s->path));
  buf_clear(&s->out);
  s->flushed = now;
  if (now - s->synced > SYNC_MS) {
    fdatasync(s->fd);
    s->synced = now;
  }
  return NULL;
}

// Reads the frame at an offset into `body`. *ret_whole false: there is none that is whole.
static struct err *frame_at(struct state *s, uint64_t at, bool *ret_whole) {
  uint8_t head[HEAD];
  struct in i = {head, HEAD, false};
  *ret_whole = false;
  ssize_t got = pread(s->fd, head, HEAD, (off_t)at);
  if (got < 0) return io(s);
  if (got != HEAD) return NULL;
  size_t n = (size_t)get(&i, 4);
  uint32_t check = (uint32_t)get(&i, 4);
  if (!n || n > FRAME_MAX) return NULL;
  buf_clear(&s->body);
  char chunk[16384];
  while (s->body.n < n) {
    size_t want = n - s->body.n < sizeof chunk ? n - s->body.n : sizeof chunk;
    got = pread(s->fd, chunk, want, (off_t)(at + HEAD + s->body.n));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io(s);
    if (!got) return NULL;
    buf_put(&s->body, chunk, (size_t)got);
  }
  *ret_whole = check_of(s->body.p, n) == check;
  return NULL;
}

// ---- files

static bool file_frame(struct state *s, struct scan_mark *mark, struct state_entry *e) {
  struct in i = {(const uint8_t *)s->body.p, s->body.n, false};
  if (get(&i, 1) != 'F') return false;
  get_bytes(&i, mark->stamp, 16), get_bytes(&i, mark->content, 16);
  e->size = get(&i, 8);
  e->members = (uint32_t)get(&i, 4);
  e->modified = (instant)get(&i, 8);
  const char *format = get_text(&i), *path = get_text(&i);
  size_t n = (size_t)get(&i, 4);
  if (i.bad || i.n != n || strlen(format) >= SCAN_FORMAT_NAME) return false;
  strcpy(e->format, format);
  e->path = path;
  buf_clear(&s->replies);
  buf_put(&s->replies, i.p, n);
  e->replies = &s->replies;
  return true;
}

struct err *state_find(struct state *s, const struct scan_mark *m, bool by_content, bool *ret_found,
                       struct state_entry *ret) {
  bool whole = false;
  struct place *p = look(s, by_content ? m->content : m->stamp);
  struct scan_mark kept;
  *ret_found = false;
  if (!p) return NULL;
  TRY(state_flush(s));
  TRY(frame_at(s, p->at & AT, &whole));
  if (!whole || !file_frame(s, &kept, ret)) return NULL;
  struct place *own = look(s, kept.stamp);
  if (own && !(own->at & MET)) {
    own->at |= MET;
    s->met_bytes += HEAD + s->body.n;
  }
  *ret_found = true;
  return NULL;
}

struct err *state_add(struct state *s, const struct scan_mark *m, const struct pool_result *r,
                      const char *path, const struct buf *replies) {
  uint64_t at;
  if (s->files >= FILES_MAX || s->length >= STATE_BYTES_MAX) return NULL;
  buf_clear(&s->body);
  buf_putc(&s->body, 'F');
  buf_put(&s->body, m->stamp, 16);
  buf_put(&s->body, m->content, 16);
  put(&s->body, r->file->size, 8), put(&s->body, r->members, 4);
  put(&s->body, (uint64_t)r->file->modified, 8);
  put_text(&s->body, r->format), put_text(&s->body, replies->n ? path : "");
  put(&s->body, replies->n, 4);
  buf_put(&s->body, buf_str(replies), replies->n);
  if (s->body.over) return NULL;
  TRY(append(s, &at));
  s->files++;
  s->met_bytes += HEAD + s->body.n;
  enter(s, m->content, at | MET);
  enter(s, m->stamp, at | MET | STAMP);
  return NULL;
}

struct err *state_left(struct state *s, struct err *(*told)(void *ctx, const struct state_entry *e),
                       void *ctx) {
  if (!s->continues) return NULL;
  TRY(state_flush(s));
  for (size_t k = 0; k < s->room; k++) {
    uint64_t at = s->places[k].at;
    struct scan_mark mark;
    struct state_entry e;
    bool whole = false;
    if ((at & (MET | CURRENT | TELLS | STAMP)) != (CURRENT | TELLS | STAMP)) continue;
    TRY(frame_at(s, at & AT, &whole));
    if (whole && file_frame(s, &mark, &e)) TRY(told(ctx, &e));
  }
  return NULL;
}

// ---- opening

static struct err *other(enum msg m, const char *what) {
  return err_new(ERR_INPUT, m, MSG_CONDUCT_STATE_OTHER_HINT, "what", what, NULL);
}

static struct err *take_head(struct state *s, const struct state_options *o) {
  struct in i = {(const uint8_t *)s->body.p, s->body.n, false};
  if (get(&i, 1) != 'H') return other(MSG_CONDUCT_STATE_NONE, s->path);
  get_bytes(&i, s->salt, STATE_SALT);
  s->names_hashed = get(&i, 1) == 1;
  const char *machine = get_text(&i);
  if (i.bad || i.n) return other(MSG_CONDUCT_STATE_NONE, s->path);
  if (strcmp(machine, o->machine) != 0) return other(MSG_CONDUCT_STATE_MACHINE, machine);
  if (s->names_hashed != o->names_hashed) return other(MSG_CONDUCT_STATE_NAMES, s->path);
  return NULL;
}

// A scan began: what follows counts when it was read by the same program with the same rules.
static void take_begin(struct state *s) {
  struct in i = {(const uint8_t *)s->body.p + 1, s->body.n - 1, false};
  uint8_t fingerprint[STATE_FINGERPRINT];
  instant started = (instant)get(&i, 8);
  get_bytes(&i, fingerprint, sizeof fingerprint);
  s->usable = !i.bad && memcmp(fingerprint, s->fingerprint, sizeof fingerprint) == 0;
  if (!s->continues) s->continues = s->usable && started > 0 ? started : 0;
}

// The scan ended: nothing before this is to be continued any more.
static void take_end(struct state *s) {
  s->continues = 0;
  for (size_t k = 0; k < s->room; k++)
    s->places[k].at &= ~CURRENT;
}

static struct err *load(struct state *s, const struct state_options *o) {
  char magic[sizeof MAGIC];
  ssize_t got = pread(s->fd, magic, sizeof MAGIC - 1, 0);
  if (got < 0) return io(s);
  if ((size_t)got != sizeof MAGIC - 1 || memcmp(magic, MAGIC, (size_t)got) != 0)
    return other(MSG_CONDUCT_STATE_NONE, s->path);
  s->length = sizeof MAGIC - 1;
  bool first = true;
  for (;; first = false) {
    bool whole;
    struct scan_mark mark;
    struct state_entry e;
    TRY(frame_at(s, s->length, &whole));
    if (!whole) break;
    if (first)
      TRY(take_head(s, o));
    else if (*s->body.p == 'B')
      take_begin(s);
    else if (*s->body.p == 'E')
      take_end(s);
    else if (file_frame(s, &mark, &e) && s->usable && s->files < FILES_MAX) {
      uint64_t at = s->length | CURRENT | (e.replies->n ? TELLS : 0);
      enter(s, mark.content, at);
      enter(s, mark.stamp, at | STAMP);
      s->files++;
    }
    s->length += HEAD + s->body.n;
  }
  if (first) return other(MSG_CONDUCT_STATE_NONE, s->path);
  // What a kill has left behind the last whole frame.
  if (ftruncate(s->fd, (off_t)s->length) < 0 || lseek(s->fd, 0, SEEK_END) < 0) return io(s);
  return NULL;
}

static struct err *make(struct state *s, const struct state_options *o) {
  seal_random(s->salt, sizeof s->salt);
  s->names_hashed = o->names_hashed;
  buf_put(&s->out, MAGIC, sizeof MAGIC - 1);
  s->length = sizeof MAGIC - 1;
  buf_clear(&s->body);
  buf_putc(&s->body, 'H');
  buf_put(&s->body, s->salt, sizeof s->salt);
  put(&s->body, s->names_hashed, 1);
  put_text(&s->body, o->machine);
  TRY(append(s, NULL));
  return state_flush(s);
}

// Nothing is ever written into what is inspected.
static struct err *check_place(const struct state_options *o) {
  char folder[PATH_MAX], root[PATH_MAX], *copy CLEANUP(base_freep) = base_strdup(o->path);
  char *slash = strrchr(copy, '/');
  if (slash) slash[slash == copy] = 0;
  if (!realpath(slash ? copy : ".", folder)) return err_errno(errno, o->path);
  for (size_t i = 0; i < o->n_roots; i++) {
    if (!realpath(o->roots[i], root)) continue;
    size_t n = strlen(root);
    if (strncmp(folder, root, n) == 0 && (folder[n] == '/' || !folder[n] || root[n - 1] == '/'))
      return err_new(ERR_USAGE, MSG_CONDUCT_STATE_INSIDE, MSG_CONDUCT_STATE_INSIDE_HINT, "what",
                     o->path, NULL);
  }
  return NULL;
}

static struct err *open_file(struct state *s, const struct state_options *o) {
  struct stat st;
  s->fd = open(o->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (s->fd < 0 || fstat(s->fd, &st) < 0) return io(s);
  if (!S_ISREG(st.st_mode)) return other(MSG_CONDUCT_STATE_NONE, s->path);
  if (flock(s->fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
    return err_new(ERR_BUSY, MSG_CONDUCT_STATE_BUSY, MSG_NONE, "what", s->path, NULL);
  return st.st_size ? load(s, o) : make(s, o);
}

struct err *state_open(const struct state_options *o, struct state **ret) {
  TRY(check_place(o));
  struct state *s = base_alloc(sizeof *s);
  *s = (struct state){.fd = -1,
                      .path = base_strdup(o->path),
                      .out = buf_init(FRAME_MAX + OUT_BYTES + 64),
                      .body = buf_init(FRAME_MAX),
                      .replies = buf_init(FRAME_MAX)};
  memcpy(s->fingerprint, o->fingerprint, STATE_FINGERPRINT);
  struct err *e = open_file(s, o);
  if (e)
    state_free(s);
  else
    *ret = s;
  return e;
}

void state_free(struct state *s) {
  if (!s) return;
  if (s->fd >= 0) close(s->fd);
  free(s->places);
  free(s->path);
  buf_free(&s->out);
  buf_free(&s->body);
  buf_free(&s->replies);
  free(s);
}

instant state_continues(const struct state *s) {
  return s->continues;
}

uint64_t state_files(const struct state *s) {
  return s->files;
}

const uint8_t *state_salt(const struct state *s) {
  return s->salt;
}

struct err *state_begin(struct state *s, instant started) {
  buf_clear(&s->body);
  buf_putc(&s->body, 'B');
  put(&s->body, (uint64_t)started, 8);
  buf_put(&s->body, s->fingerprint, sizeof s->fingerprint);
  TRY(append(s, NULL));
  return state_flush(s);
}

// ---- the end

// Copies the frames of files that are still there to a new file and puts it in the old one's place.
static struct err *compact(struct state *s) {
  char *next CLEANUP(base_freep) = base_alloc(strlen(s->path) + 5);
  strcpy(next, s->path);
  strcat(next, ".new");
  unlink(next);
  int fd CLEANUP(file_closep) = open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return err_errno(errno, next);
  TRY(file_write_all(fd, MAGIC, sizeof MAGIC - 1, next));
  bool whole = true;
  for (uint64_t at = sizeof MAGIC - 1, n = 0; whole; at += HEAD + s->body.n, n++) {
    TRY(frame_at(s, at, &whole));
    if (!whole) break;
    struct scan_mark mark;
    struct state_entry e;
    if (*s->body.p == 'F') {
      const struct place *p = file_frame(s, &mark, &e) ? look(s, mark.stamp) : NULL;
      if (!p || (p->at & AT) != at || !(p->at & MET)) continue;
    }
    uint64_t head = s->body.n | (uint64_t)check_of(s->body.p, s->body.n) << 32;
    TRY(file_write_all(fd, &head, HEAD, next));
    TRY(file_write_all(fd, s->body.p, s->body.n, next));
  }
  if (fsync(fd) < 0 || rename(next, s->path) < 0) {
    int error = errno;
    unlink(next);
    return err_errno(error, next);
  }
  return NULL;
}

struct err *state_end(struct state *s, bool finished) {
  if (finished) {
    buf_clear(&s->body);
    buf_putc(&s->body, 'E');
    put(&s->body, (uint64_t)time_now(), 8);
    TRY(append(s, NULL));
  }
  TRY(state_flush(s));
  if (fdatasync(s->fd) < 0 && errno != EINVAL) return io(s);
  return finished && s->length > COMPACT_FROM && s->met_bytes < s->length / 2 ? compact(s) : NULL;
}
