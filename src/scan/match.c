// The small grammar of marks in one line, and which lines need to be looked at; see match.h.
#include "scan/match.h"

#include <string.h>

#include "scan/match_text.h"
#include "scan/rules_match.h"

#include "viet/viet.h"

// ---- the grammar of marks

// "Mật, không phổ biến": who marks a paper says so, whatever the letters.
static bool is_limit(const struct text *t, size_t from, size_t to) {
  static const char *const limits[] = {"KHONG PHO BIEN", "KHONG CHUYEN TIEP",  "KHONG SAO CHUP",
                                       "KHONG DUOC SAO", "KHONG LUU HANH",     "LUU HANH NOI BO",
                                       "CAM SAO CHUP",   "KHONG DUOC PHEP SAO"};
  for (size_t k = from; k < to; k++)
    for (size_t i = 0; i < ARRAY_LEN(limits); i++)
      if (text_words_are(t, k, limits[i])) return true;
  return false;
}

static bool is_extra(const struct text *t, size_t k, bool limited) {
  static const char *const extras[] = {
      "HOA",   "TOC",    "THUONG",       "KHAN",       "BAN",  "SO",   "VA",   "CAM",
      "KHONG", "DUOC",   "PHEP",         "SAO",        "CHUP", "DU",   "THAO", "LAN",
      "TOP",   "SECRET", "CONFIDENTIAL", "RESTRICTED", "XEM",  "XONG", "TRA",  "LAI"};
  // "Bản số 03/07", "lần 2"; any other number is a price, an hour, a count.
  if (t->words[k].number)
    return t->words[k].n <= 3 &&
           (k == 0 || t->words[k - 1].number || text_word_is(t, k - 1, "SO") ||
            text_word_is(t, k - 1, "LAN") || text_word_is(t, k - 1, "BAN"));
  for (size_t i = 0; i < ARRAY_LEN(extras); i++)
    if (text_word_is(t, k, extras[i])) return true;
  static const char *const of_limits[] = {"PHO", "BIEN", "CHUYEN", "TIEP",
                                          "LUU", "HANH", "NOI",    "BO"};
  for (size_t i = 0; i < ARRAY_LEN(of_limits) && limited; i++)
    if (text_word_is(t, k, of_limits[i])) return true;
  return false;
}

// Words [from, to) are a level with at most urgency, copy number, "DỰ THẢO" or its English name
// beside it.
static bool only_level(const struct text *t, size_t from, size_t to, struct level_at *ret) {
  bool found = false, limited = is_limit(t, from, to);
  size_t extras = 0;
  for (size_t k = from; k < to;) {
    struct level_at v;
    if (!found && text_level_at(t, k, &v)) {
      *ret = v;
      found = true;
      k += v.n;
    } else if (is_extra(t, k, limited)) {
      extras++;
      k++;
    } else {
      return false;
    }
  }
  bool small = found && extras && ret->letters != MATCH_CAPS;
  if (small && (ret->plain || !is_limit(t, ret->from + ret->n, to))) return false;
  if (found && extras && (ret->plain || t->words[from].number)) return false;
  return found && extras <= 6;
}

// Whether it is a better hit than the line had before.
static bool hit(const struct text *t, struct match *m, enum match_kind kind,
                const struct level_at *v, size_t from) {
  if (m->kind && m->kind <= kind) return false;
  m->kind = kind;
  m->level = v->level;
  m->letters = v->letters;
  m->plain = v->plain;
  text_take_words(t, from, v->from + v->n, m->words);
  return true;
}

// "Mật - không sao chụp khi chưa được phép", "Tài liệu mật - chỉ dùng cho đoàn": a level, a dash
// and what it forbids.
static void match_dashed(const struct text *t, struct match *m) {
  struct level_at v;
  size_t n = text_words_are(t, 0, "TAI LIEU") ? 2 : 0;
  if (t->n_words > 14 || !text_level_at(t, n, &v) || v.plain) return;
  size_t rest = n + v.n;
  if (rest >= t->n_words || t->words[0].letters == MATCH_LOWER || t->words[0].at > 2 ||
      !text_has_sign(t, text_end_of(t, rest - 1), t->words[rest].at, "-"))
    return;
  bool only = text_words_are(t, rest, "CHI DUNG") || text_words_are(t, rest, "CHI DANH") ||
              text_words_are(t, rest, "CHI PHO BIEN") || text_words_are(t, rest, "CHI LUU HANH");
  if (!only && !is_limit(t, rest, rest + 1)) return;
  if (v.letters == MATCH_LOWER) v.letters = MATCH_TITLE;
  if (!hit(t, m, MATCH_ALONE, &v, 0)) return;
  m->limited = m->dashed = true;
}

