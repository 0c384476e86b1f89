// The reader for mail: one message (.eml, .mht, .emlx), or a mailbox (mbox, RFC 4155) of which
// every message becomes a member, one at a time, named by its number and day.
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/mail/mail.h"
#include "scan/readers/readers.h"

static bool name_ends(const struct input *in, const char *end) {
  size_t n = strlen(in->name), k = strlen(end);
  return n >= k && strcasecmp(in->name + n - k, end) == 0;
}

// Byte order mark and empty lines before the first header; the length line of Apple's .emlx.
static struct bytes skip_start(struct bytes p) {
  if (p.n >= 3 && memcmp(p.p, "\xEF\xBB\xBF", 3) == 0) p.p += 3, p.n -= 3;
  for (int i = 0; i < 64 && p.n && isspace(*p.p); i++)
    p.p++, p.n--;
  size_t k = 0;
  while (k < p.n && k < 12 && isdigit(p.p[k]))
    k++;
  if (!k) return p;
  while (k < p.n && k < 20 && p.p[k] == ' ')
    k++;
  if (k >= p.n || p.p[k] != '\n') return p;
  return (struct bytes){p.p + k + 1, p.n - k - 1};
}

// ---- mailboxes

static bool has_clock(struct bytes line) {
  for (size_t i = 2; i + 2 < line.n; i++)
    if (line.p[i] == ':' && isdigit(line.p[i - 1]) && isdigit(line.p[i + 1])) return true;
  return false;
}

// "From somebody Tue Mar  3 08:15:00 2026", or any "From " line above headers of mail.
static bool is_from_line(struct bytes p, struct bytes *ret_line, size_t *ret_next) {
  if (p.n < 6 || memcmp(p.p, "From ", 5) != 0) return false;
  struct date day;
  *ret_line = mime_line((struct bytes){p.p, p.n < 1024 ? p.n : 1024}, ret_next);
  if (has_clock(*ret_line) && mail_day(*ret_line, &day)) return true;
  int known;
  size_t left = p.n - *ret_next;
  mime_header_lines((struct bytes){p.p + *ret_next, left < 2048 ? left : 2048}, 5, &known);
  return known > 1;
}

static size_t next_from_line(struct bytes in, size_t from) {
  struct bytes line;
  size_t next;
  while (from < in.n) {
    const uint8_t *hit = memmem(in.p + from, in.n - from, "\nFrom ", 6);
    if (!hit) return in.n;
    size_t at = (size_t)(hit - in.p) + 1;
    if (is_from_line((struct bytes){in.p + at, in.n - at}, &line, &next)) return at;
    from = at;
  }
  return in.n;
}

static void message_name(struct bytes message, struct bytes from_line, size_t number, char *ret,
                         size_t room) {
  struct buf v CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE * 2);
  struct date day;
  bool known = false;
  if (mime_header(mime_split(message).head, "Date", &v))
    known = mail_day((struct bytes){(const uint8_t *)buf_str(&v), v.n}, &day);
  if (!known) known = mail_day(from_line, &day);
  if (known)
    snprintf(ret, room, "%06zu %04d-%02d-%02d.eml", number, day.year, day.month, day.day);
  else
    snprintf(ret, room, "%06zu.eml", number);
}

static void read_mailbox(struct bytes in, int depth, struct sink *s) {
  size_t at = 0;
  for (size_t number = 1; at < in.n; number++) {
    struct bytes line = {0};
    size_t next = 0, end;
    is_from_line((struct bytes){in.p + at, in.n - at}, &line, &next);
    end = next_from_line(in, at + next ? at + next - 1 : 0);
    struct bytes message = {in.p + at + next, end - at - next};
    if (message.n) {
      char name[64];
      message_name(message, line, number, name, sizeof name);
      struct input member = {.p = message.p, .n = message.n, .name = name, .depth = depth + 1};
      if (!s->member(s, &member)) return;
    }
    at = end;
    if (at < in.n && s->stop(s)) {
      s->unread(s, UNREAD_LIMIT, true, "stopped");
      return;
    }
  }
}

// ---- the reader

static bool is_mailbox(struct bytes p) {
  struct bytes line;
  size_t next;
  int known;
  if (!is_from_line(p, &line, &next)) return false;
  return mime_header_lines((struct bytes){p.p + next, p.n - next}, 40, &known) && known > 0;
}

// Headers that only mail programs write; a letter typed with "To:" and "Subject:" has none.
static bool has_strong_header(struct bytes head) {
  static const char *const names[] = {"MIME-Version", "Message-ID",  "Received",
                                      "Content-Type", "Return-Path", "Delivered-To"};
  struct buf v CLEANUP(buf_free) = buf_init(256);
  for (size_t i = 0; i < ARRAY_LEN(names); i++)
    if (mime_header(head, names[i], &v)) return true;
  return false;
}

// A bare MIME entity whose text cannot be seen without undoing its coding.
static bool has_coded_body(struct bytes head) {
  struct buf v CLEANUP(buf_free) = buf_init(256);
  if (!mime_header(head, "Content-Type", &v)) return false;
  return mime_coding_of(head) != MIME_PLAIN || strncasecmp(buf_str(&v), "multipart/", 10) == 0;
}

static int bid(const struct input *in) {
  struct bytes p = skip_start((struct bytes){in->p, in->n < 65536 ? in->n : 65536});
  if (p.n < 8 || *p.p <= ' ' || *p.p >= 127) return 0;
  int known, lines;
  if (memcmp(p.p, "From ", 5) == 0) return is_mailbox(p) ? 72 : 0;
  lines = mime_header_lines(p, 200, &known);
  if (!lines || !known) return 0;
  static const char *const ends[] = {".eml", ".mht", ".mhtml", ".emlx", ".mbox", ".nws"};
  for (size_t i = 0; i < ARRAY_LEN(ends); i++)
    if (name_ends(in, ends[i])) return 72;
  struct bytes head = mime_split(p).head;
  return (known >= 2 && has_strong_header(head)) || has_coded_body(head) ? 72 : 0;
}

static void read_mail(const struct input *in, struct sink *s) {
  struct bytes p = skip_start((struct bytes){in->p, in->n});
  if (is_mailbox((struct bytes){p.p, p.n < 65536 ? p.n : 65536}))
    read_mailbox(p, in->depth, s);
  else
    mail_read_message(p, in->depth, s);
}

const struct reader scan_reader_mail = {"mail", bid, read_mail};
