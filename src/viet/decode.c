// From bytes of any encoding to UTF-8 in NFC. ASCII runs are copied whole; the rest goes by table.
#include "viet/codec.h"

#include <string.h>

void viet_writer_flush(struct viet_writer *w) {
  size_t n = w->n, room = w->out->over ? 0 : w->out->max - w->out->n;
  w->n = 0;
  if (n <= room) {
    buf_put(w->out, w->chunk, n);
    return;
  }
  while (room > 0 && ((uint8_t)w->chunk[room] & 0xC0) == 0x80)
    room--;
  buf_put(w->out, w->chunk, room);
  w->out->over = true;
}

void viet_writer_bytes(struct viet_writer *w, const void *p, size_t n) {
  const char *s = p;
  while (n > 0) {
    if (w->n == 0 && n > sizeof w->chunk && n <= w->out->max - w->out->n) {
      buf_put(w->out, s, n);
      return;
    }
    if (w->n + 4 > sizeof w->chunk) viet_writer_flush(w);
    size_t k = sizeof w->chunk - w->n;
    if (k > n) k = n;
    // A piece ends at a character, so that a flush never cuts one.
    while (k < n && k > 0 && ((uint8_t)s[k] & 0xC0) == 0x80)
      k--;
    memcpy(w->chunk + w->n, s, k);
    w->n += k;
    s += k;
    n -= k;
  }
}

size_t viet_ascii_run(const uint8_t *p, const uint8_t *end) {
  const uint8_t *start = p;
  while (true) {
    while (end - p >= 8) {
      uint64_t v;
      memcpy(&v, p, 8);
      // A byte of 80 or more, or one below 20.
      if ((v | (v - 0x2020202020202020u)) & 0x8080808080808080u) break;
      p += 8;
    }
    const uint8_t *stop = end - p < 8 ? end : p + 8;
    while (p < stop && *p < 0x80 && (*p >= 0x20 || *p == '\n' || *p == '\r' || *p == '\t'))
      p++;
    if (p < stop || p == end) return (size_t)(p - start);
  }
}

bool viet_utf8_step(const uint8_t *p, const uint8_t *end, uint32_t *ret, size_t *ret_len) {
  uint8_t a = *p;
  *ret = a;
  *ret_len = 1;
  if (a < 0x80) return true;
  if (a < 0xC2 || a > 0xF4) return false;
  size_t need = a < 0xE0 ? 1 : a < 0xF0 ? 2 : 3;
  uint32_t c = a & (0x3Fu >> need);
  for (size_t i = 1; i <= need; i++) {
    if (p + i >= end || (p[i] & 0xC0) != 0x80) return false;
    // Overlong forms, surrogates and values above U+10FFFF end at the second byte.
    if (i == 1 && ((a == 0xE0 && p[1] < 0xA0) || (a == 0xED && p[1] > 0x9F) ||
                   (a == 0xF0 && p[1] < 0x90) || (a == 0xF4 && p[1] > 0x8F)))
      return false;
    c = c << 6 | (p[i] & 0x3F);
    *ret_len = i < need ? i + 1 : need + 1;
  }
  *ret = c;
  return true;
}

static size_t decode_utf8(struct bytes in, struct viet_writer *w, bool *ret_compose) {
  const uint8_t *p = in.p, *end = in.p + in.n, *span = p;
  size_t bad = 0, len;
  uint32_t c;
  while (p < end) {
    p += viet_ascii_run(p, end);
    if (p == end) break;
    bool ok = viet_utf8_step(p, end, &c, &len);
    if (ok && c) {
      if (c >= 0x300 && !viet_nfc_plain(c)) *ret_compose = true;
      p += len;
      continue;
    }
    viet_writer_bytes(w, span, (size_t)(p - span));
    viet_writer_code(w, 0xFFFD);
    bad++;
    p += len;
    span = p;
  }
  viet_writer_bytes(w, span, (size_t)(end - span));
  return bad;
}

