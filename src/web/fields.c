// Queries, cookies and paths, decoded with every oddity refused instead of guessed.
#include "web/fields.h"

#include <string.h>

size_t utf8_next(const unsigned char *s, uint32_t *ret) {
  if (s[0] < 0x80) return *ret = s[0], 1;
  size_t n = s[0] >= 0xF0 && s[0] < 0xF5   ? 4
             : s[0] >= 0xE0 && s[0] < 0xF0 ? 3
             : s[0] >= 0xC2 && s[0] < 0xE0 ? 2
                                           : 0;
  if (!n) return 0;
  uint32_t c = s[0] & (0xFF >> (n + 1));
  for (size_t i = 1; i < n; i++) {
    if ((s[i] & 0xC0) != 0x80) return 0;
    c = c << 6 | (s[i] & 0x3F);
  }
  static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return 0;
  return *ret = c, n;
}

bool utf8_valid(const char *s) {
  uint32_t c;
  for (size_t n; *s; s += n)
    if (!(n = utf8_next((const unsigned char *)s, &c))) return false;
  return true;
}

void fields_add(struct fields *f, struct arena *a, const char *name, const char *value) {
  if ((f->n & (f->n - 1)) == 0) {  // grows at 0, 1, 2, 4, 8 …
    struct field *p = ARENA_ARRAY(a, struct field, f->n ? 2 * f->n : 1);
    if (f->n) memcpy(p, f->p, f->n * sizeof *p);
    f->p = p;
  }
  f->p[f->n++] = (struct field){name, value};
}

static int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

char *percent_decode(struct arena *a, const char *s, size_t n, bool plus) {
  char *out = arena_alloc(a, n + 1);
  size_t k = 0;
  for (size_t i = 0; i < n; i++) {
    if (s[i] != '%') {
      out[k++] = plus && s[i] == '+' ? ' ' : s[i];
      continue;
    }
    if (i + 2 >= n) return NULL;
    int high = hex_digit(s[i + 1]), low = hex_digit(s[i + 2]);
    if (high < 0 || low < 0 || !(high | low)) return NULL;
    out[k++] = (char)(high * 16 + low);
    i += 2;
  }
  out[k] = '\0';
  return utf8_valid(out) ? out : NULL;
}

bool fields_parse_query(struct fields *f, struct arena *a, const char *s) {
  while (*s) {
    size_t n = strcspn(s, "&"), name_n = strcspn(s, "=&");
    if (n) {
      char *name = percent_decode(a, s, name_n, true);
      char *value = name_n < n ? percent_decode(a, s + name_n + 1, n - name_n - 1, true)
                               : arena_strdup(a, "");
      if (!name || !value || f->n >= FIELDS_MAX) return false;
      fields_add(f, a, name, value);
    }
    s += n;
    if (*s) s++;
  }
  return true;
}

void fields_parse_cookies(struct fields *f, struct arena *a, const char *s) {
  while (s && *s && f->n < 64) {
    s += strspn(s, "; ");
    size_t n = strcspn(s, ";"), name_n = strcspn(s, "=;");
    if (name_n && name_n < n) {
      const char *value = arena_strndup(a, s + name_n + 1, n - name_n - 1);
      if (utf8_valid(value)) fields_add(f, a, arena_strndup(a, s, name_n), value);
    }
    s += n;
  }
}

const char *fields_nth(const struct fields *f, const char *name, size_t i) {
  for (size_t k = 0; k < f->n; k++)
    if (!strcmp(f->p[k].name, name) && !i--) return f->p[k].value;
  return NULL;
}

const char *fields_get(const struct fields *f, const char *name) {
  return fields_nth(f, name, 0);
}

bool route_match(struct arena *a, const char *pattern, const char *path, struct fields *ret,
                 int *ret_literal) {
  struct fields values = {0};
  int literal = 0;
  while (*pattern == '/' && *path == '/') {
    size_t want = strcspn(++pattern, "/"), have = strcspn(++path, "/");
    if (want && pattern[0] == '{') {
      char *value = have ? percent_decode(a, path, have, false) : NULL;
      if (!value) return false;
      fields_add(&values, a, arena_strndup(a, pattern + 1, want - 2), value);
    } else if (want == have && !strncmp(pattern, path, want)) {
      literal++;
    } else {
      return false;
    }
    pattern += want, path += have;
  }
  if (*pattern || *path) return false;
  *ret = values;
  *ret_literal = literal;
  return true;
}

const struct page *route_find(struct arena *a, const struct page *const *pages, const char *path,
                              struct fields *ret_values) {
  const struct page *best = NULL;
  int best_literal = -1;
  for (; *pages; pages++) {
    struct fields values = {0};
    int literal;
    if (route_match(a, (*pages)->path, path, &values, &literal) && literal > best_literal)
      best = *pages, best_literal = literal, *ret_values = values;
  }
  return best;
}
