// Base64 to bytes; see base64.h.
#include "scan/readers/base64.h"

static int value_of(int c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void base64_decode(const char *p, size_t n, struct buf *ret) {
  uint32_t bits = 0;
  int held = 0;
  for (size_t i = 0; i < n && p[i] != '=' && !ret->over; i++) {
    int v = value_of((unsigned char)p[i]);
    if (v < 0) continue;
    bits = bits << 6 | (uint32_t)v;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    buf_putc(ret, (char)(bits >> held));
  }
}