static size_t decode_utf16(struct bytes in, bool big, struct viet_writer *w, bool *ret_compose) {
  size_t bad = in.n & 1;
  const uint8_t *p = in.p, *end = in.p + (in.n & ~(size_t)1);
  int hi = big ? 0 : 1, lo = 1 - hi;
  for (; p < end; p += 2) {
    uint32_t c = (uint32_t)p[hi] << 8 | p[lo];
    if (c >= 0xD800 && c < 0xDC00 && end - p >= 4 && (p[2 + hi] & 0xFC) == 0xDC) {
      c = 0x10000 + ((c - 0xD800) << 10) + (((uint32_t)p[2 + hi] << 8 | p[2 + lo]) - 0xDC00);
      p += 2;
    }
    if (c == 0 || (c >= 0xD800 && c < 0xE000)) {
      c = 0xFFFD;
      bad++;
    }
    if (c >= 0x300 && !viet_nfc_plain(c)) *ret_compose = true;
    viet_writer_code(w, c);
  }
  if (in.n & 1) viet_writer_code(w, 0xFFFD);
  return bad;
}

static size_t decode_table(const struct viet_table *t, struct bytes in, struct viet_writer *w,
                           bool *ret_compose) {
  const uint8_t *p = in.p, *end = in.p + in.n;
  size_t bad = 0;
  uint32_t c;
  while (p < end) {
    size_t run = viet_ascii_run(p, end);
    // The last letter of a run may be the first half of a pair.
    if (run && p + run < end && t->first[p[run - 1]]) run--;
    if (run) viet_writer_bytes(w, p, run);
    for (p += run; p < end && (*p >= 0x80 || *p < 0x20 || t->first[*p]);) {
      p += viet_table_step(t, p, end, &c);
      if (!c) {
        c = 0xFFFD;
        bad++;
      }
      if (c >= 0x300 && c < 0x370) *ret_compose = true;
      viet_writer_code(w, c);
    }
  }
  return bad;
}

static struct bytes without_bom(enum viet_encoding e, struct bytes in) {
  static const struct {
    enum viet_encoding e;
    uint8_t n;
    uint8_t bom[3];
  } boms[] = {{VIET_UTF8, 3, {0xEF, 0xBB, 0xBF}},
              {VIET_UTF16LE, 2, {0xFF, 0xFE}},
              {VIET_UTF16BE, 2, {0xFE, 0xFF}}};
  for (size_t i = 0; i < ARRAY_LEN(boms); i++)
    if (e == boms[i].e && in.n >= boms[i].n && !memcmp(in.p, boms[i].bom, boms[i].n))
      return (struct bytes){in.p + boms[i].n, in.n - boms[i].n};
  return in;
}

size_t viet_decode(enum viet_encoding e, struct bytes in, struct buf *out) {
  if (e == VIET_UNKNOWN || e == VIET_BINARY) e = VIET_CP1252;
  if (e == VIET_VIQR || e == VIET_TELEX) return viet_typed_decode(e, in, out);
  in = without_bom(e, in);
  if (!in.n) return 0;
  struct viet_writer w;
  w.out = out;
  w.n = 0;
  size_t from = out->n, bad;
  bool compose = false;
  if (e == VIET_UTF8)
    bad = decode_utf8(in, &w, &compose);
  else if (e == VIET_UTF16LE || e == VIET_UTF16BE)
    bad = decode_utf16(in, e == VIET_UTF16BE, &w, &compose);
  else
    bad = decode_table(viet_table_of(e), in, &w, &compose);
  viet_writer_flush(&w);
  if (compose) viet_compose_tail(out, from);
  if (e == VIET_TCVN3) viet_restore_capitals(out, from);
  return bad;
}

size_t viet_nfc(struct bytes utf8, struct buf *out) {
  // A BOM in the middle of a program's own text is a character like any other.
  if (utf8.n >= 3 && !memcmp(utf8.p, "\xEF\xBB\xBF", 3)) buf_puts(out, "\xEF\xBB\xBF");
  return viet_decode(VIET_UTF8, utf8, out);
}
