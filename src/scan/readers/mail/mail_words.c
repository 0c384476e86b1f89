// Words of mail headers as UTF-8: charsets by their MIME names, encoded words, parameters, days. No
// table is loaded from disk; what a charset's name leaves open is told from the bytes (viet).
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/codepage.h"
#include "scan/readers/mail/mail.h"
#include "viet/viet.h"

#define UTF7 65000
#define SEGMENTS 64  ///< pieces of one parameter (RFC 2231)

// ---- charsets

static const struct {
  const char *name;
  enum viet_encoding viet;  ///< VIET_UNKNOWN: by `page`
  int page;
} charsets[] = {
    {"utf-16le", VIET_UTF16LE, 0},
    {"utf-16be", VIET_UTF16BE, 0},
    {"utf-7", VIET_UNKNOWN, UTF7},
    {"unicode-1-1-utf-7", VIET_UNKNOWN, UTF7},
    {"windows-1258", VIET_CP1258, 0},
    {"cp1258", VIET_CP1258, 0},
    {"viscii", VIET_VISCII, 0},
    {"csviscii", VIET_VISCII, 0},
    {"x-viet-tcvn", VIET_TCVN3, 0},
    {"x-viet-vps", VIET_VPS, 0},
    {"x-viet-vni", VIET_VNI, 0},
    {"viqr", VIET_VIQR, 0},
    {"gb2312", VIET_UNKNOWN, 936},
    {"gbk", VIET_UNKNOWN, 936},
    {"gb18030", VIET_UNKNOWN, 936},
    {"big5", VIET_UNKNOWN, 950},
    {"shift_jis", VIET_UNKNOWN, 932},
    {"euc-kr", VIET_UNKNOWN, 949},
    {"ks_c_5601-1987", VIET_UNKNOWN, 949},
    {"tis-620", VIET_UNKNOWN, 874},
    {"iso-8859-2", VIET_UNKNOWN, 1250},
    {"iso-8859-7", VIET_UNKNOWN, 1253},
    {"iso-8859-9", VIET_UNKNOWN, 1254},
    {"ibm850", VIET_UNKNOWN, 850},
    {"ibm437", VIET_UNKNOWN, 437},
    {"macintosh", VIET_UNKNOWN, 10000},
};

static int page_of_name(const char *name) {
  static const char *const starts[] = {"windows-", "cp", "x-cp", "ms", "ibm"};
  for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
    size_t n = strlen(starts[i]);
    if (strncasecmp(name, starts[i], n) == 0 && isdigit((unsigned char)name[n]))
      return (int)strtol(name + n, NULL, 10);
  }
  return 0;
}

static enum viet_encoding encoding_of_bytes(struct bytes sample) {
  struct viet_guess g = viet_detect(sample);
  return g.encoding == VIET_BINARY ? VIET_UNKNOWN : g.encoding;
}

int mail_charset_of(const char *charset, struct bytes sample, int *ret_page) {
  *ret_page = 0;
  if (charset && *charset) {
    if (strcasecmp(charset, "utf-16") == 0 || strcasecmp(charset, "unicode") == 0)
      return sample.n >= 2 && sample.p[0] == 0xFE && sample.p[1] == 0xFF ? VIET_UTF16BE
                                                                         : VIET_UTF16LE;
    for (size_t i = 0; i < ARRAY_LEN(charsets); i++)
      if (strcasecmp(charsets[i].name, charset) == 0) {
        *ret_page = charsets[i].page;
        return (int)charsets[i].viet;
      }
    int page = page_of_name(charset);
    if (page == 1258) return VIET_CP1258;
    // 1252 also stands before TCVN3 and VNI; 65001 before anything: there the bytes are asked.
    bool asks = !page || page == 1252 || page == 65001 || page == 20127 || page == 1200 ||
                page == 28591 || page == 28605;
    if (page == 65000) page = UTF7;
    if (!asks) {
      *ret_page = page;
      return VIET_UNKNOWN;
    }
  }
  return (int)encoding_of_bytes(sample);
}

