// Arenas as a list of chunks; the newest chunk is filled first.
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chunk {
  struct chunk *next;
  size_t used, size;
  _Alignas(max_align_t) uint8_t data[];
};

struct arena {
  struct chunk *chunks;
  size_t cap, used;
};

static const size_t CHUNK_MIN = 16 * 1024;

struct arena *arena_new(size_t cap) {
  struct arena *a = base_alloc(sizeof *a);
  a->cap = cap;
  return a;
}

void arena_clear(struct arena *a) {
  for (struct chunk *c = a->chunks, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  a->chunks = NULL;
  a->used = 0;
}

void arena_free(struct arena *a) {
  if (!a) return;
  arena_clear(a);
  free(a);
}

void arena_freep(struct arena **a) {
  arena_free(*a);
  *a = NULL;
}

size_t arena_room(const struct arena *a) {
  return a->cap - a->used;
}

void *arena_alloc(struct arena *a, size_t n) {
  const size_t align = _Alignof(max_align_t);
  ASSERT(n <= SIZE_MAX - align);
  n = (n + align - 1) / align * align;
  ASSERT(n <= arena_room(a));
  struct chunk *c = a->chunks;
  if (!c || c->size - c->used < n) {
    size_t size = c ? c->size * 2 : CHUNK_MIN;
    if (size > 1024 * 1024) size = 1024 * 1024;
    if (size < n) size = n;
    c = base_alloc(sizeof *c + size);
    c->size = size;
    c->next = a->chunks;
    a->chunks = c;
  }
  void *p = c->data + c->used;
  c->used += n;
  a->used += n;
  return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n) {
  char *p = arena_alloc(a, n + 1);
  memcpy(p, s, n);
  return p;
}

char *arena_strdup(struct arena *a, const char *s) {
  return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  char *text = NULL;
  int n = vasprintf(&text, fmt, ap);
  va_end(ap);
  ASSERT(n >= 0);
  char *kept = arena_strndup(a, text, (size_t)n);
  free(text);
  return kept;
}
