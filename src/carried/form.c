// What a line of a carried file may hold: canonical JSON, words, critical names, private fields.
#include "carried/form.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

struct err *form_err(enum err_code code, enum msg message, enum msg hint, uint64_t line,
                     const char *name) {
  char n[24];
  snprintf(n, sizeof n, "%" PRIu64, line);
  return err_new(code, message, hint, "line", n, "name", name ? name : "", NULL);
}

bool carried_name_valid(const char *name) {
  size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_");
  return n >= 1 && n <= CARRIED_NAME_MAX && !name[n] && !strchr(".-_", name[0]);
}

static bool word_valid(const char *s) {
  size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return n >= 1 && n <= 32 && !s[n] && s[0] >= 'a' && s[0] <= 'z';
}

char *carried_hash_text(struct arena *a, const uint8_t hash[SEAL_HASH]) {
  struct buf b CLEANUP(buf_free) = buf_init(128);
  for (size_t i = 0; i < SEAL_HASH; i += 2) {
    if (i) buf_putc(&b, ' ');
    buf_put_hex(&b, hash + i, 2);
  }
  return arena_strdup(a, buf_str(&b));
}

// Length of the well-formed UTF-8 character at p, 0 when there is none (Unicode 15, table 3-7).
static size_t utf8_length(const uint8_t *p, size_t n) {
  if (p[0] < 0x80) return 1;
  size_t len = p[0] >= 0xC2 && p[0] <= 0xDF   ? 2
               : (p[0] & 0xF0) == 0xE0        ? 3
               : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4
                                              : 0;
  if (!len || len > n) return 0;
  uint8_t low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
  uint8_t high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < len; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return len;
}

char *carried_path_text(struct arena *a, const void *bytes, size_t n) {
  const uint8_t *p = bytes;
  char *out = arena_alloc(a, 3 * n + 1), *o = out;
  for (size_t i = 0; i < n;) {
    size_t len = utf8_length(p + i, n - i);
    if (len == 0 || p[i] < 0x20 || p[i] == 0x7F || p[i] == '%') {
      o += sprintf(o, "%%%02X", p[i++]);
      continue;
    }
    memcpy(o, p + i, len);
    o += len, i += len;
  }
  *o = 0;
  return out;
}

size_t form_line(const json_t *j, char *out) {
  size_t n = json_dumpb(j, out, CARRIED_LINE_MAX - 1, JSON_COMPACT | JSON_SORT_KEYS);
  if (n == 0 || n > CARRIED_LINE_MAX - 1) return 0;
  out[n] = '\n';
  return n + 1;
}

// ---- private fields ---------------------------------------------------------------------------

static void put_hex(const uint8_t p[32], char ret[65]) {
  for (size_t i = 0; i < 64; i++)
    ret[i] = "0123456789abcdef"[i % 2 ? p[i / 2] & 15 : p[i / 2] >> 4];
  ret[64] = 0;
}

static void commitment(const uint8_t salt[32], const char *value, char ret_hex[65]) {
  static const char TAG[] = "kin-private-v1\n";
  struct seal_hasher h;
  uint8_t hash[SEAL_HASH];
  seal_hash_begin(&h);
  seal_hash_add(&h, TAG, sizeof TAG - 1);
  seal_hash_add(&h, salt, 32);
  seal_hash_add(&h, value, strlen(value));
  seal_hash_end(&h, hash);
  put_hex(hash, ret_hex);
}

json_t *carried_private(const char *value) {
  uint8_t salt[32];
  char commit[65], salt_hex[65];
  seal_random(salt, sizeof salt);
  commitment(salt, value, commit);
  put_hex(salt, salt_hex);
  json_t *j = json_pack("{s:s, s:s, s:s}", "commit", commit, "salt", salt_hex, "value", value);
  ASSERT(j);  // NULL means that value is not UTF-8: carried_path_text() was forgotten
  return j;
}

const char *carried_private_value(const json_t *field) {
  return carried_private_commit(field) ? json_get_text(field, "value") : NULL;
}

const char *carried_private_commit(const json_t *field) {
  return json_get_text(field, "commit");
}

static bool hex64(const char *s) {
  return s && strspn(s, "0123456789abcdef") == 64 && !s[64];
}

static struct err *check_private(const json_t *j, uint64_t line, const char *key,
                                 struct carried_facts *counts) {
  const char *commit = json_get_text(j, "commit"), *salt = json_get_text(j, "salt"),
             *value = json_get_text(j, "value");
  size_t n = json_object_size(j);
  if (!hex64(commit) || !(n == 1 || (n == 3 && hex64(salt) && value)))
    return form_err(ERR_INPUT, MSG_CARRIED_PRIVATE_FORM, MSG_CARRIED_ASK_AGAIN, line, key);
  if (n == 1) {
    counts->private_removed++;
    return NULL;
  }
  uint8_t raw[32];
  char expected[65];
  ASSERT(seal_hex_decode(salt, raw, sizeof raw));
  commitment(raw, value, expected);
  if (strcmp(expected, commit) != 0)
    return form_err(ERR_INPUT, MSG_CARRIED_PRIVATE_CHANGED, MSG_CARRIED_KEEP_HINT, line, key);
  counts->private_kept++;
  return NULL;
}

