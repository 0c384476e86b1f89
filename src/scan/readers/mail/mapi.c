// Properties of Outlook's messages and their form as a mail; see mapi.h.
#include "scan/readers/mail/mapi.h"

#include <stdio.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/mail/lzfu.h"
#include "scan/readers/mail/mail.h"

void mapi_begin(struct mapi_mail *m) {
  *m = (struct mapi_mail){.subject = buf_init(MAPI_MAX_SHORT),
                          .from = buf_init(MAPI_MAX_SHORT),
                          .to = buf_init(MAPI_MAX_SHORT),
                          .cc = buf_init(MAPI_MAX_SHORT),
                          .bcc = buf_init(MAPI_MAX_SHORT),
                          .body = buf_init(MAPI_MAX_TEXT),
                          .html = buf_init(MAPI_MAX_TEXT),
                          .rtf = buf_init(MAPI_MAX_TEXT)};
}

void mapi_end(struct mapi_mail *m) {
  struct buf *all[] = {&m->subject, &m->from, &m->to, &m->cc, &m->bcc, &m->body, &m->html, &m->rtf};
  for (size_t i = 0; i < ARRAY_LEN(all); i++)
    buf_free(all[i]);
}

void mapi_text(unsigned type, struct bytes v, int page, struct buf *out) {
  if (type == MAPI_UNICODE) {
    while (v.n >= 2 && !v.p[v.n - 1] && !v.p[v.n - 2])
      v.n -= 2;
    codepage_decode(1200, v.p, v.n, out);
    return;
  }
  while (v.n && !v.p[v.n - 1])
    v.n--;
  char charset[16] = "";
  if (page > 0) snprintf(charset, sizeof charset, "cp%d", page);
  mail_decode_charset(charset, v, out);
}

static struct bytes bytes_of(const struct buf *b) {
  return (struct bytes){(const uint8_t *)buf_str(b), b->n};
}

static void take_once(struct buf *b, unsigned type, struct bytes v, int page) {
  if (!b->n) mapi_text(type, v, page, b);
}

void mapi_take(struct mapi_mail *m, unsigned tag, unsigned type, struct bytes v, int page) {
  bool text = type == MAPI_UNICODE || type == MAPI_STRING8;
  if (!v.n || (!text && tag != MAPI_RTF && tag != MAPI_HTML)) return;
  switch (tag) {
    case MAPI_SUBJECT:
    case MAPI_PLAIN_SUBJECT:
      take_once(&m->subject, type, v, page);
      break;
    case MAPI_SENDER:
    case MAPI_SENT_FOR:
      take_once(&m->from, type, v, page);
      break;
    case MAPI_TO:
      take_once(&m->to, type, v, page);
      break;
    case MAPI_CC:
      take_once(&m->cc, type, v, page);
      break;
    case MAPI_BCC:
      take_once(&m->bcc, type, v, page);
      break;
    case MAPI_BODY:
      take_once(&m->body, type, v, page);
      break;
    case MAPI_HTML:
      if (m->html.n) break;
      if (type == MAPI_UNICODE) {
        mapi_text(type, v, page, &m->html);
        m->html_page = 65001;
      } else {
        buf_put(&m->html, v.p, v.n);
      }
      break;
    case MAPI_RTF:
      if (!m->rtf.n) m->rtf_broken = !lzfu_decode(v, &m->rtf);
      break;
  }
}

void mapi_take_time(struct mapi_mail *m, uint64_t filetime) {
  // 1601-01-01 is 134774 days before 1970-01-01.
  uint64_t days = filetime / 864000000000u;
  if (m->dated || days < 134774 || days > 134774 + 60000) return;
  m->day = date_from_days((int64_t)days - 134774);
  m->dated = true;
}

// ---- as a mail

static bool is_plain(struct bytes v) {
  for (size_t i = 0; i < v.n; i++)
    if (v.p[i] < ' ' || v.p[i] > 126) return false;
  return memmem(v.p, v.n, "=?", 2) == NULL;
}

