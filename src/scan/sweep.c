// Candidates before judging; see sweep.h. Anchors, two bytes with which a word can begin, are found by sweep_find.c;
// at each anchor the word is read letter by letter as the matchers read it. Where the two could differ this file takes
// more, never less. A long file: traits of characters, reading, search and tables are one chain over one set of tables.
#include "scan/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "scan/sweep_find.h"

enum {
  CODES_END = 0x1F00,
  OPS_MAX = 64,
  WORDS_MAX = SWEEP_ADDED_MAX + 32,
  MARKED_MAX = 192,
  STEPS_MAX = 600,
  KEYS_MAX = 3,         // keystrokes of marks after one letter
  SHORT_LETTERS = 8,    // "TUYETMAT", the longest level, set apart
  LINE_LOOK = 16 << 10  // longer lines are cut by readers, so that any place may begin one
};

// What a code point may be to the matchers, read as it stands or as a byte of an old font.
enum { T_LETTERS = (1 << 26) - 1, T_SKIP = 1 << 26, T_GAP = 1 << 27, T_DIGIT = 1 << 28, T_MARKED = 1 << 29 };

enum domain { TEXT, EIGHT, WIDE_LE, WIDE_BE, DOMAINS };
// What begins at an anchor: the level by what follows its first letter; a line, or a word that begins with a sign;
// a word by its first two bytes; a letter of two bytes, of three.
enum group { G_LEVEL_A, G_LEVEL_SIGN, G_LEVEL_HIGH, G_LINE, G_ASCII, G_ASCII_HIGH, G_TWO, G_THREE };

enum op_kind { OP_END, OP_LETTER, OP_GAP, OP_MAYBE_GAP, OP_SIGN, OP_DIGIT, OP_LINE_END };
struct op {
  uint8_t kind, value;  // letter 0..25, or the sign
};
struct word {
  enum sweep_how how;
  struct op ops[OPS_MAX];
  int next;  // the next word with the same first letter or sign
};

static struct {
  bool ready;
  uint32_t text[CODES_END], eight[256], bytes[256];  // traits; bytes: of old bytes as code points
  struct sweep_find find[DOMAINS];
  struct word words[WORDS_MAX];
  size_t n_words, n_added;
  int by_letter[26], by_sign[128], starts;
  // The vowel of the level with its marks, as units; second 0 is none.
  uint32_t marked[DOMAINS][MARKED_MAX][2];
  size_t n_marked[DOMAINS];
  char level[3];  // its letters without marks
} sweep;

static const enum viet_encoding old_encodings[] = {VIET_TCVN3,  VIET_TCVN5712, VIET_VNI,
                                                   VIET_VISCII, VIET_VPS,      VIET_CP1258};

// Letters of other scripts that the matchers read as the letter they look like (match_text.c).
static const uint16_t twins[][2] = {{0x041C, 'M'}, {0x0422, 'T'}, {0x041E, 'O'}, {0x0406, 'I'},
                                    {0x0423, 'U'}, {0x0415, 'E'}, {0x0410, 'A'}, {0x039C, 'M'},
                                    {0x03A4, 'T'}, {0x039F, 'O'}, {0x0399, 'I'}, {0x03A5, 'Y'},
                                    {0x0395, 'E'}, {0x0391, 'A'}, {0x04AE, 'Y'}};

// ---- characters

