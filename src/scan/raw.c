// See raw.h. The syllable "mật" is looked for in every encoding at once; it counts in capitals behind "tối" or "tuyệt",
// in any letters behind "độ", and alone in capitals in an encoding that takes four bytes and more for it: three
// bytes are found by chance in every large program.
#include "scan/raw.h"

#include <string.h>

#include "scan/sweep_find.h"
#include "viet/viet.h"

enum {
  FORMS_MAX = 160,
  FORM_BYTES = 16,
  AROUND = 1024,      // bytes of text on either side that are judged with a mark
  WINDOWS_MAX = 64,   // of one document
  PIECE = 16 << 20,   // between two questions whether to stop
  FOUR_BYTES = 4
};

struct form {
  uint8_t n, b[FORM_BYTES];
  enum viet_encoding e;
  bool capitals;
  enum scan_level level;  // of a word before; SCAN_UNKNOWN: "độ"
};
struct forms {
  struct form f[FORMS_MAX];
  size_t n;
};

static struct {
  bool ready;
  struct forms mat, before;
  struct sweep_find find;
} raw;

// ---- spellings

static bool is_wide(enum viet_encoding e) {
  return e == VIET_UTF16LE || e == VIET_UTF16BE;
}

static void add_form(struct forms *fs, enum viet_encoding e, const struct buf *b, bool capitals,
                     enum scan_level level) {
  if (!b->n || b->n > FORM_BYTES || fs->n == FORMS_MAX) return;
  for (size_t i = 0; i < fs->n; i++)
    if (fs->f[i].e == e && fs->f[i].n == b->n && memcmp(fs->f[i].b, b->p, b->n) == 0) return;
  struct form *f = &fs->f[fs->n++];
  *f = (struct form){.n = (uint8_t)b->n, .e = e, .capitals = capitals, .level = level};
  memcpy(f->b, b->p, b->n);
}

static void add_spelling(struct forms *fs, const char *word, bool capitals, enum scan_level level) {
  static const enum viet_encoding all[] = {VIET_UTF8,   VIET_UTF16LE, VIET_UTF16BE, VIET_TCVN3, VIET_TCVN5712,
                                           VIET_VNI,    VIET_VISCII,  VIET_VPS,     VIET_CP1258};
  struct bytes in = {(const uint8_t *)word, strlen(word)};
  struct buf b CLEANUP(buf_free) = buf_init(64);
  for (size_t i = 0; i < ARRAY_LEN(all); i++) {
    buf_clear(&b);
    if (viet_encode(all[i], in, &b) == 0) add_form(fs, all[i], &b, capitals, level);
  }
  buf_clear(&b);
  viet_nfd(in, &b);
  add_form(fs, VIET_UTF8, &b, capitals, level);
}

void raw_prepare(void) {
  if (raw.ready) return;
  // Old fonts show small vowels with their tones as capitals.
  static const char *const capitals[] = {"MẬT", "MậT"}, *const small[] = {"Mật", "mật"};
  static const struct {
    const char *word;
    bool capitals;
    enum scan_level level;
  } before[] = {{"TỐI", true, SCAN_TOI_MAT},      {"TốI", true, SCAN_TOI_MAT},        {"Tối", false, SCAN_TOI_MAT},
                {"tối", false, SCAN_TOI_MAT},     {"TUYỆT", true, SCAN_TUYET_MAT},    {"TUYệT", true, SCAN_TUYET_MAT},
                {"Tuyệt", false, SCAN_TUYET_MAT}, {"tuyệt", false, SCAN_TUYET_MAT},   {"ĐỘ", false, SCAN_UNKNOWN},
                {"Độ", false, SCAN_UNKNOWN},      {"độ", false, SCAN_UNKNOWN}};
  for (size_t i = 0; i < ARRAY_LEN(capitals); i++)
    add_spelling(&raw.mat, capitals[i], true, SCAN_MAT);
  for (size_t i = 0; i < ARRAY_LEN(small); i++)
    add_spelling(&raw.mat, small[i], false, SCAN_MAT);
  for (size_t i = 0; i < ARRAY_LEN(before); i++)
    add_spelling(&raw.before, before[i].word, before[i].capitals, before[i].level);
  for (size_t i = 0; i < raw.mat.n; i++) {
    const struct form *f = &raw.mat.f[i];
    unsigned group = 1u << (f->e == VIET_UTF8 ? f->n == 5 : is_wide(f->e) ? f->e == VIET_UTF16LE ? 2 : 3 : f->n > 3 ? 4 : 5);
    raw.find.first[f->b[0]] |= (uint8_t)group;
    raw.find.second[f->b[1]] |= (uint8_t)group;
    raw.find.third[f->b[2]] |= (uint8_t)group;
  }
  sweep_find_prepare(&raw.find);
  raw.ready = true;
}

// ---- one place

struct search {
  const struct scan_kit *kit;
  const uint8_t *p;
  size_t n;
  struct judge *judge;
  size_t judged_to;  // windows do not overlap
  unsigned windows;
  bool phrase;  // a two-word mark in capitals was seen
  enum scan_level level;
};

static size_t width_of(enum viet_encoding e) {
  return is_wide(e) ? 2 : 1;
}

