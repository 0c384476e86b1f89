// Makes and opens the key files of inspection teams.
#include "carried/keyfile.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "carried/form.h"

#define KEY_FAMILY "kin-inspection-key/"
#define KEY_MAGIC KEY_FAMILY "1"
enum { SALT = 16, INSIDE = 64 + SEAL_HASH, BOX = INSIDE + SEAL_BOX_EXTRA };

static bool title_valid(const char *s) {
  size_t n = strlen(s);
  for (size_t i = 0; i < n; i++)
    if ((uint8_t)s[i] < 0x20 || s[i] == 0x7F) return false;
  json_t *utf8 CLEANUP(json_freep) = json_string(s);  // NULL when it is not UTF-8
  return n >= 1 && n <= CARRIED_TITLE_MAX && utf8;
}

struct err *carried_key_new(const char *name, const char *title, struct carried_key *ret) {
  if (!carried_name_valid(name))
    return err_new(ERR_INPUT, MSG_CARRIED_KEY_NAME, MSG_CARRIED_KEY_NAME_HINT, "name", name, NULL);
  if (!title_valid(title)) return err_new(ERR_INPUT, MSG_CARRIED_KEY_TITLE, MSG_NONE, NULL);
  struct carried_key k = {0};
  strcpy(k.name, name);
  strcpy(k.title, title);
  seal_signer_new(&k.signer);
  *ret = k;
  carried_key_wipe(&k);
  return NULL;
}

struct err *carried_key_text(struct arena *a, const struct carried_key *k, const char *passphrase,
                             char **ret) {
  uint8_t salt[SALT], key[SEAL_KEY], inside[INSIDE], box[BOX], check[SEAL_HASH];
  if (utf8_count(passphrase) < CARRIED_PASSPHRASE_MIN)
    return err_new(ERR_INPUT, MSG_CARRIED_KEY_SHORT, MSG_CARRIED_KEY_SHORT_HINT, NULL);
  seal_random(salt, sizeof salt);
  struct buf b CLEANUP(buf_free) = buf_init(CARRIED_KEY_TEXT_MAX);
  buf_printf(&b, KEY_MAGIC "\nname %s\ntitle %s\npublic %s\nsalt %s\n", k->name, k->title,
             seal_base64(a, k->signer.public_key, SEAL_PUBLIC), seal_base64(a, salt, SALT));
  memcpy(inside, k->signer.secret, 64);
  seal_hash(b.p, b.n, inside + 64);
  struct err *e = seal_derive(passphrase, salt, key);
  if (!e) seal_box(key, inside, sizeof inside, box);
  seal_wipe(key, sizeof key);
  seal_wipe(inside, sizeof inside);
  TRY(e);
  buf_printf(&b, "secret %s\n", seal_base64(a, box, sizeof box));
  seal_hash(b.p, b.n, check);
  buf_puts(&b, "check ");
  buf_put_hex(&b, check, sizeof check);
  buf_putc(&b, '\n');
  ASSERT(!b.over);
  *ret = arena_strdup(a, b.p);
  return NULL;
}

struct err *carried_key_write(const char *path, const struct carried_key *k,
                              const char *passphrase) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *text = NULL;
  if (file_exists(path))
    return err_new(ERR_CONFLICT, MSG_CARRIED_EXISTS, MSG_CARRIED_EXISTS_HINT, "what", path, NULL);
  TRY(carried_key_text(a, k, passphrase, &text));
  return file_write(path, text, strlen(text), 0600);
}

static struct err *damaged(uint64_t line) {
  return form_err(ERR_INPUT, MSG_CARRIED_KEY_DAMAGED, MSG_CARRIED_KEY_DAMAGED_HINT, line, NULL);
}

// The value of the next line "word value\n"; NULL when it is not there.
static char *value_of(struct arena *a, const char **p, const char *word) {
  size_t n = strlen(word);
  const char *lf = strchr(*p, '\n');
  if (!lf || strncmp(*p, word, n) != 0 || (*p)[n] != ' ') return NULL;
  char *v = arena_strndup(a, *p + n + 1, (size_t)(lf - *p) - n - 1);
  *p = lf + 1;
  return v;
}

struct parsed {
  struct carried_key key;
  uint8_t salt[SALT], box[BOX];
  size_t header;  ///< bytes of the first five lines
};

