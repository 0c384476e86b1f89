// The reader for plain text in any encoding viet knows: decodes it block by block, so that memory
// stays small whatever the size, and hands on its lines; HTML and XML lose their tags on the way, tables are
// cut into cells.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/codepage.h"
#include "scan/readers/text/csv.h"
#include "scan/readers/lines.h"
#include "scan/readers/text/markup.h"
#include "scan/readers/readers.h"
#include "scan/sweep.h"
#include "viet/viet.h"

#define BLOCK ((size_t)128 << 10)

struct plain {
  struct sink *sink;
  const char *name;
  enum markup_kind markup_kind;
  struct markup markup;
  char delimiter;  ///< of a table; 0 when it is none
  struct csv csv;
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
    p->markup_kind = markup_kind_of(s, n);
    if (p->markup_kind) markup_begin(&p->markup, p->sink, p->markup_kind);
    if (!p->markup_kind) p->delimiter = csv_delimiter_of(s, n, p->name);
    if (p->delimiter) csv_begin(&p->csv, p->sink, p->delimiter);
  }
  if (p->markup_kind)
    p->refused = !markup_feed(&p->markup, s, n);
  else if (p->delimiter)
    p->refused = !csv_feed(&p->csv, s, n);
  else
    feed_lines(p, s, n);
}

static struct plain begin(struct sink *s, const char *name) {
  return (struct plain){.sink = s, .name = name, .carry = buf_init(LINES_MAX_LINE + BLOCK * 9)};
}

static void finish(struct plain *p) {
  if (p->carry.n && !p->refused) emit(p, p->carry.p, p->carry.n);
  if (p->markup_kind) markup_end(&p->markup);
  if (p->delimiter) csv_end(&p->csv);
  buf_free(&p->carry);
}

