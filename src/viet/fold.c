// Folding for search, case mapping, and the capitals that TCVN3 text does not write down.
#include <string.h>
#include <utf8proc.h>

#include "viet/codec.h"

// What a letter folds to: one ASCII character, or 0 when it takes more thought. U+00C0..U+024F,
// U+1E00...
static char latin[0x250 - 0xC0], extra[0x100];

static char fold_by_library(uint32_t c) {
  utf8proc_int32_t parts[8];
  int last = 0;
  utf8proc_ssize_t n =
      utf8proc_decompose_char((utf8proc_int32_t)c, parts, 8, UTF8PROC_DECOMPOSE, &last);
  return n > 0 && parts[0] < 0x80 && n <= 8 ? (char)utf8proc_tolower(parts[0]) : 0;
}

__attribute__((constructor(102))) static void fill_folds(void) {
  static const struct {
    uint16_t c;
    char to;
  } strokes[] = {{0x110, 'd'}, {0x111, 'd'}, {0xD8, 'o'},  {0xF8, 'o'}, {0x141, 'l'}, {0x142, 'l'},
                 {0x126, 'h'}, {0x127, 'h'}, {0x131, 'i'}, {0xD0, 'd'}, {0xF0, 'd'},  {0x180, 'b'}};
  for (unsigned i = 0; i < sizeof latin; i++)
    latin[i] = fold_by_library(0xC0 + i);
  for (unsigned i = 0; i < sizeof extra; i++)
    extra[i] = fold_by_library(0x1E00 + i);
  for (size_t i = 0; i < ARRAY_LEN(strokes); i++)
    latin[strokes[i].c - 0xC0] = strokes[i].to;
}

static bool is_space(uint32_t c) {
  return c == 0xA0 || c == 0x85 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_ignored(uint32_t c) {
  return c == 0xAD || (c >= 0x300 && c < 0x370) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

static void fold_other(uint32_t c, struct viet_writer *w) {
  const char *two = c == 0xDF || c == 0x1E9E   ? "ss"
                    : c == 0xC6 || c == 0xE6   ? "ae"
                    : c == 0x152 || c == 0x153 ? "oe"
                                               : NULL;
  if (two)
    viet_writer_bytes(w, two, 2);
  else
    viet_writer_code(w, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
}

static void fold_plain(struct bytes s, struct viet_writer *w) {
  const uint8_t *p = s.p, *end = s.p + s.n;
  bool gap = false, any = false;
  while (p < end) {
    uint32_t c = *p;
    size_t len = 1;
    char to = 0;
    if (c < 0x80) {
      to = (char)(c - 'A' < 26 ? c | 0x20 : c);
    } else {
      viet_utf8_step(p, end, &c, &len);
      if (c - 0xC0 < sizeof latin) to = latin[c - 0xC0];
      if (c - 0x1E00 < sizeof extra) to = extra[c - 0x1E00];
    }
    p += len;
    if (c <= 0x20 || c == 0x7F || is_space(c)) {
      gap = any;
      continue;
    }
    if (c >= 0x80 && !to && is_ignored(c)) continue;
    if (gap) viet_writer_code(w, ' ');
    gap = false;
    any = true;
    if (to)
      viet_writer_code(w, (uint8_t)to);
    else
      fold_other(c, w);
  }
}

void viet_fold(struct bytes utf8, struct buf *out) {
  struct viet_writer w;
  w.out = out;
  w.n = 0;
  if (viet_utf8_is_plain(utf8)) {
    fold_plain(utf8, &w);
  } else {
    struct buf nfc CLEANUP(buf_free) = viet_scratch(utf8.n);
    viet_nfc(utf8, &nfc);
    fold_plain((struct bytes){(const uint8_t *)buf_str(&nfc), nfc.n}, &w);
  }
  viet_writer_flush(&w);
}

static void map_case(struct bytes utf8, bool upper, struct buf *out) {
  struct viet_writer w;
  w.out = out;
  w.n = 0;
  const uint8_t *p = utf8.p, *end = utf8.p + utf8.n;
  uint32_t c;
  size_t len;
  for (; p < end; p += len) {
    if (!viet_utf8_step(p, end, &c, &len) || !c)
      c = 0xFFFD;
    else if (c < 0x80)
      c = upper ? (c - 'a' < 26 ? c - 32 : c) : (c - 'A' < 26 ? c + 32 : c);
    else
      c = (uint32_t)(upper ? utf8proc_toupper((utf8proc_int32_t)c)
                           : utf8proc_tolower((utf8proc_int32_t)c));
    viet_writer_code(&w, c);
  }
  viet_writer_flush(&w);
}

void viet_upper(struct bytes utf8, struct buf *out) {
  map_case(utf8, true, out);
}

void viet_lower(struct bytes utf8, struct buf *out) {
  map_case(utf8, false, out);
}

// One word of TCVN3 text: what its letters say about its case.
struct word {
  size_t from, to;      // bytes
  unsigned big, small;  // letters whose case is written down
  unsigned open;        // letters with a tone: their code is that of the small letter
  bool line_end;
};

static bool next_word(const struct buf *b, size_t at, struct word *ret) {
  const uint8_t *base = (const uint8_t *)b->p, *end = base + b->n, *p = base + at;
  struct word w = {.from = at, .to = at};
  uint32_t c;
  size_t len;
  for (; p < end; p += len) {
    c = *p;
    len = 1;
    if (c >= 0x80) viet_utf8_step(p, end, &c, &len);
    const struct viet_letter *l = c >= 0x80 ? viet_letter_find(c) : NULL;
    bool ascii = c < 0x80 && (c | 0x20) - 'a' < 26;
    if (!l && !ascii) {
      if (w.to > w.from) break;
      if (c == '\n' || c == '\r') w.line_end = true;
      w.from = w.to = (size_t)(p - base) + len;
      continue;
    }
    w.to = (size_t)(p - base) + len;
    char plain = l ? l->plain : (char)c;
    if (l && l->tone && (plain & 0x20))
      w.open++;
    else if (plain & 0x20)
      w.small++;
    else
      w.big++;
  }
  *ret = w;
  return w.to > w.from;
}

static bool surely_big(const struct word *w) {
  return w->small == 0 && w->big >= 2;
}

static void raise_word(struct buf *b, const struct word *w) {
  struct buf up CLEANUP(buf_free) = buf_init(64 + (w->to - w->from) * 2);
  viet_upper((struct bytes){(uint8_t *)b->p + w->from, w->to - w->from}, &up);
  // Vietnamese letters take as many bytes in either case.
  if (up.n == w->to - w->from) memcpy(b->p + w->from, up.p, up.n);
}

void viet_restore_capitals(struct buf *out, size_t from) {
  struct word before = {0}, now, after;
  if (from >= out->n || !next_word(out, from, &now)) return;
  for (bool more = true; more;) {
    more = next_word(out, now.to, &after);
    if (!more) after = (struct word){0};
    // A word with one capital or none ("Tè", "ë") is a capital word between capital words of its
    // line.
    bool left = surely_big(&before) && !now.line_end, right = surely_big(&after) && !after.line_end;
    bool first = now.line_end || !before.to, last = after.line_end || !after.to;
    bool between = (left && (right || last)) || (right && first);
    if (now.open && now.small == 0 && (now.big >= 2 || between)) {
      raise_word(out, &now);
      now.big += 2;
    }
    before = now;
    now = after;
  }
}
