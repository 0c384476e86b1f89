// Reads a carried file twice as a stream: first to verify all of it, then to give its records away.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "carried/form.h"
#include "carried/medium.h"

enum { WINDOW = 4 * CARRIED_LINE_MAX };

struct carried_reader {
  char *what;
  int fd;  ///< -1: from memory
  bool own;
  struct bytes memory;
  struct carried_wanted wanted;
  carried_lookup *lookup;
  void *lookup_ctx;
  json_t *manifest;
  struct carried_facts facts;
  // one reading
  char *window, *line;
  size_t start, end;  ///< bytes of the window not yet given out
  uint64_t offset;    ///< bytes taken from the source
  uint64_t number;    ///< of the line given last
  bool at_end;
  struct seal_hasher file, content;
  struct buf tail;  ///< trailer and signature lines as they stand
};

struct line {
  char *p;   ///< without its LF, NUL-terminated; NULL at the end of the file
  size_t n;  ///< without its LF
};

static struct err *plain(enum err_code code, enum msg message, enum msg hint, uint64_t line) {
  return form_err(code, message, hint, line, NULL);
}

static struct err *truncated(const struct carried_reader *r) {
  return plain(ERR_INPUT, MSG_CARRIED_TRUNCATED, MSG_CARRIED_COPY_AGAIN, r->number + 1);
}

static struct err *too_large(const struct carried_reader *r) {
  char limit[24];
  snprintf(limit, sizeof limit, "%" PRIu64, r->wanted.max_bytes >> 20);
  return err_new(ERR_LIMIT, MSG_CARRIED_TOO_LARGE, MSG_CARRIED_TOO_LARGE_HINT, "what", r->what,
                 "limit", limit, NULL);
}

// ---- lines ------------------------------------------------------------------------------------

static void rewind_to_start(struct carried_reader *r) {
  r->start = r->end = 0;
  r->offset = r->number = 0;
  r->at_end = false;
  buf_clear(&r->tail);
  seal_hash_begin(&r->file);
  seal_hash_begin(&r->content);
}

// Moves what is left to the front and reads on behind it.
static struct err *fill(struct carried_reader *r) {
  memmove(r->window, r->window + r->start, r->end - r->start);
  r->end -= r->start;
  r->start = 0;
  size_t room = WINDOW - r->end;
  size_t got;
  if (r->fd < 0) {
    size_t left = r->memory.n - (size_t)r->offset;
    got = left < room ? left : room;
    if (got) memcpy(r->window + r->end, r->memory.p + r->offset, got);
  } else {
    TRY(medium_read(r->fd, r->what, r->offset, r->window + r->end, room, &got));
  }
  if (got == 0) r->at_end = true;
  seal_hash_add(&r->file, r->window + r->end, got);
  r->end += got;
  r->offset += got;
  return r->offset > r->wanted.max_bytes ? too_large(r) : NULL;
}

static struct err *next_line(struct carried_reader *r, struct line *ret) {
  size_t looked = 0;
  for (;;) {
    char *p = r->window + r->start;
    size_t have = r->end - r->start;
    char *lf = memchr(p + looked, '\n', have - looked);
    size_t n = lf ? (size_t)(lf - p) : have;
    if (n >= CARRIED_LINE_MAX)
      return plain(ERR_LIMIT, MSG_CARRIED_LINE_TOO_LONG, MSG_CARRIED_ASK_AGAIN, r->number + 1);
    if (lf) {
      *lf = 0;
      *ret = (struct line){p, n};
      r->start += n + 1;
      r->number++;
      return NULL;
    }
    if (r->at_end) {
      *ret = (struct line){NULL, 0};
      return have ? truncated(r) : NULL;
    }
    looked = have;
    TRY(fill(r));
  }
}

static struct err *need_line(struct carried_reader *r, struct line *ret) {
  TRY(next_line(r, ret));
  return ret->p ? NULL : truncated(r);
}

// ---- first line -------------------------------------------------------------------------------

static bool starts(const char *p, size_t n, const char *prefix) {
  size_t k = strlen(prefix);
  return n >= k && memcmp(p, prefix, k) == 0;
}

