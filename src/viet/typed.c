// Telex and VIQR: keystrokes that were left in a text instead of becoming letters. A word is
// changed only when what it resolves to is a Vietnamese syllable.
#include <math.h>
#include <string.h>

#include "viet/codec.h"

struct typed {
  char plain[VIET_SYLLABLE_MAX + 1];
  uint8_t shape[VIET_SYLLABLE_MAX + 1], tone[VIET_SYLLABLE_MAX + 1];
  char name[VIET_SYLLABLE_MAX + 1];
  size_t n;
  unsigned keys;  ///< keystrokes that were no letters of their own
};

static bool is_letter(uint8_t c) {
  return (uint8_t)((c | 0x20) - 'a') < 26;
}

static bool is_vowel(char c) {
  return strchr("aeiouy", c | 0x20) != NULL;
}

static bool add(struct typed *t, char c) {
  if (t->n > VIET_SYLLABLE_MAX) return false;
  t->plain[t->n] = c;
  t->shape[t->n] = t->tone[t->n] = 0;
  t->n++;
  return true;
}

// Names for the syllable test; false when a shape and a letter do not go together.
static bool name_letters(struct typed *t) {
  uint8_t none;
  for (size_t i = 0; i < t->n; i++) {
    uint32_t c = viet_letter_code(t->plain[i], t->shape[i], 0);
    if (!c) return false;
    t->name[i] = viet_letter_name(c, &none);
  }
  return true;
}

static bool plausible(const struct typed *t) {
  // One letter alone is allowed: it is how tables and lists write the alphabet.
  if (t->n == 1) return t->keys > 0 && viet_letter_code(t->plain[0], t->shape[0], t->tone[0]);
  return viet_syllable_plausible(t->name, t->tone, t->n);
}

static bool telex_w(struct typed *t, char key) {
  size_t i = t->n;
  while (i > 0 && !is_vowel(t->plain[i - 1]))
    i--;
  if (i == 0) {
    if (t->n == 0 || !add(t, key == 'w' ? 'u' : 'U')) return false;
    t->shape[t->n - 1] = VIET_SHAPE_HORN;
    return true;
  }
  i--;
  char v = (char)(t->plain[i] | 0x20), u = i > 0 ? (char)(t->plain[i - 1] | 0x20) : 0;
  bool after_u = u == 'u' && !(i > 1 && (t->plain[i - 2] | 0x20) == 'q');
  if (t->shape[i] || !strchr("aou", v)) return false;
  if (v == 'a' && !(after_u && i + 1 == t->n)) {
    t->shape[i] = VIET_SHAPE_BREVE;
  } else if (v == 'a') {
    t->shape[i - 1] = VIET_SHAPE_HORN;
  } else {
    t->shape[i] = VIET_SHAPE_HORN;
    if (v == 'o' && after_u) t->shape[i - 1] = VIET_SHAPE_HORN;
    if (v == 'u' && after_u) return false;
  }
  return true;
}

static bool telex_key(struct typed *t, char c, char before, bool last, uint8_t *tone) {
  static const char tones[] = "frxsj";
  char k = (char)(c | 0x20);
  bool vowel = false;
  for (size_t i = 0; i < t->n; i++)
    vowel |= is_vowel(t->plain[i]);
  const char *at = strchr(tones, k);
  if (vowel && at) {
    if (*tone) return false;
    *tone = (uint8_t)(at - tones + 1);
  } else if (k == 'w') {
    if (!telex_w(t, c)) return false;
  } else if (t->n && strchr("aeo", k) && (before | 0x20) == k && !t->shape[t->n - 1]) {
    t->shape[t->n - 1] = VIET_SHAPE_CIRCUMFLEX;
  } else if (k == 'd' && t->n && (t->plain[0] | 0x20) == 'd' && !t->shape[0] &&
             (t->n == 1 || last)) {
    t->shape[0] = VIET_SHAPE_BAR;
  } else {
    return add(t, c);
  }
  t->keys++;
  return true;
}

