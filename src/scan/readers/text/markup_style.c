// Attributes of tags and the few style properties that matter: font, colour, frame, Word's headers;
// see markup.h.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/legacy.h"
#include "scan/readers/text/markup.h"

static void put_resolved(const char *s, size_t n, struct buf *out) {
  for (size_t i = 0; i < n; i++) {
    const char *semi = s[i] == '&' ? memchr(s + i, ';', n - i < 12 ? n - i : 12) : NULL;
    if (semi) {
      char name[12] = {0};
      memcpy(name, s + i + 1, (size_t)(semi - s) - i - 1);
      if (markup_entity(name, out)) {
        i = (size_t)(semi - s);
        continue;
      }
    }
    buf_putc(out, s[i]);
  }
}

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool markup_attribute(const char *tag, const char *name, struct buf *out) {
  const char *s = tag;
  while (*s && !is_space(*s))
    s++;
  while (*s) {
    while (is_space(*s) || *s == '/')
      s++;
    const char *key = s;
    while (*s && !is_space(*s) && *s != '=')
      s++;
    size_t n_key = (size_t)(s - key);
    while (is_space(*s))
      s++;
    const char *value = s;
    size_t n = 0;
    if (*s == '=') {
      for (s++; is_space(*s);)
        s++;
      char quote = *s == '"' || *s == '\'' ? *s++ : 0;
      value = s;
      while (*s && (quote ? *s != quote : !is_space(*s)))
        s++;
      n = (size_t)(s - value);
      if (quote && *s) s++;
    }
    if (n_key == strlen(name) && strncasecmp(key, name, n_key) == 0) {
      put_resolved(value, n, out);
      return true;
    }
    if (!n_key && *s) s++;
  }
  return false;
}

static bool red_value(const char *v) {
  while (is_space(*v))
    v++;
  if (strncasecmp(v, "red", 3) == 0 && !isalpha((unsigned char)v[3])) return true;
  int r, g, b;
  if (sscanf(v, "rgb(%d,%d,%d", &r, &g, &b) == 3) return colour_rgb_is_red(r, g, b);
  char hex[8] = {0};
  size_t n = 0;
  if (*v == '#') v++;
  while (n < 6 && isxdigit((unsigned char)v[n]))
    hex[n] = v[n], n++;
  if (n == 3) {
    char six[7] = {hex[0], hex[0], hex[1], hex[1], hex[2], hex[2], 0};
    return colour_is_red(six);
  }
  return n == 6 && colour_is_red(hex);
}

// The first family of a list, without quotes.
static void take_family(const char *v, char *out, size_t room) {
  while (is_space(*v) || *v == '"' || *v == '\'')
    v++;
  size_t n = strcspn(v, ",;\"'}");
  while (n && is_space(v[n - 1]))
    n--;
  if (n >= room) n = room - 1;
  memcpy(out, v, n);
  out[n] = 0;
}

// The value of a property in declarations; NULL when it is not there.
static const char *property(const char *css, const char *name) {
  size_t n = strlen(name);
  for (const char *s = css; (s = strcasestr(s, name)); s += n) {
    bool starts = s == css || s[-1] == ';' || is_space(s[-1]) || s[-1] == '{';
    const char *colon = s + n;
    while (is_space(*colon))
      colon++;
    if (starts && *colon == ':') return colon + 1;
  }
  return NULL;
}

static bool take_declarations(const char *css, struct markup_look *l) {
  bool any = false;
  const char *v;
  if ((v = property(css, "font-family")) || (v = property(css, "mso-ascii-font-family")))
    take_family(v, l->font, sizeof l->font), any = true;
  if ((v = property(css, "color")) || (v = property(css, "fill")))
    l->red = red_value(v), any = true;
  if ((v = property(css, "border")) && strncasecmp(v + strspn(v, " "), "none", 4) != 0 &&
      strcasestr(v, "solid"))
    l->boxed = any = true;
  if ((v = property(css, "mso-element"))) {
    static const struct {
      const char *word;
      enum scan_part part;
    } parts[] = {{"header", PART_HEADER},
                 {"footer", PART_FOOTER},
                 {"footnote", PART_NOTE},
                 {"endnote", PART_NOTE},
                 {"comment", PART_COMMENT}};
    v += strspn(v, " ");
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
      size_t n = strlen(parts[i].word);
      if (strncasecmp(v, parts[i].word, n) == 0 && v[n] != '-') {
        l->part = (signed char)parts[i].part;
        any = true;
      }
    }
  }
  return any;
}

