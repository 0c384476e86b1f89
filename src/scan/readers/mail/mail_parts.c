// Walks the parts of one mail: header lines, bodies in their alternatives, attachments, messages
// inside, sealed parts. See mail.h.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/lines.h"
#include "scan/readers/mail/mail_inside.h"
#include "scan/readers/rtf/rtf.h"

#define HEAD_LINES 500  ///< headers of one message that are read as properties

// What the headers of a part say.
struct part {
  struct bytes body;  ///< as it stands
  enum mime_coding coding;
  char type[80];        ///< "text/html", lower case
  struct buf content;   ///< value of Content-Type
  struct buf name;      ///< UTF-8; "" none
  struct buf location;  ///< Content-Location
  bool attached;        ///< Content-Disposition: attachment
};

static void read_entity(struct mail *m, struct bytes entity, const char *otherwise, int level);

static struct bytes bytes_of(const struct buf *b) {
  return (struct bytes){(const uint8_t *)buf_str(b), b->n};
}

// ---- members

static const char *base_name(const char *name) {
  for (const char *p = name; *p; p++)
    if ((*p == '/' || *p == '\\') && p[1]) name = p + 1;
  return name;
}

void mail_member(struct mail *m, struct bytes in, const char *name) {
  if (!in.n || m->refused) return;
  struct input member = {.p = in.p, .n = in.n, .name = base_name(name), .depth = m->depth + 1};
  m->sink.member(&m->sink, &member);
}

// ---- one part

static void lower(char *s) {
  for (; *s; s++)
    if (*s >= 'A' && *s <= 'Z') *s = (char)(*s + 32);
}

static void take_type(struct part *p, const char *otherwise) {
  const char *s = buf_str(&p->content);
  size_t n = strcspn(s, "; \t");
  // "text" alone, "attachment" and other non-types stand in real mail: told by the content.
  if (!n || !memchr(s, '/', n) || n >= sizeof p->type) {
    s = p->content.n ? "application/octet-stream" : otherwise;
    n = strlen(s);
  }
  memcpy(p->type, s, n);
  p->type[n] = 0;
  lower(p->type);
}

static void part_open(struct part *p, struct mime_entity e, const char *otherwise) {
  *p = (struct part){.body = e.body,
                     .coding = mime_coding_of(e.head),
                     .content = buf_init(MAIL_MAX_VALUE * 2),
                     .name = buf_init(MAIL_MAX_VALUE * 4),
                     .location = buf_init(MAIL_MAX_VALUE * 2)};
  struct buf v CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE * 2);
  mime_header(e.head, "Content-Type", &p->content);
  take_type(p, otherwise);
  if (mime_header(e.head, "Content-Disposition", &v)) {
    p->attached = strncasecmp(buf_str(&v), "attachment", 10) == 0;
    mail_parameter(bytes_of(&v), "filename", &p->name);
  }
  if (!p->name.n) mail_parameter(bytes_of(&p->content), "name", &p->name);
  mime_header(e.head, "Content-Location", &p->location);
}

static void part_close(struct part *p) {
  buf_free(&p->content);
  buf_free(&p->name);
  buf_free(&p->location);
}

// The bytes of a part without their transfer coding: a slice, or decoded into `room`.
static struct bytes part_bytes(struct mail *m, const struct part *p, struct buf *room) {
  if (p->coding == MIME_PLAIN || p->coding == MIME_UUENCODE) return p->body;
  if (!mime_decode(p->coding, p->body, room))
    failures_add(&m->failures, UNREAD_LIMIT, "part too large");
  return bytes_of(room);
}

static void read_rtf(struct mail *m, struct bytes in) {
  rtf_read(in.p, in.n, &m->sink);
}

static bool is_header_file(const struct part *p) {
  // Word keeps headers and footers of a page saved as one file in a file of this name.
  return strncasecmp(base_name(buf_str(&p->location)), "header.htm", 10) == 0;
}

static void read_text(struct mail *m, const struct part *p) {
  struct buf room CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
  struct buf charset CLEANUP(buf_free) = buf_init(256);
  struct bytes in = part_bytes(m, p, &room);
  mail_parameter(bytes_of(&p->content), "charset", &charset);
  const char *cs = charset.n ? buf_str(&charset) : NULL;
  if (is_header_file(p)) m->as_part = PART_HEADER;
  if (strcmp(p->type, "text/rtf") == 0 || strcmp(p->type, "text/richtext-rtf") == 0 ||
      strcmp(p->type, "application/rtf") == 0 || (in.n > 5 && memcmp(in.p, "{\\rtf", 5) == 0))
    read_rtf(m, in);
  else if (strcmp(p->type, "text/html") == 0 || strcmp(p->type, "text/xml") == 0 ||
           strcmp(p->type, "application/xhtml+xml") == 0 || strcmp(p->type, "text/enriched") == 0)
    mail_text(m, in, cs, true);
  else
    mail_plain_text(m, in, cs);
  m->as_part = PART_COUNT;
}

