// MIME entities as slices: header block, header values, delimiter lines, transfer codings; see
// mail.h.
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/mail/mail.h"

struct bytes mime_line(struct bytes p, size_t *ret_next) {
  size_t n = 0;
  while (n < p.n && p.p[n] != '\n' && p.p[n] != '\r')
    n++;
  size_t next = n;
  if (next < p.n && p.p[next] == '\r') {
    size_t k = next;
    while (k < p.n && k - next < 4 && p.p[k] == '\r')
      k++;
    next = k < p.n && p.p[k] == '\n' ? k + 1 : next + 1;
  } else if (next < p.n) {
    next++;
  }
  *ret_next = next;
  return (struct bytes){p.p, n};
}

static struct bytes rest(struct bytes p, size_t from) {
  return (struct bytes){p.p + from, p.n - from};
}

// Bytes of the name in "Name: value"; 0 when the line is none.
static size_t name_length(struct bytes line) {
  size_t n = 0;
  while (n < line.n && n < 128 && line.p[n] > ' ' && line.p[n] < 127 && line.p[n] != ':')
    n++;
  size_t k = n;
  while (k < line.n && (line.p[k] == ' ' || line.p[k] == '\t'))
    k++;
  return n && k < line.n && line.p[k] == ':' ? n : 0;
}

static bool is_fold(struct bytes line) {
  return line.n && (line.p[0] == ' ' || line.p[0] == '\t');
}

struct mime_entity mime_split(struct bytes e) {
  size_t at = 0;
  while (at < e.n) {
    size_t next;
    struct bytes line = mime_line(rest(e, at), &next);
    if (!line.n) return (struct mime_entity){{e.p, at}, rest(e, at + next)};
    bool from_line = at == 0 && line.n > 5 && memcmp(line.p, "From ", 5) == 0;
    if (!from_line && !(at && is_fold(line)) && !name_length(line))
      return (struct mime_entity){{e.p, at}, rest(e, at)};
    at += next;
  }
  return (struct mime_entity){e, {e.p + e.n, 0}};
}

static void put_folded(struct bytes head, size_t at, struct bytes first, struct buf *ret) {
  struct bytes line = first;
  for (;;) {
    while (line.n && (line.p[0] == ' ' || line.p[0] == '\t'))
      line = rest(line, 1);
    while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
      line.n--;
    if (ret->n && line.n) buf_putc(ret, ' ');
    buf_put(ret, line.p, line.n);
    if (at >= head.n || ret->n >= MAIL_MAX_VALUE) return;
    size_t next;
    line = mime_line(rest(head, at), &next);
    if (!is_fold(line)) return;
    at += next;
  }
}

bool mime_next_header(struct bytes head, size_t *at, struct bytes *ret_name, struct buf *ret) {
  if (head.n > MAIL_MAX_HEAD) head.n = MAIL_MAX_HEAD;
  while (*at < head.n) {
    size_t next;
    struct bytes line = mime_line(rest(head, *at), &next);
    *at += next;
    size_t n = name_length(line);
    if (!n || is_fold(line)) continue;
    const uint8_t *colon = memchr(line.p + n, ':', line.n - n);
    buf_clear(ret);
    put_folded(head, *at, rest(line, (size_t)(colon - line.p) + 1), ret);
    *ret_name = (struct bytes){line.p, n};
    return true;
  }
  return false;
}

bool mime_header(struct bytes head, const char *name, struct buf *ret) {
  size_t n = strlen(name);
  if (head.n > MAIL_MAX_HEAD) head.n = MAIL_MAX_HEAD;
  buf_clear(ret);
  for (size_t at = 0; at < head.n;) {
    size_t next;
    struct bytes line = mime_line(rest(head, at), &next);
    at += next;
    if (line.n <= n || strncasecmp((const char *)line.p, name, n) != 0 || name_length(line) != n)
      continue;
    const uint8_t *colon = memchr(line.p, ':', line.n);
    put_folded(head, at, rest(line, (size_t)(colon - line.p) + 1), ret);
    return true;
  }
  return false;
}

