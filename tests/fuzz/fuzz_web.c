// Fuzz target for what a browser sends: queries, cookies, escapes in paths. What is accepted is valid UTF-8 without NUL.
#include <stdlib.h>
#include <string.h>

#include "web/fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct fields *f) {
  for (size_t i = 0; i < f->n; i++)
    if (!utf8_valid(f->p[i].name) || !utf8_valid(f->p[i].value)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 1 || n > 1 << 20) return 0;
  struct arena *a = arena_new(64 << 20);
  char *s = malloc(n);
  if (!s) abort();
  memcpy(s, data + 1, n - 1);
  s[n - 1] = 0;
  struct fields f = {0};
  int literal = 0;
  switch (data[0] % 4) {
    case 0:
      if (fields_parse_query(&f, a, s)) check(&f);
      break;
    case 1:
      fields_parse_cookies(&f, a, s);
      break;
    case 2: {
      char *out = percent_decode(a, s, strlen(s), data[0] & 0x10);
      if (out && !utf8_valid(out)) abort();
      break;
    }
    default:
      if (route_match(a, "/people/{id}/post/{number}", s, &f, &literal)) check(&f);
  }
  free(s);
  arena_free(a);
  return 0;
}
