// Assertions and memory that never returns NULL.
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void base_assert_failed(const char *file, int line, const char *what, long long left,
                                  long long right) {
  fprintf(stderr, "kin: assertion failed at %s:%d: %s (%lld, %lld)\n", file, line, what, left,
          right);
  abort();
}

static _Noreturn void out_of_memory(size_t n) {
  fprintf(stderr, "kin: out of memory (%zu bytes asked)\n", n);
  abort();
}

void *base_alloc(size_t n) {
  void *p = calloc(1, n ? n : 1);
  if (!p) out_of_memory(n);
  return p;
}

void *base_realloc(void *p, size_t n) {
  void *q = realloc(p, n ? n : 1);
  if (!q) out_of_memory(n);
  return q;
}

char *base_strdup(const char *s) {
  size_t n = strlen(s) + 1;
  return memcpy(base_alloc(n), s, n);
}

void base_freep(void *pointer_to_pointer) {
  void **pp = pointer_to_pointer;
  free(*pp);
  *pp = NULL;
}
