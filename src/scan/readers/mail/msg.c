// The reader for Outlook messages (.msg): properties as streams of a compound file, attachments and
// recipients as storages. Format: [MS-OXMSG]; properties: [MS-OXPROPS].
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/ole/compound.h"
#include "scan/readers/mail/mapi.h"
#include "scan/readers/readers.h"

#define MAX_ATTACHMENTS 4096
#define PREFIX_MAX 512

static const char stream_start[] = "__substg1.0_", attach_start[] = "__attach_version1.0_",
                  properties[] = "__properties_version1.0";

struct outlook {
  struct cfb *c;
  struct sink *s;
  struct failures failures;
  int attachments;
};

/// The properties of fixed length that are asked for.
struct fixed {
  int page, internet_page, method;
  uint64_t time;
};

static uint32_t u32(const char *p) {
  const uint8_t *b = (const uint8_t *)p;
  return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static struct fixed read_fixed(struct outlook *g, const struct cfb_entry *storage, size_t head) {
  struct fixed f = {0};
  const struct cfb_entry *e = cfb_find(g->c, storage, properties);
  if (!e) return f;
  char *p CLEANUP(base_freep) = NULL;
  size_t n = 0;
  failures_add(&g->failures, cfb_read(g->c, e, &p, &n), "properties");
  for (size_t at = head; p && at + 16 <= n; at += 16) {
    uint32_t tag = u32(p + at);
    uint32_t low = u32(p + at + 8), high = u32(p + at + 12);
    if (tag == (MAPI_PAGE << 16 | MAPI_INT32)) f.page = (int)(low & 0xFFFF);
    if (tag == (MAPI_INTERNET_PAGE << 16 | MAPI_INT32)) f.internet_page = (int)(low & 0xFFFF);
    if (tag == (MAPI_METHOD << 16 | MAPI_INT32)) f.method = (int)(low & 0xFFFF);
    if (tag == (MAPI_SENT_AT << 16 | MAPI_TIME) ||
        (tag == (MAPI_RECEIVED_AT << 16 | MAPI_TIME) && !f.time))
      f.time = (uint64_t)high << 32 | low;
  }
  return f;
}

// "__substg1.0_0037001F" is property 0x0037 of type 0x001F.
static bool tag_of(const struct cfb_entry *e, unsigned *ret_tag, unsigned *ret_type) {
  size_t n = sizeof stream_start - 1;
  if (strncasecmp(e->name, stream_start, n) != 0 || strlen(e->name) != n + 8) return false;
  char *end;
  unsigned long v = strtoul(e->name + n, &end, 16);
  if (*end) return false;
  *ret_tag = (unsigned)(v >> 16);
  *ret_type = (unsigned)(v & 0xFFFF);
  return true;
}

static bool is_wanted(unsigned tag) {
  static const uint16_t tags[] = {
      MAPI_SUBJECT, MAPI_PLAIN_SUBJECT, MAPI_SENDER, MAPI_SENT_FOR, MAPI_TO,
      MAPI_CC,      MAPI_BCC,           MAPI_BODY,   MAPI_HTML,     MAPI_RTF};
  for (size_t i = 0; i < ARRAY_LEN(tags); i++)
    if (tags[i] == tag) return true;
  return false;
}

static void take_properties(struct outlook *g, const struct cfb_entry *storage, int page,
                            struct mapi_mail *m) {
  for (int i = storage->child; i >= 0; i = g->c->entries[i].next) {
    const struct cfb_entry *e = &g->c->entries[i];
    unsigned tag, type;
    if (e->kind != CFB_STREAM || !tag_of(e, &tag, &type) || !is_wanted(tag)) continue;
    char *p CLEANUP(base_freep) = NULL;
    size_t n = 0;
    failures_add(&g->failures, cfb_read(g->c, e, &p, &n), "property");
    if (p) mapi_take(m, tag, type, (struct bytes){(const uint8_t *)p, n}, page);
  }
}

// ---- attachments

// A property of an attachment as text; false when there is none.
static bool text_property(struct outlook *g, const struct cfb_entry *storage, unsigned tag,
                          int page, struct buf *ret) {
  static const unsigned types[] = {MAPI_UNICODE, MAPI_STRING8};
  for (size_t i = 0; i < ARRAY_LEN(types) && !ret->n; i++) {
    char name[32];
    snprintf(name, sizeof name, "%s%04X%04X", stream_start, tag, types[i]);
    const struct cfb_entry *e = cfb_find(g->c, storage, name);
    if (!e || e->kind != CFB_STREAM) continue;
    char *p CLEANUP(base_freep) = NULL;
    size_t n = 0;
    failures_add(&g->failures, cfb_read(g->c, e, &p, &n), "property");
    if (p) mapi_text(types[i], (struct bytes){(const uint8_t *)p, n}, page, ret);
  }
  return ret->n > 0;
}

static const struct cfb_entry *data_of(struct outlook *g, const struct cfb_entry *storage,
                                       unsigned type) {
  char name[32];
  snprintf(name, sizeof name, "%s%04X%04X", stream_start, MAPI_DATA, type);
  return cfb_find(g->c, storage, name);
}

static void read_message(struct outlook *g, const struct cfb_entry *storage, int depth,
                         const char *name);

static void attachment_name(struct outlook *g, const struct cfb_entry *storage, int page,
                            const char *prefix, struct buf *ret) {
  struct buf name CLEANUP(buf_free) = buf_init(4096);
  if (!text_property(g, storage, MAPI_LONG_NAME, page, &name) &&
      !text_property(g, storage, MAPI_NAME, page, &name))
    text_property(g, storage, MAPI_SHORT_NAME, page, &name);
  if (*prefix) buf_printf(ret, "%s/", prefix);
  if (name.n)
    buf_puts(ret, buf_str(&name));
  else
    buf_printf(ret, "attachment-%d", g->attachments);
}

static void read_data(struct outlook *g, const struct cfb_entry *e, const char *name) {
  char *p CLEANUP(base_freep) = NULL;
  size_t n = 0;
  enum unread_grade grade = cfb_read(g->c, e, &p, &n);
  failures_add(&g->failures, grade, "attachment");
  if (!p || !n) return;
  struct input member = {.p = (const uint8_t *)p, .n = n, .name = name};
  if (!g->s->member(g->s, &member)) g->failures.refused = true;
}

static void read_attachment(struct outlook *g, const struct cfb_entry *storage, int depth, int page,
                            const char *prefix) {
  if (++g->attachments > MAX_ATTACHMENTS) {
    failures_add(&g->failures, UNREAD_LIMIT, "too many attachments");
    return;
  }
  struct buf name CLEANUP(buf_free) = buf_init(8192);
  attachment_name(g, storage, page, prefix, &name);
  const struct cfb_entry *data = data_of(g, storage, MAPI_BINARY);
  const struct cfb_entry *object = data_of(g, storage, MAPI_OBJECT);
  if (data && data->kind == CFB_STREAM) {
    read_data(g, data, buf_str(&name));
  } else if (object && object->kind == CFB_STREAM) {
    read_data(g, object, buf_str(&name));
  } else if (object && object->kind == CFB_STORAGE) {
    if (cfb_find(g->c, object, properties))
      read_message(g, object, depth + 1, buf_str(&name));
    else
      compound_read_storage(g->c, object, depth + 1, g->s);
  } else if (read_fixed(g, storage, 8).method == MAPI_BY_VALUE) {
    failures_add(&g->failures, UNREAD_DAMAGED, "attachment without data");
  }
}

// ---- messages

// `name` NULL: the document at hand; else a message inside, which becomes a member.
static void read_message(struct outlook *g, const struct cfb_entry *storage, int depth,
                         const char *name) {
  if (depth > COMPOUND_MAX_DEPTH) {
    failures_add(&g->failures, UNREAD_LIMIT, "too deep");
    return;
  }
  struct fixed f = read_fixed(g, storage, name ? 24 : 32);
  struct mapi_mail m;
  mapi_begin(&m);
  m.html_page = f.internet_page;
  if (f.time) mapi_take_time(&m, f.time);
  take_properties(g, storage, f.page, &m);
  mapi_failures(&m, &g->failures);
  char prefix[PREFIX_MAX] = "";
  if (name) {
    snprintf(prefix, sizeof prefix - 8, "%s", name);
    if (!strrchr(prefix, '.')) strcat(prefix, ".msg");
    if (!mapi_member(&m, prefix, depth, g->s)) g->failures.refused = true;
  } else {
    mapi_read(&m, depth, g->s);
  }
  mapi_end(&m);
  size_t n = sizeof attach_start - 1;
  for (int i = storage->child; i >= 0 && !g->failures.refused; i = g->c->entries[i].next) {
    const struct cfb_entry *e = &g->c->entries[i];
    if (e->kind != CFB_STORAGE || strncasecmp(e->name, attach_start, n) != 0) continue;
    if (g->s->stop(g->s)) {
      failures_add(&g->failures, UNREAD_LIMIT, "stopped");
      break;
    }
    read_attachment(g, e, depth, f.page, prefix);
  }
}

void msg_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s) {
  struct outlook g = {.c = c, .s = s};
  read_message(&g, storage, depth, NULL);
  if (!g.failures.refused) failures_tell(&g.failures, s, true);
}

static int bid(const struct input *in) {
  return cfb_is(in->p, in->n) && cfb_has(in->p, in->n, properties) ? 88 : 0;
}

static void read_msg(const struct input *in, struct sink *s) {
  struct cfb c;
  if (!cfb_open(in->p, in->n, &c)) {
    s->unread(s, UNREAD_DAMAGED, false, "msg");
    return;
  }
  msg_read(&c, &c.entries[0], 0, s);
  if (c.damaged) s->unread(s, UNREAD_DAMAGED, true, "msg");
  if (c.too_many) s->unread(s, UNREAD_LIMIT, true, "too many entries");
  cfb_close(&c);
}

const struct reader scan_reader_msg = {"msg", bid, read_msg};
