// Normalises a line to words in capitals, with and without diacritics, and matches them; see match.h.
// Above 600 lines because the small grammar of marks is one piece; the tables come first.
#include "scan/match.h"

#include <stdlib.h>
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
static void letters_fill(void) {
  struct buf in CLEANUP(buf_free) = buf_init(8), out CLEANUP(buf_free) = buf_init(32);
  for (uint32_t c = 1; c < TABLE_END; c++) {
    letters[c].upper = (uint16_t)c;
    if (c > 0x24F && c < 0x1E00) continue;
    buf_clear(&in), buf_clear(&out);
    buf_put_utf8(&in, c);
    struct bytes b = {(const uint8_t *)in.p, in.n};
    viet_fold(b, &out);
    if (out.n == 1 && ((out.p[0] >= 'a' && out.p[0] <= 'z') || (out.p[0] >= '0' && out.p[0] <= '9')))
      letters[c].base = out.p[0] >= 'a' ? (char)(out.p[0] - 32) : out.p[0];
    buf_clear(&out);
    viet_upper(b, &out);
    if (out.n != in.n || memcmp(out.p, in.p, in.n) != 0) {
      letters[c].lower = true;
      const uint8_t *u = (const uint8_t *)buf_str(&out);
      if (out.n == 1) letters[c].upper = u[0];
      if (out.n == 2) letters[c].upper = (uint16_t)((u[0] & 31) << 6 | (u[1] & 63));
      if (out.n == 3) letters[c].upper = (uint16_t)((u[0] & 15) << 12 | (u[1] & 63) << 6 | (u[2] & 63));
    }
  }
  letters_ready = true;
}

// ---- words with a meaning

enum token { TOKEN_OTHER, TOKEN_MAT, TOKEN_TOI, TOKEN_TUYET, TOKEN_DO };