static struct err *check_values(const json_t *j, uint64_t line, const char *key, int depth,
                                struct carried_facts *counts) {
  const char *k;
  json_t *v;
  size_t i;
  if (json_is_integer(j)) return NULL;
  if (json_is_string(j) && strlen(json_string_value(j)) == json_string_length(j)) return NULL;
  if (!json_is_object(j) && !json_is_array(j))
    return form_err(ERR_INPUT, MSG_CARRIED_SCALAR, MSG_CARRIED_ASK_AGAIN, line, key);
  if (depth >= FORM_DEPTH)
    return form_err(ERR_LIMIT, MSG_CARRIED_TOO_DEEP, MSG_CARRIED_ASK_AGAIN, line, key);
  if (json_is_object(j)) {
    json_object_foreach((json_t *)j, k, v) TRY(check_values(v, line, k, depth + 1, counts));
    if (json_object_get(j, "commit")) return check_private(j, line, key, counts);
  }
  json_array_foreach(j, i, v) TRY(check_values(v, line, key, depth + 1, counts));
  return NULL;
}

struct err *form_check_values(const json_t *j, uint64_t line, struct carried_facts *counts) {
  return check_values(j, line, "", 0, counts);
}

static bool reduce(json_t *j, const char *key, carried_remove *choose, void *ctx, uint64_t record) {
  const char *k;
  json_t *v;
  size_t i;
  bool changed = false;
  if (json_object_get(j, "value") && json_object_get(j, "commit")) {
    if (choose && !choose(ctx, record, key, json_get_text(j, "value"))) return false;
    json_object_del(j, "salt");
    json_object_del(j, "value");
    return true;
  }
  if (json_is_object(j)) json_object_foreach(j, k, v) changed |= reduce(v, k, choose, ctx, record);
  json_array_foreach(j, i, v) changed |= reduce(v, "", choose, ctx, record);
  return changed;
}

bool form_reduce(json_t *j, carried_remove *choose, void *ctx, uint64_t record) {
  return reduce(j, "", choose, ctx, record);
}

// ---- manifest and records ---------------------------------------------------------------------

// A writer (no wanted) may use any critical name but the one whose bytes this version cannot carry.
static bool known_critical(const struct carried_wanted *wanted, const char *name) {
  if (strcmp(name, "!attached") == 0) return false;
  if (!wanted) return true;
  for (const char *const *c = wanted->critical; c && *c; c++)
    if (strcmp(*c, name) == 0) return true;
  return false;
}

static struct err *check_critical(const json_t *j, uint64_t line,
                                  const struct carried_wanted *wanted) {
  const char *k;
  json_t *v;
  json_object_foreach((json_t *)j, k, v) {
    if (k[0] == '!' && !known_critical(wanted, k))
      return form_err(ERR_UNSUPPORTED, MSG_CARRIED_CRITICAL, MSG_CARRIED_NEWER_HINT, line, k);
  }
  return NULL;
}

struct err *form_check_manifest(const json_t *m, const struct carried_wanted *wanted) {
  const char *kind = json_get_text(m, "kind");
  if (!kind || !word_valid(kind))
    return form_err(ERR_INPUT, MSG_CARRIED_MANIFEST, MSG_CARRIED_ASK_AGAIN, 2, "kind");
  if (!json_is_integer(json_object_get(m, "made")))
    return form_err(ERR_INPUT, MSG_CARRIED_MANIFEST, MSG_CARRIED_ASK_AGAIN, 2, "made");
  if (wanted && wanted->kind && strcmp(kind, wanted->kind) != 0)
    return err_new(ERR_INPUT, MSG_CARRIED_WRONG_KIND, MSG_CARRIED_WRONG_KIND_HINT, "kind", kind,
                   "wanted", wanted->kind, NULL);
  return check_critical(m, 2, wanted);
}

struct err *form_check_record(const json_t *r, uint64_t line, const struct carried_wanted *wanted) {
  const char *type = json_get_text(r, "type");
  bool critical = type && type[0] == '!';
  if (!type || !word_valid(type + critical))
    return form_err(ERR_INPUT, MSG_CARRIED_NO_TYPE, MSG_CARRIED_ASK_AGAIN, line, NULL);
  if (critical && !known_critical(wanted, type))
    return form_err(ERR_UNSUPPORTED, MSG_CARRIED_CRITICAL, MSG_CARRIED_NEWER_HINT, line, type);
  return check_critical(r, line, wanted);
}

// Encoded again and compared, because libsodium 1.0.18 reads bytes above 0x7F as '/'.
bool form_base64(const char *s, uint8_t *ret, size_t n) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 12);
  size_t got;
  return s && seal_base64_decode(s, ret, n, &got) && got == n &&
         strcmp(seal_base64(a, ret, n), s) == 0;
}

void form_key_id(const char *name, const uint8_t public_key[SEAL_PUBLIC],
                 uint8_t ret[FORM_KEY_ID]) {
  struct seal_hasher h;
  uint8_t hash[SEAL_HASH];
  seal_hash_begin(&h);
  seal_hash_add(&h, name, strlen(name));
  seal_hash_add(&h, "\n\x01", 2);
  seal_hash_add(&h, public_key, SEAL_PUBLIC);
  seal_hash_end(&h, hash);
  memcpy(ret, hash, FORM_KEY_ID);
}
