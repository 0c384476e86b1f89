// Document properties of compound files: title, subject, keywords, own fields, in the code page the
// set states. Format: [MS-OLEPS]; which numbers mean what: [MS-OSHARED] 2.3.3.2.
#include "scan/readers/ole/compound.h"

#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/lines.h"

enum {
  TYPE_I2 = 2,
  TYPE_BSTR = 8,
  TYPE_VARIANT = 12,
  TYPE_LPSTR = 30,
  TYPE_LPWSTR = 31,
  TYPE_VECTOR = 0x1000,
  MAX_PROPERTIES = 1000,
  MAX_ITEMS = 4000,
  MAX_TEXT = 64 << 10,
};

/// One set being read: numbers, each with the place of its value.
struct set {
  const uint8_t *p;
  size_t n;
  int page;           ///< code page of its narrow strings
  size_t dictionary;  ///< place of the names of own fields; 0 none
  unsigned silent;    ///< bit per number that is no text of the document
  struct sink *sink;
  int number;
  bool refused;
};

static uint32_t get16(const struct set *t, size_t at) {
  return at + 2 <= t->n ? (uint32_t)t->p[at] | (uint32_t)t->p[at + 1] << 8 : 0;
}

static uint32_t get32(const struct set *t, size_t at) {
  return get16(t, at) | get16(t, at + 2) << 16;
}

static void decode(const struct set *t, int page, size_t at, size_t n, struct buf *out) {
  if (at >= t->n) return;
  if (n > t->n - at) n = t->n - at;
  codepage_decode(page, t->p + at, n, out);
}

static void strip_zeros(struct buf *b) {
  if (b->n) b->n = strnlen(b->p, b->n);
  if (b->p) b->p[b->n] = 0;
}

// Narrow strings state their size in bytes, wide ones in letters; all are padded to four bytes.
static size_t read_string(const struct set *t, unsigned type, size_t at, struct buf *out) {
  size_t size = get32(t, at);
  bool wide = type == TYPE_LPWSTR;
  if (size > t->n) size = t->n;
  if (wide) size *= 2;
  decode(t, wide ? 1200 : t->page, at + 4, size < MAX_TEXT ? size : MAX_TEXT, out);
  strip_zeros(out);
  return at + 4 + ((size + 3) & ~(size_t)3);
}

static void emit(struct set *t, const char *name, const struct buf *value) {
  struct buf line CLEANUP(buf_free) = buf_init(MAX_TEXT * 4);
  if (!value->n || t->refused) return;
  if (name && *name) buf_printf(&line, "%s: ", name);
  buf_put(&line, value->p, value->n);
  // A remark of several lines stays several lines.
  for (char *p = line.p, *end = line.p + line.n; p < end && !t->refused;) {
    size_t n = 0;
    while (p + n < end && p[n] != '\r' && p[n] != '\n')
      n++;
    if (!line_emit_text(t->sink, p, n, PART_PROPERTY, 0, ++t->number)) t->refused = true;
    p += n + 1;
  }
}

// The name somebody gave to an own field (property 0: count, then number, size, text).
static void own_name(const struct set *t, uint32_t id, struct buf *ret) {
  size_t at = t->dictionary + 4;
  uint32_t count = t->dictionary ? get32(t, t->dictionary) : 0;
  for (uint32_t i = 0; i < count && i < MAX_PROPERTIES && at + 8 <= t->n; i++) {
    size_t size = get32(t, at + 4);
    if (size > t->n) return;
    if (t->page == 1200) size *= 2;
    if (get32(t, at) == id) {
      decode(t, t->page, at + 8, size < 512 ? size : 512, ret);
      strip_zeros(ret);
      return;
    }
    at += 8 + (t->page == 1200 ? (size + 3) & ~(size_t)3 : size);
  }
}

static void read_value(struct set *t, uint32_t id, size_t at) {
  unsigned type = get32(t, at) & 0xFFFF, base = type & 0xFFFu;
  struct buf name CLEANUP(buf_free) = buf_init(2048);
  own_name(t, id, &name);
  size_t count = 1;
  at += 4;
  if (type & TYPE_VECTOR) count = get32(t, at), at += 4;
  for (size_t i = 0; i < count && i < MAX_ITEMS && at < t->n && !t->refused; i++) {
    unsigned one = base;
    if (base == TYPE_VARIANT) one = get32(t, at) & 0xFFFF, at += 4;
    if (one != TYPE_LPSTR && one != TYPE_LPWSTR && one != TYPE_BSTR) {
      if (base != TYPE_VARIANT) return;
      at += 4;  // the numbers between the names of parts
      continue;
    }
    struct buf value CLEANUP(buf_free) = buf_init(MAX_TEXT * 3);
    at = read_string(t, one, at, &value);
    emit(t, buf_str(&name), &value);
  }
}

static void read_set(struct set *t) {
  uint32_t count = get32(t, 4);
  if (count > MAX_PROPERTIES) count = MAX_PROPERTIES;
  t->page = 1252;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t id = get32(t, 8 + 8 * (size_t)i), at = get32(t, 12 + 8 * (size_t)i);
    if (id == 1 && get16(t, at) == TYPE_I2) t->page = (int)get16(t, (size_t)at + 4);
    if (id == 0) t->dictionary = at;
  }
  for (uint32_t i = 0; i < count && !t->refused; i++) {
    uint32_t id = get32(t, 8 + 8 * (size_t)i), at = get32(t, 12 + 8 * (size_t)i);
    if (id < 2 || (id < 32 && t->silent >> id & 1)) continue;
    read_value(t, id, at);
  }
}

static void read_stream(struct cfb *c, const struct cfb_entry *storage, const char *name,
                        bool summary, struct sink *s) {
  const struct cfb_entry *e = cfb_find(c, storage, name);
  if (!e || e->kind != CFB_STREAM) return;
  char *p;
  size_t n;
  enum unread_grade g = cfb_read(c, e, &p, &n);
  struct set head = {.p = (uint8_t *)p, .n = n};
  uint32_t sets = get32(&head, 24);
  if (g != UNREAD_NONE || get16(&head, 0) != 0xFFFE)
    s->unread(s, UNREAD_DAMAGED, true, "properties");
  int number = 0;
  for (uint32_t i = 0; i < sets && i < 2; i++) {
    size_t at = get32(&head, 44 + 20 * (size_t)i);
    if (at >= n) continue;
    struct set t = {.p = (uint8_t *)p + at, .n = n - at, .sink = s, .number = number};
    // Template, revision and program; in the second stream kinds and headings of parts.
    t.silent = summary ? 1u << 7 | 1u << 9 | 1u << 18 : i == 0 ? 1u << 3 | 1u << 12 : 0;
    read_set(&t);
    number = t.number;
    if (t.refused) break;
  }
  free(p);
}

void compound_read_properties(struct cfb *c, const struct cfb_entry *storage, struct sink *s) {
  read_stream(c, storage, "\5SummaryInformation", true, s);
  read_stream(c, storage, "\5DocumentSummaryInformation", false, s);
}
