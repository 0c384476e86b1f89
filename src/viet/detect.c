// Which encoding some bytes are in. Unicode shows itself by its form; an 8-bit encoding is right
// when the words it gives are Vietnamese syllables, and more so than those of any other encoding.
#include <math.h>
#include <string.h>

#include "viet/codec.h"

enum { HEAD = 64 << 10, SAMPLE = 4 << 10, SAMPLES = 8 };

struct windows {
  struct bytes w[1 + SAMPLES];
  size_t n;
};

static struct windows look_at(struct bytes in) {
  struct windows ws = {.n = 1};
  ws.w[0] = (struct bytes){in.p, in.n < HEAD ? in.n : HEAD};
  if (in.n < HEAD + SAMPLE * SAMPLES) {
    ws.w[0].n = in.n;
    return ws;
  }
  size_t step = (in.n - HEAD - SAMPLE) / (SAMPLES - 1);
  for (size_t i = 0; i < SAMPLES; i++)  // at even places, for UTF-16
    ws.w[ws.n++] = (struct bytes){in.p + ((HEAD + i * step) & ~(size_t)1), SAMPLE};
  return ws;
}

// ---- form --------------------------------------------------------------------------------------

struct form {
  size_t total, high, nul, control;
  size_t multi;   ///< UTF-8 sequences; those of three bytes and more count twice
  size_t broken;  ///< bytes that are no UTF-8
};

static void count_utf8(struct bytes w, bool first, bool last, struct form *f) {
  const uint8_t *p = w.p, *end = w.p + w.n;
  size_t len;
  uint32_t c;
  while (!first && p < end && p < w.p + 3 && (*p & 0xC0) == 0x80)
    p++;
  while (p < end) {
    if (*p < 0x80) {
      p++;
      continue;
    }
    // The letters of Vietnamese, without the general way.
    if (*p >= 0xC2 && *p < 0xE0 && end - p > 1 && (p[1] & 0xC0) == 0x80) {
      f->multi++;
      p += 2;
      continue;
    }
    bool ok = viet_utf8_step(p, end, &c, &len);
    bool cut = !ok && !last && end - p < 4 && p + len == end;
    if (ok) f->multi += c < 0x800 ? 1 : 2;
    if (!ok && !cut) f->broken++;
    p += len;
  }
}

static void count_byte(uint8_t b, struct form *f) {
  f->total++;
  f->high += b >= 0x80;
  f->nul += b == 0;
  f->control += b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f';
}

#ifdef __SSE2__
#include <emmintrin.h>

static unsigned mask_of(__m128i v) {
  return (unsigned)_mm_movemask_epi8(v);
}

static unsigned mask_is(__m128i v, int byte) {
  return mask_of(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)byte)));
}

// Adds 1 where the comparison holds to sixteen small sums.
static __m128i tally(__m128i sums, __m128i holds) {
  return _mm_sub_epi8(sums, holds);
}

static size_t total_of(__m128i sums) {
  __m128i halves = _mm_sad_epu8(sums, _mm_setzero_si128());
  return (size_t)_mm_cvtsi128_si64(halves) + (size_t)_mm_cvtsi128_si64(_mm_srli_si128(halves, 8));
}

