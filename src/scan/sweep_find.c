// See sweep_find.h. Vectors of 32 bytes where the processor has AVX2, a table otherwise; both tell the same places.
#include "scan/sweep_find.h"

#include <string.h>

void sweep_find_prepare(struct sweep_find *f) {
  memset(f->low, 0, sizeof f->low);
  memset(f->high, 0, sizeof f->high);
  for (unsigned c = 0; c < 256; c++) {
    f->low[0][c & 15] |= f->first[c], f->high[0][c >> 4] |= f->first[c];
    f->low[1][c & 15] |= f->second[c], f->high[1][c >> 4] |= f->second[c];
  }
}

typedef bool place_fn(const void *ctx, size_t at, unsigned groups);

// Byte by byte: for the last bytes, and where there are no vectors.
static bool run_table(const struct sweep_find *f, const uint8_t *p, size_t n, size_t at, place_fn *place,
                      const void *ctx) {
  for (; at < n; at++) {
    unsigned g = f->first[p[at]] & f->second[at + 1 < n ? p[at + 1] : 0];
    if (g && (g &= f->third[at + 2 < n ? p[at + 2] : 0]) && place(ctx, at, g)) return true;
  }
  return false;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static inline __m256i groups(__m256i low, __m256i high, __m256i v) {
  const __m256i half = _mm256_set1_epi8(15);
  return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(v, half)),
                          _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(v, 4), half)));
}

__attribute__((target("avx2"))) static inline __m256i both_halves(const uint8_t table[16]) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

__attribute__((target("avx2"))) static bool run_avx2(const struct sweep_find *f, const uint8_t *p, size_t at,
                                                     size_t n, place_fn *place, const void *ctx) {
  const __m256i low0 = both_halves(f->low[0]), high0 = both_halves(f->high[0]), low1 = both_halves(f->low[1]),
                high1 = both_halves(f->high[1]), none = _mm256_setzero_si256();
  for (; at + 34 <= n; at += 32) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)(p + at)),
            b = _mm256_loadu_si256((const __m256i *)(const void *)(p + at + 1));
    __m256i both = _mm256_and_si256(groups(low0, high0, a), groups(low1, high1, b));
    uint32_t hits = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(both, none));
    for (; hits; hits &= hits - 1) {
      size_t k = at + (size_t)__builtin_ctz(hits);
      unsigned g = f->first[p[k]] & f->second[p[k + 1]] & f->third[p[k + 2]];
      if (g && place(ctx, k, g)) return true;
    }
  }
  return run_table(f, p, n, at, place, ctx);
}
#endif

bool sweep_find_run(const struct sweep_find *f, const uint8_t *p, size_t from, size_t n, place_fn *place, const void *ctx) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return run_avx2(f, p, from, n, place, ctx);
#endif
  return run_table(f, p, n, from, place, ctx);
}