static const struct {
  enum token token;
  bool plain;
  uint16_t full[8];
} tokens[] = {
    {TOKEN_MAT, false, {'M', 0x1EAC, 'T'}},
    {TOKEN_MAT, true, {'M', 'A', 'T'}},
    {TOKEN_MAT, false, {'M', 0xCB, 'T'}},            // TCVN3 read as Latin-1
    {TOKEN_MAT, false, {'M', 'A', 0xC4, 'T'}},       // VNI read as Latin-1
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

struct word {
  uint16_t at, n;
  enum match_case letters;
  bool number;
  bool plain;  ///< the token is written without diacritics
  enum token token;
};

struct text {
  uint16_t full[MATCH_MAX_CHARS + 1];  ///< capitals with diacritics
  char base[MATCH_MAX_CHARS + 1];      ///< capitals without; other characters as ' ', ASCII signs kept
  bool lower[MATCH_MAX_CHARS + 1];
  size_t n;
  struct word words[MATCH_MAX_WORDS];
  size_t n_words;
  bool has_mat;   ///< "MAT" stands somewhere in base
  bool boxed;     ///< box-drawing characters
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

// One character into the three parallel rows.
static void put_char(struct text *t, uint32_t c) {
  size_t i = t->n;
  t->lower[i] = false;
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
    while (n < w->n && tokens[i].full[n] == t->full[w->at + n]) n++;
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
    *w = (struct word){(uint16_t)from, (uint16_t)(i - from), MATCH_TITLE, digits == i - from, false, TOKEN_OTHER};
    w->letters = low == 0 ? MATCH_CAPS : t->lower[from] ? MATCH_LOWER : MATCH_TITLE;
    set_token(t, w);
  }
}

static void set_text(struct text *t, const char *s, size_t n) {
  t->n = 0;
  t->boxed = false;
  for (size_t i = 0; i < n && t->n < MATCH_MAX_CHARS;) {
    uint32_t c;
    i += decode(s + i, n - i, &c);
    if (!is_invisible(c)) put_char(t, c);
  }
  t->base[t->n] = 0;
  split_words(t);
}

// ---- words

static enum token token_of(const struct text *t, size_t k, bool *plain) {
  if (k >= t->n_words) return TOKEN_OTHER;
  *plain = *plain || t->words[k].plain;
  return t->words[k].token;
}

/// A level in words [from, from + n).
struct level_at {
  enum scan_level level;
  size_t from, n;
  enum match_case letters;
  bool plain;
};

// Only white space may stand between the words of one level.
static bool joined(const struct text *t, size_t a, size_t b) {
  for (size_t i = t->words[a].at + t->words[a].n; i < t->words[b].at; i++)
    if (t->base[i] != ' ' && t->base[i] != '\t') return false;
  return true;
}

static bool level_at(const struct text *t, size_t k, struct level_at *ret) {
  bool plain = false, plain2 = false;
  enum token a = token_of(t, k, &plain);
  if (a == TOKEN_MAT) {
    *ret = (struct level_at){SCAN_MAT, k, 1, t->words[k].letters, plain};
    return true;
  }
  if (a != TOKEN_TOI && a != TOKEN_TUYET) return false;
  if (token_of(t, k + 1, &plain2) != TOKEN_MAT || !joined(t, k, k + 1)) return false;
  if (plain != plain2) return false;  // "TOI MẬT": no mark was ever typed so, "tối mạt" is another word
  enum match_case c = t->words[k].letters;
  if (c == MATCH_CAPS && t->words[k + 1].letters != MATCH_CAPS) c = MATCH_TITLE;
  *ret = (struct level_at){a == TOKEN_TOI ? SCAN_TOI_MAT : SCAN_TUYET_MAT, k, 2, c, plain};
  return true;
}

static bool word_is(const struct text *t, size_t k, const char *base) {
  if (k >= t->n_words) return false;
  if (t->base[t->words[k].at] != *base) return false;
  size_t n = strlen(base);
  return t->words[k].n == n && memcmp(t->base + t->words[k].at, base, n) == 0;
}

static bool words_are(const struct text *t, size_t k, const char *phrase) {
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

// Letters set apart ("T Ố I  M Ậ T") and words torn by a layout ("TUYỆ T MẬT") are put together again when
// the whole line is a level.
static void join_spaced(struct text *t) {
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
  if (t->n_words < 1 || t->n_words > 10 || level_at(t, 0, &whole)) return;
  uint16_t all[9] = {0};
  size_t n = 0;
  for (size_t i = 0; i < t->n; i++)
    if (is_letter(t, i)) {
      if (n == 8 || t->lower[i]) return;
      all[n++] = t->full[i];
    }
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

// ---- the grammar of marks

static bool is_extra(const struct text *t, size_t k) {
  static const char *const extras[] = {"HOA", "TOC", "THUONG", "KHAN", "BAN", "SO", "VA"};
  if (t->words[k].number && t->words[k].n <= 3) return true;
  for (size_t i = 0; i < ARRAY_LEN(extras); i++)
    if (word_is(t, k, extras[i])) return true;
  return false;
}

// Words [from, to) are a level with at most urgency and copy number beside it.
static bool only_level(const struct text *t, size_t from, size_t to, struct level_at *ret) {
  bool found = false;
  size_t extras = 0;
  for (size_t k = from; k < to;) {
    struct level_at v;
    if (!found && level_at(t, k, &v)) {
      *ret = v;
      found = true;
      k += v.n;
    } else if (is_extra(t, k)) {
      extras++;
      k++;
    } else {
      return false;
    }
  }
  if (found && extras && (ret->letters != MATCH_CAPS || t->words[from].number)) return false;
  return found && extras <= 4;
}

static void put_code(char *out, size_t *n, uint32_t c) {
  struct buf b CLEANUP(buf_free) = buf_init(8);
  buf_put_utf8(&b, c);
  if (*n + b.n < 63) memcpy(out + *n, buf_str(&b), b.n), *n += b.n;
  out[*n] = 0;
}

// The words [from, to) as they stand, in the case they have.
static void take_words(const struct text *t, size_t from, size_t to, char out[64]) {
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

static void hit(const struct text *t, struct match *m, enum match_kind kind, const struct level_at *v,
                size_t from) {
  if (m->kind && m->kind <= kind) return;
  m->kind = kind;
  m->level = v->level;
  m->letters = v->letters;
  m->plain = v->plain;
  take_words(t, from, v->from + v->n, m->words);
}

static bool has_sign(const struct text *t, size_t from, size_t to, const char *signs) {
  for (size_t i = from; i < to && i < t->n; i++)
    if (t->base[i] && strchr(signs, t->base[i])) return true;
  return false;
}

static size_t end_of(const struct text *t, size_t k) {
  return (size_t)t->words[k].at + t->words[k].n;
}

static void match_alone(const struct text *t, struct match *m) {
  struct level_at v;
  if (t->n_words > 8 || !t->n_words) return;
  if (only_level(t, 0, t->n_words, &v)) {
    // "Mật." may end a sentence, "1. Mật" is a list; "A/B" style signs are no frame.
    hit(t, m, MATCH_ALONE, &v, v.from);
    m->decorated = t->boxed || has_sign(t, 0, t->words[0].at, "[(|<{*\"#=+");
    return;
  }
  static const char *const kinds[] = {"TAI LIEU", "VAN BAN", "HO SO", "CONG VAN", "BAO CAO", "KE HOACH", "VAT"};
  for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
    size_t n = strchr(kinds[i], ' ') ? 2 : 1;
    if (words_are(t, 0, kinds[i]) && level_at(t, n, &v) && n + v.n == t->n_words &&
        t->words[0].letters == MATCH_CAPS && v.letters == MATCH_CAPS)
      hit(t, m, MATCH_TITLED, &v, 0);
  }
}

static bool is_gap(const struct text *t, size_t i, bool furniture) {
  if (t->base[i] == '\t' || t->base[i] == '|') return true;
  if (furniture && (t->base[i] == '-' || t->base[i] == '/' || t->base[i] == '.')) return true;
  return t->base[i] == ' ' && i + 2 < t->n && t->base[i + 1] == ' ' && t->base[i + 2] == ' ';
}

static void match_segments(const struct text *t, bool furniture, struct match *m) {
  size_t first = 0, segments = 1;
  struct level_at v;
  for (size_t k = 0; k < t->n_words; k++) {
    bool cut = k + 1 == t->n_words;
    if (!cut)
      for (size_t i = end_of(t, k); i < t->words[k + 1].at && !cut; i++) cut = is_gap(t, i, furniture);
    if (!cut) continue;
    if (segments <= 3 && k - first < 8 && only_level(t, first, k + 1, &v) && v.letters == MATCH_CAPS)
      hit(t, m, MATCH_SEGMENT, &v, v.from);
    first = k + 1;
    segments++;
  }
  if (segments > 5 && m->kind == MATCH_SEGMENT) m->kind = MATCH_NONE;  // a row of a table
}

// The label that ends right before word k, as its first word; k when there is none.
static size_t label_before(const struct text *t, size_t k, bool *needs_colon) {
  static const struct {
    const char *words;
    uint8_t n;
    bool colon;
  } labels[] = {{"MUC DO MAT", 3, false}, {"CAP DO MAT", 3, false}, {"PHAN LOAI MAT", 3, true},
                {"PHAN LOAI DO MAT", 4, true}, {"DO MAT", 2, false}, {"MUC MAT", 2, true},
                {"PHAN LOAI", 2, true}, {"CAP MAT", 2, true}, {"DAU MAT", 2, true}, {"DO", 1, true}};
  for (size_t i = 0; i < ARRAY_LEN(labels); i++)
    if (k >= labels[i].n && words_are(t, k - labels[i].n, labels[i].words)) {
      *needs_colon = labels[i].colon;
      return k - labels[i].n;
    }
  return k;
}

static void match_labels(const struct text *t, struct match *m) {
  for (size_t k = 1; k < t->n_words; k++) {
    struct level_at v;
    bool needs_colon = false;
    if (!level_at(t, k, &v)) continue;
    size_t label = label_before(t, k, &needs_colon);
    if (label == k) continue;
    size_t gap = end_of(t, k - 1), after = v.from + v.n;
    bool colon = has_sign(t, gap, t->words[k].at, ":=");
    bool dash = has_sign(t, gap, t->words[k].at, "-\"\t|[(");
    bool ends = after == t->n_words || !joined(t, after - 1, after) || t->words[after].at - end_of(t, after - 1) > 2;
    if (has_sign(t, gap, t->words[k].at, ",;")) continue;
    if (!colon && (needs_colon || !(ends && (dash || v.letters != MATCH_LOWER)))) continue;
    if (!colon && !dash && label > 0) continue;  // "… là bí mật nhà nước độ Mật"
    if (v.letters == MATCH_LOWER && !colon) continue;
    if (!ends && v.letters != MATCH_CAPS) continue;  // "Độ mật: Mật là độ thấp nhất"
    bool start = label == 0 || (label == 1 && t->words[0].n <= 2) ||
                 (label <= 3 && t->words[label].at > 0 && t->base[t->words[label].at - 1] != ' ');
    hit(t, m, start ? MATCH_LABEL : MATCH_LABEL_INSIDE, &v, label);
  }
}

static void match_brackets(const struct text *t, struct match *m) {
  for (size_t k = 0; k < t->n_words; k++) {
    struct level_at v;
    if (!level_at(t, k, &v)) continue;
    size_t from = t->words[k].at, to = end_of(t, k + v.n - 1);
    bool open = from && strchr("[({<", t->base[from - 1]), close = to < t->n && strchr("])}>", t->base[to]);
    bool first = k == 0, last = k + v.n == t->n_words;
    if (open && close && v.letters != MATCH_LOWER && ((first && v.letters == MATCH_CAPS) || last))
      hit(t, m, MATCH_BRACKET, &v, k);
    if (v.n == 2 && v.letters == MATCH_CAPS && !v.plain) hit(t, m, MATCH_PHRASE, &v, k);
    k += v.n - 1;
  }
}

static void match_choices(const struct text *t, struct match *m) {
  unsigned seen = 0;
  for (size_t k = 0; k < t->n_words; k++) {
    struct level_at v;
    if (!level_at(t, k, &v) || v.plain) continue;
    static const char *const not_levels[] = {"DO", "BI", "BAO", "LOAI", "GIAI", "MUC", "CAP"};
    bool other = false;  // "ĐỘ MẬT: …" names a label, not a level
    for (size_t i = 0; i < ARRAY_LEN(not_levels) && v.n == 1 && k; i++)
      other = other || word_is(t, k - 1, not_levels[i]);
    if (other) continue;
    if (v.n == 2 || v.letters != MATCH_LOWER) seen |= 1u << v.level;
    k += v.n - 1;
  }
  if (!(seen & (seen - 1))) return;
  m->context |= CONTEXT_CHOICE;
  m->kind = MATCH_NONE;
}

// ---- notes and context

static bool has(const struct text *t, const char *base) {
  return strstr(t->base, base) != NULL;
}

static size_t digits_after(const struct text *t, const char *label) {
  const char *s = strstr(t->base, label);
  if (!s) return 0;
  s += strlen(label);
  while (*s == ' ' || *s == ':' || *s == '.') s++;
  size_t n = 0;
  while (s[n] >= '0' && s[n] <= '9') n++;
  return n <= 4 ? n : 0;
}

static void match_notes(const struct text *t, struct match *m) {
  if (t->n_words > 24) return;
  bool caps = t->n_words && t->words[0].letters == MATCH_CAPS;
  if (t->n_words <= 8 && words_are(t, 0, "BAN SO") && digits_after(t, "BAN SO")) m->notes |= NOTE_COPY_NUMBER;
  if (t->n_words <= 8 && words_are(t, 0, "BAN SAO SO") && digits_after(t, "BAN SAO SO")) m->notes |= NOTE_COPY;
  size_t lead = t->n_words && word_is(t, 0, "DUOC") ? 0 : 1;
  bool copying = (has(t, "SAO, CHUP") || has(t, "SAO CHUP")) &&
                 (words_are(t, 0, "KHONG DUOC PHEP SAO") || words_are(t, 0, "DUOC PHEP SAO") ||
                  words_are(t, 0, "KHONG DUOC SAO") || words_are(t, 0, "KHONG SAO CHUP") ||
                  words_are(t, 0, "CAM SAO CHUP") || words_are(t, lead, "DUOC PHEP SAO"));
  if (copying && t->n_words <= 14) m->notes |= NOTE_COPYING;
  if (has(t, "LUU") && (has(t, "(KHONG SAO") || has(t, "KHONG SAO CHUP") || has(t, "BAN). KHONG")))
    m->notes |= NOTE_COPYING;
  if (words_are(t, 0, "TAI LIEU THU HOI") && (t->n_words == 4 || (caps && t->n_words <= 14)))
    m->notes |= NOTE_RECALL;
  if (words_are(t, 0, "THOI HAN BAO VE") && t->n_words <= 20 && (has(t, "NAM") || has(t, "NGAY")) &&
      strpbrk(t->base, "0123456789"))
    m->notes |= NOTE_TERM;
  if (words_are(t, 0, "CHI NGUOI CO TEN MOI DUOC BOC BI") && t->n_words <= 10) m->notes |= NOTE_NAMED_ONLY;
  if (words_are(t, 0, "BAN SAO BI MAT NHA NUOC") && t->n_words == 6) m->notes |= NOTE_SECRET_COPY;
  if (t->n_words == 1 && t->words[0].n == 1 && strchr("ABC", t->base[t->words[0].at]) && t->n <= 8 &&
      t->full[t->words[0].at] < 128)
    m->notes |= NOTE_LETTER;
}

static bool words_and_number(const struct text *t, const char *word) {
  return word_is(t, 0, word) && t->n_words > 1 && t->words[1].number && t->words[0].letters != MATCH_LOWER;
}

static void context_start(const struct text *t, struct match *m) {
  if (words_and_number(t, "DIEU")) m->context |= CONTEXT_ARTICLE;
  if (word_is(t, 0, "CHUONG") && t->n_words > 1 && t->words[1].letters == MATCH_CAPS && t->words[1].n <= 4)
    m->context |= CONTEXT_CHAPTER;
  if (words_and_number(t, "CAU") || words_are(t, 0, "CAU HOI")) m->context |= CONTEXT_QUESTION;
  if (t->n_words > 1 && t->words[0].n == 1 && strchr("ABCD", t->base[t->words[0].at]) && t->n > 2 &&
      strchr(".)", t->base[end_of(t, 0)]))
    m->context |= CONTEXT_OPTION;
  if (has(t, "CONG HOA XA HOI CHU NGHIA") || has(t, "DOC LAP - TU DO") || words_are(t, 0, "KINH GUI") ||
      words_are(t, 0, "NOI NHAN") || words_are(t, 0, "NOI GUI") ||
      (word_is(t, 0, "SO") && t->n_words > 2 && t->words[1].number && has(t, "/")) ||
      has(t, "DANG CONG SAN VIET NAM"))
    m->context |= CONTEXT_LETTERHEAD;
  if ((m->context & CONTEXT_LETTERHEAD) && t->n_words > 1) {
    bool plain = true;
    for (size_t i = 0; i < t->n; i++) plain = plain && t->full[i] < 128;
    if (plain && (has(t, "CONG HOA") || has(t, "DOC LAP") || has(t, "KINH GUI"))) m->context |= CONTEXT_PLAIN;
  }
  static const char *const laws[] = {"LUAT", "NGHI DINH", "THONG TU", "PHAP LENH"};
  for (size_t i = 0; i < ARRAY_LEN(laws); i++)
    if (words_are(t, 0, laws[i]) && t->words[0].letters == MATCH_CAPS &&
        (t->n_words <= 2 || has(t, "BI MAT NHA NUOC")))
      m->context |= CONTEXT_LAW;
  if (words_are(t, 0, "CAN CU") || (m->context & (CONTEXT_ARTICLE | CONTEXT_QUESTION | CONTEXT_CHAPTER)) ||
      t->n > 160)
    m->context |= CONTEXT_BODY;
}

static void context_words(const struct text *t, struct match *m) {
  if (has(t, "MAU DAU") || has(t, "MAU SO") || has(t, "BIEU MAU") || words_are(t, 0, "PHU LUC") ||
      has(t, "HINH CHU NHAT") || has(t, "DUONG VIEN") || has(t, " MM"))
    m->context |= CONTEXT_SAMPLE;
  if (has(t, ".....") || has(t, "_____")) m->context |= CONTEXT_BLANK;
  static const char *const training[] = {"TAP HUAN", "BAI GIANG", "CHUYEN DE", "HOC VIEN", "GIANG VIEN",
                                         "TRAC NGHIEM", "TIM HIEU", "HOC TAP", "BOI DUONG", "BAI HOC",
                                         "CUOC THI", "MUC TIEU BAI", "DAP AN"};
  for (size_t i = 0; i < ARRAY_LEN(training) && !(m->context & CONTEXT_TRAINING); i++)
    if (has(t, training[i])) m->context |= CONTEXT_TRAINING;
  if (t->n_words == 1 && t->words[0].letters == MATCH_CAPS) {
    bool plain = false;
    enum token a = token_of(t, 0, &plain);
    if ((a == TOKEN_TOI || a == TOKEN_TUYET) && !plain) {
      m->context |= CONTEXT_HALF;
      m->level = a == TOKEN_TOI ? SCAN_TOI_MAT : SCAN_TUYET_MAT;
    }
  }
  if (!t->n_words && t->n > 2 && (t->boxed || has(t, "---") || has(t, "===") || has(t, "***") || has(t, "+-")))
    m->context |= CONTEXT_FRAME;
}

// Words in which "mật" is honey, bile, density or computers (accents asked where they matter).
static const char *const sweet_after[] = {"ONG", "GAU", "MIA", "HOA", "NGOT", "HEO"};
static const char *const sweet_before[] = {"TUI", "SOI", "ONG", "NGOT", "DUONG", "LAY"};
static const char *const friends_after[] = {"ONG", "GAU", "MIA", "KHAU", "MA", "DO", "THIET", "NGU", "NGHI",
                                            "THAM", "THU", "VU", "DANG", "HOA", "NGOT", "TINH", "CHU"};
static const char *const friends_before[] = {"BAO", "THAN", "TUI", "SOI", "TRU", "CAN", "DUONG", "TRAI",
                                             "ONG", "CO", "NGOT", "TUAN", "GIA"};

static void match_talk(const struct text *t, struct match *m) {
  for (size_t k = 0; k < t->n_words; k++) {
    bool plain = false;
    if (token_of(t, k, &plain) != TOKEN_MAT) continue;
    if (k && word_is(t, k - 1, "BI")) {
      if (words_are(t, k + 1, "NHA NUOC")) m->talk++;
      continue;
    }
    if (k && word_is(t, k - 1, "DO")) m->talk++;
    if (k && (word_is(t, k - 1, "TOI") || word_is(t, k - 1, "TUYET") || word_is(t, k - 1, "GIAI")) &&
        t->words[k].letters != MATCH_CAPS)
      m->talk++;
    for (size_t i = 0; i < ARRAY_LEN(sweet_after); i++)
      if (word_is(t, k + 1, sweet_after[i])) m->context |= CONTEXT_SWEET;
    for (size_t i = 0; k && i < ARRAY_LEN(sweet_before); i++)
      if (word_is(t, k - 1, sweet_before[i])) m->context |= CONTEXT_SWEET;
    for (size_t i = 0; i < ARRAY_LEN(friends_after); i++)
      if (word_is(t, k + 1, friends_after[i])) m->context |= CONTEXT_FRIEND;
    for (size_t i = 0; k && i < ARRAY_LEN(friends_before); i++)
      if (word_is(t, k - 1, friends_before[i])) m->context |= CONTEXT_FRIEND;
  }
}

static void match_empty_label(const struct text *t, struct match *m) {
  for (size_t k = 0; k + 1 < t->n_words; k++) {
    bool plain = false, plain2 = false;
    if (token_of(t, k, &plain) != TOKEN_DO || token_of(t, k + 1, &plain2) != TOKEN_MAT || plain != plain2)
      continue;
    size_t after = k + 2;
    bool start = k == 0 || (k == 1 && (t->words[0].n <= 2 || word_is(t, 0, "MUC") || word_is(t, 0, "CAP")));
    if (start && after == t->n_words) m->context |= CONTEXT_EMPTY_LABEL;
    if (word_is(t, after, "KHONG") || word_is(t, after, "THUONG") || words_are(t, after, "BINH THUONG"))
      m->context |= CONTEXT_NO_LEVEL;
    if (start && (m->context & CONTEXT_EMPTY_LABEL)) take_words(t, k ? 0 : k, after, m->words);
  }
}

static void match_declassified(const struct text *t, struct match *m) {
  size_t k = word_is(t, 0, "DA") ? 1 : 0;
  bool plain = false;
  if (!word_is(t, k, "GIAI") || token_of(t, k + 1, &plain) != TOKEN_MAT || plain) return;
  if (t->words[k].letters != MATCH_CAPS || t->n_words > 16) return;
  bool more = t->n_words > k + 2;
  if (more && !word_is(t, k + 2, "TU") && !word_is(t, k + 2, "NGAY") && !word_is(t, k + 2, "THEO") &&
      !t->words[k + 2].number)
    return;
  m->context |= CONTEXT_DECLASSIFIED;
  m->kind = MATCH_NONE;
  take_words(t, 0, k + 2, m->words);
}

// ---- lines

enum { LONG_BYTES = 400 };

static bool ascii_letter(char c) {
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

// Whether "mật" may begin at s[i], an m: in Unicode of any form, read from old fonts, typed raw, spaced out.
static bool mat_at(const char *s, size_t n, size_t i) {
  if (i && ascii_letter(s[i - 1])) return false;
  size_t k = i + 1;
  while (k < n && k < i + 5 && (s[k] == ' ' || s[k] == '.')) k++;
  bool spaced = k > i + 1;
  if (k + 1 >= n) return false;
  unsigned char a = (unsigned char)s[k], b = (unsigned char)s[k + 1];
  if (a == 0xE1 || a == 0xC2 || a == 0xC3 || a == 0xCC) return true;
  if ((a | 32) != 'a') return false;
  if (b >= 0x80) return true;
  if (spaced) return b == ' ' || b == '.';
  if ((b | 32) == 't') return k + 2 >= n || !ascii_letter(s[k + 2]) || (s[k + 2] | 32) == 'j';
  if ((b | 32) != 'a' && (b | 32) != 'j' && b != '^' && b != '.' && b != '\'') return false;
  for (size_t q = k + 2; q < n && q < k + 5; q++)
    if ((s[q] | 32) == 't') return true;
  return false;
}

enum { LINE_ASCII = 1, LINE_MAT = 2 };

// What a line of bytes may hold. Most text of the world ends here.
static unsigned glance(const char *s, size_t n) {
  unsigned char high = 0;
  unsigned seen = 0;
  for (size_t i = 0; i < n; i++) high |= (unsigned char)s[i];
  if (high < 0x80) seen |= LINE_ASCII;
  for (size_t i = 0; i < n; i++)
    if ((s[i] | 32) == 'm' && mat_at(s, n, i)) return seen | LINE_MAT;
  return seen;
}

// Letters that no Vietnamese text in Unicode holds but text of TCVN3 and VNI fonts does.
static bool looks_legacy(const char *s, size_t n) {
  for (size_t i = 0; i + 1 < n; i++) {
    unsigned char a = (unsigned char)s[i], b = (unsigned char)s[i + 1];
    if (a == 0xC2 && b >= 0xA1 && b != 0xAB && b != 0xBB && b != 0xB0 && b != 0xB7) return true;
    if (a == 0xC3 && (b == 0x8B || b == 0xAB || b == 0x96 || b == 0xB6 || b == 0x84 || b == 0xA4 ||
                      b == 0x91 || b == 0xB1 || b == 0x98 || b == 0xB8 || b == 0x9C || b == 0xBC ||
                      b == 0x86 || b == 0xA6 || b == 0xAE || b == 0x8E || b == 0xAF || b == 0xA5))
      return true;
  }
  return false;
}

static bool has_combining(const char *s, size_t n) {
  for (size_t i = 0; i + 1 < n; i++)
    if ((unsigned char)s[i] == 0xCC || ((unsigned char)s[i] == 0xCD && (unsigned char)s[i + 1] < 0xB0))
      return true;
  return false;
}

static bool looks_typed(const char *s, size_t n) {
  for (size_t i = 0; i + 2 < n; i++) {
    char a = (char)(s[i] | 32), b = (char)(s[i + 1] | 32), c = (char)(s[i + 2] | 32);
    if (a == 'm' && b == 'a' && (c == 'a' || c == 'j' || s[i + 2] == '^' || s[i + 2] == '.')) return true;
  }
  return false;
}

// Brings the line to NFC Unicode in `out` when it is not; else returns it as it is.
static struct bytes to_unicode(const struct line *l, struct bytes s, struct buf *out, struct buf *second) {
  const char *p = (const char *)s.p;
  bool ascii = true;
  for (size_t i = 0; ascii && i < s.n; i++) ascii = s.p[i] < 0x80;
  if (ascii) {
    if (!looks_typed(p, s.n)) return s;
    enum viet_encoding e = memchr(p, '^', s.n) ? VIET_VIQR : VIET_TELEX;
    viet_resolve_typed(e, s, out);
    return (struct bytes){(const uint8_t *)buf_str(out), out->n};
  }
  if (l->font || looks_legacy(p, s.n)) {
    viet_text_of_run(s, l->font, out);
    s = (struct bytes){(const uint8_t *)buf_str(out), out->n};
  }
  if (has_combining((const char *)s.p, s.n)) {
    viet_nfc(s, second);
    s = (struct bytes){(const uint8_t *)buf_str(second), second->n};
  }
  return s;
}

static void match_text(struct text *t, const struct line *l, bool whole, struct match *m) {
  if (whole) join_spaced(t);
  t->has_mat = strstr(t->base, "MAT") != NULL || strstr(t->base, "GIAI") != NULL;
  bool legacy = !t->has_mat && (strstr(t->base, "MET") || strstr(t->base, "MAAT"));
  if (t->has_mat || legacy) {
    bool furniture = l->part == PART_HEADER || l->part == PART_FOOTER;
    if (whole) match_alone(t, m);
    match_labels(t, m);
    if (whole) match_segments(t, furniture, m);
    match_brackets(t, m);
    match_choices(t, m);
    match_empty_label(t, m);
    match_declassified(t, m);
    match_talk(t, m);
  }
  if (whole) {
    match_notes(t, m);
    context_start(t, m);
  }
  context_words(t, m);
}

void match_line(const struct line *l, struct match *ret) {
  static struct text t;
  memset(ret, 0, sizeof *ret);
  unsigned seen = glance(l->text, l->n);
  if (!(seen & LINE_MAT)) {
    bool early = l->number > 0 && l->number <= 60 && l->n <= 200;
    if ((seen & LINE_ASCII) && !early) return;
    if (!l->font && l->n > LONG_BYTES) {  // running text that does not say "mật" only says that it runs
      ret->context = CONTEXT_BODY;
      return;
    }
  }
  if (!letters_ready) letters_fill();
  struct buf out CLEANUP(buf_free) = buf_init(LINE_BYTES), second CLEANUP(buf_free) = buf_init(LINE_BYTES);
  struct bytes s = to_unicode(l, (struct bytes){(const uint8_t *)l->text, l->n}, &out, &second);
  bool whole = s.n <= MATCH_MAX_CHARS;
  for (size_t at = 0; at < s.n;) {
    size_t n = s.n - at < MATCH_MAX_CHARS ? s.n - at : MATCH_MAX_CHARS;
    while (at + n < s.n && n > MATCH_MAX_CHARS / 2 && s.p[at + n] != ' ') n--;
    set_text(&t, (const char *)s.p + at, n);
    match_text(&t, l, whole, ret);
    at += n;
  }
  if (!whole) ret->context |= CONTEXT_BODY;
}

int match_file_name(const char *name, struct match *ret) {
  static struct text t;
  memset(ret, 0, sizeof *ret);
  if (!letters_ready) letters_fill();
  size_t n = strlen(name);
  struct buf nfc CLEANUP(buf_free) = buf_init(LINE_BYTES);
  if (n > 255) n = 255;
  viet_nfc((struct bytes){(const uint8_t *)name, n}, &nfc);
  set_text(&t, buf_str(&nfc), nfc.n);
  if (has(&t, "BI MAT") || has(&t, "TOIMATH")) return 0;
  match_talk(&t, ret);
  if (ret->context & CONTEXT_FRIEND) return 0;
  if (has(&t, "TOIMAT") || has(&t, "TUYETMAT")) {
    strcpy(ret->words, has(&t, "TOIMAT") ? "TOIMAT" : "TUYETMAT");
    return 20;
  }
  for (size_t k = 0; k < t.n_words; k++) {
    struct level_at v;
    if (!level_at(&t, k, &v)) continue;
    size_t from = t.words[k].at, to = end_of(&t, k + v.n - 1);
    bool bracketed = from && strchr("([", t.base[from - 1]) && strchr(")]", t.base[to]);
    bool apart = (from && t.base[from - 1] == '_') && (t.base[to] == '_' || t.base[to] == '.');
    int points = v.n == 2 || !v.plain ? 20 : bracketed || (apart && v.letters == MATCH_CAPS) ? 15 : 0;
    if (v.n == 1 && v.plain && k && (word_is(&t, k - 1, "VB") || word_is(&t, k - 1, "CV"))) points = 15;
    if (!points) continue;
    ret->level = v.level;
    take_words(&t, k, k + v.n, ret->words);
    return points;
  }
  return 0;
}
