// Inside src/carried only: what writer, reader and remover share about the form of a line.
#pragma once

#include "carried/carried.h"

#define FORM_MAGIC "kin-carried/1"
#define FORM_END FORM_MAGIC " end"
enum { FORM_DEPTH = 32, FORM_TAIL_MAX = 4096, FORM_KEY_ID = 4 };

/// Canonical bytes of j into out (CARRIED_LINE_MAX), LF included; 0 when they do not fit.
size_t form_line(const json_t *j, char *out);
/// Checks the values of a line (scalars, depth, private fields) and counts private fields.
struct err *form_check_values(const json_t *j, uint64_t line,
                              struct carried_facts *counts) MUST_USE;
/// Checks kind, made and critical names of a manifest. wanted NULL: the caller is a writer, which
/// may use critical names of its own.
struct err *form_check_manifest(const json_t *m, const struct carried_wanted *wanted) MUST_USE;
/// Checks type and critical names of a record.
struct err *form_check_record(const json_t *r, uint64_t line,
                              const struct carried_wanted *wanted) MUST_USE;
/// Removes salt and value of every private field `choose` names (NULL: all); true when something
/// changed.
bool form_reduce(json_t *j, carried_remove *choose, void *ctx, uint64_t record);
/// Exactly n bytes from the one base64 text that stands for them; s may be NULL.
bool form_base64(const char *s, uint8_t *ret, size_t n);
/// Key id of a note signature: C2SP signed-note.
void form_key_id(const char *name, const uint8_t public_key[SEAL_PUBLIC], uint8_t ret[FORM_KEY_ID]);
/// An error that names a line of the file and, where it helps, a member.
struct err *form_err(enum err_code code, enum msg message, enum msg hint, uint64_t line,
                     const char *name) MUST_USE;

/// Trailer and signature lines of a verified file.
struct bytes form_tail(const struct carried_reader *r);
/// carried_end() with a tail made before: for a copy whose signed content is the same.
struct err *form_write_tail(struct carried_writer *w, struct bytes tail,
                            struct carried_hashes *ret) MUST_USE;
