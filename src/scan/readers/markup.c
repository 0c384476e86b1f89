// A small state machine over tags, entities, comments and scripts; see markup.h.
#include "scan/readers/markup.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int markup_kind(const char *p, size_t n) {
  if (n > 2048) n = 2048;
  while (n && (isspace((unsigned char)*p) || *p == '\xEF' || *p == '\xBB' || *p == '\xBF'))
    p++, n--;
  char head[2049];
  for (size_t i = 0; i < n; i++)
    head[i] = (char)tolower((unsigned char)p[i]);
  head[n] = 0;
  if (head[0] != '<') return 0;
  if (strstr(head, "<html") || strstr(head, "<!doctype html") || strstr(head, "<body")) return 1;
  return strncmp(head, "<?xml", 5) == 0 ? 2 : 0;
}

void markup_begin(struct markup *m, struct sink *s, int kind) {
  memset(m, 0, sizeof *m);
  m->sink = s;
  m->xml = kind == 2;
  gather_init(&m->line);
}

static void flush(struct markup *m) {
  struct line l = line_at(PART_BODY, 0, ++m->number);
  if (!gather_emit(&m->line, m->sink, &l)) m->refused = true;
  m->spaced = true;
}

static bool breaks_line(const char *name) {
  static const char *const inline_tags[] = {"a",      "b",    "i",         "u",     "s",    "em",
                                            "strong", "span", "font",      "sub",   "sup",  "small",
                                            "big",    "o:p",  "tt",        "code",  "mark", "ins",
                                            "del",    "wbr",  "st1:place", "label", "img",  "abbr"};
  if (*name == '/') name++;
  // Word's flat XML: only paragraphs, cells and breaks end a line, runs do not.
  if (strncmp(name, "w:", 2) == 0)
    return strcmp(name, "w:p") == 0 || strcmp(name, "w:br") == 0 || strcmp(name, "w:tc") == 0;
  for (size_t i = 0; i < ARRAY_LEN(inline_tags); i++)
    if (strcasecmp(name, inline_tags[i]) == 0) return false;
  return true;
}

static void tag_done(struct markup *m) {
  m->name[m->n_name] = 0;
  m->state = MARKUP_TEXT;
  if (strcasecmp(m->name, "script") == 0 || strcasecmp(m->name, "style") == 0) {
    m->skip_until[0] = '/';
    for (size_t i = 0; i <= m->n_name && i < 8; i++)
      m->skip_until[i + 1] = (char)tolower((unsigned char)m->name[i]);
    m->n_name = 0;
    m->state = MARKUP_SKIP;
  }
  bool word = strncmp(m->name, "w:", 2) == 0 || strncmp(m->name, "/w:", 3) == 0;
  if ((m->xml && !word) || breaks_line(m->name)) flush(m);
}

// The Latin-1 letters Vietnamese pages name, and the few everybody names.
static const struct {
  const char *name;
  uint16_t code;
} entities[] = {
    {"amp", '&'},     {"lt", '<'},       {"gt", '>'},       {"quot", '"'},    {"apos", '\''},
    {"nbsp", ' '},    {"Agrave", 0xC0},  {"Aacute", 0xC1},  {"Acirc", 0xC2},  {"Atilde", 0xC3},
    {"Auml", 0xC4},   {"Egrave", 0xC8},  {"Eacute", 0xC9},  {"Ecirc", 0xCA},  {"Euml", 0xCB},
    {"Igrave", 0xCC}, {"Iacute", 0xCD},  {"ETH", 0xD0},     {"Ograve", 0xD2}, {"Oacute", 0xD3},
    {"Ocirc", 0xD4},  {"Otilde", 0xD5},  {"Ouml", 0xD6},    {"Ugrave", 0xD9}, {"Uacute", 0xDA},
    {"Yacute", 0xDD}, {"agrave", 0xE0},  {"aacute", 0xE1},  {"acirc", 0xE2},  {"atilde", 0xE3},
    {"auml", 0xE4},   {"egrave", 0xE8},  {"eacute", 0xE9},  {"ecirc", 0xEA},  {"euml", 0xEB},
    {"igrave", 0xEC}, {"iacute", 0xED},  {"eth", 0xF0},     {"ograve", 0xF2}, {"oacute", 0xF3},
    {"ocirc", 0xF4},  {"otilde", 0xF5},  {"ouml", 0xF6},    {"ugrave", 0xF9}, {"uacute", 0xFA},
    {"yacute", 0xFD}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"laquo", 0xAB},  {"raquo", 0xBB},
};