static struct err *parse_lines(const char *text, struct parsed *ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  const char *p = text + sizeof KEY_MAGIC;
  uint8_t stated[SEAL_HASH], check[SEAL_HASH];
  const char *name = value_of(a, &p, "name");
  if (!name || !carried_name_valid(name)) return damaged(2);
  strcpy(ret->key.name, name);
  const char *title = value_of(a, &p, "title");
  if (!title || !title_valid(title)) return damaged(3);
  strcpy(ret->key.title, title);
  if (!form_base64(value_of(a, &p, "public"), ret->key.signer.public_key, SEAL_PUBLIC))
    return damaged(4);
  if (!form_base64(value_of(a, &p, "salt"), ret->salt, SALT)) return damaged(5);
  ret->header = (size_t)(p - text);
  if (!form_base64(value_of(a, &p, "secret"), ret->box, BOX)) return damaged(6);
  seal_hash(text, (size_t)(p - text), check);
  const char *hex = value_of(a, &p, "check");
  if (!hex || strspn(hex, "0123456789abcdef") != 64 || !seal_hex_decode(hex, stated, SEAL_HASH) ||
      *p || !seal_equal(stated, check, SEAL_HASH))
    return damaged(7);
  return NULL;
}

static struct err *open_box(const char *text, struct parsed *p, const char *passphrase) {
  uint8_t key[SEAL_KEY], inside[INSIDE], header[SEAL_HASH], signature[SEAL_SIGNATURE];
  struct err *e = seal_derive(passphrase, p->salt, key);
  bool opened = !e && seal_unbox(key, p->box, sizeof p->box, inside);
  seal_wipe(key, sizeof key);
  if (e) return e;
  if (!opened)
    return err_new(ERR_DENIED, MSG_CARRIED_KEY_PASSPHRASE, MSG_CARRIED_KEY_PASSPHRASE_HINT, NULL);
  struct seal_signer *s = &p->key.signer;
  seal_hash(text, p->header, header);
  memcpy(s->secret, inside, 64);
  bool fits =
      seal_equal(inside + 64, header, SEAL_HASH) && seal_equal(inside + 32, s->public_key, 32);
  seal_wipe(inside, sizeof inside);
  if (fits) {  // a public key that does not belong to the seed would make useless signatures
    seal_sign(s, KEY_MAGIC, sizeof KEY_MAGIC, signature);
    fits = seal_verify(s->public_key, KEY_MAGIC, sizeof KEY_MAGIC, signature);
  }
  return fits ? NULL
              : err_new(ERR_INPUT, MSG_CARRIED_KEY_REPLACED, MSG_CARRIED_KEY_DAMAGED_HINT, NULL);
}

struct err *carried_key_parse(const char *text, size_t n, const char *what, const char *passphrase,
                              struct carried_key *ret) {
  struct parsed p = {0};
  if (n > CARRIED_KEY_TEXT_MAX || strlen(text) != n ||
      strncmp(text, KEY_FAMILY, strlen(KEY_FAMILY)) != 0)
    return err_new(ERR_INPUT, MSG_CARRIED_KEY_OTHER, MSG_CARRIED_KEY_OTHER_HINT, "what", what,
                   NULL);
  if (strncmp(text, KEY_MAGIC "\n", sizeof KEY_MAGIC) != 0) {
    const char *v = text + strlen(KEY_FAMILY);
    size_t digits = strspn(v, "0123456789");
    if (digits && digits < 10 && v[digits] == '\n' && v[0] != '0' && !(digits == 1 && v[0] == '1'))
      return err_new(ERR_UNSUPPORTED, MSG_CARRIED_KEY_NEWER, MSG_CARRIED_NEWER_HINT, "what", what,
                     NULL);
    return damaged(1);
  }
  struct err *e = parse_lines(text, &p);
  if (!e && passphrase) e = open_box(text, &p, passphrase);
  if (!e) *ret = p.key;
  carried_key_wipe(&p.key);
  return e;
}

static struct err *read_key(const char *path, const char *passphrase, struct carried_key *ret) {
  struct buf b CLEANUP(buf_free) = buf_init(CARRIED_KEY_TEXT_MAX);
  struct err *e CLEANUP(err_freep) = file_read(path, &b);
  if (e && e->code == ERR_LIMIT)
    return err_new(ERR_INPUT, MSG_CARRIED_KEY_OTHER, MSG_CARRIED_KEY_OTHER_HINT, "what", path,
                   NULL);
  if (e) {
    struct err *passed = e;
    e = NULL;
    return passed;
  }
  return carried_key_parse(buf_str(&b), b.n, path, passphrase, ret);
}

struct err *carried_key_open(const char *path, const char *passphrase, struct carried_key *ret) {
  ASSERT(passphrase);
  return read_key(path, passphrase, ret);
}

struct err *carried_key_look(const char *path, struct carried_key *ret) {
  return read_key(path, NULL, ret);
}

char *carried_key_id(struct arena *a, const struct carried_key *k) {
  uint8_t id[FORM_KEY_ID];
  form_key_id(k->name, k->signer.public_key, id);
  return arena_printf(a, "%02x%02x%02x%02x", id[0], id[1], id[2], id[3]);
}

void carried_key_wipe(struct carried_key *k) {
  seal_wipe(k, sizeof *k);
}
