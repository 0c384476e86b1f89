// What a line says beside the level: derived notes, the kind of document, talk about secrecy; see
// match.h.
#include <string.h>
#include <uchar.h>

#include "scan/match_text.h"

// ---- notes and context

static size_t digits_after(const struct text *t, const char *label) {
  const char *s = strstr(t->base, label);
  if (!s) return 0;
  s += strlen(label);
  while (*s == ' ' || *s == ':' || *s == '.')
    s++;
  size_t n = 0;
  while (s[n] >= '0' && s[n] <= '9')
    n++;
  return n <= 4 ? n : 0;
}

void match_notes(const struct text *t, struct match *m) {
  if (t->n_words > 24) return;
  bool caps = t->n_words && t->words[0].letters == MATCH_CAPS;
  if (t->n_words <= 8 && text_words_are(t, 0, "BAN SO") && digits_after(t, "BAN SO"))
    m->notes |= NOTE_COPY_NUMBER;
  // "- Bản số 02: Phòng Hai (không được phép sao, chụp)" among the recipients.
  if (t->n_words <= 24 && text_words_are(t, 0, "BAN SO") && digits_after(t, "BAN SO") &&
      text_has(t, "PHEP SAO, CHUP)"))
    m->notes |= NOTE_COPY_NUMBER | NOTE_COPYING;
  if (t->n_words <= 8 && text_words_are(t, 0, "BAN SAO SO") && digits_after(t, "BAN SAO SO"))
    m->notes |= NOTE_COPY;
  size_t lead = t->n_words && text_word_is(t, 0, "DUOC") ? 0 : 1;
  bool copying =
      (text_has(t, "SAO, CHUP") || text_has(t, "SAO CHUP")) &&
      (text_words_are(t, 0, "KHONG DUOC PHEP SAO") || text_words_are(t, 0, "DUOC PHEP SAO") ||
       text_words_are(t, 0, "KHONG DUOC SAO") || text_words_are(t, 0, "KHONG SAO CHUP") ||
       text_words_are(t, 0, "CAM SAO CHUP") || text_words_are(t, lead, "DUOC PHEP SAO"));
  if (copying && t->n_words <= 14) m->notes |= NOTE_COPYING;
  if (text_has(t, "LUU") &&
      (text_has(t, "(KHONG SAO") || text_has(t, "KHONG SAO CHUP") || text_has(t, "BAN). KHONG")))
    m->notes |= NOTE_COPYING;
  if (text_words_are(t, 0, "TAI LIEU THU HOI") &&
      (t->n_words == 4 || (caps && t->n_words <= 14) ||
       (t->n_words <= 8 && (text_word_is(t, 4, "SAU") || text_word_is(t, 4, "NGAY")))))
    m->notes |= NOTE_RECALL;
  if (text_words_are(t, 0, "THOI HAN BAO VE") && t->n_words <= 20 &&
      (((text_has(t, "NAM") || text_has(t, "NGAY")) && strpbrk(t->base, "0123456789")) ||
       (t->n_words > 4 && text_has(t, ": TU NGAY"))))  // the date may stand on the next line
    m->notes |= NOTE_TERM;
  if (text_words_are(t, 0, "CHI NGUOI CO TEN MOI DUOC BOC BI") && t->n_words <= 10)
    m->notes |= NOTE_NAMED_ONLY;
  if (text_words_are(t, 0, "BAN SAO BI MAT NHA NUOC") && t->n_words == 6)
    m->notes |= NOTE_SECRET_COPY;
  if (t->n_words == 1 && t->words[0].n == 1 && strchr("ABC", t->base[t->words[0].at]) &&
      t->n <= 8 && t->full[t->words[0].at] < 128)
    m->notes |= NOTE_LETTER;
}

static bool words_and_number(const struct text *t, const char *word) {
  return text_word_is(t, 0, word) && t->n_words > 1 && t->words[1].number &&
         t->words[0].letters != MATCH_LOWER;
}

