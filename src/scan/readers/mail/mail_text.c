// The text of a mail's body as lines: decoded block by block, without the tags of HTML; lines that
// an alternative form of the same text already gave are passed over. See mail_inside.h.
#include <string.h>
#include <strings.h>

#include "scan/readers/codepage.h"
#include "scan/readers/mail/mail_inside.h"
#include "scan/readers/text/markup.h"
#include "scan/readers/rtf/rtf.h"
#include "viet/viet.h"

#define BLOCK ((size_t)128 << 10)

// ---- the sink between a body and the document

static uint64_t line_key(const char *s, size_t n) {
  uint64_t h = 0xcbf29ce484222325u;
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)s[i] > ' ' && !(i + 1 < n && s[i] == '\xC2' && s[i + 1] == '\xA0'))
      h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
  return h | 1;
}

static bool seen_before(struct mail *m, uint64_t key) {
  size_t at = key % MAIL_SEEN;
  for (size_t i = 0; i < 8; i++, at = (at + 1) % MAIL_SEEN) {
    if (m->seen[at] == key) return true;
    if (!m->seen[at]) {
      m->seen[at] = key;
      return false;
    }
  }
  m->seen[key % MAIL_SEEN] = key;
  return false;
}

static bool starts(const char *s, size_t n, const char *word) {
  size_t k = strlen(word);
  return n >= k && strncasecmp(s, word, k) == 0;
}

// A quoted line is a line; the subject of a quoted message stands as a title.
static void strip_quotes(struct line *l) {
  const char *s = l->text;
  size_t n = l->n, k = 0;
  while (k < n && (s[k] == '>' || ((s[k] == ' ' || s[k] == '|') && k && k < 40)))
    k++;
  static const char *const labels[] = {"Subject:", "Chủ đề:", "Tiêu đề:"};
  for (size_t i = 0; i < ARRAY_LEN(labels); i++)
    if (starts(s + k, n - k, labels[i])) {
      k += strlen(labels[i]);
      while (k < n && s[k] == ' ')
        k++;
      break;
    }
  l->text = s + k;
  l->n = n - k;
}

static bool take_line(struct sink *s, const struct line *l) {
  struct mail *m = (struct mail *)s;
  struct line shown = *l;
  if (m->as_part != PART_COUNT && shown.part == PART_BODY) shown.part = m->as_part;
  strip_quotes(&shown);
  if (!shown.n) return true;
  m->read_something = true;
  if (m->alternatives) {
    bool again = seen_before(m, line_key(shown.text, shown.n));
    if (again && m->later_alternative) return true;
  }
  if (!m->to->line(m->to, &shown)) m->refused = true;
  return !m->refused;
}

static bool take_member(struct sink *s, const struct input *in) {
  struct mail *m = (struct mail *)s;
  m->read_something = true;
  if (!m->to->member(m->to, in)) m->refused = true;
  return !m->refused;
}

static bool take_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  struct mail *m = (struct mail *)s;
  (void)partial;
  return m->to->unread(m->to, g, true, detail);
}

static bool take_stop(struct sink *s) {
  struct mail *m = (struct mail *)s;
  return m->refused || m->to->stop(m->to);
}

void mail_begin(struct mail *m, struct sink *to, int depth) {
  *m = (struct mail){.sink = {take_line, take_member, take_unread, take_stop},
                     .to = to,
                     .depth = depth,
                     .as_part = PART_COUNT};
}

// ---- text

struct feeder {
  struct mail *m;
  bool html;
  struct markup markup;
  struct buf carry;  ///< the beginning of a line whose end comes with the next block
  int number;
};

static void put_line(struct feeder *f, const char *s, size_t n) {
  f->number++;
  while (n && !f->m->refused) {
    size_t k = n;
    if (k > LINES_MAX_LINE) {
      k = LINES_MAX_LINE;
      while (k > 1 && (s[k] & 0xC0) == 0x80)
        k--;
    }
    line_emit_text(&f->m->sink, s, k, PART_BODY, 0, f->number);
    s += k;
    n -= k;
  }
}

static void feed_lines(struct feeder *f, struct bytes in) {
  while (in.n && !f->m->refused) {
    size_t next;
    struct bytes line = mime_line(in, &next);
    bool whole = next > line.n;
    if (whole && !f->carry.n) {
      put_line(f, (const char *)line.p, line.n);
    } else {
      buf_put(&f->carry, line.p, line.n);
      if (whole || f->carry.n > LINES_MAX_LINE) {
        put_line(f, buf_str(&f->carry), f->carry.n);
        buf_clear(&f->carry);
      }
    }
    in.p += next;
    in.n -= next;
  }
}

static void feed(struct feeder *f, struct bytes utf8) {
  if (!f->html)
    feed_lines(f, utf8);
  else if (!markup_feed(&f->markup, (const char *)utf8.p, utf8.n))
    f->m->refused = true;
}

// Where a block of at most BLOCK bytes may end: after a line end, else anywhere between letters.
static size_t block_length(struct bytes in, bool wide) {
  if (in.n <= BLOCK) return in.n;
  if (wide) return BLOCK;
  const uint8_t *end = memrchr(in.p, '\n', BLOCK);
  if (end && end > in.p + BLOCK / 2) return (size_t)(end - in.p) + 1;
  size_t k = BLOCK;
  while (k > BLOCK - 8 && (in.p[k] & 0xC0) == 0x80)
    k--;
  return k;
}

static void decode_block(struct bytes in, enum viet_encoding e, int page, const char *charset,
                         struct buf *out) {
  if (page)
    mail_decode_charset(charset, in, out);
  else if (e == VIET_UNKNOWN)  // mixed: each block is asked again
    mail_decode_charset(NULL, in, out);
  else
    viet_decode(e, in, out);
}

