// One-time codes by time (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits).
#include <string.h>

#include "access/access.h"

static const char BASE32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

char *totp_secret_new(struct arena *a) {
  char *s = arena_alloc(a, 33);
  seal_random(s, 32);
  for (int i = 0; i < 32; i++)
    s[i] = BASE32[(uint8_t)s[i] & 31];
  return s;
}

/// 32 base32 characters are exactly 20 bytes.
static bool secret_bytes(const char *s, uint8_t ret[20]) {
  uint32_t bits = 0;
  int held = 0, n = 0;
  if (strlen(s) != 32) return false;
  for (; *s; s++) {
    const char *at = strchr(BASE32, *s);
    if (!at) return false;
    bits = bits << 5 | (uint32_t)(at - BASE32);
    held += 5;
    if (held >= 8) {
      held -= 8;
      ret[n++] = (uint8_t)(bits >> held);
    }
  }
  return n == 20;
}

static uint32_t code_at(const uint8_t key[20], int64_t step) {
  uint8_t counter[8], mac[20];
  for (int i = 0; i < 8; i++)
    counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
  seal_hmac_sha1(key, 20, counter, 8, mac);
  int o = mac[19] & 15;
  uint32_t value = (uint32_t)(mac[o] & 0x7f) << 24 | (uint32_t)mac[o + 1] << 16 |
                   (uint32_t)mac[o + 2] << 8 | mac[o + 3];
  return value % 1000000;
}

bool totp_check(const char *secret, const char *code, instant now, int64_t *ret_step) {
  uint8_t key[20];
  if (!code || strlen(code) != 6 || strspn(code, "0123456789") != 6 || !secret_bytes(secret, key))
    return false;
  uint32_t given = 0;
  for (int i = 0; i < 6; i++)
    given = given * 10 + (uint32_t)(code[i] - '0');
  for (int64_t step = now / 30000 - 1; step <= now / 30000 + 1; step++) {
    uint32_t expected = code_at(key, step);
    if (!seal_equal(&expected, &given, sizeof given)) continue;
    *ret_step = step;
    return true;
  }
  return false;
}
