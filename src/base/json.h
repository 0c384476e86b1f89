// JSON through jansson, with the two things it lacks: cleanup, and Kín's canonical form
// (sorted keys, no spaces, UTF-8, integers and strings as the only scalars).
#pragma once

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"

/// json_decref for CLEANUP.
void json_freep(json_t **j);
/// The canonical bytes in the arena. Reals, true, false and null are a programming mistake here.
char *json_canonical(struct arena *a, const json_t *j) MUST_USE;
/// Parses one value; duplicate keys, depth above 32 and invalid UTF-8 are errors.
struct err *json_parse(const char *s, size_t n, json_t **ret) MUST_USE;
/// The string member, or NULL when it is missing or not a string.
const char *json_get_text(const json_t *object, const char *key);
/// The integer member, or `otherwise`.
int64_t json_get_int(const json_t *object, const char *key, int64_t otherwise);
