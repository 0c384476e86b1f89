// Encoding and strict decoding of the frames between the scanner and its workers.
#include "scan/wire.h"

#include <string.h>

struct out {
  uint8_t *p;
  size_t n;
};
struct in {
  const uint8_t *p;
  size_t n;
  bool bad;
};

static void put(struct out *o, uint64_t v, size_t bytes) {
  ASSERT(o->n + bytes <= JAIL_FRAME_MAX);
  for (size_t i = 0; i < bytes; i++)
    o->p[o->n++] = (uint8_t)(v >> (8 * i));
}

// Length, bytes, NUL.
static void put_text(struct out *o, const char *s, size_t max) {
  size_t n = strnlen(s, max);
  put(o, n, 2);
  ASSERT(o->n + n + 1 <= JAIL_FRAME_MAX);
  memcpy(o->p + o->n, s, n);
  o->n += n;
  o->p[o->n++] = 0;
}

static uint64_t get(struct in *i, size_t bytes) {
  uint64_t v = 0;
  if (i->n < bytes) {
    i->bad = true;
    i->n = 0;
    return 0;
  }
  for (size_t k = 0; k < bytes; k++)
    v |= (uint64_t)i->p[k] << (8 * k);
  i->p += bytes;
  i->n -= bytes;
  return v;
}

// A number that must be below `end`.
static uint32_t get_below(struct in *i, size_t bytes, uint64_t end) {
  uint64_t v = get(i, bytes);
  if (v < end) return (uint32_t)v;
  i->bad = true;
  return 0;
}

static const char *get_text(struct in *i, size_t max) {
  size_t n = (size_t)get(i, 2);
  if (i->bad || n > max || i->n < n + 1 || i->p[n] != 0 || memchr(i->p, 0, n)) {
    i->bad = true;
    return "";
  }
  const char *s = (const char *)i->p;
  i->p += n + 1;
  i->n -= n + 1;
  return s;
}

static bool printable(const char *s, bool ascii_only) {
  for (const unsigned char *p = (const unsigned char *)s; *p; p++)
    if (*p < 0x20 || *p == 0x7f || (ascii_only && *p > 0x7f)) return false;
  return ascii_only || scan_is_utf8(s, strlen(s));
}

int64_t wire_time(int64_t ms, uint64_t size) {
  return ms + (int64_t)((size >> 22) * 1000);
}

uint64_t wire_inflated(uint64_t bytes, uint64_t size) {
  uint64_t grown = size > UINT64_MAX / 4 ? UINT64_MAX : size * 4;
  return grown > bytes ? grown : bytes;
}

uint64_t wire_count(uint64_t count, uint64_t size) {
  return size >> 12 > count ? size >> 12 : count;
}

size_t wire_put_config(uint8_t *p, const struct wire_config *c) {
  struct out o = {p, 0};
  put(&o, c->inflated_bytes, 8), put(&o, c->members, 8), put(&o, c->ratio, 8);
  put(&o, c->depth, 4), put(&o, c->soft_ms, 4), put(&o, c->sweep_only, 1);
  return o.n;
}

bool wire_get_config(const uint8_t *p, size_t n, struct wire_config *ret) {
  struct in i = {p, n, false};
  ret->inflated_bytes = get(&i, 8), ret->members = get(&i, 8), ret->ratio = get(&i, 8);
  ret->depth = get_below(&i, 4, SCAN_DEPTH_MAX), ret->soft_ms = (uint32_t)get(&i, 4);
  ret->sweep_only = get_below(&i, 1, 2);
  return !i.bad && i.n == 0;
}

size_t wire_put_files(uint8_t *p, const struct wire_file *files, size_t n) {
  struct out o = {p, 0};
  put(&o, n, 2);
  for (size_t i = 0; i < n; i++) {
    put(&o, files[i].seq, 4), put(&o, files[i].size, 8);
    put_text(&o, files[i].name, SCAN_NAME_MAX);
  }
  return o.n;
}

bool wire_get_files(const uint8_t *p, size_t n, struct wire_file *ret, size_t *ret_n) {
  struct in i = {p, n, false};
  size_t count = get_below(&i, 2, WIRE_BATCH + 1);
  for (size_t k = 0; k < count && !i.bad; k++) {
    ret[k].seq = (uint32_t)get(&i, 4), ret[k].size = get(&i, 8);
    ret[k].name = get_text(&i, SCAN_NAME_MAX);
  }
  *ret_n = count;
  return !i.bad && i.n == 0;
}