// The first line is judged before it is read as a line, so that any foreign file gets a fitting
// answer.
static struct err *read_magic(struct carried_reader *r) {
  static const char FAMILY[] = "kin-carried/";
  while (!r->at_end && r->end < 64)
    TRY(fill(r));
  const char *p = r->window;
  size_t n = r->end;
  if (n == 0)
    return err_new(ERR_INPUT, MSG_CARRIED_EMPTY, MSG_CARRIED_COPY_AGAIN, "what", r->what, NULL);
  if (starts(p, n, "\xEF\xBB\xBF" FORM_MAGIC) || starts(p, n, FORM_MAGIC "\r\n"))
    return err_new(ERR_INPUT, MSG_CARRIED_REWRITTEN, MSG_CARRIED_REWRITTEN_HINT, "what", r->what,
                   NULL);
  if (n < sizeof FORM_MAGIC && memcmp(p, FORM_MAGIC, n) == 0) return truncated(r);
  if (starts(p, n, FORM_MAGIC "\n")) {
    struct line magic;
    seal_hash_add(&r->content, FORM_MAGIC "\n", sizeof FORM_MAGIC);
    return next_line(r, &magic);
  }
  const char *lf = memchr(p, '\n', n < 64 ? n : 64);
  size_t digits = sizeof FAMILY - 1;
  while (starts(p, n, FAMILY) && digits < n && p[digits] >= '0' && p[digits] <= '9')
    digits++;
  if (digits >= sizeof FAMILY && lf == p + digits) {
    struct arena *a CLEANUP(arena_freep) = arena_new(4096);
    return err_new(ERR_UNSUPPORTED, MSG_CARRIED_NEWER, MSG_CARRIED_NEWER_HINT, "version",
                   arena_strndup(a, p + sizeof FAMILY - 1, digits - (sizeof FAMILY - 1)), NULL);
  }
  return err_new(ERR_INPUT, MSG_CARRIED_NOT_CARRIED, MSG_CARRIED_NOT_CARRIED_HINT, "what", r->what,
                 NULL);
}

// ---- manifest and records ---------------------------------------------------------------------

static struct err *parse(const struct carried_reader *r, const struct line *l, json_t **ret) {
  struct err *e CLEANUP(err_freep) = json_parse(l->p, l->n, ret);
  if (!e && json_is_object(*ret)) return NULL;
  if (!e) {
    json_freep(ret);
    return plain(ERR_INPUT, MSG_CARRIED_NOT_JSON, MSG_CARRIED_ASK_AGAIN, r->number);
  }
  if (e->code == ERR_LIMIT)
    return plain(ERR_LIMIT, MSG_CARRIED_TOO_DEEP, MSG_CARRIED_ASK_AGAIN, r->number);
  json_error_t why;  // the reason once more, as a code
  json_t *again CLEANUP(json_freep) = json_loadb(l->p, l->n, JSON_REJECT_DUPLICATES, &why);
  bool twice = !again && json_error_code(&why) == json_error_duplicate_key;
  return err_detail(plain(ERR_INPUT, twice ? MSG_CARRIED_DUPLICATE : MSG_CARRIED_NOT_JSON,
                          MSG_CARRIED_ASK_AGAIN, r->number),
                    "column %d", why.column);
}

// One JSON line: parsed, canonical, its values in order.
static struct err *read_json(struct carried_reader *r, const struct line *l,
                             struct carried_facts *f, json_t **ret) {
  json_t *j CLEANUP(json_freep) = NULL;
  TRY(parse(r, l, &j));
  TRY(form_check_values(j, r->number, f));
  size_t n = form_line(j, r->line);
  if (n != l->n + 1 || memcmp(r->line, l->p, l->n) != 0)
    return plain(ERR_INPUT, MSG_CARRIED_NOT_CANONICAL, MSG_CARRIED_ASK_AGAIN, r->number);
  *ret = j;
  j = NULL;
  return NULL;
}

