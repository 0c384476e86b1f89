// The one form of file in which anything enters or leaves a site: manifest, records, hashes,
// signatures. Written and read as a stream with bounded memory. The bytes are specified in
// docs/design/carried-file.md.
#pragma once

#include "base/base.h"
#include "base/err.h"
#include "base/json.h"
#include "seal/seal.h"

enum {
  CARRIED_LINE_MAX = 65536,  ///< bytes of one line, LF included
  CARRIED_SIGNERS_MAX = 4,
  CARRIED_NAME_MAX = 64,  ///< bytes of a signer's name
};
#define CARRIED_BYTES_MAX (UINT64_C(4) << 30)  ///< largest file read unless the caller sets less
#define CARRIED_RECORDS_MAX UINT64_C(50000000)

/// True for 1 to 64 characters of a-z 0-9 . - _ beginning with a letter or digit.
bool carried_name_valid(const char *name);
/// A hash as people write it down: 16 groups of 4 hexadecimal digits.
char *carried_hash_text(struct arena *a, const uint8_t hash[SEAL_HASH]) MUST_USE;
/// Bytes of a path as text: what is not well-formed UTF-8, control characters and '%' become %XX.
char *carried_path_text(struct arena *a, const void *p, size_t n) MUST_USE;

// ---- private fields ---------------------------------------------------------------------------

/// {"commit":…,"salt":…,"value":…} with a fresh random salt; a new reference. `value` is UTF-8.
json_t *carried_private(const char *value) MUST_USE;
/// The value, or NULL when it was removed or `field` is no private field.
const char *carried_private_value(const json_t *field);
/// The commitment in hexadecimal, or NULL when `field` is no private field.
const char *carried_private_commit(const json_t *field);

// ---- writing ----------------------------------------------------------------------------------

struct carried_hashes {
  uint8_t file[SEAL_HASH];     ///< of the whole file as written
  uint8_t content[SEAL_HASH];  ///< survives the removal of private values
};
struct carried_signer {
  const char *name;
  const struct seal_signer *key;
};
struct carried_writer;

/// Begins a file at `path`, which must not exist: ERR_CONFLICT. Nothing stands under that name
/// before carried_end(). The manifest needs "kind" and "made".
struct err *carried_write(const char *path, const json_t *manifest,
                          struct carried_writer **ret) MUST_USE;
/// The same into an open descriptor, which stays the caller's and is not flushed to the medium;
/// `what` names it in errors.
struct err *carried_write_fd(int fd, const char *what, const json_t *manifest,
                             struct carried_writer **ret) MUST_USE;
/// Adds one record: an object with "type", integers and strings only. After an error only freeing
/// is allowed.
struct err *carried_add(struct carried_writer *w, const json_t *record) MUST_USE;
/// Writes trailer and signatures (n may be 0), flushes to the medium and gives the file its name.
struct err *carried_end(struct carried_writer *w, const struct carried_signer *signers, size_t n,
                        struct carried_hashes *ret) MUST_USE;
/// Frees; when carried_end() did not succeed, nothing stays behind.
void carried_writer_free(struct carried_writer *w);
void carried_writer_freep(struct carried_writer **w);

// ---- reading ----------------------------------------------------------------------------------

enum carried_trust {
  CARRIED_UNSIGNED,
  CARRIED_UNKNOWN,    ///< signed in a name this site does not know
  CARRIED_OTHER_KEY,  ///< this site knows the name, but with another key
  CARRIED_KNOWN,      ///< this site knows this key under this name
};
struct carried_signature {
  char name[CARRIED_NAME_MAX + 1];
  uint8_t public_key[SEAL_PUBLIC];
  enum carried_trust trust;
};
struct carried_facts {
  uint64_t bytes, records;
  uint64_t private_kept, private_removed;  ///< private fields with their value, without it
  struct carried_hashes hashes;
  size_t n_signatures;
  struct carried_signature signatures[CARRIED_SIGNERS_MAX];
  enum carried_trust
      trust;  ///< of the least trusted signature; CARRIED_UNSIGNED when there is none
};
/// What the caller understands. Zeroes mean: any kind, no critical names, the limits above.
struct carried_wanted {
  const char *kind;
  const char *const *critical;  ///< NULL-terminated names with their '!'; must outlive the reader
  uint64_t max_bytes, max_records;
};
/// Answers whether the site knows this key under this name: CARRIED_KNOWN, _OTHER_KEY or _UNKNOWN.
typedef struct err *carried_lookup(void *ctx, const char *name,
                                   const uint8_t public_key[SEAL_PUBLIC], enum carried_trust *ret);
struct carried_reader;

/// Reads and verifies the whole file; every refusal is an error of its own. lookup NULL: no key is
/// known.
struct err *carried_open(const char *path, const struct carried_wanted *wanted,
                         carried_lookup *lookup, void *ctx, struct carried_reader **ret) MUST_USE;
/// The same from a descriptor of an ordinary file, which stays the caller's and open; its position
/// is not used.
struct err *carried_open_fd(int fd, const char *what, const struct carried_wanted *wanted,
                            carried_lookup *lookup, void *ctx,
                            struct carried_reader **ret) MUST_USE;
/// The same from memory, which must outlive the reader.
struct err *carried_open_bytes(struct bytes b, const char *what,
                               const struct carried_wanted *wanted, carried_lookup *lookup,
                               void *ctx, struct carried_reader **ret) MUST_USE;
void carried_reader_free(struct carried_reader *r);
void carried_reader_freep(struct carried_reader **r);

const json_t *carried_manifest(const struct carried_reader *r);
const struct carried_facts *carried_facts(const struct carried_reader *r);

struct carried_record {
  uint64_t number;     ///< 1-based
  uint64_t line;       ///< 1-based line of the file
  const char *type;    ///< unknown types are to be ignored (critical ones were refused already)
  const json_t *json;  ///< valid during the call
};
typedef struct err *carried_callback(void *ctx, const struct carried_record *record);
/// Gives every record to `f` and stops at its first error. The file is verified again while it is
/// read; when the medium gave other bytes the error comes at the end, so what `f` did must be
/// undone then.
struct err *carried_each(struct carried_reader *r, carried_callback *f, void *ctx) MUST_USE;

// ---- removing private values ------------------------------------------------------------------

/// Whether to remove this private value. `record` is 0 for the manifest; `key` is the member's name
/// ("" inside a list).
typedef bool carried_remove(void *ctx, uint64_t record, const char *key, const char *value);
/// Writes a verified copy of `from` to `to` without the values chosen by `choose` (NULL: all).
/// Signatures stay valid, the content hash stays the same. `to` must not exist.
struct err *carried_redact(const char *from, const char *to, const struct carried_wanted *wanted,
                           carried_remove *choose, void *ctx, struct carried_hashes *ret) MUST_USE;
