// A small state machine over tags, entities, comments and scripts; see markup.h.
#include "scan/readers/text/markup.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TAG_KEPT = 16 << 10, STYLE_KEPT = 256 << 10, COMMENT_KEPT = 4 << 10, COMMENT_LINES = 4000 };

// A piece of a page without <html>: begins with a tag of running text.
static bool begins_fragment(const char *head) {
  static const char *const tags[] = {
      "<p",  "<div", "<table", "<h1", "<h2",     "<h3",    "<meta", "<head",  "<font",  "<span",
      "<b>", "<br",  "<ul",    "<ol", "<center", "<title", "<a ",   "<style", "<script"};
  for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
    size_t n = strlen(tags[i]);
    if (strncmp(head, tags[i], n) == 0 &&
        (strchr(" >/\r\n", head[n]) || tags[i][n - 1] == ' ' || tags[i][n - 1] == '>'))
      return strchr(head, '>') != NULL;
  }
  return false;
}

enum markup_kind markup_kind_of(const char *p, size_t n) {
  if (n > 2048) n = 2048;
  while (n && (isspace((unsigned char)*p) || *p == '\xEF' || *p == '\xBB' || *p == '\xBF'))
    p++, n--;
  char head[2049];
  for (size_t i = 0; i < n; i++)
    head[i] = p[i] ? (char)tolower((unsigned char)p[i]) : ' ';
  head[n] = 0;
  if (head[0] != '<') return MARKUP_NONE;
  const char *svg = strstr(head, "<svg"), *html = strstr(head, "<html");
  if (svg && (!html || svg < html) && !strstr(head, "<body")) return MARKUP_SVG;
  if (html || strstr(head, "<!doctype html") || strstr(head, "<body")) return MARKUP_HTML;
  if (strncmp(head, "<?xml", 5) == 0) return MARKUP_XML;
  if (strncmp(head, "<!--", 4) == 0 && strstr(head, "-->"))
    return markup_kind_of(p + (strstr(head, "-->") + 3 - head),
                          n - (size_t)(strstr(head, "-->") + 3 - head));
  return begins_fragment(head) ? MARKUP_HTML : MARKUP_NONE;
}

void markup_begin(struct markup *m, struct sink *s, enum markup_kind kind) {
  memset(m, 0, sizeof *m);
  m->sink = s;
  m->kind = kind;
  m->spaced = true;
  m->tag = buf_init(TAG_KEPT);
  m->style = buf_init(STYLE_KEPT);
  gather_init(&m->line);
}

static void flush(struct markup *m) {
  gather_settle(&m->line);
  bool blank = true;
  for (size_t i = 0; blank && i < m->line.text.n; i++)
    blank = (unsigned char)m->line.text.p[i] <= ' ';
  if (blank) {
    gather_clear(&m->line);
  } else {
    struct line l = line_at(m->part, 0, ++m->numbers[m->part]);
    if (!gather_emit(&m->line, m->sink, &l)) m->refused = true;
  }
  m->spaced = true;
}

// ---- looks

static void add(struct markup *m, const char *s, size_t n) {
  if (m->kind == MARKUP_SVG && !m->shown) return;
  struct run_look look = {0};
  bool red_said = false, boxed = false;
  for (size_t i = m->n_open; i-- > 0;) {
    const struct markup_look *l = &m->open[i].look;
    if (!look.font && l->font[0]) look.font = l->font;
    if (!red_said && l->red >= 0) red_said = true, look.red = l->red > 0;
    boxed = boxed || l->boxed;
  }
  gather_add(&m->line, s, n, &look);
  if (boxed) m->line.boxed = true;
  m->spaced = false;
}

static enum scan_part part_now(const struct markup *m) {
  for (size_t i = m->n_open; i-- > 0;)
    if (m->open[i].look.part >= 0) return (enum scan_part)m->open[i].look.part;
  return PART_BODY;
}

static bool is_void(const char *name) {
  static const char *const names[] = {"br",   "img", "hr",    "meta", "link",  "input", "area",
                                      "base", "col", "embed", "wbr",  "param", "frame"};
  for (size_t i = 0; i < ARRAY_LEN(names); i++)
    if (strcasecmp(names[i], name) == 0) return true;
  return false;
}

// Elements whose end may be left out end where the next of them begins.
static bool ends_itself(const char *name) {
  static const char *const names[] = {"p", "li", "td", "th", "tr", "dd", "dt", "option"};
  for (size_t i = 0; i < ARRAY_LEN(names); i++)
    if (strcasecmp(names[i], name) == 0) return true;
  return false;
}

