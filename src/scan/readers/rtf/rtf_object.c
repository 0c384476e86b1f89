// Objects embedded in RTF: the OLE 1.0 wrapping is taken off, what it holds becomes a member
// ([MS-OLEDS] 2.2).
#include <string.h>

#include "scan/readers/rtf/rtf.h"

struct cursor {
  const uint8_t *p, *end;
  bool short_of;
};

static uint32_t take32(struct cursor *c) {
  if (c->end - c->p < 4) {
    c->short_of = true;
    return 0;
  }
  uint32_t v = (uint32_t)c->p[0] | (uint32_t)c->p[1] << 8 | (uint32_t)c->p[2] << 16 |
               (uint32_t)c->p[3] << 24;
  c->p += 4;
  return v;
}

/// A run of stated length; its text ends at the first NUL.
static struct bytes take_counted(struct cursor *c) {
  uint32_t n = take32(c);
  if (c->short_of || n > (size_t)(c->end - c->p)) {
    c->short_of = true;
    return (struct bytes){c->p, 0};
  }
  struct bytes b = {c->p, n};
  c->p += n;
  return b;
}

static const char *take_string(struct cursor *c) {
  const uint8_t *nul = memchr(c->p, 0, (size_t)(c->end - c->p));
  if (!nul) {
    c->short_of = true;
    return "";
  }
  const char *s = (const char *)c->p;
  c->p = nul + 1;
  return s;
}

// A file packed by the Object Packager: label, path, kind, temporary path, the file's bytes.
static bool read_package(struct bytes native, struct sink *s, bool *ret_refused) {
  struct cursor c = {native.p, native.p + native.n, native.n < 2};
  if (c.short_of) return false;
  c.p += 2;
  const char *label = take_string(&c);
  take_string(&c);
  uint32_t kind = take32(&c);
  take_counted(&c);
  uint32_t n = take32(&c);
  if (c.short_of || kind >> 16 != 3 || !n) return false;
  bool cut = n > (size_t)(c.end - c.p);
  struct input member = {.p = c.p, .n = cut ? (size_t)(c.end - c.p) : n, .name = label};
  if (member.n && !s->member(s, &member)) *ret_refused = true;
  return !cut;
}

enum unread_grade rtf_read_object(const uint8_t *p, size_t n, struct sink *s, bool *ret_refused) {
  struct cursor c = {p, p + n, false};
  take32(&c);  // version, any
  uint32_t format = take32(&c);
  if (!c.short_of && format == 1) return UNREAD_NONE;  // a link: nothing lies here
  struct bytes class = take_counted(&c);
  take_counted(&c);
  take_counted(&c);
  uint32_t size = take32(&c);
  if (c.short_of || format != 2) return n ? UNREAD_DAMAGED : UNREAD_NONE;
  bool cut = size > (size_t)(c.end - c.p);
  struct bytes native = {c.p, cut ? (size_t)(c.end - c.p) : size};
  char name[64];
  size_t k = 0;
  for (; k < class.n && k < sizeof name - 1 && class.p[k]; k++)
    name[k] = (char)class.p[k];
  name[k] = 0;
  if (strcmp(name, "Package") == 0 && read_package(native, s, ret_refused)) return UNREAD_NONE;
  struct input member = {.p = native.p, .n = native.n, .name = name};
  if (native.n && strcmp(name, "Package") != 0 && !s->member(s, &member)) *ret_refused = true;
  return cut || strcmp(name, "Package") == 0 ? UNREAD_DAMAGED : UNREAD_NONE;
}