static int base64_value(uint8_t c) {
  if (isupper(c)) return c - 'A';
  if (islower(c)) return c - 'a' + 26;
  if (isdigit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// UTF-7 (RFC 2152): runs of modified base64 between '+' and '-'.
static void decode_utf7(struct bytes in, struct buf *out) {
  for (size_t i = 0; i < in.n && !out->over;) {
    if (in.p[i] != '+') {
      buf_put_utf8(out, in.p[i] < 128 ? in.p[i] : 0xFFFD);
      i++;
      continue;
    }
    if (i + 1 < in.n && in.p[i + 1] == '-') {
      buf_putc(out, '+');
      i += 2;
      continue;
    }
    uint32_t bits = 0, high = 0;
    unsigned held = 0;
    int v;
    for (i++; i < in.n && (v = base64_value(in.p[i])) >= 0; i++) {
      bits = bits << 6 | (uint32_t)v;
      held += 6;
      if (held < 16) continue;
      held -= 16;
      uint32_t unit = bits >> held & 0xFFFF;
      if ((unit & 0xFC00) == 0xD800) {
        high = unit;
      } else {
        bool pair = high && (unit & 0xFC00) == 0xDC00;
        buf_put_utf8(out, pair ? 0x10000 + ((high & 0x3FF) << 10) + (unit & 0x3FF) : unit);
        high = 0;
      }
    }
    if (i < in.n && in.p[i] == '-') i++;
  }
}

void mail_decode_charset(const char *charset, struct bytes in, struct buf *out) {
  if (!in.n) return;
  int page;
  enum viet_encoding e = (enum viet_encoding)mail_charset_of(charset, in, &page);
  if (page == UTF7)
    decode_utf7(in, out);
  else if (page)
    codepage_decode(page, in.p, in.n, out);
  else
    viet_decode(e, in, out);
}

// ---- encoded words: =?charset?B?text?= (RFC 2047)

struct word {
  char charset[64];
  bool base64;
  struct bytes text;
  size_t next;
};

static bool read_word(struct bytes v, size_t at, struct word *ret) {
  if (at + 8 > v.n || v.p[at] != '=' || v.p[at + 1] != '?') return false;
  const uint8_t *mark = memchr(v.p + at + 2, '?', v.n - at - 2);
  if (!mark) return false;
  size_t k = (size_t)(mark - v.p), n = 0;
  for (size_t i = at + 2; i < k && v.p[i] != '*'; i++) {  // "utf-8*vi": a language follows
    if (n + 1 >= sizeof ret->charset || v.p[i] <= ' ') return false;
    ret->charset[n++] = (char)v.p[i];
  }
  ret->charset[n] = 0;
  if (k + 3 > v.n || v.p[k + 2] != '?') return false;
  int coding = tolower(v.p[k + 1]);
  if (coding != 'b' && coding != 'q') return false;
  const uint8_t *from = v.p + k + 3, *end = memmem(from, v.n - k - 3, "?=", 2);
  // "=?utf-8?q?=41?=": the text itself may begin with '='.
  if (!end) return false;
  ret->base64 = coding == 'b';
  ret->text = (struct bytes){from, (size_t)(end - from)};
  ret->next = (size_t)(end - v.p) + 2;
  return true;
}

static void put_word(const struct word *w, struct buf *out) {
  if (w->base64) {
    mime_decode(MIME_BASE64, w->text, out);
    return;
  }
  struct buf spaced CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE);
  for (size_t i = 0; i < w->text.n; i++)
    buf_putc(&spaced, w->text.p[i] == '_' ? ' ' : (char)w->text.p[i]);
  mime_decode(MIME_QUOTED, (struct bytes){(const uint8_t *)buf_str(&spaced), spaced.n}, out);
}

// Words with one charset are joined before they are decoded: a letter may be cut between two.
static size_t put_words(struct bytes v, size_t at, struct buf *out) {
  struct buf joined CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE);
  struct word w, next;
  if (!read_word(v, at, &w)) return at;
  for (;;) {
    put_word(&w, &joined);
    size_t k = w.next;
    while (k < v.n && isspace(v.p[k]))
      k++;
    if (!read_word(v, k, &next)) break;
    if (strcasecmp(next.charset, w.charset) != 0) {
      mail_decode_charset(w.charset, (struct bytes){(const uint8_t *)buf_str(&joined), joined.n},
                          out);
      buf_clear(&joined);
    }
    w = next;
  }
  mail_decode_charset(w.charset, (struct bytes){(const uint8_t *)buf_str(&joined), joined.n}, out);
  return w.next;
}

