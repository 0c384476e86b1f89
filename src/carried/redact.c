// Copies a carried file without some of its private values; its signatures go on being valid.
#include <string.h>

#include "carried/form.h"

struct copy {
  struct carried_writer *w;
  carried_remove *choose;
  void *ctx;
};

static struct err *copy_record(void *ctx, const struct carried_record *record) {
  struct copy *c = ctx;
  json_t *j CLEANUP(json_freep) = json_deep_copy(record->json);
  ASSERT(j);
  form_reduce(j, c->choose, c->ctx, record->number);
  return carried_add(c->w, j);
}

struct err *carried_redact(const char *from, const char *to, const struct carried_wanted *wanted,
                           carried_remove *choose, void *ctx, struct carried_hashes *ret) {
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
  TRY(carried_open(from, wanted, NULL, NULL, &r));
  json_t *manifest CLEANUP(json_freep) = json_deep_copy(carried_manifest(r));
  ASSERT(manifest);
  form_reduce(manifest, choose, ctx, 0);
  TRY(carried_write(to, manifest, &w));
  struct copy c = {w, choose, ctx};
  TRY(carried_each(r, copy_record, &c));
  struct carried_hashes hashes;
  TRY(form_write_tail(w, form_tail(r), &hashes));
  ASSERT(memcmp(hashes.content, carried_facts(r)->hashes.content, SEAL_HASH) == 0);
  *ret = hashes;
  return NULL;
}