static bool class_is(const char *classes, const char *class) {
  size_t n = strlen(class);
  for (const char *s = classes; (s = strstr(s, class)); s += n)
    if ((s == classes || is_space(s[-1])) && (!s[n] || is_space(s[n]))) return true;
  return false;
}

static void merge(struct markup_look *l, const struct markup_look *more) {
  if (more->font[0]) memcpy(l->font, more->font, sizeof l->font);
  if (more->red >= 0) l->red = more->red;
  if (more->part >= 0) l->part = more->part;
  l->boxed = l->boxed || more->boxed;
}

bool markup_look_of(const struct markup *m, const char *name, const char *tag,
                    struct markup_look *ret) {
  *ret = (struct markup_look){.red = -1, .part = -1};
  bool any = false;
  struct buf b CLEANUP(buf_free) = buf_init(4096);
  bool classed = m->n_rules && markup_attribute(tag, "class", &b);
  for (size_t i = 0; i < m->n_rules; i++) {
    const struct markup_rule *r = &m->rules[i];
    if (r->tag[0] && strcasecmp(r->tag, name) != 0) continue;
    if (r->class[0] && !(classed && class_is(buf_str(&b), r->class))) continue;
    merge(ret, &r->look);
    any = true;
  }
  buf_clear(&b);
  if (strcasecmp(name, "font") == 0 && markup_attribute(tag, "face", &b)) {
    take_family(buf_str(&b), ret->font, sizeof ret->font);
    any = true;
  }
  buf_clear(&b);
  if (strcasecmp(name, "font") == 0 && markup_attribute(tag, "color", &b))
    ret->red = red_value(buf_str(&b)), any = true;
  buf_clear(&b);
  if (m->kind == MARKUP_SVG && markup_attribute(tag, "font-family", &b)) {
    take_family(buf_str(&b), ret->font, sizeof ret->font);
    any = true;
  }
  buf_clear(&b);
  if (m->kind == MARKUP_SVG && markup_attribute(tag, "fill", &b))
    ret->red = red_value(buf_str(&b)), any = true;
  buf_clear(&b);
  if (markup_attribute(tag, "style", &b)) {
    struct markup_look said = {.red = -1, .part = -1};
    if (take_declarations(buf_str(&b), &said)) merge(ret, &said), any = true;
  }
  return any;
}

static void take_selector(struct markup *m, const char *s, size_t n, const struct markup_look *l) {
  while (n && is_space(*s))
    s++, n--;
  if (n > 4 && memcmp(s, "<!--", 4) == 0)
    for (s += 4, n -= 4; n && is_space(*s); n--)
      s++;
  while (n && is_space(s[n - 1]))
    n--;
  if (!n || n > 60 || m->n_rules == MARKUP_RULES_MAX || memchr(s, ' ', n) || *s == '@') return;
  struct markup_rule r = {.look = *l};
  const char *dot = memchr(s, '.', n);
  size_t n_tag = dot ? (size_t)(dot - s) : n;
  if (n_tag >= sizeof r.tag || (dot && n - n_tag > sizeof r.class)) return;
  memcpy(r.tag, s, n_tag);
  if (dot) memcpy(r.class, dot + 1, n - n_tag - 1);
  m->rules[m->n_rules++] = r;
}

void markup_take_style(struct markup *m, const char *css) {
  for (const char *s = css, *open; (open = strchr(s, '{'));) {
    const char *close = strchr(open, '}');
    if (!close) return;
    struct buf body CLEANUP(buf_free) = buf_init(4096);
    buf_put(&body, open + 1, (size_t)(close - open - 1));
    struct markup_look l = {.red = -1, .part = -1};
    bool any = take_declarations(buf_str(&body), &l);
    l.boxed = false;
    if (any && (legacy_font_known(l.font) || l.red == 1)) {
      const char *comment = NULL;
      for (const char *c = s; (c = strstr(c, "*/")) && c < open; c += 2)
        comment = c + 2;
      for (const char *p = comment ? comment : s; p < open;) {
        size_t n = strcspn(p, ",{");
        take_selector(m, p, n, &l);
        p += n + 1;
      }
    }
    s = close + 1;
  }
}
