// HMAC-SHA-1 for TOTP (RFC 6238 over RFC 2104 and FIPS 180-4): libsodium leaves SHA-1 out, every
// authenticator application needs it. Never used for integrity.
#include <string.h>

#include "seal/seal.h"

struct sha1 {
  uint32_t h[5];
  uint64_t n;
  uint8_t block[64];
};

static uint32_t rotate(uint32_t x, int k) {
  return x << k | x >> (32 - k);
}

static void compress(struct sha1 *s) {
  uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)s->block[4 * i] << 24 | (uint32_t)s->block[4 * i + 1] << 16 |
           (uint32_t)s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
  for (int i = 16; i < 80; i++)
    w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  for (int i = 0; i < 80; i++) {
    uint32_t f, k;
    if (i < 20)
      f = (b & c) | (~b & d), k = 0x5A827999;
    else if (i < 40)
      f = b ^ c ^ d, k = 0x6ED9EBA1;
    else if (i < 60)
      f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
    else
      f = b ^ c ^ d, k = 0xCA62C1D6;
    uint32_t t = rotate(a, 5) + f + e + k + w[i];
    e = d, d = c, c = rotate(b, 30), b = a, a = t;
  }
  s->h[0] += a, s->h[1] += b, s->h[2] += c, s->h[3] += d, s->h[4] += e;
}

static void add(struct sha1 *s, const uint8_t *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    s->block[s->n++ % 64] = p[i];
    if (s->n % 64 == 0) compress(s);
  }
}

static void finish(struct sha1 *s, uint8_t out[20]) {
  uint64_t bits = s->n * 8;
  add(s, (const uint8_t[]){0x80}, 1);
  while (s->n % 64 != 56)
    add(s, (const uint8_t[]){0}, 1);
  for (int i = 7; i >= 0; i--)
    add(s, (const uint8_t[]){(uint8_t)(bits >> (8 * i))}, 1);
  for (int i = 0; i < 20; i++)
    out[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

static const struct sha1 START = {{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, 0, {0}};

void seal_hmac_sha1(const uint8_t *key, size_t key_n, const uint8_t *p, size_t n, uint8_t ret[20]) {
  uint8_t pad[64] = {0}, inner[20];
  struct sha1 s = START;
  if (key_n > 64) {
    add(&s, key, key_n);
    finish(&s, pad);
  } else {
    memcpy(pad, key, key_n);
  }
  for (int i = 0; i < 64; i++)
    pad[i] ^= 0x36;
  s = START;
  add(&s, pad, 64);
  add(&s, p, n);
  finish(&s, inner);
  for (int i = 0; i < 64; i++)
    pad[i] ^= 0x36 ^ 0x5C;
  s = START;
  add(&s, pad, 64);
  add(&s, inner, 20);
  finish(&s, ret);
}
