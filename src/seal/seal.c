// The builtin provider: libsodium.
#include "seal/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/buf.h"

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct seal_hasher), "hasher state");
_Static_assert(SEAL_BOX_EXTRA == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                     crypto_aead_xchacha20poly1305_ietf_ABYTES, "box");

static const size_t PASSWORD_MEMORY = 64u << 20;
static const unsigned long long PASSWORD_PASSES = 2;

struct err *seal_start(void) {
  if (sodium_init() < 0)
    return err_new(ERR_UNSUPPORTED, MSG_ERR_CRYPTO_START, MSG_NONE, NULL);
  return NULL;
}

const char *seal_provider(void) {
  return "builtin";
}

void seal_hash(const void *p, size_t n, uint8_t ret[SEAL_HASH]) {
  crypto_hash_sha256(ret, p, n);
}

void seal_hash_begin(struct seal_hasher *h) {
  crypto_hash_sha256_init((void *)h->state);
}

void seal_hash_add(struct seal_hasher *h, const void *p, size_t n) {
  crypto_hash_sha256_update((void *)h->state, p, n);
}

void seal_hash_end(struct seal_hasher *h, uint8_t ret[SEAL_HASH]) {
  crypto_hash_sha256_final((void *)h->state, ret);
}

void seal_random(void *p, size_t n) {
  randombytes_buf(p, n);
}

char *seal_random_text(struct arena *a, size_t n) {
  char *s = arena_alloc(a, n + 1);
  seal_random(s, n);
  for (size_t i = 0; i < n; i++)
    s[i] = "abcdefghijkmnpqrstuvwxyz23456789"[(uint8_t)s[i] & 31];
  return s;
}

bool seal_equal(const void *a, const void *b, size_t n) {
  return sodium_memcmp(a, b, n) == 0;
}

void seal_wipe(void *p, size_t n) {
  sodium_memzero(p, n);
}

void seal_signer_new(struct seal_signer *ret) {
  crypto_sign_keypair(ret->public_key, ret->secret);
}

void seal_sign(const struct seal_signer *k, const void *p, size_t n, uint8_t ret[SEAL_SIGNATURE]) {
  crypto_sign_detached(ret, NULL, p, n, k->secret);
}

bool seal_verify(const uint8_t public_key[SEAL_PUBLIC], const void *p, size_t n,
                 const uint8_t signature[SEAL_SIGNATURE]) {
  return crypto_sign_verify_detached(signature, p, n, public_key) == 0;
}

void seal_box(const uint8_t key[SEAL_KEY], const void *p, size_t n, uint8_t *ret_box) {
  const size_t nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  seal_random(ret_box, nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(ret_box + nonce, NULL, p, n, NULL, 0, NULL, ret_box,
                                             key);
}

bool seal_unbox(const uint8_t key[SEAL_KEY], const uint8_t *box, size_t n, uint8_t *ret_plain) {
  const size_t nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  if (n < SEAL_BOX_EXTRA) return false;
  return crypto_aead_xchacha20poly1305_ietf_decrypt(ret_plain, NULL, NULL, box + nonce, n - nonce,
                                                    NULL, 0, box, key) == 0;
}

struct err *seal_password_hash(struct arena *a, const char *password, char **ret) {
  char phc[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(phc, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY))
    return err_new(ERR_INTERNAL, MSG_ERR_PASSWORD_MEMORY, MSG_NONE, NULL);
  *ret = arena_strdup(a, phc);
  return NULL;
}

bool seal_password_check(const char *phc, const char *password) {
  return crypto_pwhash_str_verify(phc, password, strlen(password)) == 0;
}

struct err *seal_derive(const char *passphrase, const uint8_t salt[16], uint8_t ret[SEAL_KEY]) {
  if (crypto_pwhash(ret, SEAL_KEY, passphrase, strlen(passphrase), salt, PASSWORD_PASSES,
                    PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13))
    return err_new(ERR_INTERNAL, MSG_ERR_PASSWORD_MEMORY, MSG_NONE, NULL);
  return NULL;
}

char *seal_base64(struct arena *a, const void *p, size_t n) {
  size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
  char *s = arena_alloc(a, room);
  return sodium_bin2base64(s, room, p, n, sodium_base64_VARIANT_ORIGINAL);
}

bool seal_base64_decode(const char *s, uint8_t *ret, size_t max, size_t *ret_n) {
  const char *end = NULL;
  // libsodium 1.0.18 takes bytes above 0x7F for letters of the alphabet.
  for (const char *p = s; *p; p++)
    if ((uint8_t)*p > 0x7E) return false;
  return sodium_base642bin(ret, max, s, strlen(s), NULL, ret_n, &end,
                           sodium_base64_VARIANT_ORIGINAL) == 0 && !*end;
}

bool seal_hex_decode(const char *s, uint8_t *ret, size_t n) {
  size_t got = 0;
  const char *end = NULL;
  return strlen(s) == 2 * n && sodium_hex2bin(ret, n, s, 2 * n, NULL, &got, &end) == 0 &&
         got == n && !*end;
}