static void name_part(struct mail *m, const struct part *p, char *ret, size_t room) {
  static const struct {
    const char *type, *end;
  } ends[] = {{"message/rfc822", ".eml"},  {"message/global", ".eml"},     {"text/html", ".html"},
              {"text/", ".txt"},           {"image/png", ".png"},          {"image/jpeg", ".jpg"},
              {"application/pdf", ".pdf"}, {"application/ms-tnef", ".dat"}};
  const char *end = "";
  for (size_t i = 0; i < ARRAY_LEN(ends) && !*end; i++)
    if (strncmp(p->type, ends[i].type, strlen(ends[i].type)) == 0) end = ends[i].end;
  snprintf(ret, room, "part-%d%s", m->parts, end);
}

static void read_attachment(struct mail *m, const struct part *p) {
  struct buf room CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
  struct bytes in = part_bytes(m, p, &room);
  char made[64];
  const char *name = buf_str(&p->name);
  if (!*name) name = base_name(buf_str(&p->location));
  if (!*name) {
    name_part(m, p, made, sizeof made);
    name = made;
  }
  if (p->coding == MIME_UUENCODE) {
    mail_plain_text(m, in, NULL);
    return;
  }
  mail_member(m, in, name);
}

// ---- sealed parts

static void read_cms(struct mail *m, const struct part *p, int level) {
  struct buf room CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
  struct buf joined CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
  struct bytes content = {0}, in = part_bytes(m, p, &room);
  enum unread_grade g = cms_content(in, &joined, &content);
  failures_add(&m->failures, g, "s/mime");
  if (content.n) read_entity(m, content, "text/plain", level + 1);
}

static bool is_cms(const struct part *p) {
  return strcmp(p->type, "application/pkcs7-mime") == 0 ||
         strcmp(p->type, "application/x-pkcs7-mime") == 0;
}

// ---- multiparts

static bool blank(struct bytes b) {
  for (size_t i = 0; i < b.n; i++)
    if (b.p[i] > ' ') return false;
  return true;
}

// Text before the first and behind the last part; the usual notice to old programs says nothing.
static void read_around(struct mail *m, struct bytes text) {
  static const char notice[] = "This is a multi-part message in MIME format.";
  while (text.n && *text.p <= ' ')
    text.p++, text.n--;
  if (text.n >= sizeof notice - 1 && memcmp(text.p, notice, sizeof notice - 1) == 0) {
    text.p += sizeof notice - 1;
    text.n -= sizeof notice - 1;
  }
  if (!blank(text)) mail_text(m, text, NULL, false);
}

static void read_parts(struct mail *m, struct bytes body, const char *boundary, const char *type,
                       int level) {
  bool alternative = strcmp(type, "multipart/alternative") == 0, outer = m->alternatives,
       outer_later = m->later_alternative;
  const char *otherwise = strcmp(type, "multipart/digest") == 0 ? "message/rfc822" : "text/plain";
  size_t next, at, from = 0;
  bool last = false;
  at = mime_delimiter(body, 0, boundary, &next, &last);
  read_around(m, (struct bytes){body.p, at});
  for (int i = 0; at < body.n && !last && !m->refused; i++) {
    from = next;
    at = mime_delimiter(body, from, boundary, &next, &last);
    size_t end = at;
    if (end > from && body.p[end - 1] == '\n') end--;
    if (end > from && body.p[end - 1] == '\r') end--;
    if (alternative) {
      m->alternatives = true;
      m->later_alternative = outer_later || i > 0;
    }
    if (end > from) read_entity(m, (struct bytes){body.p + from, end - from}, otherwise, level + 1);
    if (m->sink.stop(&m->sink)) {
      if (!m->refused) failures_add(&m->failures, UNREAD_LIMIT, "stopped");
      break;
    }
  }
  m->alternatives = outer;
  m->later_alternative = outer_later;
  if (m->refused) return;
  if (!last) failures_add(&m->failures, UNREAD_DAMAGED, "multipart without end");
  if (last) read_around(m, (struct bytes){body.p + next, body.n - next});
}

static void read_multipart(struct mail *m, const struct part *p, int level) {
  if (strcmp(p->type, "multipart/encrypted") == 0) {
    failures_add(&m->failures, UNREAD_ENCRYPTED, "pgp");
    return;
  }
  struct buf boundary CLEANUP(buf_free) = buf_init(1024);
  struct buf room CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
  struct bytes body = part_bytes(m, p, &room);
  mail_parameter(bytes_of(&p->content), "boundary", &boundary);
  size_t next;
  bool last;
  if (!boundary.n || mime_delimiter(body, 0, buf_str(&boundary), &next, &last) == body.n) {
    if (!mime_guess_boundary(body, &boundary)) {
      failures_add(&m->failures, UNREAD_DAMAGED, "multipart without parts");
      mail_plain_text(m, body, NULL);
      return;
    }
  }
  read_parts(m, body, buf_str(&boundary), p->type, level);
}

static bool is_body_text(const struct part *p) {
  if (p->attached || p->name.n) return false;
  if (strncmp(p->type, "text/", 5) == 0) return true;
  return strcmp(p->type, "message/delivery-status") == 0 ||
         strcmp(p->type, "message/disposition-notification") == 0 ||
         strcmp(p->type, "application/xhtml+xml") == 0;
}