// "MÂT", "TÓI MẬT": capitals whose letters are those of a level under wrong diacritics.
static void match_misread(const struct text *t, struct match *m) {
  if (m->kind || !t->accents || !t->n_words || t->n_words > 2) return;
  size_t last = t->n_words - 1;
  bool toi = last && text_word_is(t, 0, "TOI"), tuyet = last && text_word_is(t, 0, "TUYET");
  if (!text_word_is(t, last, "MAT") || (last && !toi && !tuyet)) return;
  for (size_t k = 0; k <= last; k++)
    if (t->words[k].letters != MATCH_CAPS) return;
  if (last && !text_joined(t, 0, 1)) return;
  m->misread = true;
  m->letters = MATCH_CAPS;
  m->level = toi ? SCAN_TOI_MAT : tuyet ? SCAN_TUYET_MAT : SCAN_MAT;
  text_take_words(t, 0, t->n_words, m->words);
}

static void match_alone(const struct text *t, struct match *m) {
  struct level_at v;
  match_dashed(t, m);
  if (t->n_words > 8 || !t->n_words) return;
  if (only_level(t, 0, t->n_words, &v)) {
    // "Mật." may end a sentence, "1. Mật" is a list; "A/B" style signs are no frame.
    hit(t, m, MATCH_ALONE, &v, v.from);
    m->limited = is_limit(t, 0, t->n_words);
    for (size_t k = 0; k < t->n_words; k++)
      m->with_english =
          m->with_english || text_word_is(t, k, "SECRET") || text_word_is(t, k, "CONFIDENTIAL");
    m->decorated = t->boxed || text_has_sign(t, 0, t->words[0].at, "[(|<{*\"=+");
    return;
  }
  static const char *const kinds[] = {
      "TAI LIEU", "VAN BAN", "CONG DIEN", "TO TRINH", "PHIEU TRINH", "CHI THI", "MENH LENH",
      "DIEN",     "HO SO",   "CONG VAN",  "BAO CAO",  "KE HOACH",    "VAT"};
  for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
    size_t n = strchr(kinds[i], ' ') ? 2 : 1;
    if (!text_words_are(t, 0, kinds[i]) || !text_level_at(t, n, &v)) continue;
    // "(Tài liệu MẬT, trình Bộ Chính trị)", "Tài liệu MẬT;;"
    size_t end = text_end_of(t, n + v.n - 1);
    bool more = n + v.n != t->n_words;
    if (more && (i > 1 || t->words[0].at > 2 || t->base[end] != ',' || v.letters == MATCH_LOWER ||
                 !text_has_sign(t, 0, t->words[0].at, "([") ||
                 !text_has_sign(t, text_end_of(t, t->n_words - 1), t->n, ")]")))
      continue;
    m->proper = v.letters == MATCH_TITLE && !v.plain && t->words[0].letters != MATCH_LOWER;
    // "HỒ SƠ MẬT" is also what films and columns are called: only papers and documents count in
    // full.
    // "Tài liệu MẬT" is written so on purpose; "Tài liệu mật" also heads columns.
    // "ĐIỆN MẬT" is a telegram in cipher, whatever its level.
    if (i == 7 && v.level == SCAN_MAT) continue;
    bool caps = i < 8 && t->words[0].letters != MATCH_LOWER && v.letters == MATCH_CAPS;
    if (!caps && (t->words[0].letters == MATCH_LOWER || v.plain)) continue;
    v.letters = caps ? MATCH_CAPS : MATCH_TITLE;
    hit(t, m, MATCH_TITLED, &v, 0);
    m->decorated = text_has_sign(t, 0, t->words[0].at, "[(");
  }
}

