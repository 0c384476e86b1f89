// Strings of .xls files: letters that run from one record into the next, rich text, the table of
// shared strings; see xls.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/excel/xls.h"

#define RECORD_CONTINUE 0x003C
enum { STRING_WIDE = 1, STRING_EXTENDED = 4, STRING_RICH = 8 };

uint16_t xls_get16(const uint8_t *p) {
  return (uint16_t)(p[0] | p[1] << 8);
}

uint32_t xls_get32(const uint8_t *p) {
  return (uint32_t)xls_get16(p) | (uint32_t)xls_get16(p + 2) << 16;
}

double xls_get_double(const uint8_t *p) {
  uint64_t bits = (uint64_t)xls_get32(p) | (uint64_t)xls_get32(p + 4) << 32;
  double v;
  memcpy(&v, &bits, sizeof v);
  return v;
}

double xls_rk(uint32_t rk) {
  double v;
  if (rk & 2) {
    v = (double)((int32_t)rk >> 2);
  } else {
    uint64_t bits = (uint64_t)(rk & ~3u) << 32;
    memcpy(&v, &bits, sizeof v);
  }
  return rk & 1 ? v / 100 : v;
}

struct xls_feed xls_feed_at(const struct xls *x, size_t at, size_t end) {
  return (struct xls_feed){.p = x->p, .n = x->n, .at = at, .end = end};
}

// Goes on in the next CONTINUE record that holds something.
static bool feed_more(struct xls_feed *f) {
  while (f->at >= f->end) {
    if (f->dry || f->end + 4 > f->n || xls_get16(f->p + f->end) != RECORD_CONTINUE) {
      f->dry = true;
      return false;
    }
    size_t body = f->end + 4, size = xls_get16(f->p + f->end + 2);
    f->at = body;
    f->end = size > f->n - body ? f->n : body + size;
  }
  return true;
}

uint8_t xls_feed8(struct xls_feed *f) {
  return feed_more(f) ? f->p[f->at++] : 0;
}

uint16_t xls_feed16(struct xls_feed *f) {
  unsigned low = xls_feed8(f);
  return (uint16_t)(low | (unsigned)xls_feed8(f) << 8);
}

uint32_t xls_feed32(struct xls_feed *f) {
  uint32_t low = xls_feed16(f);
  return low | (uint32_t)xls_feed16(f) << 16;
}

void xls_feed_skip(struct xls_feed *f, uint64_t n) {
  while (n && feed_more(f)) {
    size_t k = f->end - f->at;
    if (k > n) k = (size_t)n;
    f->at += k;
    n -= k;
  }
}

void xls_feed_letters(struct xls_feed *f, size_t n, bool wide, struct buf *out) {
  while (n && !f->dry) {
    if (f->at >= f->end) {
      if (!feed_more(f)) return;
      wide = f->p[f->at++] & STRING_WIDE;
      continue;
    }
    size_t size = wide ? 2 : 1, k = (f->end - f->at) / size;
    if (!k) {  // half a letter at the end of a record
      f->at = f->end;
      continue;
    }
    if (k > n) k = n;
    for (size_t i = 0; out && i < k; i++) {
      char unit[2] = {(char)f->p[f->at + i * size], wide ? (char)f->p[f->at + i * 2 + 1] : 0};
      buf_put(out, unit, 2);
    }
    f->at += k * size;
    n -= k;
  }
}

void xls_text_clear(struct xls_text *t) {
  buf_clear(&t->raw);
  t->raw.over = false;
  t->n_runs = 0;
}

static void add_run(struct xls_text *t, unsigned from, unsigned font) {
  if (t->n_runs == XLS_MAX_RUNS) return;
  if (!t->runs) t->runs = base_alloc(XLS_MAX_RUNS * sizeof *t->runs);
  t->runs[t->n_runs++] = (struct xls_run){(uint16_t)from, (uint16_t)font};
}

void xls_feed_string(struct xls_feed *f, bool short_length, struct xls_text *ret) {
  size_t n = short_length ? xls_feed8(f) : xls_feed16(f);
  unsigned flags = xls_feed8(f);
  unsigned runs = flags & STRING_RICH ? xls_feed16(f) : 0;
  uint32_t extension = flags & STRING_EXTENDED ? xls_feed32(f) : 0;
  if (ret) xls_text_clear(ret), ret->wide = true;
  xls_feed_letters(f, n, flags & STRING_WIDE, ret ? &ret->raw : NULL);
  if (!ret) {
    xls_feed_skip(f, 4 * (uint64_t)runs + extension);
    return;
  }
  for (; runs && !f->dry; runs--) {
    unsigned from = xls_feed16(f), font = xls_feed16(f);
    if (!f->dry) add_run(ret, from, font);
  }
  xls_feed_skip(f, extension);
}

void xls_feed_bytes(struct xls_feed *f, size_t n, struct xls_text *ret) {
  xls_text_clear(ret);
  ret->wide = false;
  while (n && feed_more(f)) {
    size_t k = f->end - f->at;
    if (k > n) k = n;
    buf_put(&ret->raw, f->p + f->at, k);
    f->at += k;
    n -= k;
  }
}

void xls_feed_any(struct xls *x, struct xls_feed *f, bool short_length) {
  if (x->biff >= 8) {
    xls_feed_string(f, short_length, &x->text);
    return;
  }
  size_t n = short_length ? xls_feed8(f) : xls_feed16(f);
  xls_feed_bytes(f, n, &x->text);
}

void xls_read_shared(struct xls *x, struct xls_feed *f) {
  xls_feed32(f);  // how often they are used
  uint32_t stated = xls_feed32(f);
  size_t room = x->n_shared;
  for (uint32_t i = 0; i < stated; i++) {
    if (!feed_more(f)) break;
    if ((i & 4095) == 0 && x->sink->stop(x->sink)) break;
    if (x->n_shared == room) {
      room = room ? room * 2 : 256;
      x->shared = base_realloc(x->shared, room * sizeof *x->shared);
    }
    x->shared[x->n_shared++] = (struct xls_place){(uint32_t)f->at, (uint32_t)f->end};
    xls_feed_string(f, false, NULL);
  }
  if (f->dry) failures_add(&x->failures, UNREAD_DAMAGED, "shared strings");
}