static void count_bytes(struct bytes w, struct form *f) {
  size_t at = 0;
  while (at + 16 <= w.n) {
    __m128i high = _mm_setzero_si128(), nul = high, low = high, usual = high, none = high;
    size_t from = at;
    for (; at + 16 <= w.n && at - from < 16 * 60; at += 16) {  // 4 × 60 fit a byte
      __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(w.p + at));
      __m128i is_high = _mm_cmplt_epi8(v, none);
      high = tally(high, is_high);
      nul = tally(nul, _mm_cmpeq_epi8(v, none));
      low = tally(low, _mm_andnot_si128(is_high, _mm_cmplt_epi8(v, _mm_set1_epi8(0x20))));
      usual = tally(usual, _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
      usual = tally(usual, _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
      usual = tally(usual, _mm_cmpeq_epi8(v, _mm_set1_epi8('\t')));
      usual = tally(usual, _mm_cmpeq_epi8(v, _mm_set1_epi8('\f')));
    }
    f->total += at - from;
    f->high += total_of(high);
    f->nul += total_of(nul);
    f->control += total_of(low) - total_of(usual);
  }
  for (; at < w.n; at++)
    count_byte(w.p[at], f);
}

// Sixteen bytes at a time, for windows whose UTF-8 is whole and plain: no sequence of four bytes and none that needs
// a look at its second byte. Adds to *f and gives the number of bytes it took; stops at anything else.
static size_t count_plain(struct bytes w, struct form *f) {
  size_t at = 0, whole = 0;
  uint64_t due = 0;  // where continuation bytes must stand, carried over to the next bytes
  struct form sum = {0}, safe = {0};
  for (; at + 16 <= w.n; at += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(w.p + at));
    unsigned high = mask_of(v), next = mask_of(_mm_cmplt_epi8(v, _mm_set1_epi8(-64)));
    unsigned three = mask_of(_mm_cmpgt_epi8(v, _mm_set1_epi8(-33))) & high;
    unsigned odd = (mask_of(_mm_cmpgt_epi8(v, _mm_set1_epi8(-17))) & high) | mask_is(v, 0xE0) | mask_is(v, 0xED) |
                   mask_is(v, 0xC0) | mask_is(v, 0xC1);
    unsigned lead = high & ~next;
    due |= (uint64_t)lead << 1 | (uint64_t)three << 2;
    if (odd || (due & 0xFFFF) != next) break;
    due >>= 16;
    unsigned low = mask_of(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20))) & ~high;
    unsigned nul = mask_is(v, 0);
    low &= ~(mask_is(v, '\n') | mask_is(v, '\r') | mask_is(v, '\t') | mask_is(v, '\f'));
    sum.total += 16;
    sum.high += (size_t)__builtin_popcount(high);
    sum.nul += (size_t)__builtin_popcount(nul);
    sum.control += (size_t)__builtin_popcount(low);
    sum.multi += (size_t)__builtin_popcount(lead) + (size_t)__builtin_popcount(three);
    if (!due) safe = sum, whole = at + 16;
  }
  f->total += safe.total, f->high += safe.high, f->nul += safe.nul;
  f->control += safe.control, f->multi += safe.multi;
  return whole;
}
#else
static void count_bytes(struct bytes w, struct form *f) {
  for (size_t at = 0; at < w.n; at++)
    count_byte(w.p[at], f);
}

static size_t count_plain(struct bytes w, struct form *f) {
  (void)w, (void)f;
  return 0;
}
#endif

static struct form form_of(const struct windows *ws, size_t size) {
  struct form f = {0};
  for (size_t i = 0; i < ws->n; i++) {
    struct bytes w = ws->w[i];
    size_t done = i == 0 ? count_plain(w, &f) : 0;
    w = (struct bytes){w.p + done, w.n - done};
    count_bytes(w, &f);
    // With a NUL nobody asks about UTF-8 any more.
    if (!f.nul) count_utf8(w, i == 0, ws->n == 1 && done + w.n == size, &f);
  }
  return f;
}

// How much of the bytes reads as text in UTF-16: 0..100.
static int utf16_text(const struct windows *ws, bool big) {
  size_t units = 0, good = 0, basic = 0, bad = 0;
  for (size_t i = 0; i < ws->n; i++) {
    const uint8_t *p = ws->w[i].p, *end = p + (ws->w[i].n & ~(size_t)1);
    for (; p < end; p += 2) {
      unsigned hi = p[big ? 0 : 1], lo = p[big ? 1 : 0];
      bool sign = lo == '\n' || lo == '\r' || lo == '\t', zero = hi == 0;
      bool fine = (zero & (lo >= 0x20)) | (hi == 1) | (hi == 3) | (hi == 0x1E) | (hi == 0x20) | (zero & sign);
      units++;
      basic += zero & (((lo >= 0x20) & (lo < 0x7F)) | sign);
      good += fine;
      bad += (!fine) & (zero | (hi == 0xFF) | ((hi >= 0xE0) & (hi < 0xF9)));
    }
  }
  if (units < 2 || bad * 50 > units || good * 10 < units * 7 || basic * 5 < units) return 0;
  int sure = (int)(good * 100 / units);
  return units < 8 ? sure / 2 : sure;
}

// ---- letters -----------------------------------------------------------------------------------

struct score {
  unsigned good, bad;
};

struct word {
  char names[VIET_SYLLABLE_MAX + 1];
  uint8_t tones[VIET_SYLLABLE_MAX + 1];
  size_t n;
  bool marked, wrong;
};

static void end_word(struct word *w, struct score *s) {
  if (w->marked) {
    bool ok =
        !w->wrong && w->n <= VIET_SYLLABLE_MAX && viet_syllable_plausible(w->names, w->tones, w->n);
    // One letter alone (a quotation mark, a control code, a row of a table) speaks for nothing.
    if (!ok)
      s->bad += w->n >= 3 ? 2 : 1;
    else if (w->n > 1)
      s->good += w->n >= 3 ? 2 : 1;
  }
  w->n = 0;
  w->marked = w->wrong = false;
}