static void put_members(struct out *o, const struct wire_reply *r) {
  put(o, r->n_members, 1);
  for (size_t k = 0; k < r->n_members; k++)
    put_text(o, r->members[k], SCAN_NAME_MAX);
}

static void get_members(struct in *i, struct wire_reply *r) {
  r->n_members = get_below(i, 1, SCAN_DEPTH_MAX + 1);
  for (size_t k = 0; k < r->n_members && !i->bad; k++)
    r->members[k] = get_text(i, SCAN_NAME_MAX);
}

size_t wire_put_reply(uint8_t *p, const struct wire_reply *r) {
  struct out o = {p, 0};
  put(&o, r->seq, 4);
  switch (r->type) {
    case WIRE_FINDING:
      put_members(&o, r);
      put(&o, r->level, 1), put(&o, (uint64_t)r->confidence, 1), put(&o, r->declassified, 1);
      put(&o, r->size, 8);
      for (size_t k = 0; k < sizeof r->sha256; k++)
        put(&o, r->sha256[k], 1);
      put(&o, r->n_reasons, 1);
      for (size_t k = 0; k < r->n_reasons; k++) {
        put(&o, r->reasons[k].kind, 1), put(&o, r->reasons[k].part, 1);
        put(&o, (uint64_t)r->reasons[k].page, 4), put(&o, (uint64_t)r->reasons[k].line, 4);
        put_text(&o, r->reasons[k].words, WIRE_WORDS_MAX - 1);
      }
      break;
    case WIRE_UNREAD:
      put_members(&o, r);
      put(&o, r->grade, 1), put(&o, r->partial, 1);
      put_text(&o, r->detail, WIRE_DETAIL_MAX);
      break;
    default:
      put(&o, r->member_count, 4);
      put_text(&o, r->format ? r->format : "", SCAN_FORMAT_NAME - 1);
  }
  return o.n;
}

static void get_finding(struct in *i, struct wire_reply *r) {
  get_members(i, r);
  r->level = get_below(i, 1, SCAN_TUYET_MAT + 1);
  r->confidence = (int)get_below(i, 1, 101);
  r->declassified = get_below(i, 1, 2);
  r->size = get(i, 8);
  for (size_t k = 0; k < sizeof r->sha256; k++)
    r->sha256[k] = (uint8_t)get(i, 1);
  r->n_reasons = get_below(i, 1, ARRAY_LEN(r->reasons) + 1);
  for (size_t k = 0; k < r->n_reasons && !i->bad; k++) {
    r->reasons[k].kind = get_below(i, 1, REASON_COUNT);
    r->reasons[k].part = get_below(i, 1, PART_COUNT);
    r->reasons[k].page = (int)get_below(i, 4, INT32_MAX);
    r->reasons[k].line = (int)get_below(i, 4, INT32_MAX);
    r->reasons[k].words = get_text(i, WIRE_WORDS_MAX - 1);
    if (!printable(r->reasons[k].words, false)) i->bad = true;
  }
}

bool wire_get_reply(int type, const uint8_t *p, size_t n, struct wire_reply *ret) {
  struct in i = {p, n, false};
  memset(ret, 0, offsetof(struct wire_reply, members));
  ret->type = type;
  ret->seq = (uint32_t)get(&i, 4);
  switch (type) {
    case WIRE_FINDING:
      get_finding(&i, ret);
      break;
    case WIRE_UNREAD:
      get_members(&i, ret);
      ret->grade = get_below(&i, 1, UNREAD_COUNT);
      if (ret->grade == UNREAD_NONE) i.bad = true;
      ret->partial = get_below(&i, 1, 2);
      ret->detail = get_text(&i, WIRE_DETAIL_MAX);
      if (!printable(ret->detail, true)) i.bad = true;
      break;
    case WIRE_DONE:
      ret->member_count = (uint32_t)get(&i, 4);
      ret->format = get_text(&i, SCAN_FORMAT_NAME - 1);
      if (!printable(ret->format, true)) i.bad = true;
      break;
    default:
      return false;
  }
  return !i.bad && i.n == 0;
}