static bool is_gap(const struct text *t, size_t i, bool furniture) {
  if (t->base[i] == '\t' || t->base[i] == '|') return true;
  if (furniture && (t->base[i] == '-' || t->base[i] == '/' || t->base[i] == '.')) return true;
  return t->base[i] == ' ' && i + 2 < t->n && t->base[i + 1] == ' ' && t->base[i + 2] == ' ';
}

// A stamp that a layout brought onto the line of the national title.
static void match_beside_title(const struct text *t, struct match *m) {
  static const char *const titles[] = {"CONG HOA XA HOI", "DANG CONG SAN VIET", "DOC LAP"};
  struct level_at v;
  for (size_t i = 0; i < ARRAY_LEN(titles); i++)
    for (size_t k = 0; k < t->n_words && k < 12; k++)
      if (text_level_at(t, k, &v) && v.letters == MATCH_CAPS && !v.plain &&
          text_words_are(t, k + v.n, titles[i]))
        hit(t, m, MATCH_SEGMENT, &v, k);
}

// "MẬT   180.000 đ", "TỐI MẬT | 4": the last part of the line is a number, with at most a unit.
static bool ends_in_amount(const struct text *t, bool furniture) {
  size_t k = t->n_words - 1;
  while (k > 0) {
    bool cut = false;
    for (size_t i = text_end_of(t, k - 1); i < t->words[k].at && !cut; i++)
      cut = is_gap(t, i, false);
    if (cut) break;
    k--;
  }
  if (furniture || !k || !t->words[k].number || t->n_words - k > 4) return false;
  for (size_t i = k; i < t->n_words; i++)
    if (!t->words[i].number && t->words[i].n > 4) return false;
  return true;
}

static void match_segments(const struct text *t, bool furniture, struct match *m) {
  size_t first = 0, segments = 1;
  struct level_at v;
  for (size_t k = 0; k < t->n_words; k++) {
    bool cut = k + 1 == t->n_words;
    if (!cut)
      for (size_t i = text_end_of(t, k); i < t->words[k + 1].at && !cut; i++)
        cut = is_gap(t, i, furniture);
    if (!cut) continue;
    if (segments <= 3 && k - first < 8 && only_level(t, first, k + 1, &v) &&
        v.letters == MATCH_CAPS)
      hit(t, m, MATCH_SEGMENT, &v, v.from);
    first = k + 1;
    segments++;
  }
  if (m->kind == MATCH_SEGMENT && (segments > 5 || ends_in_amount(t, furniture)))
    m->kind = MATCH_NONE;  // a row of a table
}

// "Độ mật của văn bản:", "Độ mật (nếu có):", "Chế độ bảo mật:": a few words that name the level and
// end in a colon right before word k. Gives the first of them and, for the reason, the word "độ" or
// "bảo"; k when there is none.
static size_t long_label_before(const struct text *t, size_t k, size_t *shown) {
  if (!text_has_sign(t, text_end_of(t, k - 1), t->words[k].at, ":=")) return k;
  size_t from = k - 1;
  while (from > 0 && k - from < 8 &&
         !text_has_sign(t, text_end_of(t, from - 1), t->words[from].at, ":;.\t|"))
    from--;
  if (k - from >= 8) return k;
  for (size_t i = from; i + 1 < k; i++) {
    bool plain = false;
    if (!text_word_is(t, i, "DO") && !text_word_is(t, i, "BAO")) continue;
    if (text_token(t, i + 1, &plain) == TOKEN_MAT && !plain && t->base[text_end_of(t, i)] == ' ') {
      *shown = i;
      return from;
    }
  }
  return k;
}

