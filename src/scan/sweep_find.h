// Finds triples of neighbouring bytes at the speed of memory: each byte value has a set of groups as a first, second
// and third byte, and a place is told when the three share a group. Internal to sweep.
#pragma once

#include "base/base.h"

struct sweep_find {
  uint8_t first[256], second[256], third[256];  ///< a bit per group, eight groups
  uint8_t low[2][16], high[2][16];  ///< first and second by halves of the byte, for vectors; may tell more
};
/// To be called once the tables of bytes are filled.
void sweep_find_prepare(struct sweep_find *f);
/// Calls `place` for every place in [from, n) and its groups, in order, until it returns true; then returns true. Bytes
/// behind the end count as 0.
bool sweep_find_run(const struct sweep_find *f, const uint8_t *p, size_t from, size_t n,
                    bool (*place)(const void *ctx, size_t at, unsigned groups), const void *ctx);
