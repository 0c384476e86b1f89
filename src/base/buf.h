// A byte buffer that grows up to a stated maximum and then remembers that it was too small.
#pragma once

#include "base/base.h"

struct buf {
  char *p;   ///< always NUL-terminated after the first put; NULL while empty
  size_t n;  ///< bytes held, without the NUL
  size_t room;
  size_t max;  ///< more than this is refused
  bool over;   ///< something was refused; what is held is a prefix
};

/// `struct buf b CLEANUP(buf_free) = buf_init(1 << 20);`
struct buf buf_init(size_t max) MUST_USE;
void buf_free(struct buf *b);
void buf_clear(struct buf *b);
void buf_put(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/// The text held ("" when empty).
const char *buf_str(const struct buf *b);
/// Lower-case hexadecimal of n bytes.
void buf_put_hex(struct buf *b, const void *p, size_t n);
/// Letters of a UTF-8 text in NFC, which is also the columns it takes on a terminal: bytes that begin a character.
size_t utf8_count(const char *s);
/// A Unicode scalar value as UTF-8; a surrogate or a value above U+10FFFF becomes U+FFFD.
void buf_put_utf8(struct buf *b, uint32_t c);