void match_context_start(const struct text *t, struct match *m) {
  if (words_and_number(t, "DIEU")) m->context |= CONTEXT_ARTICLE;
  if (text_word_is(t, 0, "CHUONG") && t->n_words > 1 && t->words[1].letters == MATCH_CAPS &&
      t->words[1].n <= 4)
    m->context |= CONTEXT_CHAPTER;
  bool asks = text_word_is(t, 0, "HOI") && t->base[text_end_of(t, 0)] == ':';
  if (asks || words_and_number(t, "CAU") || text_words_are(t, 0, "CAU HOI"))
    m->context |= CONTEXT_QUESTION;
  if (t->n_words > 1 && t->words[0].n == 1 && strchr("ABCD", t->base[t->words[0].at]) && t->n > 2 &&
      strchr(".)", t->base[text_end_of(t, 0)]))
    m->context |= CONTEXT_OPTION;
  if (text_has(t, "CONG HOA XA HOI CHU NGHIA") || text_has(t, "DOC LAP - TU DO") ||
      text_words_are(t, 0, "KINH GUI") || text_words_are(t, 0, "NOI NHAN") ||
      text_words_are(t, 0, "NOI GUI") || text_words_are(t, 0, "KINH TRINH") ||
      (text_word_is(t, 0, "SO") && t->n_words > 2 && t->words[1].number &&
       (text_has(t, "/") || t->base[text_end_of(t, 1)] == '-')) ||
      text_has(t, "DANG CONG SAN VIET NAM"))
    m->context |= CONTEXT_LETTERHEAD;
  if ((m->context & CONTEXT_LETTERHEAD) && t->n_words > 1) {
    bool plain = true;
    for (size_t i = 0; i < t->n; i++)
      plain = plain && t->full[i] < 128;
    if (plain &&
        (text_has(t, "CONG HOA") || text_has(t, "DOC LAP") || text_has(t, "KINH GUI") ||
         text_has(t, "KINH TRINH") || text_has(t, "DANG CONG SAN") || text_has(t, "NOI NHAN")))
      m->context |= CONTEXT_PLAIN;
  }
  static const char *const laws[] = {"LUAT", "NGHI DINH", "THONG TU", "PHAP LENH"};
  for (size_t i = 0; i < ARRAY_LEN(laws); i++)
    if (text_words_are(t, 0, laws[i]) && t->words[0].letters == MATCH_CAPS &&
        (t->n_words <= 2 || text_has(t, "BI MAT NHA NUOC")))
      m->context |= CONTEXT_LAW;
  if (text_words_are(t, 0, "CAN CU") ||
      (m->context & (CONTEXT_ARTICLE | CONTEXT_QUESTION | CONTEXT_CHAPTER)) || t->n > 160)
    m->context |= CONTEXT_BODY;
}

// Lines of programs and of tables of words: statements, calls, tags, translations.
static bool is_code(const struct text *t) {
  static const char *const starts[] = {"#INCLUDE", "IMPORT ", "DEF ",    "FUNCTION ",
                                       "CONST ",   "VAR ",    "MSGID ",  "MSGSTR ",
                                       "PRINT(",   "RETURN ", "<OPTION", "SELECT *"};
  size_t at = 0;
  while (t->base[at] == ' ' || t->base[at] == '\t')
    at++;
  for (size_t i = 0; i < ARRAY_LEN(starts); i++)
    if (strncmp(t->base + at, starts[i], strlen(starts[i])) == 0) return true;
  return text_has(t, " = {") || text_has(t, ");") || text_has(t, "\": {") || text_has(t, "\": [");
}

