// Fuzz target for JSON: what parses and holds only texts and integers has one canonical form, which parses to itself.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool plain(const json_t *j) {
  const char *key;
  json_t *value;
  size_t i;
  if (json_is_object(j)) {
    json_object_foreach((json_t *)j, key, value) if (!plain(value)) return false;
    return true;
  }
  if (json_is_array(j)) {
    json_array_foreach(j, i, value) if (!plain(value)) return false;
    return true;
  }
  return json_is_string(j) || json_is_integer(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  json_t *j = NULL, *again = NULL;
  char *copy = malloc(n ? n : 1);
  if (!copy) abort();
  memcpy(copy, data, n);
  struct err *e = json_parse(copy, n, &j);
  if (!e && plain(j)) {
    struct arena *a = arena_new(64 << 20);
    char *text = json_canonical(a, j);
    struct err *bad = json_parse(text, strlen(text), &again);
    if (bad || strcmp(json_canonical(a, again), text) != 0) abort();
    json_decref(again);
    arena_free(a);
  }
  if (!e) json_decref(j);
  err_free(e);
  free(copy);
  return 0;
}