// The label that ends right before word k, as its first word; k when there is none.
static size_t label_before(const struct text *t, size_t k, bool *needs_colon) {
  static const struct {
    const char *words;
    uint8_t n;
    bool colon;
  } labels[] = {{"LOAI VAN BAN", 3, true},   {"LOAI TAI LIEU", 3, true},
                {"MUC DO MAT", 3, false},    {"CAP DO MAT", 3, false},
                {"PHAN LOAI MAT", 3, true},  {"PHAN LOAI DO MAT", 4, true},
                {"DO MAT DE XUAT", 4, true}, {"DO MAT", 2, false},
                {"MUC DO", 2, true},         {"CAP DO", 2, true},
                {"MUC MAT", 2, true},        {"PHAN LOAI", 2, true},
                {"CAP MAT", 2, true},        {"DAU MAT", 2, true},
                {"DONG DAU", 2, true},       {"CHE DO", 2, true},
                {"THUOC DO", 2, true},       {"TINH CHAT", 2, true},
                {"LOAI", 1, true},           {"DO", 1, true}};
  for (size_t i = 0; i < ARRAY_LEN(labels); i++)
    if (k >= labels[i].n && text_words_are(t, k - labels[i].n, labels[i].words)) {
      *needs_colon = labels[i].colon;
      return k - labels[i].n;
    }
  return k;
}

// The words of a label without what stands between it and the level.
static void take_label(const struct text *t, size_t from, size_t k, const struct level_at *v,
                       struct match *m) {
  char level[64];
  size_t to = from + 4 <= k ? from + 2 : k;
  text_take_words(t, from, to, m->words);
  text_take_words(t, v->from, v->from + v->n, level);
  size_t n = strlen(m->words), more = strlen(level);
  if (n + more + 2 > sizeof m->words) return;
  m->words[n] = ' ';
  memcpy(m->words + n + 1, level, more + 1);
}

// "Loại: văn bản MẬT": the label ends before these two words.
static size_t skip_paper(const struct text *t, size_t k) {
  bool paper =
      k > 2 && (text_words_are(t, k - 2, "VAN BAN") || text_words_are(t, k - 2, "TAI LIEU"));
  return paper && text_has_sign(t, text_end_of(t, k - 3), t->words[k - 2].at, ":") ? k - 2 : k;
}

// "Độ khẩn, độ mật: Khẩn, Tối mật": the urgency stands before the level.
static size_t skip_urgency(const struct text *t, size_t k) {
  size_t at = k;
  while (at > 2 && k - at < 3 &&
         (text_word_is(t, at - 1, "KHAN") || text_word_is(t, at - 1, "HOA") ||
          text_word_is(t, at - 1, "TOC") || text_word_is(t, at - 1, "THUONG")) &&
         !text_has_sign(t, text_end_of(t, at - 1), t->words[at].at, ":;("))
    at--;
  return at < k && text_has_sign(t, text_end_of(t, at - 1), t->words[at].at, ":") ? at : k;
}

// A label that only says "loại", "chế độ" or "đóng dấu" also stands before honey and passwords.
static bool is_vague(const struct text *t, size_t label, const struct level_at *v) {
  bool vague = text_word_is(t, label, "LOAI") || text_words_are(t, label, "CHE DO") ||
               text_words_are(t, label, "TINH CHAT") || text_words_are(t, label, "DONG DAU");
  return vague && (v->plain || v->letters == MATCH_LOWER ||
                   (v->level == SCAN_MAT && v->letters != MATCH_CAPS));
}

static bool wide_gap(const struct text *t, size_t i) {
  return i < t->n && is_gap(t, i, false);
}

static void match_labels(const struct text *t, struct match *m) {
  for (size_t at = 1; at < t->n_words; at++) {
    struct level_at v;
    bool needs_colon = false;
    if (!text_level_at(t, at, &v)) continue;
    size_t k = skip_urgency(t, skip_paper(t, at)), label = label_before(t, k, &needs_colon);
    if (label < k && t->base[text_end_of(t, label)] == '_')
      continue;  // do_mat: a name in a program
    size_t shown = label, wide = long_label_before(t, k, &shown);
    if (label < k) shown = label;
    if (wide < label) label = wide;
    bool vague = label < k && wide == k && is_vague(t, label, &v);
    if (label == k || (vague && !(label == 0 && v.letters == MATCH_TITLE && !v.plain &&
                                  v.from + v.n == t->n_words && k == v.from && k <= 3)))
      continue;
    size_t gap = text_end_of(t, k - 1), after = v.from + v.n;
    bool colon = text_has_sign(t, gap, t->words[k].at, ":=");
    bool dash = text_has_sign(t, gap, t->words[k].at, "-\"\t|[(");
    bool ends = after == t->n_words || !text_joined(t, after - 1, after) ||
                t->words[after].at - text_end_of(t, after - 1) > 2;
    if (text_has_sign(t, gap, t->words[k].at, ",;")) continue;
    if (!colon && (needs_colon || !(ends && (dash || v.letters != MATCH_LOWER)))) continue;
    if (!colon && !dash && label > 0) continue;  // "… là bí mật nhà nước độ Mật"
    if (v.letters == MATCH_LOWER && !colon) continue;
    if (!ends && v.letters != MATCH_CAPS) continue;  // "Độ mật: Mật là độ thấp nhất"
    bool start = label == 0 || (label <= 3 && colon && after == t->n_words) ||
                 (label == 1 && t->words[0].n <= 2) ||
                 (label <= 3 && t->words[label].at > 0 && t->base[t->words[label].at - 1] != ' ');
    bool apart = !start && colon && shown && wide_gap(t, text_end_of(t, shown - 1)) &&
                 (after == t->n_words || wide_gap(t, text_end_of(t, after - 1)));
    if (hit(t, m, start ? MATCH_LABEL : MATCH_LABEL_INSIDE, &v, k)) {
      take_label(t, shown, k, &v, m);
      m->vague = vague;
      m->apart = apart;
    }
  }
}