static bool is_mail_name(struct bytes line, size_t n) {
  static const char *const names[] = {"From",
                                      "To",
                                      "Cc",
                                      "Subject",
                                      "Date",
                                      "Message-ID",
                                      "Received",
                                      "Return-Path",
                                      "MIME-Version",
                                      "Reply-To",
                                      "Content-Type",
                                      "Delivered-To",
                                      "Sender",
                                      "References",
                                      "In-Reply-To",
                                      "Bcc",
                                      "Envelope-To",
                                      "DKIM-Signature",
                                      "User-Agent",
                                      "Thread-Topic",
                                      "Thread-Index",
                                      "Importance",
                                      "Content-Transfer-Encoding",
                                      "Status",
                                      "Authentication-Results"};
  if (n > 2 && (line.p[0] | 32) == 'x' && line.p[1] == '-') return true;
  for (size_t i = 0; i < ARRAY_LEN(names); i++)
    if (strlen(names[i]) == n && strncasecmp((const char *)line.p, names[i], n) == 0) return true;
  return false;
}

int mime_header_lines(struct bytes p, int most, int *ret_known) {
  int lines = 0;
  *ret_known = 0;
  for (size_t at = 0; at < p.n && lines < most;) {
    size_t next;
    struct bytes line = mime_line(rest(p, at), &next);
    size_t n = name_length(line);
    if (!n && !(lines && is_fold(line))) break;
    if (n) lines++;
    if (n && is_mail_name(line, n)) ++*ret_known;
    at += next;
  }
  return lines;
}

enum mime_coding mime_coding_of(struct bytes head) {
  struct buf v CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE * 2);
  if (!mime_header(head, "Content-Transfer-Encoding", &v)) return MIME_PLAIN;
  const char *s = buf_str(&v);
  while (*s == '"' || *s == '\'')
    s++;
  if (strncasecmp(s, "base64", 6) == 0 || strncasecmp(s, "base-64", 7) == 0) return MIME_BASE64;
  if (strncasecmp(s, "quoted-printable", 16) == 0) return MIME_QUOTED;
  if (strncasecmp(s, "x-uu", 4) == 0 || strncasecmp(s, "uu", 2) == 0) return MIME_UUENCODE;
  return MIME_PLAIN;
}

// ---- transfer codings

enum { BASE64_PAD = 0x40, BASE64_OTHER = 0x80 };

// The values of the letters; '-' and '_' as in names of files (RFC 4648, 5).
static void base64_table(uint8_t t[256]) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  memset(t, BASE64_OTHER, 256);
  for (int i = 0; i < 64; i++)
    t[(uint8_t)letters[i]] = (uint8_t)i;
  t['-'] = 62;
  t['_'] = 63;
  t['='] = BASE64_PAD;
}

static bool decode_base64(struct bytes in, struct buf *out) {
  uint8_t t[256], chunk[3072];
  size_t n = 0, i = 0;
  uint32_t bits = 0;
  unsigned held = 0;
  base64_table(t);
  while (i < in.n && !out->over) {
    while (!held && in.n - i >= 4 && n + 3 <= sizeof chunk) {  // four letters at once
      uint8_t a = t[in.p[i]], b = t[in.p[i + 1]], c = t[in.p[i + 2]], d = t[in.p[i + 3]];
      if ((a | b | c | d) & 0xC0) break;
      uint32_t v = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | d;
      chunk[n++] = (uint8_t)(v >> 16);
      chunk[n++] = (uint8_t)(v >> 8);
      chunk[n++] = (uint8_t)v;
      i += 4;
    }
    if (n + 3 > sizeof chunk) buf_put(out, chunk, n), n = 0;
    if (i >= in.n) break;
    uint8_t v = t[in.p[i++]];
    if (v == BASE64_PAD) {  // some writers join several runs
      bits = held = 0;
    } else if (v < 64) {
      bits = bits << 6 | v;
      held += 6;
      if (held >= 8) held -= 8, chunk[n++] = (uint8_t)(bits >> held);
    }
  }
  buf_put(out, chunk, n);
  return !out->over;
}

