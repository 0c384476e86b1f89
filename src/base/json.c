// Thin helpers over jansson.
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

void json_freep(json_t **j) {
  json_decref(*j);
  *j = NULL;
}

static void check_scalars(const json_t *j) {
  ASSERT(!json_is_real(j) && !json_is_boolean(j) && !json_is_null(j));
  const char *key;
  json_t *v;
  size_t i;
  if (json_is_object(j)) json_object_foreach((json_t *)j, key, v) check_scalars(v);
  if (json_is_array(j)) json_array_foreach(j, i, v) check_scalars(v);
}

char *json_canonical(struct arena *a, const json_t *j) {
  check_scalars(j);
  CLEANUP(base_freep) char *s = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
  ASSERT(s);
  return arena_strdup(a, s);
}

static bool deeper_than(const char *s, size_t n, int limit) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < n; i++) {
    if (quoted) {
      if (s[i] == '\\')
        i++;
      else if (s[i] == '"')
        quoted = false;
    } else if (s[i] == '"') {
      quoted = true;
    } else if (s[i] == '{' || s[i] == '[') {
      if (++depth > limit) return true;
    } else if (s[i] == '}' || s[i] == ']') {
      depth--;
    }
  }
  return false;
}

struct err *json_parse(const char *s, size_t n, json_t **ret) {
  json_error_t e;
  if (deeper_than(s, n, 32)) return err_new(ERR_LIMIT, MSG_ERR_JSON, MSG_NONE, "why", "depth > 32", NULL);
  *ret = json_loadb(s, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
  if (!*ret) return err_new(ERR_INPUT, MSG_ERR_JSON, MSG_NONE, "why", e.text, NULL);
  return NULL;
}

const char *json_get_text(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

int64_t json_get_int(const json_t *object, const char *key, int64_t otherwise) {
  const json_t *v = json_object_get(object, key);
  return json_is_integer(v) ? json_integer_value(v) : otherwise;
}