// Adds the line to the content hash as if all its private values were removed; r->line holds its
// bytes.
static void hash_reduced(struct carried_reader *r, json_t *j, size_t n, bool has_values) {
  if (has_values && form_reduce(j, NULL, NULL, 0)) n = form_line(j, r->line);
  seal_hash_add(&r->content, r->line, n);
}

static struct err *read_manifest(struct carried_reader *r, struct carried_facts *f) {
  struct line l;
  json_t *j CLEANUP(json_freep) = NULL;
  TRY(need_line(r, &l));
  TRY(read_json(r, &l, f, &j));
  TRY(form_check_manifest(j, &r->wanted));
  if (!r->manifest) r->manifest = json_deep_copy(j);
  hash_reduced(r, j, l.n + 1, f->private_kept > 0);
  return NULL;
}

static struct err *read_record(struct carried_reader *r, const struct line *l,
                               struct carried_facts *f, carried_callback *callback, void *ctx) {
  json_t *j CLEANUP(json_freep) = NULL;
  uint64_t kept = f->private_kept;
  TRY(read_json(r, l, f, &j));
  TRY(form_check_record(j, r->number, &r->wanted));
  if (++f->records > r->wanted.max_records)
    return plain(ERR_LIMIT, MSG_CARRIED_TOO_MANY, MSG_CARRIED_ASK_AGAIN, r->number);
  if (callback) {
    const struct carried_record record = {f->records, r->number, json_get_text(j, "type"), j};
    TRY(callback(ctx, &record));
  }
  hash_reduced(r, j, l->n + 1, f->private_kept > kept);
  return NULL;
}

// ---- trailer and signatures -------------------------------------------------------------------

struct trailer {
  uint64_t records;
  uint8_t content[SEAL_HASH];
  size_t n;
  struct carried_signature signer[CARRIED_SIGNERS_MAX];
};

static struct err *trailer_err(const struct carried_reader *r) {
  return plain(ERR_INPUT, MSG_CARRIED_TRAILER, MSG_CARRIED_ASK_AGAIN, r->number);
}

// The rest of the next trailer line after `prefix`.
static struct err *trailer_line(struct carried_reader *r, const char *prefix, const char **ret) {
  struct line l;
  TRY(need_line(r, &l));
  if (strlen(l.p) != l.n || !starts(l.p, l.n, prefix) || l.n > 256) return trailer_err(r);
  buf_puts(&r->tail, l.p);
  buf_putc(&r->tail, '\n');
  *ret = l.p + strlen(prefix);
  return NULL;
}

static bool decimal(const char *s, uint64_t *ret) {
  size_t n = strspn(s, "0123456789");
  if (n == 0 || n > 18 || s[n] || (s[0] == '0' && n > 1)) return false;
  *ret = strtoull(s, NULL, 10);
  return true;
}

static bool read_signer(const char *s, const struct trailer *t, struct carried_signature *ret) {
  size_t n = strcspn(s, " ");
  if (n > CARRIED_NAME_MAX || s[n] != ' ') return false;
  memcpy(ret->name, s, n);
  ret->name[n] = 0;
  for (size_t i = 0; i < t->n; i++)
    if (strcmp(t->signer[i].name, ret->name) == 0) return false;
  return carried_name_valid(ret->name) && form_base64(s + n + 1, ret->public_key, SEAL_PUBLIC);
}

static struct err *read_trailer(struct carried_reader *r, struct trailer *t) {
  const char *s;
  uint64_t n;
  TRY(trailer_line(r, "records ", &s));
  if (!decimal(s, &t->records)) return trailer_err(r);
  TRY(trailer_line(r, "content ", &s));
  if (strspn(s, "0123456789abcdef") != 64 || !seal_hex_decode(s, t->content, SEAL_HASH))
    return trailer_err(r);
  TRY(trailer_line(r, "signatures ", &s));
  if (!decimal(s, &n) || n > CARRIED_SIGNERS_MAX) return trailer_err(r);
  for (; t->n < n; t->n++) {
    TRY(trailer_line(r, "signer ", &s));
    if (!read_signer(s, t, &t->signer[t->n])) return trailer_err(r);
  }
  return NULL;
}