void plain_read_text(const char *text, size_t n, struct sink *s) {
  struct plain p = begin(s, "");
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

// What a page says of its own encoding (meta charset, XML declaration), in lower case; "" nothing.
static void stated_charset(struct bytes in, char out[24]) {
  char head[2049];
  size_t n = in.n < sizeof head - 1 ? in.n : sizeof head - 1;
  for (size_t i = 0; i < n; i++)
    head[i] = in.p[i] ? (char)tolower(in.p[i]) : ' ';
  head[n] = out[0] = 0;
  const char *s = strstr(head, "charset");
  if (s && head[strspn(head, " \t\r\n\xEF\xBB\xBF")] == '<')
    s += 7;
  else if (strncmp(head, "<?xml", 5) == 0 && (s = strstr(head, "encoding")))
    s += 8;
  else
    return;
  s += strspn(s, " =\"'");
  size_t k = strcspn(s, " \"'>;/?");
  if (k > 23) k = 23;
  memcpy(out, s, k);
  out[k] = 0;
}

/// The code page of a stated encoding; 0 when unknown.
static int page_of_charset(const char *name) {
  static const struct {
    const char *name;
    int page;
  } names[] = {{"shift_jis", 932}, {"x-sjis", 932},    {"gb2312", 936},     {"gbk", 936},
               {"euc-kr", 949},    {"big5", 950},      {"tis-620", 874},    {"iso-8859-1", 1252},
               {"macintosh", 10000}, {"iso-8859-11", 874}, {"ks_c_5601-1987", 949}};
  for (size_t i = 0; i < ARRAY_LEN(names); i++)
    if (strcmp(names[i].name, name) == 0) return names[i].page;
  bool windows = strncmp(name, "windows-", 8) == 0, ibm = strncmp(name, "ibm", 3) == 0;
  const char *digits = windows ? name + 8 : ibm ? name + 3 : strncmp(name, "cp", 2) == 0 ? name + 2 : "";
  return (int)strtol(digits, NULL, 10);
}

/// The Vietnamese encoding of a stated name; VIET_UNKNOWN when it is none of them.
static enum viet_encoding encoding_of_charset(const char *name) {
  static const struct {
    const char *part;
    enum viet_encoding encoding;
  } names[] = {{"utf-8", VIET_UTF8}, {"tcvn", VIET_TCVN3}, {"viscii", VIET_VISCII},
               {"x-viet-vps", VIET_VPS}, {"vni", VIET_VNI}, {"1258", VIET_CP1258}};
  for (size_t i = 0; i < ARRAY_LEN(names); i++)
    if (strstr(name, names[i].part)) return names[i].encoding;
  return VIET_UNKNOWN;
}

static void feed_page(struct plain *p, int page, struct bytes block, struct buf *out) {
  buf_clear(out);
  codepage_decode(page, block.p, block.n, out);
  feed(p, buf_str(out), out->n);
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

// Letters decide; what a page says of itself only where they do not.
static enum viet_encoding encoding_of(struct bytes all, int *ret_page) {
  struct viet_guess g = viet_detect(all);
  *ret_page = 0;
  bool open = g.encoding == VIET_UNKNOWN || g.encoding == VIET_CP1252 ||
              (g.confidence < VIET_SURE && g.encoding != VIET_UTF8);
  char stated[24];
  if (!open || g.encoding == VIET_BINARY) return g.encoding;
  stated_charset(all, stated);
  if (!stated[0]) return g.encoding;
  enum viet_encoding e = encoding_of_charset(stated);
  if (e != VIET_UNKNOWN && e != VIET_UTF8) return e;
  if (e == VIET_UNKNOWN) *ret_page = page_of_charset(stated);
  if (*ret_page == 1252) *ret_page = 0;
  return g.encoding;
}

// The form of the file last bid for, when all of it was looked at: the same is asked again when it is read.
static struct {
  const uint8_t *p;
  size_t n;
  enum viet_encoding form;
} last_bid;

static enum viet_encoding form_of_all(struct bytes in) {
  return in.n && last_bid.p == in.p && last_bid.n == in.n ? last_bid.form : viet_detect_form(in);
}

// Whether nothing in these bytes can be part of a mark, whatever encoding they will be read in. Tags and
// entities stand inside words: pages are read.
static bool holds_no_mark(struct bytes in) {
  size_t at = 0;
  while (at < in.n && (in.p[at] <= ' ' || in.p[at] >= 0xBB))
    at++;
  if (at == in.n || in.p[at] == '<') return false;
  enum viet_encoding e = form_of_all(in);
  last_bid.n = 0;
  if (e == VIET_BINARY) return false;
  if (e == VIET_UTF16LE || e == VIET_UTF16BE) return !sweep_bytes(e, in.p, in.n);
  if (sweep_text((const char *)in.p, in.n)) return false;
  return e == VIET_UTF8 || (!memchr(in.p, 0, in.n) && !sweep_bytes(VIET_UNKNOWN, in.p, in.n));
}

void plain_read_bytes(const uint8_t *bytes, size_t n, const char *name, struct sink *s) {
  if (!n) return;
  struct bytes all = {bytes, n};
  if (s->candidates_only && holds_no_mark(all)) return;
  int page = 0;
  enum viet_encoding e = encoding_of(all, &page);
  if (e == VIET_BINARY) {
    s->unread(s, UNREAD_UNSUPPORTED, false, "unknown");
    return;
  }
  struct plain p = begin(s, name);
  struct buf out CLEANUP(buf_free) = buf_init(BLOCK * 8);
  size_t at = 0;
  if (e == VIET_UTF8 && n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) at = 3;
  while (at < n && !p.refused) {
    struct bytes block = {bytes + at, block_length(e, bytes + at, n - at)};
    if (page)
      feed_page(&p, page, block, &out);
    else
      feed_block(&p, e, block, &out);
    at += block.n;
    if (at < n && s->stop(s)) {
      s->unread(s, UNREAD_LIMIT, true, "stopped");
      break;
    }
  }
  finish(&p);
}

static void read_plain(const struct input *in, struct sink *s) {
  plain_read_bytes(in->p, in->n, in->name, s);
}

static int bid(const struct input *in) {
  if (!in->n) return 50;
  struct bytes head = {in->p, in->n < 16384 ? in->n : 16384};
  enum viet_encoding e = viet_detect_form(head);
  last_bid.p = in->p, last_bid.n = head.n == in->n ? in->n : 0, last_bid.form = e;
  if (e == VIET_UTF16LE || e == VIET_UTF16BE) return 60;
  return e == VIET_BINARY ? 0 : 40;
}

const struct reader scan_reader_plain = {"plain", bid, read_plain};