static void element_open(struct markup *m, const char *name, const char *tag) {
  struct markup_open *last = m->n_open ? &m->open[m->n_open - 1] : NULL;
  if (last && !last->inner && m->kind == MARKUP_HTML && ends_itself(name) &&
      strcasecmp(last->name, name) == 0)
    m->n_open--;
  struct markup_look look;
  bool says = markup_look_of(m, name, tag, &look);
  if (strcasecmp(name, "title") == 0 && m->kind == MARKUP_HTML)
    look.part = PART_PROPERTY, says = true;
  if (says && m->n_open < MARKUP_OPEN_MAX && strlen(name) < sizeof m->open[0].name) {
    struct markup_open *o = &m->open[m->n_open++];
    *o = (struct markup_open){.look = look};
    memcpy(o->name, name, strlen(name));
    return;
  }
  for (size_t i = m->n_open; i-- > 0;)
    if (strcasecmp(m->open[i].name, name) == 0) {
      m->open[i].inner++;
      return;
    }
}

static void element_close(struct markup *m, const char *name) {
  for (size_t i = m->n_open; i-- > 0;)
    if (strcasecmp(m->open[i].name, name) == 0) {
      if (m->open[i].inner)
        m->open[i].inner--;
      else
        m->n_open = i;
      return;
    }
}

// "<sup>1</sup>Độ mật: …": the number of a footnote is no part of the word behind it.
static void after_number(struct markup *m) {
  const struct buf *parts[] = {&m->line.text, &m->line.pending};
  size_t n = 0;
  for (size_t k = 0; k < ARRAY_LEN(parts); k++)
    for (size_t i = 0; i < parts[k]->n; i++, n++)
      if (!isdigit((unsigned char)parts[k]->p[i])) return;
  if (!n || n > 4) return;
  gather_settle(&m->line);
  gather_puts(&m->line, " ");
  m->spaced = true;
}

// ---- comments

// What people wrote into a comment is handed on; conditional comments, elements taken out and
// programs are not.
static void comment_done(struct markup *m) {
  const char *s = buf_str(&m->tag);
  size_t n = m->tag.n;
  if (n >= 2 && !m->tag.over) n -= 2;  // "--" of its end
  bool text = m->kind == MARKUP_HTML && n >= 3;
  for (size_t i = 0; i < n && text; i++)
    text = !strchr("<>{}", s[i]) || !s[i];
  while (n && isspace((unsigned char)*s))
    s++, n--;
  if (!n || *s == '[' || *s == '#' || *s == '@') text = false;
  while (n && text && !m->refused && m->numbers[PART_COMMENT] < COMMENT_LINES) {
    const char *end = memchr(s, '\n', n);
    size_t line = end ? (size_t)(end - s) : n;
    if (!line_emit_text(m->sink, s, line, PART_COMMENT, 0, ++m->numbers[PART_COMMENT]))
      m->refused = true;
    s += line + (end != NULL);
    n -= line + (end != NULL);
  }
  buf_clear(&m->tag);
  m->tag.over = false;
}

// ---- tags

static bool breaks_line(const char *name) {
  static const char *const inline_tags[] = {
      "a",   "b",   "i",         "u",      "s",       "em",   "strong", "span", "font",
      "sub", "sup", "small",     "big",    "o:p",     "tt",   "code",   "mark", "ins",
      "del", "wbr", "st1:place", "label",  "img",     "abbr", "tspan",  "bdo",  "cite",
      "kbd", "var", "q",         "strike", "acronym", "nobr"};
  // Word's flat XML: only paragraphs, cells and breaks end a line, runs do not.
  if (strncmp(name, "w:", 2) == 0)
    return strcmp(name, "w:p") == 0 || strcmp(name, "w:br") == 0 || strcmp(name, "w:tc") == 0;
  for (size_t i = 0; i < ARRAY_LEN(inline_tags); i++)
    if (strcasecmp(name, inline_tags[i]) == 0) return false;
  return strncasecmp(name, "st1:", 4) != 0;
}

static void add_attribute(struct markup *m, const char *tag, const char *name, bool apart) {
  struct buf b CLEANUP(buf_free) = buf_init(8192);
  if (!markup_attribute(tag, name, &b) || !b.n) return;
  if (apart) flush(m);
  gather_puts(&m->line, apart ? "" : " ");
  add(m, b.p, b.n);
  gather_puts(&m->line, apart ? "" : " ");
  if (apart) flush(m);
}