static struct err *read_signature(struct carried_reader *r, size_t signed_bytes,
                                  const struct carried_signature *signer, bool *ret_good) {
  struct line l;
  char prefix[CARRIED_NAME_MAX + 8];
  uint8_t raw[FORM_KEY_ID + SEAL_SIGNATURE], id[FORM_KEY_ID];
  snprintf(prefix, sizeof prefix, "\u2014 %s ", signer->name);
  TRY(need_line(r, &l));
  form_key_id(signer->name, signer->public_key, id);
  if (strlen(l.p) != l.n || !starts(l.p, l.n, prefix) ||
      !form_base64(l.p + strlen(prefix), raw, sizeof raw) || memcmp(raw, id, FORM_KEY_ID) != 0)
    return plain(ERR_INPUT, MSG_CARRIED_SIGNATURE_LINE, MSG_CARRIED_ASK_AGAIN, r->number);
  *ret_good = seal_verify(signer->public_key, r->tail.p, signed_bytes, raw + FORM_KEY_ID);
  buf_puts(&r->tail, l.p);
  buf_putc(&r->tail, '\n');
  return NULL;
}

// Everything after the last record: form first, then what it says.
static struct err *read_end(struct carried_reader *r, struct trailer *t, struct carried_facts *f) {
  bool good[CARRIED_SIGNERS_MAX] = {false};
  struct line l;
  buf_puts(&r->tail, FORM_END "\n");
  TRY(read_trailer(r, t));
  size_t signed_bytes = r->tail.n;
  if (t->n) {
    TRY(need_line(r, &l));
    if (l.n) return plain(ERR_INPUT, MSG_CARRIED_SIGNATURE_LINE, MSG_CARRIED_ASK_AGAIN, r->number);
    buf_putc(&r->tail, '\n');
  }
  for (size_t i = 0; i < t->n; i++)
    TRY(read_signature(r, signed_bytes, &t->signer[i], &good[i]));
  ASSERT(!r->tail.over);
  if (r->start == r->end && !r->at_end) TRY(fill(r));
  if (r->start != r->end)
    return plain(ERR_INPUT, MSG_CARRIED_TRAILING, MSG_CARRIED_ASK_AGAIN, r->number);
  if (t->records != f->records) {
    char stated[24], found[24];
    snprintf(stated, sizeof stated, "%" PRIu64, t->records);
    snprintf(found, sizeof found, "%" PRIu64, f->records);
    return err_new(ERR_INPUT, MSG_CARRIED_COUNT, MSG_CARRIED_KEEP_HINT, "stated", stated, "found",
                   found, NULL);
  }
  seal_hash_end(&r->content, f->hashes.content);
  if (!seal_equal(f->hashes.content, t->content, SEAL_HASH))
    return plain(ERR_INPUT, MSG_CARRIED_CHANGED, MSG_CARRIED_KEEP_HINT, 0);
  for (size_t i = 0; i < t->n; i++)
    if (!good[i])
      return form_err(ERR_INPUT, MSG_CARRIED_SIGNATURE_BAD, MSG_CARRIED_KEEP_HINT, 0,
                      t->signer[i].name);
  seal_hash_end(&r->file, f->hashes.file);
  f->bytes = r->offset;
  f->n_signatures = t->n;
  memcpy(f->signatures, t->signer, sizeof t->signer);
  return NULL;
}

// ---- the two readings -------------------------------------------------------------------------

// Reads the whole file and fills f; gives records away when there is a callback.
static struct err *read_all(struct carried_reader *r, carried_callback *callback, void *ctx,
                            struct carried_facts *f) {
  struct trailer t = {0};
  struct line l;
  rewind_to_start(r);
  TRY(read_magic(r));
  TRY(read_manifest(r, f));
  for (;;) {
    TRY(need_line(r, &l));
    if (l.n == sizeof FORM_END - 1 && memcmp(l.p, FORM_END, l.n) == 0) break;
    TRY(read_record(r, &l, f, callback, ctx));
  }
  return read_end(r, &t, f);
}