void match_context_words(const struct text *t, struct match *m) {
  if (text_has(t, "MAU DAU") || text_has(t, "MAU SO") || text_has(t, "BIEU MAU") ||
      text_words_are(t, 0, "PHU LUC") || text_has(t, "HINH CHU NHAT") ||
      text_has(t, "DUONG VIEN") || text_has(t, " MM") || text_has(t, "DONG DAU DO") ||
      text_has(t, "VI TRI DAU") || text_has(t, "VI TRI DONG DAU") || text_has(t, "CON DAU DO") ||
      words_and_number(t, "HINH"))
    m->context |= CONTEXT_SAMPLE;
  if (is_code(t)) m->context |= CONTEXT_CODE;
  if (text_has(t, ".....") || text_has(t, "_____")) m->context |= CONTEXT_BLANK;
  static const char *const training[] = {
      "TAP HUAN",    "BAI GIANG", "CHUYEN DE",    "HOC VIEN",  "GIANG VIEN",
      "TRAC NGHIEM", "TIM HIEU",  "SINH VIEN",    "GIAO VIEN", "TAI LIEU THAM KHAO",
      "GIAO TRINH",  "ON TAP",    "TU VUNG",      "HOC TAP",   "BOI DUONG",
      "BAI HOC",     "CUOC THI",  "MUC TIEU BAI", "DAP AN"};
  for (size_t i = 0; i < ARRAY_LEN(training) && !(m->context & CONTEXT_TRAINING); i++)
    if (text_has(t, training[i])) m->context |= CONTEXT_TRAINING;
  if (t->n_words == 1 && t->words[0].letters == MATCH_CAPS) {
    bool plain = false;
    enum token a = text_token(t, 0, &plain);
    if ((a == TOKEN_TOI || a == TOKEN_TUYET) && !plain) {
      m->context |= CONTEXT_HALF;
      m->level = a == TOKEN_TOI ? SCAN_TOI_MAT : SCAN_TUYET_MAT;
    }
  }
  if (!t->n_words && t->n > 2 &&
      (t->boxed || text_has(t, "---") || text_has(t, "===") || text_has(t, "***") ||
       text_has(t, "+-")))
    m->context |= CONTEXT_FRAME;
}

// Words in which "mật" is honey, bile, density or computers (accents asked where they matter).
static const char16_t *const sweet_after[] = {u"ONG", u"GẤU", u"MÍA", u"HOA", u"NGỌT", u"HEO"};
static const char16_t *const sweet_before[] = {u"TÚI", u"SỎI", u"ONG", u"NGỌT", u"LẤY", u"DỊCH"};
static const char *const friends_after[] = {"ONG",   "GAU", "MIA",  "KHAU", "MA",  "DO",
                                            "THIET", "NGU", "NGHI", "THAM", "THU", "VU",
                                            "DANG",  "HOA", "NGOT", "TINH", "CHU"};
static const char *const friends_before[] = {"BAO",  "THAN", "TUI", "SOI",  "TRU",  "CAN", "DUONG",
                                             "TRAI", "ONG",  "CO",  "NGOT", "TUAN", "GIA"};

void match_talk(const struct text *t, struct match *m) {
  for (size_t k = 0; k < t->n_words; k++) {
    bool plain = false;
    if (text_token(t, k, &plain) != TOKEN_MAT) continue;
    if (k && text_word_is(t, k - 1, "BI")) {
      if (text_words_are(t, k + 1, "NHA NUOC")) m->talk++;
      continue;
    }
    if (k && (text_word_is(t, k - 1, "DO") || text_word_is(t, k - 1, "DAU"))) m->talk++;
    if (k &&
        (text_word_is(t, k - 1, "TOI") || text_word_is(t, k - 1, "TUYET") ||
         text_word_is(t, k - 1, "GIAI")) &&
        t->words[k].letters != MATCH_CAPS)
      m->talk++;
    bool next = k + 1 < t->n_words && text_joined(t, k, k + 1);
    for (size_t i = 0; next && i < ARRAY_LEN(sweet_after); i++)
      if (text_phrase_at(t, k + 1, sweet_after[i])) m->context |= CONTEXT_SWEET;
    for (size_t i = 0; k && i < ARRAY_LEN(sweet_before); i++)
      if (text_phrase_at(t, k - 1, sweet_before[i])) m->context |= CONTEXT_SWEET;
    for (size_t i = 0; i < ARRAY_LEN(friends_after); i++)
      if (text_word_is(t, k + 1, friends_after[i])) m->context |= CONTEXT_FRIEND;
    for (size_t i = 0; k && i < ARRAY_LEN(friends_before); i++)
      if (text_word_is(t, k - 1, friends_before[i])) m->context |= CONTEXT_FRIEND;
  }
}

