// Checkpoints: the size and root of the tree in the C2SP tlog-checkpoint form, signed as a C2SP note.
#include <stdlib.h>
#include <string.h>

#include "journal/internal.h"

void hash_to_hex(const tree_hash h, char ret[65]) {
  for (int i = 0; i < SEAL_HASH; i++) {
    ret[2 * i] = "0123456789abcdef"[h[i] >> 4];
    ret[2 * i + 1] = "0123456789abcdef"[h[i] & 15];
  }
  ret[64] = 0;
}

static void key_id(struct arena *a, const char *name, const uint8_t public_key[SEAL_PUBLIC],
                   uint8_t ret[4]) {
  size_t n = strlen(name);
  uint8_t *p = arena_alloc(a, n + 2 + SEAL_PUBLIC), hash[SEAL_HASH];
  memcpy(p, name, n);
  p[n] = '\n';
  p[n + 1] = 1;
  memcpy(p + n + 2, public_key, SEAL_PUBLIC);
  seal_hash(p, n + 2 + SEAL_PUBLIC, hash);
  memcpy(ret, hash, 4);
}

char *checkpoint_sign(const struct journal *j, struct arena *a, uint64_t size, const tree_hash root) {
  char *name = arena_printf(a, "kin.site/%s", j->site_id);
  char *text = arena_printf(a, "%s\n%llu\n%s\nprofile %s provider %s\n", name,
                            (unsigned long long)size, seal_base64(a, root, SEAL_HASH), j->profile,
                            seal_provider());
  uint8_t blob[4 + SEAL_SIGNATURE];
  key_id(a, name, j->setup.signer.public_key, blob);
  seal_sign(&j->setup.signer, text, strlen(text), blob + 4);
  return arena_printf(a, "%s\n\u2014 %s %s\n", text, name, seal_base64(a, blob, sizeof blob));
}

static bool signature_holds(const struct journal *j, struct arena *a, const char *name,
                            const char *text, size_t body, const char *line) {
  uint8_t blob[4 + SEAL_SIGNATURE], id[4];
  size_t n = 0;
  char *start = arena_printf(a, "\u2014 %s ", name);
  if (strncmp(line, start, strlen(start)) != 0) return false;
  line += strlen(start);
  char *b64 = arena_strndup(a, line, strcspn(line, "\n"));
  key_id(a, name, j->setup.signer.public_key, id);
  return seal_base64_decode(b64, blob, sizeof blob, &n) && n == sizeof blob && !memcmp(blob, id, 4) &&
         seal_verify(j->setup.signer.public_key, text, body, blob + 4);
}

/// One or more lines "— name base64", each ended, and nothing else.
static bool only_signatures(const char *lines) {
  const char *end = NULL;
  for (; *lines; lines = end + 1) {
    end = strchr(lines, '\n');
    if (!end || strncmp(lines, "\u2014 ", 4) != 0) return false;
  }
  return end != NULL;
}

bool checkpoint_read(const struct journal *j, const char *text, uint64_t *ret_size, tree_hash ret_root) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  if (strlen(text) > 4096) return false;
  char *name = arena_printf(a, "kin.site/%s", j->site_id);
  size_t n = strlen(name);
  if (strncmp(text, name, n) != 0 || text[n] != '\n') return false;
  char *end;
  unsigned long long size = strtoull(text + n + 1, &end, 10);
  if (*end != '\n') return false;
  const char *root = end + 1, *blank = strstr(root, "\n\n");
  if (!blank) return false;
  size_t got = 0;
  char *b64 = arena_strndup(a, root, strcspn(root, "\n"));
  if (!seal_base64_decode(b64, ret_root, SEAL_HASH, &got) || got != SEAL_HASH) return false;
  *ret_size = size;
  return only_signatures(blank + 2) && signature_holds(j, a, name, text, (size_t)(blank + 1 - text), blank + 2);
}

struct err *head_read(struct reader *r, struct frontier *ret_f, tree_hash ret_last) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret_f = (struct frontier){0};
  memset(ret_last, 0, SEAL_HASH);
  TRY(store_query(r, SQL_JOURNAL_HEAD, NULL, 0, &rows));
  if (!rows_next(rows)) return rows_end(&rows);
  struct bytes last = rows_blob(rows, 1);
  bool good = last.n == SEAL_HASH;
  if (good) memcpy(ret_last, last.p, SEAL_HASH);
  struct bytes roots = rows_blob(rows, 2);
  ret_f->size = (uint64_t)rows_int(rows, 0);
  ret_f->n = roots.n / SEAL_HASH;
  good = good && roots.n % SEAL_HASH == 0 && ret_f->n == (size_t)__builtin_popcountll(ret_f->size);
  if (!good) return err_new(ERR_CORRUPT, MSG_ERR_JOURNAL_HEAD, MSG_ERR_JOURNAL_HEAD_HINT, NULL);
  memcpy(ret_f->roots, roots.p, roots.n);
  return rows_end(&rows);
}