static void feed_text(struct feeder *f, struct bytes in, const char *charset) {
  int page;
  enum viet_encoding e = (enum viet_encoding)mail_charset_of(charset, in, &page);
  bool wide = !page && (e == VIET_UTF16LE || e == VIET_UTF16BE);
  if (wide && in.n % 2) in.n--;
  struct buf out CLEANUP(buf_free) = buf_init(BLOCK * 9);
  while (in.n && !f->m->refused) {
    size_t k = block_length(in, wide);
    buf_clear(&out);
    decode_block((struct bytes){in.p, k}, e, page, charset, &out);
    feed(f, (struct bytes){(const uint8_t *)buf_str(&out), out.n});
    in.p += k;
    in.n -= k;
    if (in.n && f->m->sink.stop(&f->m->sink)) {
      failures_add(&f->m->failures, UNREAD_LIMIT, "stopped");
      return;
    }
  }
}

void mail_text(struct mail *m, struct bytes in, const char *charset, bool html) {
  struct feeder f = {.m = m, .html = html, .carry = buf_init(LINES_MAX_LINE + BLOCK * 9)};
  if (html) markup_begin(&f.markup, &m->sink, MARKUP_HTML);
  feed_text(&f, in, charset);
  if (html) markup_end(&f.markup);
  if (f.carry.n && !m->refused) put_line(&f, buf_str(&f.carry), f.carry.n);
  buf_free(&f.carry);
}

// ---- files written into plain text: uuencode (IEEE 1003.1)

static bool uu_begin(struct bytes line, struct bytes *ret_name) {
  if (line.n < 11 || memcmp(line.p, "begin ", 6) != 0) return false;
  size_t k = 6;
  while (k < line.n && line.p[k] >= '0' && line.p[k] <= '7')
    k++;
  if (k < 9 || k > 10 || k + 1 >= line.n || line.p[k] != ' ') return false;
  *ret_name = (struct bytes){line.p + k + 1, line.n - k - 1};
  return true;
}

static void uu_line(struct bytes line, struct buf *out) {
  size_t want = (size_t)((line.p[0] - 32) & 63), k = 1;
  for (; want; k += 4) {
    uint8_t v[4];
    for (size_t i = 0; i < 4; i++)
      v[i] = k + i < line.n ? (uint8_t)((line.p[k + i] - 32) & 63) : 0;
    const uint8_t three[3] = {(uint8_t)(v[0] << 2 | v[1] >> 4), (uint8_t)(v[1] << 4 | v[2] >> 2),
                              (uint8_t)(v[2] << 6 | v[3])};
    size_t n = want < 3 ? want : 3;
    buf_put(out, three, n);
    want -= n;
  }
}

// Whether a line has the length that its first letter says; spaces at its end may be lost.
static bool uu_fits(struct bytes line) {
  if (!line.n) return true;
  if (line.p[0] < 32 || line.p[0] > 96) return false;
  size_t want = ((size_t)((line.p[0] - 32) & 63) + 2) / 3 * 4;
  return line.n <= want + 3 && line.n + 16 > want;
}

// Decodes the lines below "begin"; returns the bytes taken.
static size_t uu_body(struct bytes in, struct buf *out, bool *ret_ended) {
  size_t at = 0;
  *ret_ended = false;
  while (at < in.n && !out->over) {
    size_t next;
    struct bytes line = mime_line((struct bytes){in.p + at, in.n - at}, &next);
    if (line.n >= 3 && memcmp(line.p, "end", 3) == 0) {
      *ret_ended = true;
      return at + next;
    }
    if (!uu_fits(line)) break;
    if (line.n) uu_line(line, out);
    at += next;
  }
  return at;
}

static void uu_member(struct mail *m, struct bytes name, struct buf *data) {
  struct buf shown CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE);
  mail_decode_words(name, &shown);
  mail_member(m, (struct bytes){(const uint8_t *)buf_str(data), data->n}, buf_str(&shown));
}

void mail_plain_text(struct mail *m, struct bytes in, const char *charset) {
  size_t from = 0, at = 0;
  while (at < in.n && !m->refused) {
    const uint8_t *hit = memmem(in.p + at, in.n - at, "begin ", 6);
    if (!hit) break;
    at = (size_t)(hit - in.p);
    size_t next;
    struct bytes name, line = mime_line((struct bytes){hit, in.n - at}, &next);
    bool starts_line = at == 0 || in.p[at - 1] == '\n' || in.p[at - 1] == '\r';
    if (!starts_line || !uu_begin(line, &name)) {
      at += 6;
      continue;
    }
    struct buf data CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
    bool ended;
    size_t below = at + next;
    size_t taken = uu_body((struct bytes){in.p + below, in.n - below}, &data, &ended);
    if (!ended && data.n < 3) {
      at += 6;
      continue;
    }
    if (ended) {
      mail_text(m, (struct bytes){in.p + from, at - from}, charset, false);
      from = below + taken;
    } else {  // it may be text after all: read as both
      failures_add(&m->failures, UNREAD_DAMAGED, "uuencode");
    }
    if (data.over) failures_add(&m->failures, UNREAD_LIMIT, "uuencode");
    uu_member(m, name, &data);
    at = below + taken;
  }
  if (memmem(in.p, in.n, "-----BEGIN PGP MESSAGE-----", 27))
    failures_add(&m->failures, UNREAD_ENCRYPTED, "pgp");
  mail_text(m, (struct bytes){in.p + from, in.n - from}, charset, false);
}
