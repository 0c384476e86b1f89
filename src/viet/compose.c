// Normal forms. Almost all text is in NFC already and only looked at; Vietnamese letters with loose
// marks are composed by our own table, everything else by utf8proc.
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "viet/codec.h"

enum { SEGMENT_MAX = 1 << 15 };  // longer runs of combining characters are composed piece by piece

bool viet_nfc_plain(uint32_t c) {
  static const struct {
    uint32_t from, to;
  } ranges[] = {{0, 0x2FF},       {0x1E00, 0x1EFF}, {0x2002, 0x20CF},  {0x388, 0x482},
                {0x48A, 0x590},   {0x2190, 0x2328}, {0x2460, 0x27FF},  {0x3001, 0x3029},
                {0x3041, 0x3098}, {0x309B, 0x30FF}, {0x3400, 0x9FFF},  {0xAC00, 0xD7A3},
                {0xE000, 0xF8FF}, {0xFF01, 0xFFFD}, {0x1F000, 0x1FAFF}};
  for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
    if (c >= ranges[i].from && c <= ranges[i].to) return true;
  return false;
}

bool viet_utf8_is_plain(struct bytes s) {
  const uint8_t *p = s.p, *end = s.p + s.n;
  size_t len;
  uint32_t c;
  while (p < end) {
    p += viet_ascii_run(p, end);
    if (p == end) break;
    if (!viet_utf8_step(p, end, &c, &len) || !c || (c >= 0x300 && !viet_nfc_plain(c))) return false;
    p += len;
  }
  return true;
}

// One vowel and loose Vietnamese marks. 0 when the canonical order of the marks would not give a
// Vietnamese letter (a mark above stays behind one typed before it), or there is something else.
static uint32_t compose_vietnamese(const uint8_t *p, const uint8_t *end) {
  uint32_t c;
  size_t len;
  viet_utf8_step(p, end, &c, &len);
  p += len;
  const struct viet_letter *l = viet_letter_find(c);
  char plain = l ? l->plain : c < 0x80 ? (char)c : 0;
  unsigned shape = l ? l->shape : 0, tone = l ? l->tone : 0;
  if (!plain || !strchr("aeiouyAEIOUY", plain)) return 0;
  for (; p < end; p += len) {
    viet_utf8_step(p, end, &c, &len);
    unsigned s = (unsigned)viet_letter_mark_shape(c), t = (unsigned)viet_letter_mark_tone(c);
    if (s) {
      if (shape || (tone && tone != VIET_TONE_NANG && s != VIET_SHAPE_HORN)) return 0;
      shape = s;
    } else if (t && !tone) {
      tone = t;
    } else {
      return 0;
    }
  }
  return viet_letter_code(plain, shape, tone);
}

static void compose_by_library(const uint8_t *p, const uint8_t *end, struct viet_writer *w) {
  utf8proc_uint8_t *made = NULL;
  utf8proc_ssize_t n = utf8proc_map(p, end - p, &made, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  if (n >= 0)
    viet_writer_bytes(w, made, (size_t)n);
  else
    viet_writer_bytes(w, p, (size_t)(end - p));
  free(made);
}

void viet_compose(struct bytes valid, struct buf *out) {
  struct viet_writer w;
  w.out = out;
  w.n = 0;
  const uint8_t *p = valid.p, *end = valid.p + valid.n, *span = p, *starter = p;
  size_t len;
  uint32_t c;
  while (p < end) {
    size_t run = viet_ascii_run(p, end);
    if (run) starter = p + run - 1;
    if ((p += run) == end) break;
    viet_utf8_step(p, end, &c, &len);
    if (viet_nfc_plain(c)) {
      starter = p;
      p += len;
      continue;
    }
    viet_writer_bytes(&w, span, (size_t)(starter - span));
    while (p < end && p - starter < SEGMENT_MAX) {
      viet_utf8_step(p, end, &c, &len);
      if (viet_nfc_plain(c)) break;
      p += len;
    }
    uint32_t made = compose_vietnamese(starter, p);
    if (made)
      viet_writer_code(&w, made);
    else
      compose_by_library(starter, p, &w);
    span = starter = p;
  }
  viet_writer_bytes(&w, span, (size_t)(end - span));
  viet_writer_flush(&w);
}

void viet_compose_tail(struct buf *out, size_t from) {
  size_t n = out->n - from;
  bool over = out->over;
  if (!n) return;
  char *copy CLEANUP(base_freep) = base_alloc(n);
  memcpy(copy, out->p + from, n);
  out->n = from;
  out->over = false;
  viet_compose((struct bytes){(uint8_t *)copy, n}, out);
  out->over |= over;
}

size_t viet_nfd(struct bytes utf8, struct buf *out) {
  struct buf nfc CLEANUP(buf_free) = viet_scratch(utf8.n);
  size_t bad = viet_nfc(utf8, &nfc);
  struct viet_writer w;
  w.out = out;
  w.n = 0;
  const uint8_t *p = (const uint8_t *)buf_str(&nfc), *end = p + nfc.n;
  uint32_t c;
  size_t len;
  while (p < end) {
    size_t run = viet_ascii_run(p, end);
    viet_writer_bytes(&w, p, run);
    p += run;
    const uint8_t *from = p;
    while (p < end && p - from < SEGMENT_MAX && *p >= 0x80) {
      viet_utf8_step(p, end, &c, &len);
      p += len;
    }
    if (p == from && p < end) {  // a control character
      viet_writer_bytes(&w, p++, 1);
      continue;
    }
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t n = utf8proc_map(from, p - from, &made, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    if (n >= 0) viet_writer_bytes(&w, made, (size_t)n);
    free(made);
  }
  viet_writer_flush(&w);
  return bad;
}