// Text that stands in attributes: of pictures, fields, and what a page says of itself.
static void attributes(struct markup *m, const char *name, const char *tag) {
  if (m->kind != MARKUP_HTML) return;
  if (strcasecmp(name, "img") == 0 || strcasecmp(name, "area") == 0)
    add_attribute(m, tag, "alt", false);
  if (strcasecmp(name, "input") == 0) {
    struct buf type CLEANUP(buf_free) = buf_init(32);
    markup_attribute(tag, "type", &type);
    if (strcasecmp(buf_str(&type), "hidden") != 0) add_attribute(m, tag, "value", true);
  }
  if (strcasecmp(name, "meta") == 0) {
    struct buf what CLEANUP(buf_free) = buf_init(64);
    markup_attribute(tag, "name", &what);
    if (strcasecmp(buf_str(&what), "description") == 0 ||
        strcasecmp(buf_str(&what), "keywords") == 0 || strcasecmp(buf_str(&what), "subject") == 0) {
      flush(m);
      m->part = PART_PROPERTY;
      add_attribute(m, tag, "content", true);
      m->part = part_now(m);
    }
  }
}

// In SVG only text is shown, and a tspan that is placed anew below begins a line.
static void svg_tag(struct markup *m, const char *name, const char *tag, bool closing, bool empty) {
  static const char *const shown[] = {"text", "title", "desc", "foreignObject"};
  for (size_t i = 0; i < ARRAY_LEN(shown); i++)
    if (strcmp(name, shown[i]) == 0 && !empty) m->shown += closing ? (m->shown ? -1 : 0) : 1;
  if (strcmp(name, "tspan") != 0 || closing) return;
  struct buf b CLEANUP(buf_free) = buf_init(64);
  bool moved = markup_attribute(tag, "y", &b);
  buf_clear(&b);
  if (!moved && markup_attribute(tag, "dy", &b)) moved = strtod(buf_str(&b), NULL) > 0.3;
  if (moved) flush(m);
}

static void begin_skip(struct markup *m, const char *name) {
  m->skip_until[0] = '/';
  size_t i = 0;
  for (; name[i] && i < sizeof m->skip_until - 2; i++)
    m->skip_until[i + 1] = (char)tolower((unsigned char)name[i]);
  m->skip_until[i + 1] = 0;
  m->n_name = 0;
  buf_clear(&m->style);
  m->style.over = false;
  m->state = MARKUP_SKIP;
}

static void tag_done(struct markup *m) {
  const char *tag = buf_str(&m->tag);
  bool closing = *tag == '/', empty = m->tag.n && m->tag.p[m->tag.n - 1] == '/';
  char name[24];
  size_t n = 0;
  for (const char *s = tag + closing;
       *s && !isspace((unsigned char)*s) && *s != '/' && n < sizeof name - 1;)
    name[n++] = *s++;
  name[n] = 0;
  m->state = MARKUP_TEXT;
  bool word = strncmp(name, "w:", 2) == 0;
  bool breaks = (m->kind == MARKUP_XML && !word) || breaks_line(name);
  if (breaks) flush(m);
  if (m->kind == MARKUP_SVG) svg_tag(m, name, tag, closing, empty);
  if (m->kind != MARKUP_XML && *tag != '!' && *tag != '?') {
    if (closing) {
      element_close(m, name);
      if (strcasecmp(name, "a") == 0 || strcasecmp(name, "sup") == 0) after_number(m);
    } else if (!empty && !is_void(name)) {
      element_open(m, name, tag);
    }
    m->part = part_now(m);
    if (!closing) attributes(m, name, tag);
  }
  bool skipped = strcasecmp(name, "script") == 0 || strcasecmp(name, "style") == 0;
  if (skipped && !closing && !empty) begin_skip(m, name);
  buf_clear(&m->tag);
  m->tag.over = false;
}

/// False when the bracket stood for itself: c is then text.
static bool feed_tag(struct markup *m, char c) {
  if (!m->tag.n) {
    m->quote = 0;
    if (!isalpha((unsigned char)c) && c != '/' && c != '!' && c != '?') {
      m->state = MARKUP_TEXT;
      if (c != '>') add(m, "<", 1);
      return c == '>';
    }
  }
  if (m->quote) {
    if (c == m->quote) m->quote = 0;
  } else if ((c == '"' || c == '\'') && m->tag.n &&
             (m->tag.p[m->tag.n - 1] == '=' || m->tag.p[m->tag.n - 1] == ' ')) {
    // Only a value is quoted; an apostrophe elsewhere is a letter. What does not fit is not looked
    // at.
    const char *s = m->tag.p + m->tag.n - 1;
    while (s > m->tag.p && *s == ' ')
      s--;
    if (*s == '=' && *m->tag.p != '!') m->quote = c;
  } else if (c == '>') {
    tag_done(m);
    return true;
  }
  buf_putc(&m->tag, c);
  if (m->tag.n == 3 && memcmp(m->tag.p, "!--", 3) == 0)
    m->state = MARKUP_COMMENT, buf_clear(&m->tag);
  if (m->tag.n == 8 && memcmp(m->tag.p, "![CDATA[", 8) == 0)
    m->state = MARKUP_TEXT, buf_clear(&m->tag);
  return true;
}