static void match_brackets(const struct text *t, struct match *m) {
  for (size_t k = 0; k < t->n_words; k++) {
    struct level_at v;
    if (!text_level_at(t, k, &v)) continue;
    size_t from = t->words[k].at, to = text_end_of(t, k + v.n - 1);
    bool open = from && strchr("[({<", t->base[from - 1]),
         close = to < t->n && strchr("])}>", t->base[to]);
    bool first = k == 0 || (k <= 3 && text_has_sign(t, text_end_of(t, k - 1), from, ":")),
         last = k + v.n == t->n_words;
    // "Số: 45/SCT  TỐI MẬT": the stamp beside the number, on one line.
    bool number = last && k >= 2 && k <= 6 && text_word_is(t, 0, "SO") && t->words[1].number &&
                  text_has(t, "/") && v.letters == MATCH_CAPS && !v.plain;
    if (number) hit(t, m, MATCH_SEGMENT, &v, k);
    // "ĐỀ DỰ PHÒNG - MẬT", "Subject: TỐI MẬT - …"
    bool dashed = last && k && v.letters == MATCH_CAPS && !v.plain && from > 1 &&
                  t->base[from - 1] == ' ' && t->base[from - 2] == '-' &&
                  t->words[0].letters == MATCH_CAPS;
    bool subject = k && k <= 2 && v.letters == MATCH_CAPS && !v.plain &&
                   text_has_sign(t, text_end_of(t, k - 1), from, ":") &&
                   (text_word_is(t, 0, "SUBJECT") || text_words_are(t, 0, "CHU DE") ||
                    text_words_are(t, 0, "TIEU DE"));
    if (dashed || subject) hit(t, m, MATCH_BRACKET, &v, k);
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
    if (!text_level_at(t, k, &v) || v.plain) continue;
    static const char *const not_levels[] = {"DO", "BI", "BAO", "LOAI", "GIAI", "MUC", "CAP"};
    bool other = false;  // "ĐỘ MẬT: …" names a label, not a level
    for (size_t i = 0; i < ARRAY_LEN(not_levels) && v.n == 1 && k; i++)
      other = other || text_word_is(t, k - 1, not_levels[i]);
    if (other) continue;
    if (v.n == 2 || v.letters != MATCH_LOWER) seen |= 1u << v.level;
    k += v.n - 1;
  }
  if (!(seen & (seen - 1))) return;
  m->context |= CONTEXT_CHOICE;
  m->kind = MATCH_NONE;
}

// ---- lines

enum { LONG_BYTES = 400 };