// The unit at `at` as a number: a byte, or two.
static unsigned unit_at(const struct search *s, enum viet_encoding e, size_t at) {
  if (!is_wide(e)) return s->p[at];
  return e == VIET_UTF16LE ? s->p[at] | (unsigned)s->p[at + 1] << 8 : (unsigned)s->p[at] << 8 | s->p[at + 1];
}

// Whether a unit ends a piece of text.
static bool ends_text(unsigned c) {
  return c < 0x20 && c != '\n' && c != '\r' && c != '\t';
}

// The word before the syllable, with one to three blanks between; NULL for none.
static const struct form *word_before(const struct search *s, const struct form *mat, size_t at) {
  size_t w = width_of(mat->e), blanks = 0;
  while (at >= w && blanks < 3) {
    unsigned c = unit_at(s, mat->e, at - w);
    if (c != ' ' && c != 0xA0 && c != '\t') break;
    at -= w;
    blanks++;
  }
  if (mat->e == VIET_UTF8 && blanks && at && s->p[at - 1] == 0xC2) at--;
  for (size_t i = 0; blanks && i < raw.before.n; i++) {
    const struct form *f = &raw.before.f[i];
    if (f->e == mat->e && f->n <= at && memcmp(s->p + at - f->n, f->b, f->n) == 0) return f;
  }
  return NULL;
}

// The text around [at, end) as lines to the judge.
static void judge_around(struct search *s, enum viet_encoding e, size_t at, size_t end) {
  size_t w = width_of(e), from = at, to = end;
  while (from >= w && at - from < AROUND && from > s->judged_to && !ends_text(unit_at(s, e, from - w)))
    from -= w;
  while (to + w <= s->n && to - end < AROUND && !ends_text(unit_at(s, e, to)))
    to += w;
  s->judged_to = to;
  s->windows++;
  struct buf text CLEANUP(buf_free) = buf_init((2 * AROUND + 64) * 4);
  viet_decode(e, (struct bytes){s->p + from, to - from}, &text);
  if (!s->judge) s->judge = s->kit->judge_new("");
  const char *p = buf_str(&text), *stop = p + text.n;
  while (p < stop) {
    const char *line_end = p;
    while (line_end < stop && *line_end != '\n' && *line_end != '\r')
      line_end++;
    struct line l = {.text = p, .n = (size_t)(line_end - p), .part = PART_BODY, .left = -1, .top = -1, .right = -1, .bottom = -1};
    if (l.n) s->kit->judge_line(s->judge, &l);
    p = line_end < stop ? line_end + 1 : stop;
  }
}

static bool is_letter(unsigned c) {
  return ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool place(const void *ctx, size_t at, unsigned groups) {
  (void)groups;
  struct search *s = (struct search *)(uintptr_t)ctx;
  if (at < s->judged_to) return false;
  for (size_t i = 0; i < raw.mat.n; i++) {
    const struct form *f = &raw.mat.f[i];
    size_t end = at + f->n, w = width_of(f->e);
    if (end > s->n || memcmp(s->p + at, f->b, f->n) != 0) continue;
    if (end + w <= s->n && is_letter(unit_at(s, f->e, end))) continue;
    const struct form *before = word_before(s, f, at);
    bool alone = f->capitals && f->n >= FOUR_BYTES && !(at >= w && is_letter(unit_at(s, f->e, at - w)));
    bool label = before && before->level == SCAN_UNKNOWN;
    if (!label && !(before && f->capitals) && !alone) continue;
    if (before && before->capitals && f->capitals) {
      s->phrase = true;
      if (before->level > s->level) s->level = before->level;
    }
    judge_around(s, f->e, at, end);
    return s->windows >= WINDOWS_MAX;
  }
  return false;
}

// ---- the whole

static void settle(struct search *s, struct verdict *ret) {
  if (s->judge) {
    s->kit->judge_end(s->judge, ret);
    s->kit->judge_free(s->judge);
  }
  if (ret->marked && ret->confidence > RAW_CONFIDENCE_MAX) ret->confidence = RAW_CONFIDENCE_MAX;
  if (ret->marked || !s->phrase) return;
  bool described = ret->n_reasons > 0;
  if (described) return;
  *ret = (struct verdict){.marked = true, .level = s->level, .confidence = RAW_PHRASE_CONFIDENCE, .n_reasons = 1};
  ret->reasons[0] = (struct reason){.kind = REASON_PHRASE, .part = PART_BODY};
  strcpy(ret->reasons[0].words, s->level == SCAN_TUYET_MAT ? "TUYỆT MẬT" : "TỐI MẬT");
}

void raw_sweep(const struct scan_kit *kit, const uint8_t *p, size_t n, struct sink *stop, struct verdict *ret) {
  raw_prepare();
  memset(ret, 0, sizeof *ret);
  struct search s = {.kit = kit, .p = p, .n = n};
  // In pieces that overlap by a syllable; places stay those of the whole.
  for (size_t from = 0; from < n; from += PIECE) {
    size_t to = n - from < PIECE + FORM_BYTES ? n : from + PIECE + FORM_BYTES;
    if (sweep_find_run(&raw.find, p, from, to, place, &s) || (stop && stop->stop(stop))) break;
  }
  settle(&s, ret);
}
