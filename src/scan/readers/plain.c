// The reader for plain text in any encoding viet knows: decodes it block by block, so that memory
// stays small whatever the size, and hands on its lines; HTML and XML lose their tags on the way.
#include <string.h>

#include "scan/readers/lines.h"
#include "scan/readers/markup.h"
#include "scan/readers/readers.h"
#include "viet/viet.h"

#define BLOCK ((size_t)128 << 10)

struct plain {
  struct sink *sink;
  int markup_kind;
  struct markup markup;
  int number;
  struct buf carry;  ///< the beginning of a line whose end comes with the next block
  bool refused, started;
};

static void emit_one(struct plain *p, const char *s, size_t n) {
  struct line l = line_at(PART_BODY, 0, ++p->number);
  while (n && !p->refused) {
    size_t k = n;
    if (k > LINES_MAX_LINE) {
      k = LINES_MAX_LINE;
      while (k > LINES_MAX_LINE / 2 && s[k] != ' ')
        k--;
      while (k > 1 && (s[k] & 0xC0) == 0x80)
        k--;
    }
    l.text = s;
    l.n = k;
    p->refused = !p->sink->line(p->sink, &l);
    s += k;
    n -= k;
  }
}

// A line as it ends with \n; \r inside it ends lines, too (DOS and old Macintosh text).
static void emit(struct plain *p, const char *s, size_t n) {
  for (const char *cr; n && (cr = memchr(s, '\r', n)); n -= (size_t)(cr - s) + 1, s = cr + 1)
    emit_one(p, s, (size_t)(cr - s));
  emit_one(p, s, n);
}

static void feed_lines(struct plain *p, const char *s, size_t n) {
  const char *end = s + n;
  while (s < end && !p->refused) {
    const char *stop = memchr(s, '\n', (size_t)(end - s));
    size_t k = stop ? (size_t)(stop - s) : (size_t)(end - s);
    if (!stop || p->carry.n) {
      buf_put(&p->carry, s, k);
      if (stop || p->carry.n > LINES_MAX_LINE) {
        emit(p, p->carry.p, p->carry.n);
        buf_clear(&p->carry);
      }
    } else {
      emit(p, s, k);
    }
    s += k + (stop ? 1 : 0);
  }
}

static void feed(struct plain *p, const char *s, size_t n) {
  if (!p->started) {
    p->started = true;
    p->markup_kind = markup_kind(s, n);
    if (p->markup_kind) markup_begin(&p->markup, p->sink, p->markup_kind);
  }
  if (p->markup_kind)
    p->refused = !markup_feed(&p->markup, s, n);
  else
    feed_lines(p, s, n);
}

static struct plain begin(struct sink *s) {
  return (struct plain){.sink = s, .carry = buf_init(LINES_MAX_LINE + BLOCK * 9)};
}

static void finish(struct plain *p) {
  if (p->carry.n && !p->refused) emit(p, p->carry.p, p->carry.n);
  if (p->markup_kind) markup_end(&p->markup);
  buf_free(&p->carry);
}

void plain_read_text(const char *text, size_t n, struct sink *s) {
  struct plain p = begin(s);
  feed(&p, text, n);
  finish(&p);
}

// Where a block of at most BLOCK bytes may end: after a line end, else between characters.
static size_t block_length(enum viet_encoding e, const uint8_t *p, size_t n) {
  if (n <= BLOCK) return n;
  bool wide = e == VIET_UTF16LE || e == VIET_UTF16BE;
  for (size_t k = BLOCK; k > BLOCK / 2; k--) {
    if (wide && k % 2 == 0 && p[k - (e == VIET_UTF16LE ? 2 : 1)] == '\n' &&
        p[k - (e == VIET_UTF16LE ? 1 : 2)] == 0)
      return k;
    if (!wide && p[k - 1] == '\n') return k;
  }
  size_t k = BLOCK;
  if (wide) {
    size_t high = e == VIET_UTF16LE ? k - 1 : k - 2;
    return (p[high] & 0xFC) == 0xD8 ? k - 2 : k;
  }
  while (k > BLOCK - 8 && (p[k] & 0xC0) == 0x80)
    k--;
  return k;
}

static void feed_block(struct plain *p, enum viet_encoding e, struct bytes block, struct buf *out) {
  if (e == VIET_UTF8) {
    feed(p, (const char *)block.p, block.n);
    return;
  }
  if (e == VIET_UNKNOWN) {  // mixed: each block is asked again
    struct viet_guess g = viet_detect(block);
    if (g.encoding == VIET_UTF8 || g.encoding == VIET_UNKNOWN || g.encoding == VIET_BINARY) {
      feed(p, (const char *)block.p, block.n);
      return;
    }
    e = g.encoding;
  }
  buf_clear(out);
  viet_decode(e, block, out);
  feed(p, buf_str(out), out->n);
}

static void read_plain(const struct input *in, struct sink *s) {
  if (!in->n) return;
  struct bytes all = {in->p, in->n};
  struct viet_guess g = viet_detect(all);
  if (g.encoding == VIET_BINARY) {
    s->unread(s, UNREAD_UNSUPPORTED, false, "unknown");
    return;
  }
  struct plain p = begin(s);
  struct buf out CLEANUP(buf_free) = buf_init(BLOCK * 8);
  size_t at = 0;
  if (g.encoding == VIET_UTF8 && in->n >= 3 && memcmp(in->p, "\xEF\xBB\xBF", 3) == 0) at = 3;
  while (at < in->n && !p.refused) {
    size_t k = block_length(g.encoding, in->p + at, in->n - at);
    feed_block(&p, g.encoding, (struct bytes){in->p + at, k}, &out);
    at += k;
    if (at < in->n && s->stop(s)) {
      s->unread(s, UNREAD_LIMIT, true, "stopped");
      break;
    }
  }
  finish(&p);
}

static int bid(const struct input *in) {
  if (!in->n) return 50;
  struct bytes head = {in->p, in->n < 16384 ? in->n : 16384};
  struct viet_guess g = viet_detect(head);
  if (g.encoding == VIET_UTF16LE || g.encoding == VIET_UTF16BE) return 60;
  return g.encoding == VIET_BINARY ? 0 : 40;
}

const struct reader scan_reader_plain = {"plain", bid, read_plain};