// Reads one word of ASCII letters as Telex; false when it is none.
static bool read_telex(const uint8_t *p, size_t n, struct typed *ret) {
  struct typed t = {0};
  uint8_t tone = 0;
  if (n > 2 * VIET_SYLLABLE_MAX) return false;
  for (size_t i = 0; i < n; i++)
    if (!telex_key(&t, (char)p[i], i ? (char)p[i - 1] : 0, i + 1 == n, &tone)) return false;
  if (t.n > VIET_SYLLABLE_MAX || !name_letters(&t)) return false;
  size_t at = t.n == 1 ? 0 : viet_syllable_tone_place(t.name, t.n);
  if (at == t.n) return false;
  t.tone[at] = tone;
  *ret = t;
  return plausible(&t);
}

static bool viqr_shape(struct typed *t, uint8_t c) {
  size_t i = t->n - 1;
  char v = (char)(t->plain[i] | 0x20);
  if (t->shape[i] || t->tone[i]) return false;
  if (c == '^' && strchr("aeo", v))
    t->shape[i] = VIET_SHAPE_CIRCUMFLEX;
  else if (c == '(' && v == 'a')
    t->shape[i] = VIET_SHAPE_BREVE;
  else if ((c == '+' || c == '*') && strchr("ou", v))
    t->shape[i] = VIET_SHAPE_HORN;
  else if ((c | 0x20) == 'd' && v == 'd' && t->n == 1)
    t->shape[i] = VIET_SHAPE_BAR;
  else
    return false;
  t->keys++;
  return true;
}

// A full stop or question mark that ends a sentence rather than marking the letter before it.
// Before a capital it does so only after a small word: "Bo^. No^.i vu." is a name.
static bool ends_sentence(const uint8_t *p, const uint8_t *end, bool after_capital) {
  if (*p != '.' && *p != '?') return false;
  if (++p == end || *p == '\n' || *p == '\r' || *p == '"') return true;
  if (*p != ' ') return false;
  while (p < end && *p == ' ')
    p++;
  return p == end || *p < '0' || (!after_capital && *p >= 'A' && *p <= 'Z');
}

// Reads one word of VIQR at p; the bytes it took, 0 when there is none. `trim` leaves a last mark
// out.
static size_t read_viqr(const uint8_t *p, const uint8_t *end, bool trim, struct typed *ret) {
  static const char tones[] = "`?~'.";
  struct typed t = {0};
  const uint8_t *q = p, *last_mark = NULL;
  for (; q < end && *q; q++) {
    const char *at = strchr(tones, *q);
    if (t.n && viqr_shape(&t, *q)) continue;
    if (is_letter(*q)) {
      if (!add(&t, (char)*q)) return 0;
    } else if (at && t.n && is_vowel(t.plain[t.n - 1]) && !t.tone[t.n - 1] &&
               !ends_sentence(q, end, (t.plain[0] & 0x20) == 0)) {
      t.tone[t.n - 1] = (uint8_t)(at - tones + 1);
      t.keys++;
      last_mark = q;
    } else {
      break;
    }
  }
  if (trim) {
    if (q == p || last_mark != q - 1) return 0;
    q--;
    t.tone[t.n - 1] = 0;
    t.keys--;
  }
  if (!t.n || t.n > VIET_SYLLABLE_MAX || !name_letters(&t) || !plausible(&t)) return 0;
  *ret = t;
  return (size_t)(q - p);
}

struct tally {
  unsigned words, changed, fine, keys;
  unsigned shaped;  // changed words with a letter of another shape, which Western words seldom give
};

static void put_typed(const struct typed *t, struct viet_writer *w) {
  for (size_t i = 0; i < t->n; i++)
    viet_writer_code(w, viet_letter_code(t->plain[i], t->shape[i], t->tone[i]));
}

