// The reader for winmail.dat: the envelope in which Outlook sends what MIME cannot hold. Format:
// [MS-OXTNEF]; properties: [MS-OXPROPS].
#include <stdio.h>
#include <string.h>

#include "scan/readers/mail/mapi.h"
#include "scan/readers/mail/mail.h"
#include "scan/readers/readers.h"

#define SIGNATURE 0x223E9F78u
#define MAX_LEVEL 8
#define MAX_VALUES 4096       ///< of one property
#define MAX_PROPERTIES 16384  ///< of one list
#define PREFIX_MAX 512

// Attributes by the low half of their number.
enum attribute {
  AT_SUBJECT = 0x8004,
  AT_BODY = 0x800C,
  AT_FROM = 0x8000,
  AT_DATA = 0x800F,
  AT_TITLE = 0x8010,
  AT_RENDER = 0x9002,
  AT_PROPERTIES = 0x9003,
  AT_ATTACHMENT = 0x9005,
  AT_PAGE = 0x9007,
};

struct tnef {
  struct sink *s;
  struct failures failures;
  int level;
  const char *prefix;  ///< name of the message this one lies in; ""
  struct mapi_mail mail;
  int page;
  // the attachment at hand
  bool open, done;
  int number;
  struct buf name, title;
  struct bytes data;
};

