// Letters and words of a line; see match_text.h.
#include "scan/match_text.h"

#include <string.h>

#include "viet/viet.h"

// ---- letters

enum { TABLE_END = 0x1F00 };
static struct {
  uint16_t upper;
  char base;  ///< ASCII capital, digit, or 0
  bool lower;
} letters[TABLE_END];
static bool letters_ready;

// Filled from viet's own rules, so that both agree on what a letter is.
void text_prepare(void) {
  if (letters_ready) return;
  struct buf in CLEANUP(buf_free) = buf_init(8), out CLEANUP(buf_free) = buf_init(32);
  for (uint32_t c = 1; c < TABLE_END; c++) {
    letters[c].upper = (uint16_t)c;
    if (c > 0x24F && c < 0x1E00) continue;
    buf_clear(&in), buf_clear(&out);
    buf_put_utf8(&in, c);
    struct bytes b = {(const uint8_t *)in.p, in.n};
    viet_fold(b, &out);
    if (out.n == 1 &&
        ((out.p[0] >= 'a' && out.p[0] <= 'z') || (out.p[0] >= '0' && out.p[0] <= '9')))
      letters[c].base = out.p[0] >= 'a' ? (char)(out.p[0] - 32) : out.p[0];
    buf_clear(&out);
    viet_upper(b, &out);
    if (out.n != in.n || memcmp(out.p, in.p, in.n) != 0) {
      letters[c].lower = true;
      const uint8_t *u = (const uint8_t *)buf_str(&out);
      if (out.n == 1) letters[c].upper = u[0];
      if (out.n == 2) letters[c].upper = (uint16_t)((u[0] & 31) << 6 | (u[1] & 63));
      if (out.n == 3)
        letters[c].upper = (uint16_t)((u[0] & 15) << 12 | (u[1] & 63) << 6 | (u[2] & 63));
    }
  }
  letters_ready = true;
}

// ---- words with a meaning

static const struct {
  enum token token;
  bool plain;
  uint16_t full[8];
} tokens[] = {
    {TOKEN_MAT, false, {'M', 0x1EAC, 'T'}},
    {TOKEN_MAT, true, {'M', 'A', 'T'}},
    {TOKEN_MAT, false, {'M', 0xCB, 'T'}},       // TCVN3 read as Latin-1
    {TOKEN_MAT, false, {'M', 'A', 0xC4, 'T'}},  // VNI read as Latin-1
    {TOKEN_TOI, false, {'T', 0x1ED0, 'I'}},
    {TOKEN_TOI, true, {'T', 'O', 'I'}},
    {TOKEN_TOI, false, {'T', 0xC8, 'I'}},
    {TOKEN_TOI, false, {'T', 'O', 0xC1, 'I'}},
    {TOKEN_TUYET, false, {'T', 'U', 'Y', 0x1EC6, 'T'}},
    {TOKEN_TUYET, true, {'T', 'U', 'Y', 'E', 'T'}},
    {TOKEN_TUYET, false, {'T', 'U', 'Y', 0xD6, 'T'}},
    {TOKEN_TUYET, false, {'T', 'U', 'Y', 'E', 0xC4, 'T'}},
    {TOKEN_DO, false, {0x110, 0x1ED8}},
    {TOKEN_DO, true, {'D', 'O'}},
    {TOKEN_DO, false, {0xD1, 'O', 0xC4}},
};

static size_t decode(const char *s, size_t n, uint32_t *ret) {
  const uint8_t *p = (const uint8_t *)s;
  if (p[0] < 0x80) {
    *ret = p[0];
    return 1;
  }
  size_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 1;
  if (len > n || len == 1) {
    *ret = 0xFFFD;
    return 1;
  }
  uint32_t c = len == 2 ? p[0] & 31u : len == 3 ? p[0] & 15u : p[0] & 7u;
  for (size_t i = 1; i < len; i++) {
    if ((p[i] & 0xC0) != 0x80) {
      *ret = 0xFFFD;
      return 1;
    }
    c = c << 6 | (p[i] & 63u);
  }
  *ret = c;
  return len;
}