static struct err *ask_for_keys(struct carried_reader *r) {
  struct carried_facts *f = &r->facts;
  f->trust = f->n_signatures ? CARRIED_KNOWN : CARRIED_UNSIGNED;
  for (size_t i = 0; i < f->n_signatures; i++) {
    struct carried_signature *s = &f->signatures[i];
    s->trust = CARRIED_UNKNOWN;
    if (r->lookup) TRY(r->lookup(r->lookup_ctx, s->name, s->public_key, &s->trust));
    ASSERT(s->trust >= CARRIED_UNKNOWN && s->trust <= CARRIED_KNOWN);
    if (s->trust < f->trust) f->trust = s->trust;
  }
  return NULL;
}

static struct err *verify(struct carried_reader *r) {
  uint64_t size = r->memory.n;
  if (r->fd >= 0) TRY(medium_size(r->fd, r->what, &size));
  if (size > r->wanted.max_bytes) return too_large(r);
  TRY(read_all(r, NULL, NULL, &r->facts));
  return ask_for_keys(r);
}

static struct err *open_source(struct carried_reader *r, const char *what,
                               const struct carried_wanted *wanted, carried_lookup *lookup,
                               void *ctx, struct carried_reader **ret) {
  r->what = base_strdup(what);
  if (wanted) r->wanted = *wanted;
  if (!r->wanted.max_bytes) r->wanted.max_bytes = CARRIED_BYTES_MAX;
  if (!r->wanted.max_records) r->wanted.max_records = CARRIED_RECORDS_MAX;
  r->lookup = lookup;
  r->lookup_ctx = ctx;
  r->tail = buf_init(FORM_TAIL_MAX);
  r->window = base_alloc(WINDOW);
  r->line = base_alloc(CARRIED_LINE_MAX);
  struct err *e = verify(r);
  if (e)
    carried_reader_free(r);
  else
    *ret = r;
  return e;
}

struct err *carried_open(const char *path, const struct carried_wanted *wanted,
                         carried_lookup *lookup, void *ctx, struct carried_reader **ret) {
  int fd;
  TRY(medium_open(path, &fd));
  struct carried_reader *r = base_alloc(sizeof *r);
  r->fd = fd;
  r->own = true;
  return open_source(r, path, wanted, lookup, ctx, ret);
}

struct err *carried_open_fd(int fd, const char *what, const struct carried_wanted *wanted,
                            carried_lookup *lookup, void *ctx, struct carried_reader **ret) {
  struct carried_reader *r = base_alloc(sizeof *r);
  r->fd = fd;
  return open_source(r, what, wanted, lookup, ctx, ret);
}

struct err *carried_open_bytes(struct bytes b, const char *what,
                               const struct carried_wanted *wanted, carried_lookup *lookup,
                               void *ctx, struct carried_reader **ret) {
  struct carried_reader *r = base_alloc(sizeof *r);
  r->fd = -1;
  r->memory = b;
  return open_source(r, what, wanted, lookup, ctx, ret);
}

struct err *carried_each(struct carried_reader *r, carried_callback *f, void *ctx) {
  struct carried_facts again = {0};
  TRY(read_all(r, f, ctx, &again));
  if (!seal_equal(again.hashes.file, r->facts.hashes.file, SEAL_HASH))
    return err_new(ERR_INPUT, MSG_CARRIED_CHANGED_READING, MSG_CARRIED_COPY_AGAIN, "what", r->what,
                   NULL);
  return NULL;
}

const json_t *carried_manifest(const struct carried_reader *r) {
  return r->manifest;
}

struct bytes form_tail(const struct carried_reader *r) {
  return (struct bytes){(const uint8_t *)r->tail.p, r->tail.n};
}

const struct carried_facts *carried_facts(const struct carried_reader *r) {
  return &r->facts;
}

void carried_reader_free(struct carried_reader *r) {
  if (!r) return;
  if (r->own) file_closep(&r->fd);
  json_decref(r->manifest);
  free(r->what);
  buf_free(&r->tail);
  free(r->window);
  free(r->line);
  free(r);
}

void carried_reader_freep(struct carried_reader **r) {
  carried_reader_free(*r);
  *r = NULL;
}
