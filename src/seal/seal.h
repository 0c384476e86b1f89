// Cryptography behind one narrow face: hash, sign, seal, derive, random. The only folder that includes
// the cryptographic library. Hashing and signing serve integrity; sealing serves erasure and profile `work`
// only: Kín never offers it as the protection of a state secret (Law on Cipher 05/2011).
#pragma once

#include "base/err.h"

enum { SEAL_HASH = 32, SEAL_PUBLIC = 32, SEAL_SIGNATURE = 64, SEAL_KEY = 32, SEAL_BOX_EXTRA = 40 };

/// Must be called once before anything else; ERR_UNSUPPORTED when the library refuses.
struct err *seal_start(void) MUST_USE;
/// The provider's name as it stands in checkpoints: "builtin".
const char *seal_provider(void);

/// SHA-256 (FIPS 180-4).
void seal_hash(const void *p, size_t n, uint8_t ret[SEAL_HASH]);
/// SHA-256 in pieces.
struct seal_hasher {
  _Alignas(16) uint8_t state[128];
};
void seal_hash_begin(struct seal_hasher *h);
void seal_hash_add(struct seal_hasher *h, const void *p, size_t n);
void seal_hash_end(struct seal_hasher *h, uint8_t ret[SEAL_HASH]);
/// HMAC-SHA-1, for TOTP only (RFC 6238). 20 bytes out.
void seal_hmac_sha1(const uint8_t *key, size_t key_n, const uint8_t *p, size_t n, uint8_t ret[20]);

void seal_random(void *p, size_t n);
/// n random characters of a 32-letter alphabet without look-alikes (5 bits each).
char *seal_random_text(struct arena *a, size_t n) MUST_USE;
/// Compares in constant time.
bool seal_equal(const void *a, const void *b, size_t n);
/// Overwrites memory that held a secret.
void seal_wipe(void *p, size_t n);

/// An Ed25519 key pair (RFC 8032). `secret` holds seed and public key.
struct seal_signer {
  uint8_t public_key[SEAL_PUBLIC];
  uint8_t secret[64];
};
void seal_signer_new(struct seal_signer *ret);
void seal_sign(const struct seal_signer *k, const void *p, size_t n, uint8_t ret[SEAL_SIGNATURE]);
bool seal_verify(const uint8_t public_key[SEAL_PUBLIC], const void *p, size_t n,
                 const uint8_t signature[SEAL_SIGNATURE]);

/// XChaCha20-Poly1305 with a random nonce in front; the box is n + SEAL_BOX_EXTRA bytes.
void seal_box(const uint8_t key[SEAL_KEY], const void *p, size_t n, uint8_t *ret_box);
/// False when the box was changed or the key is another.
bool seal_unbox(const uint8_t key[SEAL_KEY], const uint8_t *box, size_t n, uint8_t *ret_plain);

/// Argon2id (RFC 9106), 64 MiB, 2 passes, as a PHC string of up to 128 bytes in the arena.
struct err *seal_password_hash(struct arena *a, const char *password, char **ret) MUST_USE;
bool seal_password_check(const char *phc, const char *password);
/// A key from a passphrase and a 16-byte salt, Argon2id with the same cost.
struct err *seal_derive(const char *passphrase, const uint8_t salt[16], uint8_t ret[SEAL_KEY]) MUST_USE;

/// Base64 (RFC 4648 §4, with padding).
char *seal_base64(struct arena *a, const void *p, size_t n) MUST_USE;
/// False on anything but strict base64 of at most `max` bytes.
bool seal_base64_decode(const char *s, uint8_t *ret, size_t max, size_t *ret_n);
bool seal_hex_decode(const char *s, uint8_t *ret, size_t n);