static void read_entity(struct mail *m, struct bytes entity, const char *otherwise, int level) {
  if (m->refused) return;
  if (level > MAIL_MAX_DEPTH) {
    failures_add(&m->failures, UNREAD_LIMIT, "too deep");
    mail_text(m, entity, NULL, false);  // what is not coded can still be seen
    return;
  }
  if (++m->parts > MAIL_MAX_PARTS) {
    failures_add(&m->failures, UNREAD_LIMIT, "too many parts");
    return;
  }
  struct part p;
  part_open(&p, mime_split(entity), otherwise);
  if (strncmp(p.type, "multipart/", 10) == 0)
    read_multipart(m, &p, level);
  else if (is_cms(&p))
    read_cms(m, &p, level);
  else if (is_body_text(&p))
    read_text(m, &p);
  else
    read_attachment(m, &p);
  if (strcmp(p.type, "message/partial") == 0 || strcmp(p.type, "message/external-body") == 0)
    failures_add(&m->failures, UNREAD_UNSUPPORTED, "message in pieces");
  part_close(&p);
}

// ---- header lines

// "Re: Fwd: [TỐI MẬT] …" is the title "[TỐI MẬT] …".
static struct bytes without_prefixes(struct bytes v) {
  static const char *const prefixes[] = {"re", "fw", "fwd", "tl", "ct", "trả lời", "chuyển tiếp"};
  for (bool again = true; again;) {
    again = false;
    while (v.n && (*v.p == ' ' || *v.p == '\t'))
      v.p++, v.n--;
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
      size_t k = strlen(prefixes[i]);
      if (v.n <= k || strncasecmp((const char *)v.p, prefixes[i], k) != 0 || v.p[k] != ':')
        continue;
      v.p += k + 1;
      v.n -= k + 1;
      again = true;
      break;
    }
  }
  return v;
}

// Names of headers that machines write for machines.
static bool is_technical(struct bytes name) {
  static const char *const starts[] = {"Received",   "Return-Path",  "Message-ID",
                                       "References", "In-Reply-To",  "Content-",
                                       "MIME-",      "Date",         "Delivered-",
                                       "DKIM-",      "ARC-",         "Authentication-",
                                       "List-",      "Thread-Index", "Thread-Topic",
                                       "X-MS-",      "X-Received",   "X-Google",
                                       "X-Spam",     "X-Mailer",     "User-Agent",
                                       "X-Mozilla",  "X-Forefront",  "X-Microsoft",
                                       "X-Virus",    "Received-",    "X-OriginalArrivalTime",
                                       "X-MimeOLE",  "Subject"};
  for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
    size_t k = strlen(starts[i]);
    if (name.n >= k && strncasecmp((const char *)name.p, starts[i], k) == 0) return true;
  }
  return false;
}

static bool is_address(struct bytes name) {
  static const char *const names[] = {"From", "To", "Cc", "Bcc", "Reply-To", "Sender"};
  for (size_t i = 0; i < ARRAY_LEN(names); i++)
    if (name.n == strlen(names[i]) && strncasecmp((const char *)name.p, names[i], name.n) == 0)
      return true;
  return false;
}

static void read_property(struct mail *m, struct bytes name, struct bytes value) {
  struct buf text CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE * 4);
  if (is_address(name)) {
    buf_put(&text, name.p, name.n);
    buf_puts(&text, ": ");
  }
  mail_decode_words(value, &text);
  if (!line_emit_text(m->to, buf_str(&text), text.n, PART_PROPERTY, 0, 0)) m->refused = true;
}

static void read_head(struct mail *m, struct bytes head) {
  struct buf raw CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE * 2);
  struct buf text CLEANUP(buf_free) = buf_init(MAIL_MAX_VALUE * 4);
  if (mime_header(head, "Subject", &raw)) {
    mail_decode_words(bytes_of(&raw), &text);
    struct bytes title = without_prefixes(bytes_of(&text));
    // A title of the document: read as its first line, and as a field of its own what a frame is
    // on paper.
    struct line l = line_at(PART_BODY, 0, 1);
    l.text = (const char *)title.p;
    l.n = title.n;
    l.boxed = true;
    if (title.n && !m->to->line(m->to, &l)) m->refused = true;
  }
  struct bytes name;
  int lines = 0;
  for (size_t at = 0; lines < HEAD_LINES && !m->refused && mime_next_header(head, &at, &name, &raw);
       lines++)
    if (raw.n && !is_technical(name)) read_property(m, name, bytes_of(&raw));
}

void mail_read_message(struct bytes message, int depth, struct sink *s) {
  struct mail *m = base_alloc(sizeof *m);
  mail_begin(m, s, depth);
  struct mime_entity e = mime_split(message);
  read_head(m, e.head);
  read_entity(m, message, "text/plain", 0);
  if (!m->refused) failures_tell(&m->failures, s, m->read_something);
  base_freep(&m);
}
