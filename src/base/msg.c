// Looks messages up in the generated tables and fills their placeholders.
#include "base/msg.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

extern const char *const msg_table[LANG_COUNT][MSG_COUNT];  // generated
extern const char *const msg_keys[MSG_COUNT];               // generated, sorted by key

const char *msg_text(enum lang lang, enum msg m) {
  ASSERT(lang < LANG_COUNT && m < MSG_COUNT);
  return msg_table[lang][m];
}

/// The value of {name}: a value given for this language ("name.vi") goes before one for both.
static const char *value_of(const char *name, size_t len, enum lang lang, const struct msg_arg *args,
                            size_t n) {
  const char *value = NULL;
  for (size_t i = 0; i < n; i++) {
    if (strncmp(args[i].name, name, len) != 0) continue;
    const char *rest = args[i].name + len;
    if (!*rest) value = args[i].value;
    if (*rest == '.' && !strcmp(rest + 1, lang_code(lang))) return args[i].value;
  }
  return value;
}

char *msg_fill_text(struct arena *a, enum lang lang, const char *t, const struct msg_arg *args,
                    size_t n) {
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  while (*t) {
    const char *open = strchr(t, '{'), *close = open ? strchr(open, '}') : NULL;
    if (!close) {
      buf_puts(&b, t);
      break;
    }
    buf_put(&b, t, (size_t)(open - t));
    size_t len = (size_t)(close - open - 1);
    const char *value = value_of(open + 1, len, lang, args, n);
    if (value)
      buf_puts(&b, value);
    else
      buf_put(&b, open, len + 2);
    t = close + 1;
  }
  return arena_strdup(a, buf_str(&b));
}

char *msg_format(struct arena *a, enum lang lang, enum msg m, const struct msg_arg *args,
                 size_t n) {
  return msg_fill_text(a, lang, msg_text(lang, m), args, n);
}

char *msg_fill(struct arena *a, enum lang lang, enum msg m, ...) {
  struct msg_arg args[16];
  size_t n = 0;
  va_list ap;
  va_start(ap, m);
  for (const char *name; n < ARRAY_LEN(args) && (name = va_arg(ap, const char *)); n++)
    args[n] = (struct msg_arg){name, va_arg(ap, const char *)};
  va_end(ap);
  return msg_format(a, lang, m, args, n);
}

enum lang lang_parse(const char *s) {
  return s && !strcmp(s, "en") ? LANG_EN : LANG_VI;
}

const char *lang_code(enum lang lang) {
  return lang == LANG_EN ? "en" : "vi";
}

static int compare_key(const void *key, const void *entry) {
  return strcmp(key, *(const char *const *)entry);
}

enum msg msg_by_key(const char *key) {
  const char *const *hit =
      bsearch(key, msg_keys + 1, MSG_COUNT - 1, sizeof *msg_keys, compare_key);
  return hit ? (enum msg)(hit - msg_keys) : MSG_NONE;
}
