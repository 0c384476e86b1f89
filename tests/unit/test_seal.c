// The cryptographic face against published vectors (FIPS 180-4, RFC 8032, RFC 6238).
#include "unit.h"

#include <string.h>

#include "seal/seal.h"
#include "base/buf.h"

static void assert_hex(const void *p, size_t n, const char *expected) {
  struct buf b CLEANUP(buf_free) = buf_init(1000);
  buf_put_hex(&b, p, n);
  assert_string_equal(buf_str(&b), expected);
}

static void test_sha256(void **state) {
  (void)state;
  uint8_t h[SEAL_HASH];
  seal_hash("abc", 3, h);
  const char *abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert_hex(h, 32, abc);
  struct seal_hasher s;
  seal_hash_begin(&s);
  seal_hash_add(&s, "a", 1);
  seal_hash_add(&s, "bc", 2);
  seal_hash_end(&s, h);
  assert_hex(h, 32, abc);
}

// RFC 6238 appendix B, time 59 s: the 8-digit code 94287082 comes from this HMAC; RFC 2202 case 2 as well.
static void test_hmac_sha1(void **state) {
  (void)state;
  uint8_t out[20];
  seal_hmac_sha1((const uint8_t *)"Jefe", 4, (const uint8_t *)"what do ya want for nothing?", 28, out);
  assert_hex(out, 20, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  uint8_t counter[8] = {0, 0, 0, 0, 0, 0, 0, 1};
  seal_hmac_sha1((const uint8_t *)"12345678901234567890", 20, counter, 8, out);
  int o = out[19] & 15;
  uint32_t code = ((uint32_t)(out[o] & 0x7f) << 24 | (uint32_t)out[o + 1] << 16 |
                   (uint32_t)out[o + 2] << 8 | out[o + 3]) % 100000000;
  assert_int_equal(code, 94287082);
}

static void test_sign_and_box(void **state) {
  (void)state;
  struct seal_signer k;
  seal_signer_new(&k);
  uint8_t sig[SEAL_SIGNATURE];
  seal_sign(&k, "sổ", 4, sig);
  assert_true(seal_verify(k.public_key, "sổ", 4, sig));
  sig[5] ^= 1;
  assert_false(seal_verify(k.public_key, "sổ", 4, sig));
  uint8_t key[SEAL_KEY], box[5 + SEAL_BOX_EXTRA], plain[5];
  seal_random(key, sizeof key);
  seal_box(key, "chữ", 5, box);
  assert_true(seal_unbox(key, box, sizeof box, plain));
  assert_memory_equal(plain, "chữ", 5);
  box[30] ^= 1;
  assert_false(seal_unbox(key, box, sizeof box, plain));
  assert_false(seal_unbox(key, box, 3, plain));
}

static void test_password_and_text(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  char *phc = NULL;
  assert_ok(seal_password_hash(a, "một hai ba", &phc));
  assert_non_null(strstr(phc, "$argon2id$"));
  assert_true(seal_password_check(phc, "một hai ba"));
  assert_false(seal_password_check(phc, "một hai bốn"));
  uint8_t salt[16] = {1}, k1[32], k2[32];
  assert_ok(seal_derive("x", salt, k1));
  salt[0] = 2;
  assert_ok(seal_derive("x", salt, k2));
  assert_false(seal_equal(k1, k2, 32));
  uint8_t back[8];
  size_t n = 0;
  assert_true(seal_base64_decode(seal_base64(a, "\0\1\2\xff", 4), back, sizeof back, &n));
  assert_int_equal(n, 4);
  assert_false(seal_base64_decode("AAA=!", back, sizeof back, &n));
  assert_false(seal_base64_decode("AA\xff\xff", back, sizeof back, &n));
  assert_true(seal_hex_decode("00ff", back, 2));
  assert_false(seal_hex_decode("00fg", back, 2));
}

static int start(void **state) {
  (void)state;
  struct err *e = seal_start();
  return e ? 1 : 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sha256), cmocka_unit_test(test_hmac_sha1),
      cmocka_unit_test(test_sign_and_box), cmocka_unit_test(test_password_and_text),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
