// The list of false alarms that an inspector takes along: written from the journal's decisions, read where there is no
// journal.
#include "inspection/decisions.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "inspection/inspection.h"

enum { LIST_MAX = 5000000 };

struct decided_list {
  struct decided_facts facts;
  uint8_t (*hashes)[SEAL_HASH];
  size_t room;
};

static int order(const void *a, const void *b) {
  return memcmp(a, b, SEAL_HASH);
}

static struct err *take(void *ctx, const struct carried_record *c) {
  struct decided_list *l = ctx;
  if (strcmp(c->type, "false-alarm") != 0) return NULL;
  const char *hex = json_get_text(c->json, "sha256");
  uint8_t hash[SEAL_HASH];
  if (!hex || strlen(hex) != 64 || !seal_hex_decode(hex, hash, SEAL_HASH))
    return err_new(ERR_INPUT, MSG_CONDUCT_LIST_RECORD, MSG_CARRIED_KEEP_HINT, NULL);
  if (l->facts.n == l->room) {
    l->room = l->room ? l->room * 2 : 256;
    l->hashes = base_realloc(l->hashes, l->room * sizeof *l->hashes);
  }
  memcpy(l->hashes[l->facts.n++], hash, SEAL_HASH);
  return NULL;
}

static struct err *judge(struct decided_list *l, const struct carried_facts *f,
                         const struct carried_key *own) {
  struct buf hex CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&hex, f->hashes.file, SEAL_HASH);
  strcpy(l->facts.file_hash, buf_str(&hex));
  if (f->n_signatures) strcpy(l->facts.signer, f->signatures[0].name);
  for (size_t i = 0; own && i < f->n_signatures; i++) {
    if (strcmp(f->signatures[i].name, own->name) != 0) continue;
    if (memcmp(f->signatures[i].public_key, own->signer.public_key, SEAL_PUBLIC) != 0)
      return err_new(ERR_DENIED, MSG_CONDUCT_LIST_OTHER_KEY, MSG_NONE, "name", own->name, NULL);
    l->facts.own = true;
  }
  return NULL;
}

struct err *decided_open(const char *path, const struct carried_key *own,
                         struct decided_list **ret) {
  static const struct carried_wanted wanted = {
      .kind = "scan-decisions", .max_bytes = UINT64_C(1) << 30, .max_records = LIST_MAX};
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  TRY(carried_open(path, &wanted, NULL, NULL, &r));
  struct decided_list *l = base_alloc(sizeof *l);
  *l = (struct decided_list){0};
  struct err *e = judge(l, carried_facts(r), own);
  if (!e) e = carried_each(r, take, l);
  if (e) {
    decided_free(l);
    return e;
  }
  if (l->facts.n) qsort(l->hashes, l->facts.n, sizeof *l->hashes, order);
  *ret = l;
  return NULL;
}

const struct decided_facts *decided_facts(const struct decided_list *l) {
  return &l->facts;
}

bool decided_has(const struct decided_list *l, const uint8_t sha256[SEAL_HASH]) {
  return l->facts.n && bsearch(sha256, l->hashes, l->facts.n, sizeof *l->hashes, order);
}

void decided_free(struct decided_list *l) {
  if (!l) return;
  free(l->hashes);
  free(l);
}

// ---- writing

static struct err *write_all(struct reader *r, struct carried_writer *w, uint64_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret_n = 0;
  TRY(STORE_QUERY(r, SQL_INSPECTION_FALSE_ALARMS, &rows));
  while (rows_next(rows)) {
    json_t *o CLEANUP(json_freep) = json_pack("{s:s,s:s,s:I}", "type", "false-alarm", "sha256",
                                              rows_text(rows, 0), "decided",
                                              (json_int_t)rows_int(rows, 1));
    TRY(carried_add(w, o));
    ++*ret_n;
  }
  return rows_end(&rows);
}

struct err *inspection_decisions_write(struct reader *r, const char *path,
                                       const struct carried_key *key, uint64_t *ret_n,
                                       struct carried_hashes *ret) {
  struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
  json_t *manifest CLEANUP(json_freep) = json_pack(
      "{s:s,s:I,s:s}", "kind", "scan-decisions", "made", (json_int_t)time_now(), "software",
      "kin " KIN_VERSION);
  TRY(carried_write(path, manifest, &w));
  TRY(write_all(r, w, ret_n));
  const struct carried_signer signer = {key ? key->name : "", key ? &key->signer : NULL};
  return carried_end(w, &signer, key ? 1 : 0, ret);
}