static void put_base64(struct bytes v, struct buf *out) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < v.n; i += 3) {
    uint32_t b = (uint32_t)v.p[i] << 16;
    if (i + 1 < v.n) b |= (uint32_t)v.p[i + 1] << 8;
    if (i + 2 < v.n) b |= v.p[i + 2];
    buf_putc(out, letters[b >> 18]);
    buf_putc(out, letters[b >> 12 & 63]);
    buf_putc(out, i + 1 < v.n ? letters[b >> 6 & 63] : '=');
    buf_putc(out, i + 2 < v.n ? letters[b & 63] : '=');
  }
}

static void put_header(const char *name, const struct buf *value, struct buf *out) {
  struct bytes v = bytes_of(value);
  if (!v.n) return;
  if (v.n > MAIL_MAX_VALUE / 2) {
    v.n = MAIL_MAX_VALUE / 2;
    while (v.n && (v.p[v.n] & 0xC0) == 0x80)
      v.n--;
  }
  buf_printf(out, "%s: ", name);
  if (is_plain(v)) {
    buf_put(out, v.p, v.n);
  } else {
    buf_puts(out, "=?utf-8?B?");
    put_base64(v, out);
    buf_puts(out, "?=");
  }
  buf_puts(out, "\n");
}

static void choose_boundary(const struct mapi_mail *m, char ret[32]) {
  for (unsigned i = 0; i < 1000; i++) {
    size_t n = (size_t)snprintf(ret, 32, "--=_part_%u", i);
    if (!memmem(buf_str(&m->body), m->body.n, ret, n) &&
        !memmem(buf_str(&m->html), m->html.n, ret, n) &&
        !memmem(buf_str(&m->rtf), m->rtf.n, ret, n))
      return;
  }
}

static void put_part(const char *boundary, const char *type, int page, const struct buf *text,
                     struct buf *out) {
  if (!text->n) return;
  buf_printf(out, "%s\nContent-Type: %s", boundary, type);
  if (page) buf_printf(out, "; charset=cp%d", page);
  buf_puts(out, "\nContent-Transfer-Encoding: 8bit\n\n");
  buf_put(out, text->p, text->n);
  buf_puts(out, "\n");
}

void mapi_put_mail(const struct mapi_mail *m, struct buf *out) {
  char boundary[32] = "";
  buf_puts(out, "MIME-Version: 1.0\n");
  put_header("Subject", &m->subject, out);
  put_header("From", &m->from, out);
  put_header("To", &m->to, out);
  put_header("Cc", &m->cc, out);
  put_header("Bcc", &m->bcc, out);
  if (!m->body.n && !m->html.n && !m->rtf.n) {
    buf_puts(out, "Content-Type: text/plain; charset=utf-8\n\n");
    return;
  }
  choose_boundary(m, boundary);
  buf_printf(out, "Content-Type: multipart/alternative; boundary=\"%s\"\n\n", boundary + 2);
  put_part(boundary, "text/plain; charset=utf-8", 0, &m->body, out);
  put_part(boundary, "text/html", m->html_page, &m->html, out);
  if (!m->body.n && !m->html.n) put_part(boundary, "text/rtf", 0, &m->rtf, out);
  buf_printf(out, "%s--\n", boundary);
}

static struct buf mail_of(const struct mapi_mail *m) {
  struct buf mail = buf_init(m->body.n + m->html.n + m->rtf.n + MAPI_MAX_SHORT * 12);
  mapi_put_mail(m, &mail);
  return mail;
}

void mapi_read(const struct mapi_mail *m, int depth, struct sink *s) {
  struct buf mail CLEANUP(buf_free) = mail_of(m);
  mail_read_message(bytes_of(&mail), depth, s);
}

bool mapi_member(const struct mapi_mail *m, const char *name, int depth, struct sink *s) {
  struct buf mail CLEANUP(buf_free) = mail_of(m);
  struct input member = {
      .p = (const uint8_t *)buf_str(&mail), .n = mail.n, .name = name, .depth = depth + 1};
  return s->member(s, &member);
}

void mapi_failures(const struct mapi_mail *m, struct failures *f) {
  bool used = !m->body.n && !m->html.n;
  if (m->rtf_broken && used) failures_add(f, UNREAD_DAMAGED, "compressed rtf");
  if (m->body.over || m->html.over || m->rtf.over) failures_add(f, UNREAD_LIMIT, "body too large");
}