void match_empty_label(const struct text *t, struct match *m) {
  for (size_t k = 0; k + 1 < t->n_words; k++) {
    bool plain = false, plain2 = false;
    if (text_token(t, k, &plain) != TOKEN_DO || text_token(t, k + 1, &plain2) != TOKEN_MAT ||
        plain != plain2)
      continue;
    size_t after = k + 2;
    bool start =
        k == 0 ||
        (k == 1 && (t->words[0].n <= 2 || text_word_is(t, 0, "MUC") || text_word_is(t, 0, "CAP")));
    if (start && after == t->n_words) m->context |= CONTEXT_EMPTY_LABEL;
    m->no_value = start && after + 1 == t->n_words &&
                  (text_word_is(t, after, "KHONG") || text_word_is(t, after, "THUONG")) &&
                  text_has_sign(t, text_end_of(t, after - 1), t->words[after].at, ":=|\t");
    if (text_word_is(t, after, "KHONG") || text_word_is(t, after, "THUONG") ||
        text_words_are(t, after, "BINH THUONG"))
      m->context |= CONTEXT_NO_LEVEL;
    if (start && (m->context & CONTEXT_EMPTY_LABEL)) text_take_words(t, k ? 0 : k, after, m->words);
  }
}

// "ĐÃ GIẢI MẬT", "Văn bản này đã được giải mật", "GIẢI MẬT từ ngày …": a short line that says so of
// the paper it stands on.
void match_declassified(const struct text *t, struct match *m) {
  bool plain = false;
  size_t k = 0;
  while (k < 12 && k < t->n_words && !text_word_is(t, k, "GIAI"))
    k++;
  if (!text_word_is(t, k, "GIAI") || text_token(t, k + 1, &plain) != TOKEN_MAT || plain) return;
  bool beside_title = text_has(t, "CONG HOA XA HOI") || text_has(t, "DOC LAP - TU DO");
  if ((t->n_words > 16 && !beside_title) || !text_joined(t, k, k + 1)) return;
  bool done =
      (k >= 1 && text_word_is(t, k - 1, "DA")) || (k >= 2 && text_words_are(t, k - 2, "DA DUOC"));
  size_t said = done ? k - 1 - text_word_is(t, k - 1, "DUOC") : k;
  bool paper = said == 0 || text_words_are(t, 0, "TAI LIEU") || text_words_are(t, 0, "VAN BAN") ||
               text_words_are(t, 0, "HO SO") || text_level_at(t, 0, &(struct level_at){0});
  if (k > 6 && (!done || k + 2 != t->n_words)) return;
  if (k > 6) paper = false;
  bool dated =
      !done && k == 0 && t->words[0].letters == MATCH_TITLE &&
      (text_word_is(t, 2, "THEO") || text_word_is(t, 2, "TU") || text_word_is(t, 2, "NGAY")) &&
      strpbrk(t->base, "0123456789");  // "Giải mật theo Quyết định số 7"
  if (!paper && done && k + 2 == t->n_words && t->words[0].letters != MATCH_LOWER &&
      text_has_sign(t, text_end_of(t, said - 1), t->words[said].at, ",(")) {
    m->released_tail = true;  // "Bản sao từ bảo tàng, đã giải mật"
    text_take_words(t, said, k + 2, m->words);
    return;
  }
  if (!paper || (!done && !dated && (k || t->words[k].letters != MATCH_CAPS))) return;
  if (t->words[k].letters != MATCH_CAPS && t->words[0].letters == MATCH_LOWER) return;
  size_t next = k + 2;
  bool more = t->n_words > next && text_joined(t, next - 1, next);
  if (k == 0 && t->words[0].letters == MATCH_CAPS && text_words_are(t, next, "TOAN BO") &&
      (t->n_words == next + 2 || !text_joined(t, next + 1, next + 2)))
    more = false;  // "GIẢI MẬT TOÀN BỘ (theo Điều 22)"
  if (more && !text_word_is(t, next, "TU") && !text_word_is(t, next, "NGAY") &&
      !text_word_is(t, next, "THEO") && !text_word_is(t, next, "THANG") &&
      !text_word_is(t, next, "NAM") && !t->words[next].number)
    return;
  m->context |= CONTEXT_DECLASSIFIED;
  m->kind = MATCH_NONE;
  text_take_words(t, 0, k + 2, m->words);
}
