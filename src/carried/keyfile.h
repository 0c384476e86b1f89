// The key file of an inspection team: a small text file, useless without its passphrase, with which
// carried files are signed. Specified in docs/design/carried-file.md §10. A passphrase comes in
// NFC: input methods differ, and the same word typed elsewhere must be the same bytes.
#pragma once

#include "carried/carried.h"

enum { CARRIED_TITLE_MAX = 200, CARRIED_KEY_TEXT_MAX = 1024, CARRIED_PASSPHRASE_MIN = 12 };

struct carried_key {
  char name[CARRIED_NAME_MAX + 1];    ///< as it stands in signatures
  char title[CARRIED_TITLE_MAX + 1];  ///< for people: "Đội kiểm tra số 1"
  struct seal_signer signer;          ///< `secret` is zero when only the public part was read
};

/// A new random key. ERR_INPUT when name or title are not acceptable.
struct err *carried_key_new(const char *name, const char *title, struct carried_key *ret) MUST_USE;
/// The file's text under a passphrase of at least CARRIED_PASSPHRASE_MIN characters.
struct err *carried_key_text(struct arena *a, const struct carried_key *k, const char *passphrase,
                             char **ret) MUST_USE;
/// Writes it, readable by the owner only; a file that exists is not overwritten.
struct err *carried_key_write(const char *path, const struct carried_key *k,
                              const char *passphrase) MUST_USE;
/// Reads the file and opens the secret. A wrong passphrase is ERR_DENIED; a damaged file ERR_INPUT.
struct err *carried_key_open(const char *path, const char *passphrase,
                             struct carried_key *ret) MUST_USE;
/// Name, title and public key without the passphrase; not yet proof that the file was not replaced.
struct err *carried_key_look(const char *path, struct carried_key *ret) MUST_USE;
/// The same two from n bytes of text, NUL behind them; passphrase NULL reads the public part only.
struct err *carried_key_parse(const char *text, size_t n, const char *what, const char *passphrase,
                              struct carried_key *ret) MUST_USE;
/// The key id of its signatures, 8 hexadecimal digits, for people to compare.
char *carried_key_id(struct arena *a, const struct carried_key *k) MUST_USE;
void carried_key_wipe(struct carried_key *k);