static void add_letter(struct word *w, char name, uint8_t tone, bool marked) {
  w->marked |= marked;
  if (w->n > VIET_SYLLABLE_MAX) return;
  if (w->n == VIET_SYLLABLE_MAX) {
    w->n++;
    return;
  }
  w->names[w->n] = name;
  w->tones[w->n++] = tone;
}

// Punctuation that Western word processors put into text of any encoding.
static bool is_usual_sign(uint32_t c) {
  return (c >= 0x2013 && c <= 0x2026) || c == 0xA0 || c == 0xA7 || c == 0xAB || c == 0xBB ||
         c == 0xB0 || c == 0xA9 || c == 0xAE || c == 0x20AB || c == 0xB2;
}

static void add_code(struct word *w, uint32_t c, bool own, struct score *s) {
  uint8_t tone;
  char name = own ? viet_letter_name(c, &tone) : 0;
  if (name) {
    add_letter(w, name, tone, c >= 0x80);
    return;
  }
  if (c >= 0x80 && !is_usual_sign(c)) {
    // A letter, sign or gap this encoding has no business with: the word is wrong.
    w->wrong = true;
    add_letter(w, '?', 0, true);
    return;
  }
  end_word(w, s);
}

static struct score score_table(enum viet_encoding e, const struct windows *ws) {
  const struct viet_table *t = viet_table_of(e);
  struct score s = {0};
  uint32_t c;
  for (size_t i = 0; i < ws->n; i++) {
    const uint8_t *p = ws->w[i].p, *end = p + ws->w[i].n;
    struct word w = {.n = 0};
    while (p < end) {
      size_t len = viet_table_step(t, p, end, &c);
      bool own = len == 2 || *p < 0x80 || t->own[*p] || e == VIET_CP1258;
      add_code(&w, c ? c : *p >= 0x80 ? 0xFFFD : 0, own, &s);
      p += len;
    }
    end_word(&w, &s);
  }
  return s;
}

static struct score score_utf8(struct bytes in) {
  struct score s = {0};
  struct word w = {.n = 0};
  const uint8_t *p = in.p, *end = p + in.n;
  size_t len;
  uint32_t c;
  for (; p < end; p += len) {
    viet_utf8_step(p, end, &c, &len);
    add_code(&w, c, true, &s);
  }
  end_word(&w, &s);
  return s;
}

static double ramp(double x, double from, double to) {
  return x <= from ? 0 : x >= to ? 1 : (x - from) / (to - from);
}

static double purity(struct score s) {
  return s.good ? (double)s.good / (s.good + s.bad) : 0;
}

static int confidence(struct score s, double first, double second) {
  if (first <= second) return 0;
  double sure = (1 - pow(0.8, s.good)) * ramp(purity(s), 0.6, 0.85);
  return (int)(100 * sure * ramp((first - second) / first, 0, 0.25));
}

// The best of the 8-bit encodings, or VIET_UTF8 when `as_is`, the score of the text as it stands,
// is better: how sure it is by itself, and by its lead over the next one.
static struct viet_guess best_table(const struct windows *ws, struct score as_is) {
  static const enum viet_encoding candidates[] = {VIET_TCVN3, VIET_VNI,    VIET_VISCII,
                                                  VIET_VPS,   VIET_CP1258, VIET_TCVN5712};
  enum viet_encoding best = as_is.good ? VIET_UTF8 : VIET_UNKNOWN;
  struct score top = as_is;
  double first = purity(as_is) * as_is.good, second = 0;
  for (size_t i = 0; i < ARRAY_LEN(candidates); i++) {
    enum viet_encoding e = candidates[i];
    struct score s = score_table(e, ws);
    double v = purity(s) * s.good;
    // VN1 has all codes of VN3: it counts as itself only where its capitals make it better.
    bool sibling = e == VIET_TCVN5712 && best == VIET_TCVN3;
    // These share the codes of à, é, ô … with CP1252: no rivals of text as it stands, the same
    // text.
    sibling |= best == VIET_UTF8 && (e == VIET_VISCII || e == VIET_VPS || e == VIET_CP1258);
    if (v > first) {
      if (!sibling || best == VIET_UTF8) second = first;
      first = v;
      top = s;
      best = e;
    } else if (v > second && !sibling) {
      second = v;
    }
  }
  return (struct viet_guess){best, confidence(top, first, second)};
}

// ---- together ----------------------------------------------------------------------------------

static bool begins(struct bytes in, const char *with, size_t n) {
  return in.n >= n && !memcmp(in.p, with, n);
}

