// Arenas: memory handed out piece by piece and released all at once, never above a stated cap.
#pragma once

#include "base/base.h"

struct arena;

/// An arena that will hold at most `cap` bytes. Aborts when memory is out.
struct arena *arena_new(size_t cap) MUST_USE;
void arena_free(struct arena *a);
void arena_freep(struct arena **a);
/// Releases everything handed out, keeps the arena.
void arena_clear(struct arena *a);

/// Zeroed memory, aligned for any type. Going above the cap is a programming mistake and aborts:
/// whoever reads untrusted bytes asks arena_room() first and reports ERR_LIMIT.
void *arena_alloc(struct arena *a, size_t n) MUST_USE;
/// Bytes that may still be handed out.
size_t arena_room(const struct arena *a);
char *arena_strdup(struct arena *a, const char *s) MUST_USE;
char *arena_strndup(struct arena *a, const char *s, size_t n) MUST_USE;
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST_USE;

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (n)))