static void feed_skip(struct markup *m, char c) {
  size_t want = strlen(m->skip_until);
  buf_putc(&m->style, c);
  if (c == '<') {
    m->n_name = 0;
  } else if (m->n_name < want && tolower((unsigned char)c) == m->skip_until[m->n_name]) {
    if (++m->n_name == want) {
      if (strcmp(m->skip_until, "/style") == 0) markup_take_style(m, buf_str(&m->style));
      buf_clear(&m->style);
      m->state = MARKUP_TAG;
      buf_clear(&m->tag);
      buf_puts(&m->tag, m->skip_until);
    }
  } else {
    m->n_name = want + 1;
  }
}

static bool entity_done(struct markup *m) {
  m->name[m->n_name] = 0;
  m->state = MARKUP_TEXT;
  struct buf b CLEANUP(buf_free) = buf_init(16);
  if (!markup_entity(m->name, &b)) return false;
  if (strcmp(buf_str(&b), "\u00A0") == 0) {
    gather_puts(&m->line, " ");
    m->spaced = false;
  } else {
    add(m, b.p, b.n);
  }
  return true;
}

/// False when c does not belong to the entity any more.
static bool feed_entity(struct markup *m, char c) {
  bool name = isalnum((unsigned char)c) || (c == '#' && !m->n_name);
  if (name && m->n_name + 1 < sizeof m->name) {
    m->name[m->n_name++] = c;
    return true;
  }
  if (entity_done(m)) return c == ';';
  add(m, "&", 1);  // an ampersand that stands for itself
  add(m, m->name, m->n_name);
  return false;
}

static void feed_text(struct markup *m, char c) {
  if (c == '<' || c == '&') {
    m->state = c == '<' ? MARKUP_TAG : MARKUP_ENTITY;
    m->n_name = 0;
    buf_clear(&m->tag);
  } else if (m->kind == MARKUP_XML && c == '\n') {
    flush(m);
  } else if (!m->spaced) {
    gather_puts(&m->line, " ");
    m->spaced = true;
  }
  if (m->line.text.n + m->line.pending.n > LINES_MAX_LINE) flush(m);
}

bool markup_feed(struct markup *m, const char *p, size_t n) {
  const char *end = p + n;
  while (p < end && !m->refused) {
    if (m->state == MARKUP_TEXT) {
      const char *q = p;
      while (q < end && *q != '<' && *q != '&' && (unsigned char)*q > ' ' && q - p < 4096)
        q++;
      if (q > p) add(m, p, (size_t)(q - p));
      p = q;
      if (p == end) break;
      if (*p == '<' || *p == '&' || (unsigned char)*p <= ' ')
        feed_text(m, *p++);
      else if (m->line.text.n + m->line.pending.n > LINES_MAX_LINE)
        flush(m);
      continue;
    }
    char c = *p;
    if (m->state == MARKUP_TAG) {
      if (!feed_tag(m, c)) continue;
    } else if (m->state == MARKUP_ENTITY) {
      if (!feed_entity(m, c)) continue;
    } else if (m->state == MARKUP_SKIP) {
      feed_skip(m, c);
    } else {
      memmove(m->tail, m->tail + 1, 2);
      m->tail[2] = c;
      if (memcmp(m->tail, "-->", 3) == 0) {
        m->state = MARKUP_TEXT, m->tail[2] = 0;
        comment_done(m);
      } else if (m->tag.n < COMMENT_KEPT) {
        buf_putc(&m->tag, c);
      } else {
        m->tag.over = true;
      }
    }
    p++;
  }
  return !m->refused;
}

void markup_end(struct markup *m) {
  if (m->state == MARKUP_ENTITY && !m->refused && !entity_done(m)) add(m, m->name, m->n_name);
  if (!m->refused) flush(m);
  gather_free(&m->line);
  buf_free(&m->tag);
  buf_free(&m->style);
}