static struct viet_guess guess_8bit(const struct windows *ws, const struct form *f) {
  struct viet_guess g = {VIET_UNKNOWN, 0};
  if (f->nul == 0) g = best_table(ws, (struct score){0});
  if (g.confidence >= 40) return g;
  if (f->nul || f->control * 50 > f->total)
    return (struct viet_guess){VIET_BINARY, f->total < 32 ? 40 : 80};
  if (f->high * 10 > f->total * 3 && f->total >= 16) return (struct viet_guess){VIET_UNKNOWN, 50};
  if (g.confidence >= 20) return g;
  return (struct viet_guess){VIET_CP1252, f->total >= 64 ? 60 : 30};
}

// One or two sequences may be UTF-8 by chance: other encodings are asked, too.
static struct viet_guess guess_short_utf8(const struct windows *ws, int multi) {
  struct score s = score_utf8(ws->w[0]);
  if (purity(s) > 0.5) return (struct viet_guess){VIET_UTF8, 80 + multi * 5};
  struct viet_guess g = best_table(ws, (struct score){0});
  if (g.confidence < 25) return (struct viet_guess){VIET_UTF8, 70 + multi * 5};
  return (struct viet_guess){g.encoding, g.confidence < 60 ? g.confidence : 60};
}

struct viet_guess viet_detect(struct bytes in) {
  if (!in.n) return (struct viet_guess){VIET_UTF8, 100};
  if (begins(in, "\xEF\xBB\xBF", 3)) return (struct viet_guess){VIET_UTF8, 100};
  if (begins(in, "\xFF\xFE\0\0", 4) || begins(in, "\0\0\xFE\xFF", 4))
    return (struct viet_guess){VIET_BINARY, 60};  // UTF-32 is found nowhere in practice
  struct windows ws = look_at(in);
  struct form f = form_of(&ws, in.n);
  bool little = begins(in, "\xFF\xFE", 2), big = begins(in, "\xFE\xFF", 2);
  if (f.nul || little || big) {
    int le = utf16_text(&ws, false), be = utf16_text(&ws, true);
    if (little && le >= be) return (struct viet_guess){VIET_UTF16LE, le ? 100 : 60};
    if (big && be >= le) return (struct viet_guess){VIET_UTF16BE, be ? 100 : 60};
    if (le > be) return (struct viet_guess){VIET_UTF16LE, le};
    if (be > le) return (struct viet_guess){VIET_UTF16BE, be};
  }
  if (!f.broken && !f.nul) {
    if (f.control * 50 > f.total) return guess_8bit(&ws, &f);
    if (!f.multi) return f.control ? guess_8bit(&ws, &f) : viet_detect_typed(ws.w[0]);
    return f.multi >= 4 ? (struct viet_guess){VIET_UTF8, 100} : guess_short_utf8(&ws, (int)f.multi);
  }
  // Damaged UTF-8, or two files in one: still UTF-8 when nearly all of it is.
  if (!f.nul && f.multi > 10 && f.broken * 20 < f.multi) return (struct viet_guess){VIET_UTF8, 80};
  return guess_8bit(&ws, &f);
}

enum viet_encoding viet_detect_form(struct bytes in) {
  struct windows ws = look_at(in);
  struct form f = form_of(&ws, in.n);
  bool wide = f.nul || begins(in, "\xFF\xFE", 2) || begins(in, "\xFE\xFF", 2);
  bool odd = f.control * 50 > f.total || begins(in, "\0\0\xFE\xFF", 4);
  if (!in.n || begins(in, "\xEF\xBB\xBF", 3)) return VIET_UTF8;
  if (wide || odd) return viet_detect(in).encoding;
  if (!f.broken && f.multi >= 4) return VIET_UTF8;
  return f.multi > 10 && f.broken * 20 < f.multi ? VIET_UTF8 : VIET_UNKNOWN;
}

struct viet_guess viet_detect_codepoints(struct bytes utf8) {
  if (utf8.n > HEAD) utf8.n = HEAD;
  struct buf bytes CLEANUP(buf_free) = buf_init(HEAD + 1);
  const uint8_t *p = utf8.p, *end = utf8.p + utf8.n;
  size_t len, high = 0;
  uint32_t c;
  for (; p < end; p += len) {
    bool ok = viet_utf8_step(p, end, &c, &len);
    if (!ok && end - p < 4) break;
    int b = ok ? viet_cp1252_byte(c) : -1;
    high += b >= 0x80;
    buf_putc(&bytes, b > 0 ? (char)b : ' ');  // what is no byte ends a word
  }
  if (!high) return (struct viet_guess){VIET_UTF8, 100};
  struct windows ws = {.n = 1, .w = {{(const uint8_t *)buf_str(&bytes), bytes.n}}};
  struct score as_is = score_utf8((struct bytes){utf8.p, (size_t)(p - utf8.p)});
  struct viet_guess g = best_table(&ws, as_is);
  if (g.confidence >= 20) return g;
  return (struct viet_guess){VIET_UTF8, 50};  // Western, or too little to say
}
