// Growth by doubling, capped.
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf buf_init(size_t max) {
  return (struct buf){.max = max};
}

void buf_free(struct buf *b) {
  free(b->p);
  *b = (struct buf){.max = b->max};
}

void buf_clear(struct buf *b) {
  b->n = 0;
  b->over = false;
  if (b->p) b->p[0] = 0;
}

void buf_put(struct buf *b, const void *p, size_t n) {
  if (b->over || n > b->max - b->n) {
    b->over = true;
    return;
  }
  if (b->n + n + 1 > b->room) {
    size_t room = b->room ? b->room * 2 : 256;
    while (room < b->n + n + 1)
      room *= 2;
    b->p = base_realloc(b->p, room);
    b->room = room;
  }
  if (n) memcpy(b->p + b->n, p, n);
  b->n += n;
  b->p[b->n] = 0;
}

void buf_puts(struct buf *b, const char *s) {
  buf_put(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c) {
  buf_put(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  char *text = NULL;
  int n = vasprintf(&text, fmt, ap);
  va_end(ap);
  ASSERT(n >= 0);
  buf_put(b, text, (size_t)n);
  free(text);
}

const char *buf_str(const struct buf *b) {
  return b->p ? b->p : "";
}

void buf_put_hex(struct buf *b, const void *p, size_t n) {
  const uint8_t *u = p;
  for (size_t i = 0; i < n; i++) {
    buf_putc(b, "0123456789abcdef"[u[i] >> 4]);
    buf_putc(b, "0123456789abcdef"[u[i] & 15]);
  }
}

void buf_put_utf8(struct buf *b, uint32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  if (c < 0x80) {
    buf_putc(b, (char)c);
  } else if (c < 0x800) {
    buf_put(b, (char[]){(char)(0xC0 | c >> 6), (char)(0x80 | (c & 63))}, 2);
  } else if (c < 0x10000) {
    buf_put(b, (char[]){(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                        (char)(0x80 | (c & 63))}, 3);
  } else {
    buf_put(b, (char[]){(char)(0xF0 | c >> 18), (char)(0x80 | (c >> 12 & 63)),
                        (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63))}, 4);
  }
}

size_t utf8_count(const char *s) {
  size_t n = 0;
  for (; *s; s++)
    n += ((uint8_t)*s & 0xC0) != 0x80;
  return n;
}