static bool ascii_letter(char c) {
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

// Whether "mật" may begin at s[i], an m: in Unicode of any form, read from old fonts, typed raw,
// spaced out.
static bool mat_at(const char *s, size_t n, size_t i) {
  if (i && ascii_letter(s[i - 1])) return false;
  size_t k = i + 1;
  while (k < n && k < i + 5 && (s[k] == ' ' || s[k] == '.'))
    k++;
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
  for (size_t i = 0; i < n; i++)
    high |= (unsigned char)s[i];
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
    if ((unsigned char)s[i] == 0xCC ||
        ((unsigned char)s[i] == 0xCD && (unsigned char)s[i + 1] < 0xB0))
      return true;
  return false;
}

static bool looks_typed(const char *s, size_t n) {
  for (size_t i = 0; i + 2 < n; i++) {
    char a = (char)(s[i] | 32), b = (char)(s[i + 1] | 32), c = (char)(s[i + 2] | 32);
    if (a == 'm' && b == 'a' && (c == 'a' || c == 'j' || s[i + 2] == '^' || s[i + 2] == '.'))
      return true;
  }
  return false;
}

// Brings the line to NFC Unicode in `out` when it is not; else returns it as it is.
static struct bytes to_unicode(const struct line *l, struct bytes s, struct buf *out,
                               struct buf *second) {
  const char *p = (const char *)s.p;
  bool ascii = true;
  for (size_t i = 0; ascii && i < s.n; i++)
    ascii = s.p[i] < 0x80;
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
  rules_match(t, m);
  if (whole) text_join_spaced(t);
  t->has_mat = strstr(t->base, "MAT") != NULL || strstr(t->base, "GIAI") != NULL;
  bool legacy = !t->has_mat && (strstr(t->base, "MET") || strstr(t->base, "MAAT"));
  if (t->has_mat || legacy) {
    // Running headers join words with signs; so may the first and last line of a page.
    bool margin = l->top >= 0 && l->bottom > 0 && (l->bottom < 0.09f || l->top > 0.91f);
    bool furniture = l->part == PART_HEADER || l->part == PART_FOOTER || margin;
    if (whole) match_alone(t, m);
    match_labels(t, m);
    if (whole) match_segments(t, furniture, m);
    if (whole) match_beside_title(t, m);
    match_brackets(t, m);
    match_choices(t, m);
    match_empty_label(t, m);
    match_declassified(t, m);
    match_talk(t, m);
    if (whole) match_misread(t, m);
  }
  if (whole) {
    match_notes(t, m);
    match_context_start(t, m);
    match_genre(t, m);
  }
  match_context_words(t, m);
}

// Rules of the agency in what was typed raw: "SAO MAI" as "SAO MAI", "CẦU GIẤY" as "CAAFU GIAAYS".
static void match_rules_typed(struct text *t, struct bytes s, struct match *m) {
  static const enum viet_encoding typed[] = {VIET_TELEX, VIET_VIQR};
  for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
    struct buf out CLEANUP(buf_free) = buf_init(LINE_BYTES);
    viet_resolve_typed(typed[i], s, &out);
    for (size_t at = 0; at < out.n; at += MATCH_MAX_CHARS) {
      size_t n = out.n - at < MATCH_MAX_CHARS ? out.n - at : MATCH_MAX_CHARS;
      text_set(t, buf_str(&out) + at, n);
      rules_match(t, m);
    }
  }
}

// Lines the built-in judge does not look into; *context is all they say.
static bool passed_over(const struct line *l, unsigned seen, unsigned *context) {
  *context = 0;
  if (seen & LINE_MAT) return false;
  bool early = l->number > 0 && l->number <= 60 && l->n <= 200;
  if ((seen & LINE_ASCII) && !early) return true;
  if (l->font || l->n <= LONG_BYTES) return false;
  *context = CONTEXT_BODY;  // running text that does not say "mật" only says that it runs
  return true;
}

void match_line(const struct line *l, struct match *ret) {
  static struct text t;
  memset(ret, 0, sizeof *ret);
  unsigned seen = glance(l->text, l->n), context;
  bool rules = rules_any(), passed = passed_over(l, seen, &context);
  ret->context = context;
  ret->accents = !(seen & LINE_ASCII);
  if (passed && !rules) return;
  text_prepare();
  struct buf out CLEANUP(buf_free) = buf_init(LINE_BYTES),
                 second CLEANUP(buf_free) = buf_init(LINE_BYTES);
  struct bytes s = to_unicode(l, (struct bytes){(const uint8_t *)l->text, l->n}, &out, &second);
  bool whole = s.n <= MATCH_MAX_CHARS;
  for (size_t at = 0; at < s.n;) {
    size_t n = s.n - at < MATCH_MAX_CHARS ? s.n - at : MATCH_MAX_CHARS;
    while (at + n < s.n && n > MATCH_MAX_CHARS / 2 && s.p[at + n] != ' ')
      n--;
    text_set(&t, (const char *)s.p + at, n);
    if (passed)  // an agency's words are looked for everywhere, and change nothing else
      rules_match(&t, ret);
    else
      match_text(&t, l, whole, ret);
    at += n;
  }
  if (!whole && !passed) ret->context |= CONTEXT_BODY;
  if (rules && (seen & LINE_ASCII))
    match_rules_typed(&t, (struct bytes){(const uint8_t *)l->text, l->n}, ret);
}

