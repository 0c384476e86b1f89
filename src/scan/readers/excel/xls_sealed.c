// Workbooks whose structure is protected: Excel encrypts them with a password that everybody knows,
// so that they can be read. Anything else stays encrypted and is told. Format: [MS-OFFCRYPTO] 2.3.6
// and 2.3.7; MD5: RFC 1321.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/excel/xls.h"

static const char known_password[] = "VelvetSweatshop";

enum { BLOCK = 1024, PASSWORD = sizeof known_password - 1, KEY_PART = 5, DIGEST = 16 };

// ---- MD5 of a few bytes

static uint32_t rotl(uint32_t v, unsigned k) {
  return v << k | v >> (32 - k);
}

static void md5_block(uint32_t state[4], const uint8_t *p) {
  static const uint8_t turns[] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
  static const uint32_t sines[64] = {
      0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
      0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
      0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
      0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
      0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
      0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
      0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
      0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
      0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
      0xeb86d391};
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  for (unsigned i = 0; i < 64; i++) {
    uint32_t f = i < 16   ? (b & c) | (~b & d)
                 : i < 32 ? (d & b) | (~d & c)
                 : i < 48 ? b ^ c ^ d
                          : c ^ (b | ~d);
    unsigned word = i < 16 ? i : i < 32 ? (5 * i + 1) % 16 : i < 48 ? (3 * i + 5) % 16 : 7 * i % 16;
    uint32_t sum = a + f + sines[i] + xls_get32(p + (size_t)4 * word);
    a = d;
    d = c;
    c = b;
    b += rotl(sum, turns[i / 16 * 4 + i % 4]);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

/// n ≤ 400.
static void md5(const uint8_t *p, size_t n, uint8_t ret[DIGEST]) {
  uint8_t all[512] = {0};
  uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  memcpy(all, p, n);
  all[n] = 0x80;
  size_t size = (n + 9 + 63) / 64 * 64;
  for (int i = 0; i < 4; i++)
    all[size - 8 + (size_t)i] = (uint8_t)(8 * n >> 8 * i);
  for (size_t at = 0; at < size; at += 64)
    md5_block(state, all + at);
  for (size_t i = 0; i < DIGEST; i++)
    ret[i] = (uint8_t)(state[i / 4] >> i % 4 * 8);
}

// ---- RC4

struct rc4 {
  uint8_t s[256], i, j;
};

static void rc4_begin(struct rc4 *r, const uint8_t *key, size_t n) {
  for (unsigned k = 0; k < 256; k++)
    r->s[k] = (uint8_t)k;
  r->i = r->j = 0;
  for (unsigned k = 0, j = 0; k < 256; k++) {
    j = (j + r->s[k] + key[k % n]) & 255;
    uint8_t t = r->s[k];
    r->s[k] = r->s[j];
    r->s[j] = t;
  }
}

static uint8_t rc4_next(struct rc4 *r) {
  r->j = (uint8_t)(r->j + r->s[++r->i]);
  uint8_t t = r->s[r->i];
  r->s[r->i] = r->s[r->j];
  r->s[r->j] = t;
  return r->s[(uint8_t)(r->s[r->i] + r->s[r->j])];
}

static void block_begin(struct rc4 *r, const uint8_t *part, uint32_t block) {
  uint8_t bytes[KEY_PART + 4], key[DIGEST];
  memcpy(bytes, part, KEY_PART);
  for (int i = 0; i < 4; i++)
    bytes[KEY_PART + i] = (uint8_t)(block >> 8 * i);
  md5(bytes, sizeof bytes, key);
  rc4_begin(r, key, sizeof key);
}

/// Whether the known password opens it; then ret holds what the keys of all blocks begin with.
static bool rc4_open(const uint8_t *p, size_t n, uint8_t ret[DIGEST]) {
  if (n < 54 || xls_get16(p) != 1 || xls_get16(p + 2) != 1) return false;
  const uint8_t *salt = p + 6;
  uint8_t wide[2 * PASSWORD] = {0}, first[DIGEST], many[16 * (KEY_PART + 16)], check[32],
                   digest[DIGEST];
  for (size_t i = 0; i < PASSWORD; i++)
    wide[2 * i] = (uint8_t)known_password[i];
  md5(wide, sizeof wide, first);
  for (size_t i = 0; i < 16; i++) {
    memcpy(many + i * (KEY_PART + 16), first, KEY_PART);
    memcpy(many + i * (KEY_PART + 16) + KEY_PART, salt, 16);
  }
  md5(many, sizeof many, ret);
  struct rc4 r;
  block_begin(&r, ret, 0);
  for (size_t i = 0; i < sizeof check; i++)
    check[i] = p[22 + i] ^ rc4_next(&r);
  md5(check, 16, digest);
  return memcmp(digest, check + 16, DIGEST) == 0;
}

// ---- the older way: sixteen bytes laid over everything

static uint8_t turned(unsigned v) {
  return (uint8_t)((v & 255) >> 1 | (v & 1) << 7);
}

static bool xor_open(unsigned key, unsigned check, uint8_t ret[16]) {
  static const uint8_t pad[] = {0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80,
                                0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00};
  unsigned sum = 0;
  for (size_t i = PASSWORD + 1; i > 0; i--) {
    unsigned byte = i == 1 ? (unsigned)PASSWORD : (unsigned)known_password[i - 2];
    sum = ((sum >> 14 & 1) | (sum << 1 & 0x7FFF)) ^ byte;
  }
  if ((sum ^ 0xCE4B) != check) return false;
  for (size_t i = 0; i < 16; i++) {
    unsigned letter = i < PASSWORD ? (unsigned)known_password[i] : pad[i - PASSWORD];
    ret[i] = turned(letter ^ (i & 1 ? key >> 8 : key & 255));
  }
  return true;
}

// ---- the stream

// Records that stand open among the encrypted ones, and the first bytes of sheet names.
static size_t open_bytes(unsigned type, size_t n) {
  if (type == 0x0809 || type == 0x002F || type == 0x00E1 || type == 0x0194 || type == 0x0195 ||
      type == 0x0196)
    return n;
  return type == 0x0085 ? (n < 4 ? n : 4) : 0;
}

bool xls_unseal(struct xls *x, size_t from, const uint8_t *p, size_t n) {
  uint8_t part[DIGEST], laid[16];
  bool old = x->biff < 8 ? n >= 4 : n >= 6 && xls_get16(p) == 0;
  const uint8_t *words = x->biff < 8 ? p : p + 2;
  if (x->own ||
      !(old ? xor_open(xls_get16(words), xls_get16(words + 2), laid) : rc4_open(p, n, part)))
    return false;
  x->own = base_alloc(x->n);
  memcpy(x->own, x->p, x->n);
  struct rc4 r;
  uint32_t block = 0;
  size_t at = from, in_block = 0;
  if (!old) block_begin(&r, part, 0);
  for (size_t k = 0; !old && k < from; k++) {  // the bytes before are counted, too
    if (in_block == BLOCK) block_begin(&r, part, ++block), in_block = 0;
    rc4_next(&r), in_block++;
  }
  while (x->n - at >= 4) {
    unsigned type = xls_get16(x->p + at);
    size_t size = xls_get16(x->p + at + 2), body = at + 4;
    if (size > x->n - body) size = x->n - body;
    size_t open = open_bytes(type, size);
    for (size_t k = at; k < body + size; k++) {
      if (!old && in_block == BLOCK) block_begin(&r, part, ++block), in_block = 0;
      uint8_t stream = old ? 0 : rc4_next(&r);
      in_block++;
      if (k < body + open) continue;
      uint8_t v = (uint8_t)(x->p[k] ^ (old ? laid[(k + size) % 16] : stream));
      x->own[k] = old ? (uint8_t)(v << 3 | v >> 5) : v;
    }
    at = body + size;
  }
  x->p = x->own;
  return true;
}