// One word at p: resolved into w (when given) or counted; the bytes it took. It begins with a
// letter.
static size_t one_word(enum viet_encoding e, const uint8_t *p, const uint8_t *end, bool glued,
                       struct viet_writer *w, struct tally *tally) {
  size_t n = 0;
  while (p + n < end && is_letter(p[n]))
    n++;
  glued |= p + n < end && p[n] >= 0x80;
  struct typed t = {0};
  size_t took = 0;
  if (!glued && e == VIET_TELEX && read_telex(p, n, &t)) took = n;
  if (!glued && e == VIET_VIQR) {
    took = read_viqr(p, end, false, &t);
    if (!took) took = read_viqr(p, end, true, &t);
  }
  tally->words++;
  if (took && t.keys) {
    tally->changed++;
    tally->keys += t.keys;
    bool shaped = false;
    for (size_t i = 0; i < t.n; i++)
      shaped |= t.shape[i] != 0;
    tally->shaped += shaped;
    if (w) put_typed(&t, w);
    return took;
  }
  tally->fine += took > 0;
  if (w) viet_writer_bytes(w, p, n);
  return n;
}

static void walk(enum viet_encoding e, struct bytes s, struct viet_writer *w, struct tally *tally) {
  const uint8_t *p = s.p, *end = s.p + s.n;
  size_t len;
  uint32_t c;
  bool glued = false;
  while (p < end) {
    if (is_letter(*p)) {
      p += one_word(e, p, end, glued, w, tally);
      glued = false;
      continue;
    }
    if (e == VIET_VIQR && *p == '\\' && p + 1 < end && p[1] < 0x80 &&
        strchr("`?~'.^(+*dD\\", p[1]) && p[1]) {
      if (w) viet_writer_bytes(w, p + 1, 1);
      p += 2;
      continue;
    }
    viet_utf8_step(p, end, &c, &len);
    glued = c >= 0x80 && viet_letter_find(c);
    if (w) viet_writer_bytes(w, p, len);
    p += len;
  }
}

size_t viet_typed_decode(enum viet_encoding e, struct bytes utf8, struct buf *out) {
  struct buf nfc CLEANUP(buf_free) = viet_scratch(utf8.n);
  size_t bad = viet_nfc(utf8, &nfc);
  struct tally tally = {0};
  struct viet_writer w;
  w.out = out;
  w.n = 0;
  walk(e, (struct bytes){(const uint8_t *)buf_str(&nfc), nfc.n}, &w, &tally);
  viet_writer_flush(&w);
  return bad;
}

size_t viet_resolve_typed(enum viet_encoding e, struct bytes utf8, struct buf *out) {
  struct buf nfc CLEANUP(buf_free) = viet_scratch(utf8.n);
  viet_nfc(utf8, &nfc);
  struct tally tally = {0};
  struct viet_writer w;
  w.out = out;
  w.n = 0;
  walk(e, (struct bytes){(const uint8_t *)buf_str(&nfc), nfc.n}, &w, &tally);
  viet_writer_flush(&w);
  return tally.changed;
}

static double ramp(double x, double from, double to) {
  return x <= from ? 0 : x >= to ? 1 : (x - from) / (to - from);
}

struct viet_guess viet_detect_typed(struct bytes utf8) {
  struct viet_guess best = {VIET_UTF8, 100};
  double top = 0;
  if (utf8.n > 1 << 16) utf8.n = 1 << 16;
  for (int i = 0; i < 2; i++) {
    enum viet_encoding e = i ? VIET_VIQR : VIET_TELEX;
    struct tally t = {0};
    walk(e, utf8, NULL, &t);
    if (!t.changed) continue;
    double share = (double)t.changed / t.words, fit = (double)(t.changed + t.fine) / t.words;
    double c = 100 * (1 - pow(0.8, t.keys)) * ramp(fit, 0.55, 0.85) * ramp(share, 0.15, 0.35) *
               ramp((double)t.shaped / t.changed, 0.1, 0.3);
    if (c > top && c >= 20) best = (struct viet_guess){e, (int)c};
    if (c > top) top = c;
  }
  return best;
}