static uint32_t u32(const uint8_t *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void read_tnef(struct bytes in, int level, const char *name, struct sink *s,
                      struct failures *f);

// ---- attachments

static void attachment_name(struct tnef *t, char *ret, size_t room) {
  const char *name = t->name.n ? buf_str(&t->name) : buf_str(&t->title);
  char made[32];
  snprintf(made, sizeof made, "attachment-%d", t->number);
  snprintf(ret, room, "%s%s%s", t->prefix, *t->prefix ? "/" : "", *name ? name : made);
}

static void hand_on(struct tnef *t, struct bytes data) {
  char name[PREFIX_MAX];
  attachment_name(t, name, sizeof name);
  t->done = true;
  if (data.n > 6 && u32(data.p) == SIGNATURE) {  // a message inside, without its interface id
    read_tnef(data, t->level + 1, name, t->s, &t->failures);
    return;
  }
  struct input member = {.p = data.p, .n = data.n, .name = name};
  if (data.n && !t->s->member(t->s, &member)) t->failures.refused = true;
}

static void close_attachment(struct tnef *t) {
  if (t->open && !t->done && t->data.n) hand_on(t, t->data);
  t->open = t->done = false;
  t->data = (struct bytes){0};
  buf_clear(&t->name);
  buf_clear(&t->title);
}

// ---- lists of properties ([MS-OXTNEF] 2.1.3.4.1)

struct cursor {
  const uint8_t *p;
  size_t n;
  bool broken;
};

static struct bytes take(struct cursor *c, size_t n) {
  if (c->broken || n > c->n) {
    c->broken = true;
    return (struct bytes){0};
  }
  struct bytes b = {c->p, n};
  c->p += n;
  c->n -= n;
  return b;
}

static uint32_t take_u32(struct cursor *c) {
  struct bytes b = take(c, 4);
  return b.n ? u32(b.p) : 0;
}

static struct bytes take_padded(struct cursor *c) {
  size_t n = take_u32(c);
  struct bytes b = take(c, n);
  size_t pad = (4 - n % 4) % 4;
  if (!c->broken) take(c, pad < c->n ? pad : c->n);
  return b;
}

static size_t fixed_size(unsigned type) {
  switch (type) {
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case MAPI_INT64:
    case MAPI_TIME:
      return 8;
    case MAPI_GUID:
      return 16;
    default:
      return 4;
  }
}

static bool is_counted(unsigned type) {
  return type == MAPI_STRING8 || type == MAPI_UNICODE || type == MAPI_BINARY || type == MAPI_OBJECT;
}

static void skip_name(struct cursor *c) {
  take(c, 16);
  if (take_u32(c))
    take_padded(c);
  else
    take(c, 4);
}

/// What is done with each value of a list.
typedef void (*property_fn)(struct tnef *t, unsigned tag, unsigned type, struct bytes value);

static void read_values(struct tnef *t, struct cursor *c, unsigned tag, unsigned type,
                        property_fn use) {
  bool many = type & 0x1000;
  type &= 0x0FFF;
  uint32_t values = many || is_counted(type) ? take_u32(c) : 1;
  if (values > MAX_VALUES) {
    c->broken = true;
    return;
  }
  for (uint32_t i = 0; i < values && !c->broken && !t->failures.refused; i++) {
    struct bytes v = is_counted(type) ? take_padded(c) : take(c, fixed_size(type));
    if (!c->broken) use(t, tag, type, v);
  }
}

static void read_properties(struct tnef *t, struct bytes in, property_fn use) {
  struct cursor c = {in.p, in.n, false};
  uint32_t count = take_u32(&c);
  for (uint32_t i = 0; i < count && i < MAX_PROPERTIES && !c.broken && !t->failures.refused; i++) {
    uint32_t head = take_u32(&c);
    unsigned type = head & 0xFFFF, tag = head >> 16;
    if (c.broken) break;
    if (tag >= 0x8000) skip_name(&c);
    read_values(t, &c, tag, type, use);
  }
  if (c.broken) failures_add(&t->failures, UNREAD_DAMAGED, "property list");
}

static void use_for_message(struct tnef *t, unsigned tag, unsigned type, struct bytes v) {
  if (type == MAPI_TIME && v.n == 8 && (tag == MAPI_SENT_AT || tag == MAPI_RECEIVED_AT))
    mapi_take_time(&t->mail, u32(v.p) | (uint64_t)u32(v.p + 4) << 32);
  else if (tag == MAPI_INTERNET_PAGE && type == MAPI_INT32)
    t->mail.html_page = (int)(u32(v.p) & 0xFFFF);
  else
    mapi_take(&t->mail, tag, type, v, t->page);
}

static const uint8_t iid_message[16] = {0x07, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46};

static void use_for_attachment(struct tnef *t, unsigned tag, unsigned type, struct bytes v) {
  bool text = type == MAPI_UNICODE || type == MAPI_STRING8;
  if (text && (tag == MAPI_LONG_NAME || (tag == MAPI_NAME && !t->name.n))) {
    buf_clear(&t->name);
    mapi_text(type, v, t->page, &t->name);
  } else if (tag == MAPI_DATA && type == MAPI_OBJECT && v.n > 16) {
    t->data = (struct bytes){v.p + 16, v.n - 16};
    if (memcmp(v.p, iid_message, 16) == 0 && u32(v.p + 16 + 0) != SIGNATURE)
      failures_add(&t->failures, UNREAD_DAMAGED, "message inside");
  } else if (tag == MAPI_DATA && type == MAPI_BINARY) {
    t->data = v;
  }
}

// ---- attributes

static void use_attribute(struct tnef *t, unsigned id, struct bytes v) {
  switch (id) {
    case AT_PAGE:
      if (v.n >= 4) t->page = (int)(u32(v.p) & 0xFFFF);
      break;
    case AT_SUBJECT:
      mapi_take(&t->mail, MAPI_SUBJECT, MAPI_STRING8, v, t->page);
      break;
    case AT_BODY:
      mapi_take(&t->mail, MAPI_BODY, MAPI_STRING8, v, t->page);
      break;
    case AT_PROPERTIES:
      read_properties(t, v, use_for_message);
      break;
    case AT_RENDER:
      close_attachment(t);
      t->open = true;
      t->number++;
      break;
    case AT_TITLE:
      mapi_text(MAPI_STRING8, v, t->page, &t->title);
      break;
    case AT_DATA:
      t->open = true;
      t->data = v;
      break;
    case AT_ATTACHMENT:
      read_properties(t, v, use_for_attachment);
      break;
  }
}

// The message is handed on before its attachments, so its attributes are read first.
static bool walk(struct tnef *t, struct bytes in, int level) {
  size_t at = 6;
  while (at + 9 <= in.n && !t->failures.refused) {
    uint8_t of = in.p[at];
    unsigned id = u32(in.p + at + 1) & 0xFFFF;
    uint32_t n = u32(in.p + at + 5);
    if (of != 1 && of != 2) return false;
    size_t left = in.n - at - 9;
    struct bytes v = {in.p + at + 9, n < left ? n : left};
    if (of == level) use_attribute(t, id, v);
    if (n > left) return false;
    at += 9 + (size_t)n + 2;
    if (t->s->stop(t->s)) {
      failures_add(&t->failures, UNREAD_LIMIT, "stopped");
      return true;
    }
  }
  return at + 9 > in.n;  // line ends that mail put behind it
}

static void read_tnef(struct bytes in, int level, const char *name, struct sink *s,
                      struct failures *f) {
  if (level > MAX_LEVEL) {
    failures_add(f, UNREAD_LIMIT, "too deep");
    return;
  }
  struct tnef t = {.s = s,
                   .level = level,
                   .prefix = name ? name : "",
                   .name = buf_init(8192),
                   .title = buf_init(8192)};
  mapi_begin(&t.mail);
  bool whole = walk(&t, in, 1);
  mapi_failures(&t.mail, &t.failures);
  if (name)
    t.failures.refused = !mapi_member(&t.mail, name, level, s) || t.failures.refused;
  else
    mapi_read(&t.mail, level, s);
  mapi_end(&t.mail);
  if (!t.failures.refused) walk(&t, in, 2);
  if (!t.failures.refused) close_attachment(&t);
  if (!whole) failures_add(&t.failures, UNREAD_DAMAGED, "attributes");
  buf_free(&t.name);
  buf_free(&t.title);
  for (int g = UNREAD_NONE + 1; g < UNREAD_COUNT; g++)
    if (t.failures.count[g]) failures_add(f, (enum unread_grade)g, t.failures.detail[g]);
  f->refused = f->refused || t.failures.refused;
}

static int bid(const struct input *in) {
  return in->n >= 6 && u32(in->p) == SIGNATURE ? 80 : 0;
}

static void read_winmail(const struct input *in, struct sink *s) {
  struct failures f = {0};
  if (in->n < 6) return;
  read_tnef((struct bytes){in->p, in->n}, 0, NULL, s, &f);
  if (!f.refused) failures_tell(&f, s, true);
}

const struct reader scan_reader_tnef = {"tnef", bid, read_winmail};