// What stands in a header without a charset: ASCII as it is, letters by what they look like.
static void put_bare(struct bytes v, struct buf *out) {
  bool plain = true;
  for (size_t i = 0; i < v.n && plain; i++)
    plain = v.p[i] < 0x80;
  if (plain)
    buf_put(out, v.p, v.n);
  else
    mail_decode_charset(NULL, v, out);
}

void mail_decode_words(struct bytes v, struct buf *out) {
  if (v.n > MAIL_MAX_VALUE) v.n = MAIL_MAX_VALUE;
  for (size_t at = 0; at < v.n;) {
    size_t word = at;
    struct word w;
    while (word < v.n && !read_word(v, word, &w)) {
      const uint8_t *next = memchr(v.p + word + 1, '=', v.n - word - 1);
      word = next ? (size_t)(next - v.p) : v.n;
    }
    put_bare((struct bytes){v.p + at, word - at}, out);
    at = word < v.n ? put_words(v, word, out) : word;
  }
  for (size_t i = 0; i < out->n; i++)
    if ((unsigned char)out->p[i] < ' ') out->p[i] = ' ';
}

// ---- parameters

struct parameter {
  struct bytes plain, extended;
  bool has_plain, has_extended;
  struct {
    struct bytes value;
    bool present, percent;
  } segments[SEGMENTS];
};

static struct bytes trimmed(struct bytes v) {
  while (v.n && isspace(*v.p))
    v.p++, v.n--;
  while (v.n && isspace(v.p[v.n - 1]))
    v.n--;
  return v;
}

static void note_parameter(struct parameter *p, struct bytes attr, struct bytes value,
                           const char *name) {
  size_t n = strlen(name);
  if (attr.n < n || strncasecmp((const char *)attr.p, name, n) != 0) return;
  if (attr.n == n) {
    if (!p->has_plain) p->plain = value;
    p->has_plain = true;
    return;
  }
  if (attr.p[n] != '*') return;
  if (attr.n == n + 1) {
    p->extended = value;
    p->has_extended = true;
    return;
  }
  size_t at = n + 1;
  unsigned number = 0;
  while (at < attr.n && isdigit(attr.p[at]) && number < SEGMENTS)
    number = number * 10 + (unsigned)(attr.p[at++] - '0');
  if (at == n + 1 || number >= SEGMENTS) return;
  p->segments[number].value = value;
  p->segments[number].present = true;
  p->segments[number].percent = at < attr.n && attr.p[at] == '*';
}

static void put_unquoted(struct bytes v, struct buf *out) {
  if (!v.n || v.p[0] != '"') {
    buf_put(out, v.p, v.n);
    return;
  }
  for (size_t i = 1; i < v.n && v.p[i] != '"'; i++) {
    // A backslash quotes the next sign; before letters it is a folder of Windows.
    if (v.p[i] == '\\' && i + 1 < v.n && (v.p[i + 1] == '"' || v.p[i + 1] == '\\')) i++;
    buf_putc(out, (char)v.p[i]);
  }
}