static bool is_invisible(uint32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
}

// Letters of other scripts that look like those of the marks, and full-width ones, are read as what
// they look like.
static uint32_t as_latin(uint32_t c) {
  static const uint16_t twins[][2] = {{0x041C, 'M'}, {0x0422, 'T'}, {0x041E, 'O'}, {0x0406, 'I'},
                                      {0x0423, 'U'}, {0x0415, 'E'}, {0x0410, 'A'}, {0x039C, 'M'},
                                      {0x03A4, 'T'}, {0x039F, 'O'}, {0x0399, 'I'}, {0x03A5, 'Y'},
                                      {0x0395, 'E'}, {0x0391, 'A'}, {0x04AE, 'Y'}};
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  if (c < 0x0391 || c > 0x04AE) return c;
  for (size_t i = 0; i < ARRAY_LEN(twins); i++)
    if (twins[i][0] == c) return twins[i][1];
  return c;
}

// One character into the three parallel rows.
static void put_char(struct text *t, uint32_t c) {
  size_t i = t->n;
  c = as_latin(c);
  t->lower[i] = false;
  t->accents = t->accents || (c >= 0xC0 && c < TABLE_END);
  t->full[i] = c < 0x10000 ? (uint16_t)c : 0xFFFD;
  t->base[i] = ' ';
  if (c < TABLE_END && letters[c].base) {
    t->full[i] = letters[c].upper;
    t->base[i] = letters[c].base;
    t->lower[i] = letters[c].lower;
  } else if (c > 32 && c < 127) {
    t->base[i] = (char)c;
  } else if (c == 0x2013 || c == 0x2014 || c == 0x2212) {
    t->base[i] = '-';
  } else if (c >= 0x2500 && c <= 0x259F) {
    t->base[i] = '|';
    t->boxed = true;
  } else if (c == 0x2026 || c == 0xB7 || c == 0x2022) {
    t->base[i] = '.';
  } else if (c == 9) {
    t->base[i] = '\t';
  } else if ((c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB) {
    t->base[i] = '"';
  }
  t->n++;
}

static bool is_letter(const struct text *t, size_t i) {
  char b = t->base[i];
  return (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
}

static void set_token(const struct text *t, struct word *w) {
  if (w->n > 6 || w->n < 2 || w->number || !strchr("MTDN", t->base[w->at])) return;
  for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
    size_t n = 0;
    while (n < w->n && tokens[i].full[n] == t->full[w->at + n])
      n++;
    if (n == w->n && !tokens[i].full[n]) {
      w->plain = tokens[i].plain;
      w->token = tokens[i].token;
      return;
    }
  }
}

static void split_words(struct text *t) {
  t->n_words = 0;
  for (size_t i = 0; i < t->n && t->n_words < MATCH_MAX_WORDS;) {
    if (!is_letter(t, i)) {
      i++;
      continue;
    }
    size_t from = i, low = 0, digits = 0;
    for (; i < t->n && is_letter(t, i); i++) {
      low += t->lower[i];
      digits += t->base[i] <= '9';
    }
    struct word *w = &t->words[t->n_words++];
    *w = (struct word){(uint16_t)from, (uint16_t)(i - from), MATCH_TITLE, digits == i - from,
                       false,          TOKEN_OTHER};
    w->letters = low == 0 ? MATCH_CAPS : t->lower[from] ? MATCH_LOWER : MATCH_TITLE;
    set_token(t, w);
  }
}

// "TỐI MẬTCỘNG HÒA XÃ HỘI …": a layout brought the stamp right before the national title.
static void part_from_title(struct text *t) {
  static const char *const glued[] = {"MATCONG HOA XA HOI", "MATDANG CONG SAN", "MATDOC LAP"};
  for (size_t i = 0; i < ARRAY_LEN(glued); i++) {
    const char *at = strstr(t->base, glued[i]);
    if (!at || t->n >= MATCH_MAX_CHARS) continue;
    size_t k = (size_t)(at - t->base) + 3;
    memmove(t->full + k + 1, t->full + k, (t->n - k) * sizeof *t->full);
    memmove(t->base + k + 1, t->base + k, t->n - k + 1);
    memmove(t->lower + k + 1, t->lower + k, (t->n - k) * sizeof *t->lower);
    t->full[k] = t->base[k] = ' ';
    t->lower[k] = false;
    t->n++;
    return;
  }
}

void text_set(struct text *t, const char *s, size_t n) {
  t->n = 0;
  t->boxed = t->accents = false;
  for (size_t i = 0; i < n && t->n < MATCH_MAX_CHARS;) {
    uint32_t c;
    i += decode(s + i, n - i, &c);
    if (!is_invisible(c)) put_char(t, c);
  }
  t->base[t->n] = 0;
  part_from_title(t);
  split_words(t);
}

// ---- words

enum token text_token(const struct text *t, size_t k, bool *plain) {
  if (k >= t->n_words) return TOKEN_OTHER;
  *plain = *plain || t->words[k].plain;
  return t->words[k].token;
}

// Only white space may stand between the words of one level.
bool text_joined(const struct text *t, size_t a, size_t b) {
  for (size_t i = t->words[a].at + t->words[a].n; i < t->words[b].at; i++)
    if (t->base[i] != ' ' && t->base[i] != '\t') return false;
  return true;
}

bool text_level_at(const struct text *t, size_t k, struct level_at *ret) {
  bool plain = false, plain2 = false;
  enum token a = text_token(t, k, &plain);
  if (a == TOKEN_MAT) {
    *ret = (struct level_at){SCAN_MAT, k, 1, t->words[k].letters, plain};
    return true;
  }
  if (a != TOKEN_TOI && a != TOKEN_TUYET) return false;
  if (text_token(t, k + 1, &plain2) != TOKEN_MAT || !text_joined(t, k, k + 1)) return false;
  if (plain != plain2)
    return false;  // "TOI MẬT": no mark was ever typed so, "tối mạt" is another word
  enum match_case c = t->words[k].letters;
  if (c == MATCH_CAPS && t->words[k + 1].letters != MATCH_CAPS) c = MATCH_TITLE;
  *ret = (struct level_at){a == TOKEN_TOI ? SCAN_TOI_MAT : SCAN_TUYET_MAT, k, 2, c, plain};
  return true;
}

bool text_word_is(const struct text *t, size_t k, const char *base) {
  if (k >= t->n_words) return false;
  if (t->base[t->words[k].at] != *base) return false;
  size_t n = strlen(base);
  return t->words[k].n == n && memcmp(t->base + t->words[k].at, base, n) == 0;
}

bool text_words_are(const struct text *t, size_t k, const char *phrase) {
  if (k >= t->n_words || t->base[t->words[k].at] != *phrase) return false;
  while (*phrase) {
    size_t n = strcspn(phrase, " ");
    if (k >= t->n_words || t->words[k].n != n || memcmp(t->base + t->words[k].at, phrase, n) != 0)
      return false;
    k++;
    phrase += n + (phrase[n] == ' ');
  }
  return true;
}

static bool phrase_at(const struct text *t, size_t k, const uint16_t *phrase, bool plain) {
  if (k >= t->n_words) return false;
  size_t i = t->words[k].at;
  for (; *phrase; phrase++) {
    if (*phrase != ' ') {
      uint16_t have = plain ? (uint16_t)t->base[i] : t->full[i];
      uint16_t want = plain && *phrase < TABLE_END ? (uint16_t)letters[*phrase].base : *phrase;
      if (i >= t->n || have != want) return false;
      i++;
      continue;
    }
    if (i >= t->n || t->base[i] != ' ') return false;
    while (i < t->n && t->base[i] == ' ')
      i++;
  }
  return i >= t->n || !is_letter(t, i);
}

bool text_phrase_at(const struct text *t, size_t k, const uint16_t *phrase) {
  return phrase_at(t, k, phrase, false);
}

bool text_plain_phrase_at(const struct text *t, size_t k, const uint16_t *phrase) {
  return phrase_at(t, k, phrase, true);
}

// Letters set apart ("T Ố I  M Ậ T") and words torn by a layout ("TUYỆ T MẬT") are put together
// again when the whole line is a level.
void text_join_spaced(struct text *t) {
  static const struct {
    uint16_t full[9];
    uint8_t first;  ///< letters of the first word
  } spelled[] = {
      {{'M', 0x1EAC, 'T'}, 3},
      {{'T', 0x1ED0, 'I', 'M', 0x1EAC, 'T'}, 3},
      {{'T', 'U', 'Y', 0x1EC6, 'T', 'M', 0x1EAC, 'T'}, 5},
      {{'T', 'O', 'I', 'M', 'A', 'T'}, 3},
      {{'T', 'U', 'Y', 'E', 'T', 'M', 'A', 'T'}, 5},
  };
  struct level_at whole;
  if (t->n_words < 1 || t->n_words > 10 || text_level_at(t, 0, &whole)) return;
  uint16_t all[9] = {0};
  size_t n = 0,
         low = 0;  // TCVN3 has no toned capitals: alone, such a letter is read as a small one
  for (size_t i = 0; i < t->n; i++)
    if (is_letter(t, i)) {
      if (n == 8) return;
      low += t->lower[i];
      all[n++] = t->full[i];
    }
  if (low > 2 || low * 2 > n) return;
  for (size_t s = 0; s < ARRAY_LEN(spelled); s++) {
    if (memcmp(all, spelled[s].full, sizeof all) != 0) continue;
    bool plain_run = all[1] < 128 && t->n_words == 1;
    if (plain_run) return;  // "TOIMAT" as one word is a code, not a stamp
    t->n = 0;
    for (size_t i = 0; i < n; i++) {
      if (i == spelled[s].first) put_char(t, ' ');
      put_char(t, all[i]);
    }
    t->base[t->n] = 0;
    split_words(t);
    return;
  }
}

size_t text_end_of(const struct text *t, size_t k) {
  return (size_t)t->words[k].at + t->words[k].n;
}

bool text_has_sign(const struct text *t, size_t from, size_t to, const char *signs) {
  for (size_t i = from; i < to && i < t->n; i++)
    if (t->base[i] && strchr(signs, t->base[i])) return true;
  return false;
}

bool text_has(const struct text *t, const char *base) {
  return strstr(t->base, base) != NULL;
}

static void put_code(char *out, size_t *n, uint32_t c) {
  struct buf b CLEANUP(buf_free) = buf_init(8);
  buf_put_utf8(&b, c);
  if (*n + b.n < 63) memcpy(out + *n, buf_str(&b), b.n), *n += b.n;
  out[*n] = 0;
}

// The words [from, to) as they stand, in the case they have.
void text_take_words(const struct text *t, size_t from, size_t to, char out[64]) {
  size_t n = 0;
  for (size_t k = from; k < to && k < t->n_words; k++) {
    const struct word *w = &t->words[k];
    if (n) put_code(out, &n, ' ');
    for (size_t i = w->at; i < (size_t)w->at + w->n; i++) {
      uint32_t c = t->full[i];
      if (t->lower[i]) {  // the lower-case letter that has this capital
        struct buf in CLEANUP(buf_free) = buf_init(8), low CLEANUP(buf_free) = buf_init(8);
        buf_put_utf8(&in, c);
        viet_lower((struct bytes){(const uint8_t *)in.p, in.n}, &low);
        decode(buf_str(&low), low.n, &c);
      }
      put_code(out, &n, c);
    }
  }
}
