// Writes a carried file as a stream: nothing stands under its name before the last byte is on the
// medium.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "carried/form.h"
#include "carried/medium.h"

enum { HELD = 1 << 18 };

struct carried_writer {
  struct medium_target target;
  char *held;  ///< bytes not yet written
  size_t n;
  char *line;  ///< room for one line
  struct seal_hasher file, content;
  uint64_t lines, records;
  bool failed, ended;
};

static struct err *flush(struct carried_writer *w) {
  struct err *e = file_write_all(w->target.fd, w->held, w->n, w->target.what);
  w->n = 0;
  return e;
}

static struct err *put(struct carried_writer *w, const char *p, size_t n) {
  ASSERT(n <= HELD);
  if (w->n + n > HELD) TRY(flush(w));
  memcpy(w->held + w->n, p, n);
  w->n += n;
  seal_hash_add(&w->file, p, n);
  return NULL;
}

static struct err *put_json(struct carried_writer *w, const json_t *j) {
  struct carried_facts counts = {0};
  uint64_t number = w->lines + 1;
  TRY(form_check_values(j, number, &counts));
  size_t n = form_line(j, w->line);
  if (!n) return form_err(ERR_LIMIT, MSG_CARRIED_RECORD_TOO_LONG, MSG_NONE, number, NULL);
  TRY(put(w, w->line, n));
  w->lines++;
  if (counts.private_kept) {
    json_t *copy CLEANUP(json_freep) = json_deep_copy(j);
    ASSERT(copy);
    form_reduce(copy, NULL, NULL, 0);
    n = form_line(copy, w->line);
  }
  seal_hash_add(&w->content, w->line, n);
  return NULL;
}

static struct err *begin(struct carried_writer *w, const json_t *manifest) {
  w->held = base_alloc(HELD);
  w->line = base_alloc(CARRIED_LINE_MAX);
  seal_hash_begin(&w->file);
  seal_hash_begin(&w->content);
  TRY(form_check_manifest(manifest, NULL));
  TRY(put(w, FORM_MAGIC "\n", sizeof FORM_MAGIC));
  seal_hash_add(&w->content, FORM_MAGIC "\n", sizeof FORM_MAGIC);
  w->lines = 1;
  return put_json(w, manifest);
}

static struct err *started(struct carried_writer *w, struct err *e, struct carried_writer **ret) {
  if (e)
    carried_writer_free(w);
  else
    *ret = w;
  return e;
}

struct err *carried_write(const char *path, const json_t *manifest, struct carried_writer **ret) {
  struct carried_writer *w = base_alloc(sizeof *w);
  struct err *e = medium_begin(path, &w->target);
  return started(w, e ? e : begin(w, manifest), ret);
}

struct err *carried_write_fd(int fd, const char *what, const json_t *manifest,
                             struct carried_writer **ret) {
  struct carried_writer *w = base_alloc(sizeof *w);
  w->target = (struct medium_target){.fd = fd, .what = base_strdup(what)};
  return started(w, begin(w, manifest), ret);
}

struct err *carried_add(struct carried_writer *w, const json_t *record) {
  ASSERT(!w->failed && !w->ended);
  w->failed = true;  // until this call has succeeded
  TRY(form_check_record(record, w->lines + 1, NULL));
  TRY(put_json(w, record));
  w->records++;
  w->failed = false;
  return NULL;
}

static void put_signatures(struct buf *b, const struct carried_signer *signers, size_t n) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  size_t signed_bytes = b->n;
  for (size_t i = 0; i < n; i++) {
    uint8_t raw[FORM_KEY_ID + SEAL_SIGNATURE];
    form_key_id(signers[i].name, signers[i].key->public_key, raw);
    seal_sign(signers[i].key, b->p, signed_bytes, raw + FORM_KEY_ID);
    buf_printf(b, "%s\u2014 %s %s\n", i ? "" : "\n", signers[i].name,
               seal_base64(a, raw, sizeof raw));
  }
}

struct err *form_write_tail(struct carried_writer *w, struct bytes tail,
                            struct carried_hashes *ret) {
  w->failed = true;
  TRY(put(w, (const char *)tail.p, tail.n));
  TRY(flush(w));
  struct carried_hashes hashes;
  seal_hash_end(&w->content, hashes.content);
  seal_hash_end(&w->file, hashes.file);
  TRY(medium_place(&w->target));
  w->failed = false;
  w->ended = true;
  *ret = hashes;
  return NULL;
}

struct err *carried_end(struct carried_writer *w, const struct carried_signer *signers, size_t n,
                        struct carried_hashes *ret) {
  ASSERT(!w->failed && !w->ended);
  ASSERT(n <= CARRIED_SIGNERS_MAX);
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  struct buf b CLEANUP(buf_free) = buf_init(FORM_TAIL_MAX);
  struct seal_hasher so_far = w->content;
  uint8_t content[SEAL_HASH];
  seal_hash_end(&so_far, content);
  buf_printf(&b, FORM_END "\nrecords %" PRIu64 "\ncontent ", w->records);
  buf_put_hex(&b, content, SEAL_HASH);
  buf_printf(&b, "\nsignatures %zu\n", n);
  for (size_t i = 0; i < n; i++) {
    ASSERT(carried_name_valid(signers[i].name));
    for (size_t k = 0; k < i; k++)
      ASSERT(strcmp(signers[i].name, signers[k].name) != 0);
    buf_printf(&b, "signer %s %s\n", signers[i].name,
               seal_base64(a, signers[i].key->public_key, SEAL_PUBLIC));
  }
  put_signatures(&b, signers, n);
  ASSERT(!b.over);
  return form_write_tail(w, (struct bytes){(const uint8_t *)b.p, b.n}, ret);
}

void carried_writer_free(struct carried_writer *w) {
  if (!w) return;
  medium_release(&w->target);
  free(w->held);
  free(w->line);
  free(w);
}

void carried_writer_freep(struct carried_writer **w) {
  carried_writer_free(*w);
  *w = NULL;
}