static int hex_value(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool decode_quoted(struct bytes in, struct buf *out) {
  for (size_t i = 0; i < in.n && !out->over;) {
    const uint8_t *eq = memchr(in.p + i, '=', in.n - i);
    size_t k = eq ? (size_t)(eq - in.p) : in.n;
    buf_put(out, in.p + i, k - i);
    if (!eq) break;
    i = k + 1;
    int high = i < in.n ? hex_value(in.p[i]) : -1, low = i + 1 < in.n ? hex_value(in.p[i + 1]) : -1;
    if (high >= 0 && low >= 0) {
      buf_putc(out, (char)(high << 4 | low));
      i += 2;
      continue;
    }
    size_t end = i;  // a soft line break, white space before it allowed
    while (end < in.n && (in.p[end] == ' ' || in.p[end] == '\t'))
      end++;
    if (end < in.n && (in.p[end] == '\r' || in.p[end] == '\n')) {
      size_t next;
      mime_line(rest(in, end), &next);
      i = end + next;
    } else if (end < in.n) {
      buf_putc(out, '=');
    } else {
      break;
    }
  }
  return !out->over;
}

bool mime_decode(enum mime_coding c, struct bytes in, struct buf *out) {
  if (c == MIME_BASE64) return decode_base64(in, out);
  if (c == MIME_QUOTED) return decode_quoted(in, out);
  buf_put(out, in.p, in.n);
  return !out->over;
}

// ---- delimiters (RFC 2046, 5.1)

static bool at_line_start(struct bytes in, size_t at) {
  return at == 0 || in.p[at - 1] == '\n' || in.p[at - 1] == '\r';
}

size_t mime_delimiter(struct bytes in, size_t from, const char *boundary, size_t *ret_next,
                      bool *ret_last) {
  size_t n = strlen(boundary);
  while (from < in.n) {
    const uint8_t *hit = memmem(in.p + from, in.n - from, boundary, n);
    if (!hit) break;
    size_t at = (size_t)(hit - in.p), end = at + n;
    from = at + 1;
    if (at < 2 || hit[-1] != '-' || hit[-2] != '-' || !at_line_start(in, at - 2)) continue;
    size_t next;
    struct bytes tail = mime_line(rest(in, end), &next);
    bool last = tail.n >= 2 && tail.p[0] == '-' && tail.p[1] == '-';
    size_t k = last ? 2 : 0;
    while (k < tail.n && isspace(tail.p[k]))
      k++;
    if (k < tail.n && !last) continue;  // a longer boundary that begins alike
    *ret_next = end + next;
    *ret_last = last;
    return at - 2;
  }
  *ret_next = in.n;
  *ret_last = false;
  return in.n;
}

bool mime_guess_boundary(struct bytes in, struct buf *ret) {
  if (in.n > MAIL_MAX_HEAD) in.n = MAIL_MAX_HEAD;
  for (size_t at = 0; at + 4 < in.n;) {
    size_t next;
    struct bytes line = mime_line(rest(in, at), &next);
    at += next;
    if (line.n < 3 || line.n > 200 || line.p[0] != '-' || line.p[1] != '-') continue;
    if (in.n - at < 8 || strncasecmp((const char *)in.p + at, "Content-", 8) != 0) continue;
    while (isspace(line.p[line.n - 1]))
      line.n--;
    buf_clear(ret);
    buf_put(ret, line.p + 2, line.n - 2);
    return memchr(buf_str(ret), 0, ret->n) == NULL;
  }
  return false;
}