// One reading of a file's name.
static int match_name(const char *name, size_t n, struct match *ret) {
  static struct text t;
  struct buf nfc CLEANUP(buf_free) = buf_init(LINE_BYTES);
  viet_nfc((struct bytes){(const uint8_t *)name, n}, &nfc);
  text_set(&t, buf_str(&nfc), nfc.n);
  rules_match(&t, ret);
  if (text_has(&t, "BI MAT") || text_has(&t, "TOIMATH")) return 0;
  match_talk(&t, ret);
  if (ret->context & CONTEXT_FRIEND) return 0;
  if (text_has(&t, "TOIMAT") || text_has(&t, "TUYETMAT")) {
    bool toi = text_has(&t, "TOIMAT");
    strcpy(ret->words, toi ? "TOIMAT" : "TUYETMAT");
    return 20;
  }
  for (size_t k = 0; k < t.n_words; k++) {
    struct level_at v;
    if (!text_level_at(&t, k, &v)) continue;
    size_t from = t.words[k].at, to = text_end_of(&t, k + v.n - 1);
    bool bracketed = from && strchr("([", t.base[from - 1]) && strchr(")]", t.base[to]);
    bool apart = (from && t.base[from - 1] == '_') && (t.base[to] == '_' || t.base[to] == '.');
    int points = v.n == 2 || !v.plain                              ? 20
                 : bracketed || (apart && v.letters == MATCH_CAPS) ? 15
                                                                   : 0;
    if (v.n == 1 && v.plain && k &&
        (text_word_is(&t, k - 1, "VB") || text_word_is(&t, k - 1, "CV")))
      points = 15;
    if (!points) continue;
    ret->level = v.level;
    text_take_words(&t, k, k + v.n, ret->words);
    return points;
  }
  return 0;
}

// Names come from other systems too: bytes of old encodings, keystrokes, old letters as code
// points.
int match_file_name(const char *name, struct match *ret) {
  static const enum viet_encoding raw[] = {VIET_TCVN3, VIET_VNI, VIET_VISCII, VIET_VPS,
                                           VIET_CP1258},
                                  typed[] = {VIET_TELEX, VIET_VIQR};
  size_t n = strnlen(name, 255);
  struct bytes b = {(const uint8_t *)name, n};
  struct buf out CLEANUP(buf_free) = buf_init(LINE_BYTES);
  memset(ret, 0, sizeof *ret);
  text_prepare();
  int points = match_name(name, n, ret);
  bool ascii = true, modern = false;  // modern: letters that no old encoding shows as
  for (size_t i = 0; i < n; i++) {
    ascii = ascii && b.p[i] < 0x80;
    modern = modern || (b.p[i] >= 0xC4 && b.p[i] != 0xE2);
  }
  if (points || (ret->context & CONTEXT_FRIEND)) return points;
  bool utf8 = viet_nfc(b, &out) == 0;
  if (utf8 && modern) return 0;
  for (size_t i = 0; i < (ascii ? ARRAY_LEN(typed) : utf8 ? 2 : ARRAY_LEN(raw)) && !points; i++) {
    buf_clear(&out);
    if (ascii)
      viet_resolve_typed(typed[i], b, &out);
    else if (utf8)
      viet_text_from_codepoints(raw[i], false, b, &out);
    else
      viet_decode(raw[i], b, &out);
    struct match m = {.n_rules = 0};
    points = match_name(buf_str(&out), out.n, &m);
    if (points || m.n_rules) *ret = m;
  }
  return points;
}