static int hex_value(uint8_t c) {
  return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

static void put_percent(struct bytes v, struct buf *out) {
  for (size_t i = 0; i < v.n; i++) {
    if (v.p[i] == '%' && i + 2 < v.n && hex_value(v.p[i + 1]) >= 0 && hex_value(v.p[i + 2]) >= 0) {
      buf_putc(out, (char)(hex_value(v.p[i + 1]) << 4 | hex_value(v.p[i + 2])));
      i += 2;
    } else if (v.p[i] != '"') {
      buf_putc(out, (char)v.p[i]);
    }
  }
}

// charset'language'text
static struct bytes take_charset(struct bytes v, char charset[64]) {
  charset[0] = 0;
  const uint8_t *first = memchr(v.p, '\'', v.n);
  if (!first) return v;
  size_t n = (size_t)(first - v.p);
  const uint8_t *second = memchr(first + 1, '\'', v.n - n - 1);
  if (!second || n >= 64) return v;
  if (n && v.p[0] == '"') {
    memcpy(charset, v.p + 1, n - 1);
    charset[n - 1] = 0;
  } else {
    memcpy(charset, v.p, n);
    charset[n] = 0;
  }
  size_t skip = (size_t)(second - v.p) + 1;
  return (struct bytes){v.p + skip, v.n - skip};
}

static void put_parameter(struct parameter *p, struct buf *ret) {
  struct buf raw CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE);
  char charset[64] = "";
  bool words = false;
  if (p->segments[0].present) {
    for (size_t i = 0; i < SEGMENTS && p->segments[i].present; i++) {
      struct bytes v = p->segments[i].value;
      if (i == 0 && p->segments[0].percent) v = take_charset(v, charset);
      if (p->segments[i].percent)
        put_percent(v, &raw);
      else
        put_unquoted(v, &raw);
    }
  } else if (p->has_extended) {
    put_percent(take_charset(p->extended, charset), &raw);
  } else {
    put_unquoted(p->plain, &raw);
    words = true;
  }
  struct bytes all = {(const uint8_t *)buf_str(&raw), raw.n};
  if (words || memmem(all.p, all.n, "=?", 2))
    mail_decode_words(all, ret);
  else
    mail_decode_charset(charset, all, ret);
  for (size_t i = 0; i < ret->n; i++)
    if ((unsigned char)ret->p[i] < ' ') ret->p[i] = ' ';
}

bool mail_parameter(struct bytes v, const char *name, struct buf *ret) {
  struct parameter p = {0};
  bool first = true;
  for (size_t at = 0; at < v.n;) {
    size_t end = at, equals = 0;
    bool quoted = false;
    for (; end < v.n && (quoted || v.p[end] != ';'); end++) {
      if (v.p[end] == '\\' && quoted && end + 1 < v.n && v.p[end + 1] == '"')
        end++;
      else if (v.p[end] == '"')
        quoted = !quoted;
      else if (v.p[end] == '=' && !quoted && !equals)
        equals = end;
    }
    if (!first && equals) {
      struct bytes attr = trimmed((struct bytes){v.p + at, equals - at});
      note_parameter(&p, attr, trimmed((struct bytes){v.p + equals + 1, end - equals - 1}), name);
    }
    first = false;
    at = end + 1;
  }
  if (!p.has_plain && !p.has_extended && !p.segments[0].present) return false;
  put_parameter(&p, ret);
  return true;
}

// ---- days

bool mail_day(struct bytes v, struct date *ret) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  struct date d = {0};
  for (size_t i = 0; i < v.n && i < 256;) {
    if (isdigit(v.p[i])) {
      size_t k = i;
      int number = 0;
      while (k < v.n && k - i < 5 && isdigit(v.p[k]))
        number = number * 10 + v.p[k++] - '0';
      bool clock = (k < v.n && v.p[k] == ':') || (i && (v.p[i - 1] == ':' || v.p[i - 1] == '+'));
      if (!clock && k - i == 4 && !d.year)
        d.year = number;
      else if (!clock && k - i <= 2 && !d.day)
        d.day = number;
      i = k;
    } else if (isalpha(v.p[i])) {
      size_t k = i;
      while (k < v.n && isalpha(v.p[k]))
        k++;
      for (int m = 0; k - i >= 3 && k - i <= 9 && m < 12 && !d.month; m++)
        if (strncasecmp(months + (ptrdiff_t)m * 3, (const char *)v.p + i, 3) == 0) d.month = m + 1;
      i = k;
    } else {
      i++;
    }
  }
  if (!date_valid(d)) return false;
  *ret = d;
  return true;
}