static void entity_done(struct markup *m) {
  m->name[m->n_name] = 0;
  m->state = MARKUP_TEXT;
  unsigned long code = 0;
  if (m->name[0] == '#')
    code =
        (m->name[1] | 32) == 'x' ? strtoul(m->name + 2, NULL, 16) : strtoul(m->name + 1, NULL, 10);
  for (size_t i = 0; !code && i < ARRAY_LEN(entities); i++)
    if (strcmp(entities[i].name, m->name) == 0) code = entities[i].code;
  struct buf out CLEANUP(buf_free) = buf_init(8);
  if (code >= 32) buf_put_utf8(&out, (uint32_t)code);
  gather_add(&m->line, buf_str(&out), out.n, NULL);
  m->spaced = false;
}

static void feed_tag(struct markup *m, char c) {
  if (c == '>') {
    tag_done(m);
  } else if (isspace((unsigned char)c) || (c == '/' && m->n_name)) {
    m->name_done = true;
  } else if (!m->name_done && m->n_name < sizeof m->name - 1) {
    m->name[m->n_name++] = c;
    if (m->n_name == 3 && memcmp(m->name, "!--", 3) == 0) m->state = MARKUP_COMMENT, m->n_name = 0;
    if (m->n_name == 8 && memcmp(m->name, "![CDATA[", 8) == 0) m->state = MARKUP_TEXT;
  }
}

static void feed_skip(struct markup *m, char c) {
  size_t want = strlen(m->skip_until);
  if (c == '<') {
    m->n_name = 0;
  } else if (m->n_name < want && tolower((unsigned char)c) == m->skip_until[m->n_name]) {
    if (++m->n_name == want) m->state = MARKUP_TAG, m->name_done = true, m->n_name = 0;
  } else {
    m->n_name = want + 1;
  }
}

static void feed_entity(struct markup *m, char c) {
  if (c == ';') {
    entity_done(m);
  } else if ((isalnum((unsigned char)c) || c == '#') && m->n_name < 10) {
    m->name[m->n_name++] = c;
  } else {  // no entity: an ampersand that stands for itself
    m->state = MARKUP_TEXT;
    gather_add(&m->line, "&", 1, NULL);
    gather_add(&m->line, m->name, m->n_name, NULL);
    if (c == '<') m->state = MARKUP_TAG, m->n_name = 0, m->name_done = false;
  }
}

bool markup_feed(struct markup *m, const char *p, size_t n) {
  const char *end = p + n;
  while (p < end && !m->refused) {
    if (m->state == MARKUP_TEXT) {
      const char *q = p;
      while (q < end && *q != '<' && *q != '&' && (unsigned char)*q > ' ')
        q++;
      if (q > p) gather_add(&m->line, p, (size_t)(q - p), NULL), m->spaced = false;
      p = q;
      if (p == end) break;
      char c = *p++;
      if (c == '<' || c == '&') {
        m->state = c == '<' ? MARKUP_TAG : MARKUP_ENTITY;
        m->n_name = 0;
        m->name_done = false;
      } else if (m->xml && c == '\n') {
        flush(m);
      } else if (!m->spaced) {
        gather_puts(&m->line, " ");
        m->spaced = true;
      }
      if (m->line.text.n > LINES_MAX_LINE) flush(m);
      continue;
    }
    char c = *p++;
    if (m->state == MARKUP_TAG) {
      feed_tag(m, c);
    } else if (m->state == MARKUP_ENTITY) {
      feed_entity(m, c);
    } else if (m->state == MARKUP_SKIP) {
      feed_skip(m, c);
    } else {
      memmove(m->tail, m->tail + 1, 2);
      m->tail[2] = c;
      if (memcmp(m->tail, "-->", 3) == 0) m->state = MARKUP_TEXT, m->tail[2] = 0;
    }
  }
  return !m->refused;
}

void markup_end(struct markup *m) {
  if (!m->refused) flush(m);
  gather_free(&m->line);
}
