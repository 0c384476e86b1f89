// What the tests of the old office readers share: bytes put together by hand, a compound file
// around them, and a sink that keeps every line as "part:page:number:text" with its look.
#pragma once

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scan/readers/readers.h"

enum { MADE_SECTOR = 512, MADE_STREAMS = 15 };

struct made_stream {
  const char *name;
  const struct buf *data;
};

static inline void put8(struct buf *b, unsigned v) {
  buf_putc(b, (char)v);
}
static inline void put16(struct buf *b, unsigned v) {
  put8(b, v);
  put8(b, v >> 8);
}
static inline void put32(struct buf *b, unsigned long v) {
  put16(b, (unsigned)v & 0xFFFF);
  put16(b, (unsigned)(v >> 16) & 0xFFFF);
}
static inline void put_zeros(struct buf *b, size_t n) {
  while (n--)
    put8(b, 0);
}
/// UTF-8 as UTF-16LE; letters of the basic plane.
static inline void put_wide(struct buf *b, const char *s) {
  const unsigned char *p = (const unsigned char *)s;
  while (*p) {
    unsigned c = *p < 0x80   ? *p
                 : *p < 0xE0 ? (*p & 0x1Fu) << 6 | (p[1] & 63u)
                             : (*p & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
    p += *p < 0x80 ? 1 : *p < 0xE0 ? 2 : 3;
    put16(b, c);
  }
}
static inline size_t wide_count(const char *s) {
  return utf8_count(s);
}

static inline void made_entry(struct buf *b, const char *name, int kind, unsigned child,
                              unsigned next, unsigned long start, size_t size) {
  size_t at = b->n;
  put_wide(b, name);
  put_zeros(b, 64 - (b->n - at));
  put16(b, (unsigned)(2 * wide_count(name) + 2));
  put8(b, (unsigned)kind), put8(b, 1);
  put32(b, 0xFFFFFFFF), put32(b, next), put32(b, child);
  put_zeros(b, 36);
  put32(b, start), put32(b, size), put32(b, 0);
}

/// A compound file ([MS-CFB]) with these streams in its root; every stream takes whole sectors.
static inline struct buf made_compound(const struct made_stream *streams, size_t n) {
  assert_true(n <= MADE_STREAMS);
  struct buf b = buf_init(64 << 20);
  size_t dir = (n + 1 + 3) / 4, at = 0, starts[MADE_STREAMS];
  for (size_t i = 0; i < n; i++) {
    starts[i] = at;
    at += (streams[i].data->n + MADE_SECTOR - 1) / MADE_SECTOR;
  }
  size_t dir_at = at, fat_n = 1;
  while (fat_n * 128 < at + dir + fat_n)
    fat_n++;
  assert_true(fat_n <= 109);
  buf_put(&b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  put_zeros(&b, 16);
  put16(&b, 0x3E), put16(&b, 3), put16(&b, 0xFFFE), put16(&b, 9), put16(&b, 6), put_zeros(&b, 10);
  put32(&b, fat_n), put32(&b, dir_at), put32(&b, 0), put32(&b, 64);  // all streams are large
  put32(&b, 0xFFFFFFFE), put32(&b, 0), put32(&b, 0xFFFFFFFE), put32(&b, 0);
  for (size_t i = 0; i < 109; i++)
    put32(&b, i < fat_n ? dir_at + dir + i : 0xFFFFFFFF);
  for (size_t i = 0; i < n; i++) {
    buf_put(&b, buf_str(streams[i].data), streams[i].data->n);
    put_zeros(&b, (MADE_SECTOR - b.n % MADE_SECTOR) % MADE_SECTOR);
  }
  made_entry(&b, "Root Entry", 5, n ? 1 : 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0);
  for (size_t i = 0; i < n; i++)
    made_entry(&b, streams[i].name, 2, 0xFFFFFFFF, i + 1 < n ? (unsigned)i + 2 : 0xFFFFFFFF,
               starts[i], streams[i].data->n);
  put_zeros(&b, (MADE_SECTOR - b.n % MADE_SECTOR) % MADE_SECTOR);
  size_t sector = 0;
  for (size_t i = 0; i <= n; i++) {
    size_t end =
        i < n ? starts[i] + (streams[i].data->n + MADE_SECTOR - 1) / MADE_SECTOR : at + dir;
    for (; sector < end; sector++)
      put32(&b, sector + 1 == end ? 0xFFFFFFFE : sector + 1);
  }
  for (size_t i = 0; i < fat_n; i++)
    put32(&b, 0xFFFFFFFD);
  for (sector += fat_n; sector < fat_n * 128; sector++)
    put32(&b, 0xFFFFFFFF);
  return b;
}

/// What a reader handed on.
struct kept {
  struct sink sink;
  struct buf text;
  unsigned unread, whole;  ///< bit per grade; whole: not partial
  size_t members, lines;
  bool refuse;
};

static inline bool kept_line(struct sink *s, const struct line *l) {
  struct kept *k = (struct kept *)s;
  k->lines++;
  if (k->refuse) return false;
  buf_printf(&k->text, "%s:%d:%d:%s%s", scan_part_name(l->part), l->page, l->number,
             l->red ? "red:" : "", l->boxed ? "boxed:" : "");
  buf_put(&k->text, l->text, l->n);
  buf_putc(&k->text, '\n');
  return true;
}
static inline bool kept_member(struct sink *s, const struct input *in) {
  struct kept *k = (struct kept *)s;
  (void)in;
  k->members++;
  return true;
}
static inline bool kept_unread(struct sink *s, enum unread_grade g, bool partial,
                               const char *detail) {
  struct kept *k = (struct kept *)s;
  (void)detail;
  k->unread |= 1u << g;
  if (!partial) k->whole |= 1u << g;
  return true;
}
static inline bool kept_member_unread(struct sink *s, const char *name, enum unread_grade g,
                                      bool partial, const char *detail) {
  (void)name;
  return kept_unread(s, g, partial, detail);
}
static inline bool kept_stop(struct sink *s) {
  (void)s;
  return false;
}

/// Reads bytes with one reader; its bid must be above `least`. Free k->text.
static inline struct kept kept_of(const struct reader *r, const void *p, size_t n, bool refuse) {
  struct kept k = {.sink = {.line = kept_line,
                            .member = kept_member,
                            .unread = kept_unread,
                            .stop = kept_stop,
                            .member_unread = kept_member_unread},
                   .text = buf_init(4 << 20),
                   .refuse = refuse};
  uint8_t *copy =
      base_alloc(n ? n : 1);  // ends where the bytes end, so that reading beyond is seen
  memcpy(copy, p, n);
  struct input in = {.p = copy, .n = n, .name = "a"};
  r->read(&in, &k.sink);
  free(copy);
  return k;
}

static inline void assert_kept(const struct kept *k, const char *want) {
  if (!strstr(buf_str(&k->text), want)) fail_msg("no \"%s\" in:\n%s", want, buf_str(&k->text));
}
static inline void assert_not_kept(const struct kept *k, const char *want) {
  if (strstr(buf_str(&k->text), want)) fail_msg("\"%s\" in:\n%s", want, buf_str(&k->text));
}

/// The file cut at every length and changed at many places: the reader must end, whatever it says.
static inline void damage_everywhere(const struct reader *r, const struct buf *whole) {
  for (size_t n = 0; n < whole->n; n += n % MADE_SECTOR < 16 ? 1 : 37) {
    struct kept k = kept_of(r, whole->p, n, false);
    buf_free(&k.text);
  }
  char *copy = base_alloc(whole->n);
  unsigned long x = 1;
  for (int i = 0; i < 3000; i++) {
    memcpy(copy, whole->p, whole->n);
    for (int k = 0; k < 3; k++) {
      x = (x * 6364136223846793005UL + 1442695040888963407UL) & 0xFFFFFFFFFFFFFFFFUL;
      copy[(x >> 33) % whole->n] = (char)((x >> 20 & 3) ? x >> 24 : 0xFF);
    }
    struct kept kept = kept_of(r, copy, whole->n, false);
    buf_free(&kept.text);
  }
  free(copy);
}