static bool is_alnum(uint32_t c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static uint32_t letter_bit(uint32_t c) {
  return (c | 32) >= 'a' && (c | 32) <= 'z' ? 1u << ((c | 32) - 'a') : 0;
}

static uint32_t ascii_traits(uint32_t c) {
  return letter_bit(c) ? letter_bit(c) : is_alnum(c) ? T_DIGIT : T_GAP;
}

// The first code point of UTF-8 known to be well formed.
static uint32_t first_code(const struct buf *b) {
  const uint8_t *p = (const uint8_t *)buf_str(b);
  if (p[0] < 0x80) return p[0];
  if (p[0] < 0xE0) return (uint32_t)(p[0] & 31) << 6 | (p[1] & 63u);
  return (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63u);
}

// The ASCII letter under a code point as a bit, as match_text.c finds it.
static uint32_t base_traits(uint32_t c) {
  struct buf in CLEANUP(buf_free) = buf_init(8), out CLEANUP(buf_free) = buf_init(32);
  if (c < 0x80) return ascii_traits(c);
  if (c > 0x24F && c < 0x1E00) return T_GAP;
  buf_put_utf8(&in, c);
  viet_fold((struct bytes){(const uint8_t *)in.p, in.n}, &out);
  return out.n == 1 && is_alnum((uint8_t)out.p[0]) ? ascii_traits((uint8_t)out.p[0]) : T_GAP;
}

// The code point CP1252 shows for a byte; 0 where it has none.
static uint32_t cp1252_code(uint8_t byte) {
  struct buf b CLEANUP(buf_free) = buf_init(8);
  viet_decode(VIET_CP1252, (struct bytes){&byte, 1}, &b);
  uint32_t c = first_code(&b);
  return c == 0xFFFD ? 0 : c;
}

static void add_old_traits(uint32_t letter, const struct buf *coded) {
  const uint8_t *p = (const uint8_t *)coded->p;
  uint32_t bits = base_traits(letter) & T_LETTERS;
  if (p[0] >= 0x80) sweep.bytes[p[0]] |= bits;
  if (coded->n == 2) sweep.bytes[p[1]] |= T_SKIP;
}

static void prepare_traits(void) {
  memset(sweep.bytes, 0, sizeof sweep.bytes);
  for (uint32_t c = 0x80; c < CODES_END; c++) {
    struct buf in CLEANUP(buf_free) = buf_init(8);
    buf_put_utf8(&in, c);
    for (size_t i = 0; i < ARRAY_LEN(old_encodings) && (c < 0x250 || c >= 0x1E00); i++) {
      struct buf out CLEANUP(buf_free) = buf_init(8);
      bool unknown = viet_encode(old_encodings[i], (struct bytes){(const uint8_t *)in.p, in.n}, &out);
      if (!unknown && out.n <= 2 && (base_traits(c) & T_LETTERS)) add_old_traits(c, &out);
    }
  }
  for (uint32_t c = 0; c < CODES_END; c++)
    sweep.text[c] = base_traits(c);
  for (uint32_t c = 0x300; c < 0x370; c++)
    sweep.text[c] |= T_SKIP;
  sweep.text[0xAD] |= T_SKIP;
  for (size_t i = 0; i < ARRAY_LEN(twins); i++)
    sweep.text[twins[i][0]] = letter_bit(twins[i][1]);
  for (uint32_t b = 0; b < 256; b++) {
    sweep.eight[b] = b < 0x80 ? ascii_traits(b) : sweep.bytes[b] | T_GAP;
    uint32_t c = b < 0x80 ? 0 : cp1252_code((uint8_t)b);
    if (c && c < CODES_END) sweep.eight[b] |= sweep.text[c], sweep.text[c] |= sweep.bytes[b];
    if (b >= 0x80) sweep.text[b] |= sweep.bytes[b];
    if (b >= 0xCC && sweep.bytes[b] == 0 && !c) sweep.eight[b] |= T_SKIP;
  }
  sweep.eight[0xAD] |= T_SKIP;
}

static uint32_t code_traits(uint32_t c) {
  if (c < CODES_END) return sweep.text[c];
  if (c >= 0xFF01 && c <= 0xFF5E) return ascii_traits(c - 0xFEE0);
  if (c >= 0xF000 && c <= 0xF0FF)
    return c < 0xF080 ? ascii_traits(c - 0xF000) | T_GAP : sweep.eight[c - 0xF000];
  if ((c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF) return T_SKIP | T_GAP;
  // Signs CP1252 has above U+0100: bytes of old fonts.
  for (unsigned b = 0x80; b < 0xA0 && c >= 0x2013 && c <= 0x2122; b++) {
    static uint32_t codes[32];
    if (!codes[0]) codes[0] = cp1252_code(0x80);
    if (!codes[b - 0x80]) codes[b - 0x80] = cp1252_code((uint8_t)b);
    if (codes[b - 0x80] == c) return sweep.bytes[b] | T_GAP;
  }
  return T_GAP;
}

// ---- reading

struct text {
  enum domain d;
  const uint8_t *p;
  size_t n;
};

// The unit at `at` < n: a code point, in EIGHT a byte.
static inline size_t unit(const struct text *t, size_t at, uint32_t *ret) {
  const uint8_t *p = t->p + at;
  if (t->d <= EIGHT && p[0] < 0x80) {
    *ret = p[0];
    return 1;
  }
  size_t left = t->n - at;
  if (t->d == WIDE_LE || t->d == WIDE_BE) {
    *ret = left < 2 ? 0 : t->d == WIDE_LE ? (uint32_t)(p[0] | p[1] << 8) : (uint32_t)(p[0] << 8 | p[1]);
    return left < 2 ? left : 2;
  }
  *ret = p[0];
  if (t->d == EIGHT || p[0] < 0xC2) {
    if (t->d == TEXT && p[0] >= 0x80) *ret = 0xFFFD;
    return 1;
  }
  size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
  uint32_t c = n == 2 ? p[0] & 31u : n == 3 ? p[0] & 15u : p[0] & 7u;
  for (size_t i = 1; i < n; i++) {
    if (i >= left || (p[i] & 0xC0) != 0x80) {
      *ret = 0xFFFD;
      return 1;
    }
    c = c << 6 | (p[i] & 63u);
  }
  *ret = c;
  return n;
}

static uint32_t traits(const struct text *t, uint32_t c) {
  return t->d == EIGHT ? sweep.eight[c] : code_traits(c);
}

// Line ends, and what parts the cells of a table.
static bool ends_line(uint32_t c) {
  return c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ';' || c == '|';
}

// Keys that VIQR and Telex put behind a letter.
static bool is_key(uint32_t c) {
  static const char letters[] = "aeowdsfrxjz", signs[] = "^.`'?~+*(-";
  static uint64_t keys[2];  // a bit per character below 0x80
  if (!keys[1]) {
    for (const char *k = signs; *k; k++)
      keys[*k >> 6] |= UINT64_C(1) << (*k & 63);
    for (const char *k = letters; *k; k++)
      keys[1] |= UINT64_C(1) << (*k & 63) | UINT64_C(1) << ((*k - 32) & 63);
  }
  return c < 0x80 && (keys[c >> 6] >> (c & 63) & 1);
}

// A state of reading a word: the operation at hand, and what may still be passed over.
struct reading {
  const struct text *t;
  int steps;
};

static bool read_ops(struct reading *r, const struct op *op, size_t at, int keys);

// Keys stand behind vowels and d, and at the end of a syllable.
static bool keys_after(const struct op *op) {
  enum { VOWELS_AND_D = 1 << 0 | 1 << 3 | 1 << 4 | 1 << 8 | 1 << 14 | 1 << 20 | 1 << 24 };
  return op[1].kind != OP_LETTER || (VOWELS_AND_D >> op->value & 1);
}

static bool read_letter(struct reading *r, const struct op *op, size_t at, int keys) {
  uint32_t c;
  if (at >= r->t->n) return false;
  size_t n = unit(r->t, at, &c);
  uint32_t is = traits(r->t, c);
  if ((is & 1u << op->value) && read_ops(r, op + 1, at + n, keys_after(op) ? KEYS_MAX : 0)) return true;
  if ((is & T_SKIP) && read_letter(r, op, at + n, keys)) return true;
  return keys > 0 && is_key(c) && read_letter(r, op, at + n, keys - 1);
}

static bool read_gap(struct reading *r, const struct op *op, size_t at, int keys) {
  bool enough = op->kind == OP_MAYBE_GAP;
  while (true) {
    uint32_t c;
    if (enough && read_ops(r, op + 1, at, 0)) return true;
    if (at >= r->t->n || --r->steps < 0) return r->steps < 0;
    size_t n = unit(r->t, at, &c);
    uint32_t is = traits(r->t, c);
    if (is & T_GAP)
      enough = true;
    else if (!(is & T_SKIP) && !(keys-- > 0 && is_key(c)))
      return false;
    at += n;
  }
}

// True as well when reading takes too long to tell.
static bool read_ops(struct reading *r, const struct op *op, size_t at, int keys) {
  if (--r->steps < 0) return true;
  uint32_t c;
  switch (op->kind) {
    case OP_LETTER:
      return read_letter(r, op, at, keys);
    case OP_GAP:
    case OP_MAYBE_GAP:
      return read_gap(r, op, at, keys);
    case OP_LINE_END:
      for (; at < r->t->n; at += unit(r->t, at, &c)) {
        unit(r->t, at, &c);
        if (ends_line(c)) return true;
        if ((traits(r->t, c) & (T_LETTERS | T_DIGIT)) && !(keys-- > 0 && is_key(c))) return false;
      }
      return true;
    case OP_DIGIT:
      if (at >= r->t->n) return false;
      unit(r->t, at, &c);
      return (traits(r->t, c) & T_DIGIT) != 0;
    case OP_SIGN:
      for (; at < r->t->n; keys--) {
        size_t n = unit(r->t, at, &c);
        if (c == op->value || c == op->value + 0xFEE0u || c == op->value + 0xF000u)
          return read_ops(r, op + 1, at + n, 0);
        if (!(traits(r->t, c) & T_SKIP) && !(keys > 0 && is_key(c))) return false;
        at += n;
      }
      return false;
    default:
      return true;
  }
}

static bool word_at(const struct text *t, const struct word *w, size_t at) {
  struct reading r = {t, STEPS_MAX};
  return read_ops(&r, w->ops, at, 0);
}

static bool one_of(const struct text *t, int first, size_t at) {
  for (int k = first; k >= 0; k = sweep.words[k].next)
    if (word_at(t, &sweep.words[k], at)) return true;
  return false;
}

// ---- phrases

static bool phrase_at(const struct text *t, size_t at) {
  uint32_t c;
  unit(t, at, &c);
  if (c >= 0xF000 && c < 0xF080) c -= 0xF000;
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c < 0x80 && !letter_bit(c)) return one_of(t, sweep.by_sign[c], at);
  uint32_t is = traits(t, c) & T_LETTERS;
  for (; is; is &= is - 1)
    if (one_of(t, sweep.by_letter[__builtin_ctz(is)], at)) return true;
  return false;
}

// Words that count at the beginning of a line only, signs before them passed over.
static bool line_begins_at(const struct text *t, size_t at) {
  while (at < t->n) {
    uint32_t c;
    size_t n = unit(t, at, &c);
    uint32_t is = traits(t, c);
    if (ends_line(c)) return false;
    if ((is & T_LETTERS) && one_of(t, sweep.starts, at)) return true;
    if (!(is & (T_GAP | T_SKIP))) return false;
    at += n;
  }
  return false;
}

// ---- the level

static bool is_exact(uint32_t c, char letter) {
  if (c < 0x80) return (c & ~32u) == (uint8_t)letter;
  if ((c >= 0xFF01 && c <= 0xFF5E)) return ((c - 0xFEE0) & ~32u) == (uint8_t)letter;
  if (c >= 0xF000 && c < 0xF080) return ((c - 0xF000) & ~32u) == (uint8_t)letter;
  for (size_t i = 0; i < ARRAY_LEN(twins) && c >= 0x391 && c <= 0x4AE; i++)
    if (twins[i][0] == c) return twins[i][1] == (uint16_t)letter;
  return false;
}

// At most eight ASCII letters and digits in the line around `at`: only then a level may be set apart.
static bool line_is_short(const struct text *t, size_t at) {
  size_t letters = 0, from = at, to = at;
  while (from > 0 && !ends_line(t->p[from - 1]) && letters <= SHORT_LETTERS && at - from < LINE_LOOK)
    letters += is_alnum(t->p[--from]);
  for (; to < t->n && !ends_line(t->p[to]) && letters <= SHORT_LETTERS && to - at < LINE_LOOK; to++)
    letters += is_alnum(t->p[to]);
  return letters <= SHORT_LETTERS;
}

// Whether a level may be set apart around `at`: a short line without any letter that is neither part of a level nor a
// key of Telex (the matchers take a line as a whole: text_join_spaced).
static bool may_be_set_apart(const struct text *t, size_t at) {
  static const char parts[] = "aeimotuydfjrswxz";
  uint32_t known = 0;
  for (const char *c = parts; *c; c++)
    known |= letter_bit((uint8_t)*c);
  if (!line_is_short(t, at)) return false;
  bool other = false;
  for (size_t from = at; from > 0 && !ends_line(t->p[from - 1]) && !other && at - from < LINE_LOOK;)
    other = (letter_bit(t->p[--from]) & ~known) != 0;
  for (; at < t->n && !ends_line(t->p[at]) && !other; at++)
    other = (letter_bit(t->p[at]) & ~known) != 0;
  return !other;
}

// Passes over what the matchers drop; tells the two marks of the vowel.
static size_t pass_marks(const struct text *t, size_t at, bool *hat, bool *dot) {
  uint32_t c;
  for (size_t n; at < t->n; at += n) {
    n = unit(t, at, &c);
    uint32_t is = traits(t, c);
    if (!(is & T_SKIP)) break;
    *hat = *hat || c == 0x302;
    *dot = *dot || c == 0x323;
  }
  return at;
}

static bool marked_vowel_at(const struct text *t, size_t at, size_t *ret_next);

// Behind the first letter: a gap, the vowel, and a line so short that it may be a level set apart.
static bool set_apart_at(const struct text *t, size_t at) {
  uint32_t c = 0;
  size_t next, start = at;
  for (size_t n; at < t->n && at - start < LINE_LOOK; at += n) {
    n = unit(t, at, &c);
    if (marked_vowel_at(t, at, &next) || is_exact(c, sweep.level[1])) return may_be_set_apart(t, at);
    if (!(traits(t, c) & (T_GAP | T_SKIP))) return false;
  }
  return false;
}

// Behind the vowel: the last letter, or a gap in a line so short that it may be a level set apart.
static bool level_ends_at(const struct text *t, size_t at, bool *ret_whole) {
  bool hat = false, dot = false;
  uint32_t c = 0, after = 0;
  at = pass_marks(t, at, &hat, &dot);
  if (at >= t->n) return false;
  size_t n = unit(t, at, &c);
  *ret_whole = false;
  if (!is_exact(c, sweep.level[2])) return (traits(t, c) & T_GAP) && may_be_set_apart(t, at);
  at = pass_marks(t, at + n, &hat, &dot);
  if (at < t->n) unit(t, at, &after);
  *ret_whole = at >= t->n || ends_line(after) || (traits(t, after) & T_GAP);
  return true;
}

static bool marked_vowel_at(const struct text *t, size_t at, size_t *ret_next) {
  uint32_t c, next = 0;
  size_t n = unit(t, at, &c), more = at + n < t->n ? unit(t, at + n, &next) : 0;
  bool may = t->d == EIGHT || c >= CODES_END || (sweep.text[c] & T_MARKED);
  for (size_t i = may ? 0 : sweep.n_marked[t->d]; i < sweep.n_marked[t->d]; i++) {
    const uint32_t *m = sweep.marked[t->d][i];
    if (m[0] != c || (m[1] && m[1] != next)) continue;
    *ret_next = at + n + (m[1] ? more : 0);
    return true;
  }
  bool hat = c == 0xC2 || c == 0xE2, dot = c == 0x1EA0 || c == 0x1EA1;
  if (t->d == EIGHT || !may || (!hat && !dot && !is_exact(c, sweep.level[1]))) return false;
  *ret_next = pass_marks(t, at + n, &hat, &dot);
  return hat && dot;
}

// "maajt", "ma^.t": the keys of both marks and the last letter within three bytes.
static bool keys_at(const struct text *t, size_t at) {
  bool hat = false, dot = false, last = false;
  uint32_t c;
  for (int i = 0; i < 3 && at < t->n; i++) {
    at += unit(t, at, &c);
    hat = hat || c == '^' || (c | 32) == 'a';
    dot = dot || c == '.' || (c | 32) == 'j';
    last = last || (c | 32) == 't';
  }
  return hat && dot && last;
}

static bool level_at(const struct text *t, size_t at) {
  uint32_t c, before = ' ';
  bool hat = false, dot = false, whole;
  size_t n = unit(t, at, &c), next;
  if (!is_exact(c, sweep.level[0])) return false;
  // A soft hyphen may be one, or a letter of an old font.
  if (at + n < t->n && marked_vowel_at(t, at + n, &next) && level_ends_at(t, next, &whole)) return true;
  size_t vowel = pass_marks(t, at + n, &hat, &dot);
  if (vowel >= t->n) return false;
  if (marked_vowel_at(t, vowel, &next)) return level_ends_at(t, next, &whole);
  n = unit(t, vowel, &c);
  if (!is_exact(c, sweep.level[1])) return set_apart_at(t, vowel);
  if (keys_at(t, vowel + n)) return true;
  if (!level_ends_at(t, vowel + n, &whole)) return false;
  size_t width = t->d == WIDE_LE || t->d == WIDE_BE ? 2 : 1;
  if (at >= width) {
    before = t->p[at - 1];
    if (width == 2) unit(t, at - 2, &before);
  }
  return (whole && !is_alnum(before)) || line_is_short(t, at);
}

// ---- search

static bool anchor(const void *ctx, size_t at, unsigned groups) {
  enum {
    LETTER = 1 << G_TWO | 1 << G_THREE,
    LEVEL = 1 << G_LEVEL_A | 1 << G_LEVEL_SIGN | 1 << G_LEVEL_HIGH | LETTER,
    PHRASE = 1 << G_ASCII | 1 << G_ASCII_HIGH | LETTER,
  };
  const struct text *t = ctx;
  if ((t->d == WIDE_LE || t->d == WIDE_BE) && at % 2) return false;
  if (groups & 1 << G_LINE) {
    uint32_t c;
    size_t n = unit(t, at, &c);
    if (ends_line(c) ? line_begins_at(t, at + n) : phrase_at(t, at)) return true;
  }
  if ((groups & LEVEL) && level_at(t, at)) return true;
  return (groups & PHRASE) && phrase_at(t, at);
}

static bool search(enum domain d, const uint8_t *p, size_t n) {
  if (!sweep.ready) sweep_prepare();
  const struct text t = {d, p, n};
  return (n && line_begins_at(&t, 0)) || sweep_find_run(&sweep.find[d], p, 0, n, anchor, &t);
}

bool sweep_text(const char *s, size_t n) {
  return search(TEXT, (const uint8_t *)s, n);
}

bool sweep_bytes(enum viet_encoding e, const uint8_t *p, size_t n) {
  if (e == VIET_UTF16LE || e == VIET_UTF16BE) return search(e == VIET_UTF16LE ? WIDE_LE : WIDE_BE, p, n & ~(size_t)1);
  return search(EIGHT, p, n);
}

// ---- words

static void add_op(struct word *w, size_t *n, uint8_t kind, uint8_t value) {
  if (*n + 1 < OPS_MAX) w->ops[(*n)++] = (struct op){kind, value};
}

static bool take_word(struct word *w, enum sweep_how how) {
  if (sweep.n_words == WORDS_MAX) return false;
  w->how = how;
  sweep.words[sweep.n_words++] = *w;
  return true;
}

static void add_listed(const struct sweep_word *from) {
  struct word w = {0};
  size_t n = 0;
  for (const char *p = from->text; *p; p++) {
    if (letter_bit((uint8_t)*p))
      add_op(&w, &n, OP_LETTER, (uint8_t)((*p | 32) - 'a'));
    else
      add_op(&w, &n, *p == ' ' ? OP_GAP : *p == '#' ? OP_DIGIT : *p == '$' ? OP_LINE_END : OP_SIGN, (uint8_t)*p);
  }
  (void)take_word(&w, from->how);
}

static void prepare_listed(void);

bool sweep_add_word(const char *phrase) {
  if (!sweep.ready) sweep_prepare();
  if (sweep.n_added == SWEEP_ADDED_MAX) return false;
  struct buf folded CLEANUP(buf_free) = buf_init(4096);
  viet_fold((struct bytes){(const uint8_t *)phrase, strlen(phrase)}, &folded);
  struct word w = {0};
  size_t n = 0;
  bool letter = false;
  for (const char *p = buf_str(&folded); *p && n + 2 < OPS_MAX; p++) {
    uint8_t c = (uint8_t)*p;
    letter = letter || letter_bit(c);
    if (letter_bit(c))
      add_op(&w, &n, OP_LETTER, (uint8_t)((c | 32) - 'a'));
    else if (is_alnum(c))
      add_op(&w, &n, OP_SIGN, c);
    else if (n && w.ops[n - 1].kind != OP_MAYBE_GAP)
      add_op(&w, &n, OP_MAYBE_GAP, 0);
  }
  if (!letter || !take_word(&w, SWEEP_PHRASE)) return false;
  sweep.n_added++;
  prepare_listed();
  return true;
}

bool sweep_add_words(const char *const *phrases, size_t n) {
  bool all = true;
  for (size_t i = 0; i < n; i++)
    all = sweep_add_word(phrases[i]) && all;
  return all;
}

// ---- tables of anchors

// A unit in the bytes of the domain.
static size_t unit_bytes(enum domain d, uint32_t c, uint8_t out[4]) {
  struct buf b CLEANUP(buf_free) = buf_init(8);
  memset(out, 0, 4);
  if (d == EIGHT) out[0] = (uint8_t)c;
  if (d == WIDE_LE) out[0] = (uint8_t)c, out[1] = (uint8_t)(c >> 8);
  if (d == WIDE_BE) out[0] = (uint8_t)(c >> 8), out[1] = (uint8_t)c;
  if (d == EIGHT) return 1;
  if (d != TEXT) return 2;
  buf_put_utf8(&b, c);
  memcpy(out, buf_str(&b), b.n);
  return b.n;
}

// The n-th unit there is, false behind the last.
static bool nth_unit(enum domain d, uint32_t n, uint32_t *ret) {
  static const uint32_t more[][2] = {{0xFF01, 0xFF5E}, {0xF000, 0xF0FF}, {0x2000, 0x2122}, {0xFEFF, 0xFEFF}};
  uint32_t end = d == EIGHT ? 256 : CODES_END;
  *ret = n;
  if (n < end) return true;
  for (size_t i = 0; i < ARRAY_LEN(more) && d != EIGHT; i++) {
    uint32_t have = more[i][1] - more[i][0] + 1;
    *ret = more[i][0] + (n - end);
    if (n - end < have) return true;
    n -= have;
  }
  return false;
}

static void add_pair(enum domain d, enum group g, const uint8_t *p) {
  sweep.find[d].first[p[0]] |= (uint8_t)(1 << g);
  sweep.find[d].second[p[1]] |= (uint8_t)(1 << g);
}

// Bytes with which the unit of an operation may begin.
static void add_begins(enum domain d, uint8_t table[256], enum group ascii, enum group high, const struct op *op) {
  uint32_t wanted = op->kind == OP_LETTER ? 1u << op->value | T_SKIP : ~0u;
  for (uint32_t i = 0, c; nth_unit(d, i, &c); i++) {
    uint8_t b[4];
    if (!((d == EIGHT ? sweep.eight[c] : code_traits(c)) & wanted)) continue;
    unit_bytes(d, c, b);
    table[b[0]] |= (uint8_t)(1 << (b[0] < 0x80 ? ascii : high));
  }
}

static void add_all(uint8_t table[256], enum group g) {
  for (unsigned c = 0; c < 256; c++)
    table[c] |= (uint8_t)(1 << g);
}

// What may stand behind an ASCII letter or sign that begins a word.
static void add_behind(enum domain d, enum group ascii, enum group high, const struct op *op) {
  struct sweep_find *f = &sweep.find[d];
  static const struct op any = {OP_GAP, 0};
  bool keys = op->kind == OP_LETTER && keys_after(op);
  add_begins(d, f->second, ascii, high, keys ? &any : op + 1);
  add_all(f->third, high);
  bool more = !keys && op[1].kind == OP_LETTER && op[2].kind == OP_LETTER && !keys_after(op + 1);
  if (more)
    add_begins(d, f->third, ascii, ascii, op + 2);
  else
    add_all(f->third, ascii);
}

static void add_word_anchors(enum domain d, const struct word *w) {
  const struct op *op = w->ops;
  for (uint32_t i = 0, c; nth_unit(d, i, &c); i++) {
    uint8_t b[4];
    uint32_t is = d == EIGHT ? sweep.eight[c] : code_traits(c);
    bool sign = op->kind == OP_SIGN && (c == op->value || c == op->value + 0xFEE0u || c == op->value + 0xF000u);
    if (!sign && !(op->kind == OP_LETTER && (is & 1u << op->value))) continue;
    size_t n = unit_bytes(d, c, b);
    if (n > 1) {
      add_pair(d, n == 2 ? G_TWO : G_THREE, b);
      continue;
    }
    enum group ascii = sign ? G_LINE : c < 0x80 ? G_ASCII : G_TWO, high = sign ? G_LINE : c < 0x80 ? G_ASCII_HIGH : G_TWO;
    sweep.find[d].first[b[0]] |= (uint8_t)(1 << ascii | 1 << high);
    add_behind(d, ascii, high, op);
  }
}

// Third bytes where the vowel follows at once: its marks, its keys, the last letter; or the rest of its bytes.
static void add_level_thirds(enum domain d) {
  struct sweep_find *f = &sweep.find[d];
  for (unsigned c = 0; c < 256; c++)
    if (!is_alnum(c) || strchr("aAjJtT", (int)c)) f->third[c] |= 1 << G_LEVEL_A;
  add_all(f->third, G_LEVEL_SIGN);
  if (d != TEXT) add_all(f->third, G_LEVEL_HIGH);
  for (uint32_t i = 0, c; d == TEXT && nth_unit(d, i, &c); i++) {
    uint8_t b[4];
    bool marked = c < CODES_END ? (sweep.text[c] & T_MARKED) != 0 : c >= 0xF000;
    if ((marked || (code_traits(c) & (T_SKIP | T_GAP))) && unit_bytes(d, c, b) > 1)
      f->third[b[1]] |= (uint8_t)(marked || c < 0x370 || c > 0x2000 ? 1 << G_LEVEL_HIGH : 0);
  }
}

static void add_level_anchors(enum domain d) {
  uint8_t *second = sweep.find[d].second;
  for (uint32_t i = 0, c; nth_unit(d, i, &c); i++) {
    uint8_t b[4];
    if (!is_exact(c, sweep.level[0]) || (d == EIGHT && c >= 0x80)) continue;
    size_t n = unit_bytes(d, c, b);
    if (n > 1)
      add_pair(d, n == 2 ? G_TWO : G_THREE, b);
    else
      sweep.find[d].first[b[0]] |= 1 << G_LEVEL_A | 1 << G_LEVEL_SIGN | 1 << G_LEVEL_HIGH;
  }
  for (unsigned c = 0; c < 256; c++)
    second[c] |= (uint8_t)(c >= 0x80                                      ? 1 << G_LEVEL_HIGH
                           : is_exact(c, sweep.level[1]) || (c & 63) == 0 ? 1 << G_LEVEL_A
                           : is_alnum(c)                                  ? 0
                                                                          : 1 << G_LEVEL_SIGN);
}

static void add_line_anchors(enum domain d) {
  uint8_t b[4];
  for (const char *p = "\n\r\t,;|"; *p; p++) {
    if (unit_bytes(d, (uint8_t)*p, b) > 1)
      add_pair(d, G_LINE, b);
    else
      sweep.find[d].first[b[0]] |= 1 << G_LINE;
  }
  for (unsigned c = 0; c < 256 && (d == TEXT || d == EIGHT); c++)
    sweep.find[d].second[c] |= 1 << G_LINE;
}

static void prepare_listed(void) {
  memset(sweep.find, 0, sizeof sweep.find);
  memset(sweep.by_letter, -1, sizeof sweep.by_letter);
  memset(sweep.by_sign, -1, sizeof sweep.by_sign);
  sweep.starts = -1;
  for (int i = 0; i < (int)sweep.n_words; i++) {
    struct word *w = &sweep.words[i];
    int *list = w->how == SWEEP_START            ? &sweep.starts
                : w->ops[0].kind == OP_LETTER ? &sweep.by_letter[w->ops[0].value]
                                              : &sweep.by_sign[w->ops[0].value & 127];
    w->next = *list;
    *list = i;
  }
  for (enum domain d = TEXT; d < DOMAINS; d++) {
    add_level_anchors(d);
    add_level_thirds(d);
    add_all(sweep.find[d].third, G_LINE);
    add_all(sweep.find[d].third, G_TWO);
    add_all(sweep.find[d].third, G_THREE);
    add_line_anchors(d);
    for (size_t i = 0; i < sweep.n_words; i++)
      if (sweep.words[i].how != SWEEP_START) add_word_anchors(d, &sweep.words[i]);
    sweep_find_prepare(&sweep.find[d]);
  }
}

// ---- the vowel of the level

static void add_marked(enum domain d, uint32_t a, uint32_t b) {
  for (size_t i = 0; i < sweep.n_marked[d]; i++)
    if (sweep.marked[d][i][0] == a && sweep.marked[d][i][1] == b) return;
  if (a && sweep.n_marked[d] < MARKED_MAX) {
    if (d != EIGHT && a < CODES_END) sweep.text[a] |= T_MARKED;
    sweep.marked[d][sweep.n_marked[d]][0] = a;
    sweep.marked[d][sweep.n_marked[d]++][1] = b;
  }
}

// The code points a byte may be held as in office files.
static uint32_t held_as(uint8_t byte, int way) {
  if (!byte) return 0;
  return way == 0 ? (byte < 0x80 ? byte : cp1252_code(byte)) : way == 1 ? byte : 0xF000u + byte;
}

static void add_marked_bytes(const uint8_t *p, size_t n) {
  uint8_t a = p[0], b = n > 1 ? p[1] : 0;
  add_marked(EIGHT, a, b);
  for (int i = 0; i < 9; i++) {
    uint32_t x = held_as(a, i / 3), y = held_as(b, i % 3);
    if (b && !y) continue;
    for (enum domain d = TEXT; d < DOMAINS; d++)
      if (d != EIGHT) add_marked(d, x, y);
  }
}

static void add_marked_letter(struct bytes letter) {
  struct buf b CLEANUP(buf_free) = buf_init(8);
  buf_put(&b, letter.p, letter.n);
  for (enum domain d = TEXT; d < DOMAINS; d++)
    if (d != EIGHT) add_marked(d, first_code(&b), 0);
  for (size_t i = 0; i < ARRAY_LEN(old_encodings); i++) {
    buf_clear(&b);
    if (viet_encode(old_encodings[i], letter, &b) || !b.n || b.n > 2) continue;
    add_marked_bytes((const uint8_t *)b.p, b.n);
    if (b.n == 2 && letter_bit((uint8_t)b.p[0])) {
      b.p[0] = (char)(b.p[0] ^ 32);
      add_marked_bytes((const uint8_t *)b.p, 2);
    }
  }
}

static void prepare_level(const char *word) {
  struct buf plain CLEANUP(buf_free) = buf_init(64), low CLEANUP(buf_free) = buf_init(64);
  struct bytes all = {(const uint8_t *)word, strlen(word)};
  viet_fold(all, &plain);
  ASSERT(plain.n == 3);
  for (uint32_t c = 0; c < CODES_END; c++)  // forms whose marks follow
    if (is_exact(c, (char)(plain.p[1] - 32)) || c == 0xC2 || c == 0xE2 || c == 0x1EA0 || c == 0x1EA1)
      sweep.text[c] |= T_MARKED;
  for (size_t i = 0; i < 3; i++)
    sweep.level[i] = (char)(plain.p[i] - 32);
  viet_lower(all, &low);
  add_marked_letter((struct bytes){all.p + 1, all.n - 2});
  add_marked_letter((struct bytes){(const uint8_t *)buf_str(&low) + 1, low.n - 2});
}

void sweep_prepare(void) {
  if (sweep.ready) return;
  prepare_traits();
  for (const struct sweep_word *w = sweep_words; w->text; w++)
    if (w->how == SWEEP_LEVEL)
      prepare_level(w->text);
    else
      add_listed(w);
  prepare_listed();
  sweep.ready = true;
}
