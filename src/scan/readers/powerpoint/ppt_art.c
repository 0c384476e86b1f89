// Walks the records of office drawings; see ppt_art.h.
#include "scan/readers/powerpoint/ppt_art.h"

#include "scan/readers/codepage.h"
#include "scan/readers/picture.h"

enum {
  ART_DEPTH = 32,
  ART_STORE_ENTRY = 0xF007,
  ART_FOPT = 0xF00B,
  ART_FOPT_SECOND = 0xF121,
  ART_FOPT_THIRD = 0xF122,
  ART_BLIP_FIRST = 0xF018,
  ART_BLIP_LAST = 0xF117,
  ART_EMF = 0xF01A,
  ART_PICT = 0xF01C,
  GTEXT = 0x00C0,  // gtextUNICODE, [MS-ODRAW] 2.3.22.1
  COMPLEX = 0x8000,
};

static unsigned get16(const uint8_t *p) {
  return (unsigned)(p[0] | p[1] << 8);
}

static uint32_t get32(const uint8_t *p) {
  return (uint32_t)get16(p) | (uint32_t)get16(p + 2) << 16;
}

static void word_art(struct art *a, const uint8_t *p, size_t n) {
  while (n >= 2 && !p[n - 1] && !p[n - 2])
    n -= 2;
  struct buf text CLEANUP(buf_free) = buf_init(LINES_MAX_LINE);
  codepage_decode(1200, p, n, &text);
  struct line l = a->place;
  const char *s = buf_str(&text), *end = s + text.n;
  while (s < end && !a->refused) {
    size_t k = 0;
    while (s + k < end && s[k] != '\r' && s[k] != '\n')
      k++;
    l.text = s;
    l.n = k;
    if (k) a->words++, a->refused = !a->sink->line(a->sink, &l);
    s += k + 1;
  }
}

void art_properties(struct art *a, const uint8_t *p, size_t n, unsigned count) {
  size_t table = (size_t)count * 6;
  if (table > n) return;
  size_t at = table;
  for (unsigned i = 0; i < count && !a->refused; i++) {
    unsigned id = get16(p + 6 * i);
    if (!(id & COMPLEX)) continue;
    size_t size = get32(p + 6 * i + 2);
    if (size > n - at) return;
    if ((id & 0x3FFF) == GTEXT) word_art(a, p + at, size);
    at += size;
  }
}

static void picture(struct art *a, unsigned type, unsigned instance, const uint8_t *p, size_t n) {
  a->pictures++;
  if (type >= ART_EMF && type <= ART_PICT) return;
  size_t head = instance & 1 ? 33 : 17;  // one or two digests and a tag
  if (n > head && picture_is_page(p + head, n - head)) a->pages++;
}

static void walk(struct art *a, const uint8_t *p, size_t n, int depth) {
  for (size_t at = 0; at + 8 <= n && !a->refused;) {
    unsigned head = get16(p + at), type = get16(p + at + 2);
    size_t size = get32(p + at + 4);
    at += 8;
    if (size > n - at) size = n - at;
    const uint8_t *body = p + at;
    if (type == ART_FOPT || type == ART_FOPT_SECOND || type == ART_FOPT_THIRD)
      art_properties(a, body, size, head >> 4);
    else if (type == ART_STORE_ENTRY && size > 36 && depth)
      walk(a, body + 36 + (body[33] < size - 36 ? body[33] : 0),
           size - 36 - (body[33] < size - 36 ? body[33] : 0), depth - 1);
    else if (type >= ART_BLIP_FIRST && type <= ART_BLIP_LAST)
      picture(a, type, head >> 4, body, size);
    else if ((head & 15) == 15 && depth)
      walk(a, body, size, depth - 1);
    at += size;
  }
}

void art_walk(struct art *a, const uint8_t *p, size_t n) {
  walk(a, p, n, ART_DEPTH);
}
