// How letters and paragraphs of a Word document look: pages of properties, styles, fonts; see
// doc.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/word/doc.h"

// Codes of changes ("sprms", [MS-DOC] 2.6); Word 6 has others, which are translated to these.
enum {
  C_DELETED = 0x0800,
  C_INSERTED = 0x0801,
  C_DATA = 0x0806,
  C_SPECIAL = 0x0855,
  C_OBJECT = 0x0856,
  C_COLOUR_INDEX = 0x2A42,
  C_PLAIN = 0x2A33,
  C_STYLE = 0x4A30,
  C_FONT_0 = 0x4A4F,
  C_FONT_1 = 0x4A50,
  C_FONT_2 = 0x4A51,
  C_FONT_ALL = 0x14A4F,  ///< of Word 6
  C_PICTURE = 0x6A03,
  C_SYMBOL = 0x6A09,
  C_COLOUR = 0x6870,
  C_BORDER_80 = 0x6865,
  C_BORDER = 0xCA72,
  P_NEW_PAGE = 0x2407,
  P_FRAME_PLACE = 0x261B,
  P_FRAME_X = 0x8418,
  P_FRAME_Y = 0x8419,
  P_BORDER_80 = 0x6424,  ///< top, left, bottom, right follow one another
  P_BORDER = 0xC64E,
  P_BORDER_6 = 0x16424,  ///< of Word 6
  P_TABS = 0xC615,
  T_DEFINE = 0xD608,
  T_DEFINE_10 = 0xD606,
};

enum { PAGE_SIZE = 512, MAX_BASES = 24, VARIABLE = 100, UNKNOWN = 101 };

// ---- lists of changes

// Operand sizes of Word 6 by code; VARIABLE: the first byte says. Long because it is a table.
static int size_of_old(unsigned code) {
  static const struct {
    uint8_t from, to, size;
  } sizes[] = {
      {2, 2, 2},
      {3, 3, VARIABLE},
      {4, 11, 1},
      {12, 12, VARIABLE},
      {13, 14, 1},
      {15, 15, VARIABLE},
      {16, 19, 2},
      {20, 20, 4},
      {21, 22, 2},
      {23, 23, VARIABLE},
      {24, 25, 1},
      {26, 28, 2},
      {29, 29, 1},
      {30, 36, 2},
      {37, 37, 1},
      {38, 43, 2},
      {44, 44, 1},
      {45, 49, 2},
      {50, 51, 1},
      {52, 52, 0},
      {64, 64, VARIABLE},
      {65, 67, 1},
      {68, 68, VARIABLE},
      {69, 69, 2},
      {70, 70, 4},
      {71, 71, 1},
      {72, 72, 2},
      {73, 73, 3},
      {74, 74, VARIABLE},
      {75, 75, 1},
      {77, 77, VARIABLE},
      {79, 79, VARIABLE},
      {80, 80, 2},
      {81, 82, VARIABLE},
      {83, 83, 0},
      {85, 92, 1},
      {93, 93, 2},
      {94, 94, 1},
      {95, 95, 3},
      {96, 97, 2},
      {98, 98, 1},
      {99, 99, 2},
      {100, 100, 1},
      {101, 101, 2},
      {102, 102, 1},
      {103, 103, VARIABLE},
      {104, 104, 1},
      {105, 106, VARIABLE},
      {107, 107, 2},
      {108, 108, VARIABLE},
      {109, 110, 2},
      {111, 116, VARIABLE},
      {117, 119, 1},
      {120, 120, VARIABLE},
      {121, 124, 2},
      {131, 132, 1},
      {133, 133, VARIABLE},
      {136, 137, 3},
      {138, 139, 1},
      {140, 141, 2},
      {142, 143, 1},
      {144, 145, 2},
      {146, 147, 1},
      {148, 149, 2},
      {150, 153, 1},
      {154, 157, 2},
      {158, 159, 1},
      {160, 161, 2},
      {162, 162, 1},
      {163, 163, 0},
      {164, 171, 2},
  };
  for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
    if (code >= sizes[i].from && code <= sizes[i].to) return sizes[i].size;
  return UNKNOWN;
}

static unsigned code_of_old(unsigned code) {
  static const struct {
    uint8_t old;
    unsigned code;
  } codes[] = {{65, C_DELETED},
               {66, C_INSERTED},
               {68, C_PICTURE},
               {71, C_DATA},
               {74, C_SYMBOL},
               {80, C_STYLE},
               {83, C_PLAIN},
               {93, C_FONT_ALL},
               {98, C_COLOUR_INDEX},
               {117, C_SPECIAL},
               {118, C_OBJECT},
               {9, P_NEW_PAGE},
               {29, P_FRAME_PLACE},
               {26, P_FRAME_X},
               {27, P_FRAME_Y},
               {38, P_BORDER_6},
               {39, P_BORDER_6 + 1},
               {40, P_BORDER_6 + 2},
               {41, P_BORDER_6 + 3},
               {142, DOC_SECTION_BREAK},
               {164, DOC_SECTION_WIDTH},
               {165, DOC_SECTION_HEIGHT}};
  for (size_t i = 0; i < ARRAY_LEN(codes); i++)
    if (codes[i].old == code) return codes[i].code;
  return 0;
}

static void changes_old(struct bytes list, doc_change_fn *each, void *user) {
  for (size_t at = 0; at < list.n;) {
    unsigned code = list.p[at++];
    size_t size = (size_t)size_of_old(code);
    if (size == UNKNOWN) return;
    if (size == VARIABLE) {
      if (at == list.n) return;
      size = list.p[at++];
    }
    if (size > list.n - at) return;
    if (code_of_old(code)) each(user, code_of_old(code), list.p + at, size);
    at += size;
  }
}

// The size of an operand, with *at moved behind what states it. [MS-DOC] 2.2.5.1, 2.6.1.
static bool operand_size(struct bytes list, unsigned code, size_t *at, size_t *ret) {
  static const uint8_t sizes[8] = {1, 1, 2, 4, 2, 2, 0, 3};
  *ret = sizes[code >> 13];
  if (code >> 13 == 6) {
    bool wide = code == T_DEFINE || code == T_DEFINE_10;
    if (list.n - *at < (wide ? 2u : 1u)) return false;
    size_t size = wide ? doc_get16(list.p + *at) : list.p[*at];
    if (wide && size) size--;
    if (code == P_TABS && size == 255) {
      if (list.n - *at < 2) return false;
      size_t gone = list.p[*at + 1], place = *at + 2 + 4 * gone;
      if (place >= list.n) return false;
      size = 2 + 4 * gone + 3 * (size_t)list.p[place];
    }
    *at += wide ? 2 : 1;
    *ret = size;
  }
  return *ret <= list.n - *at;
}

void doc_changes(const struct doc *d, struct bytes list, doc_change_fn *each, void *user) {
  if (d->version != DOC_WORD97) {
    changes_old(list, each, user);
    return;
  }
  for (size_t at = 0; at + 2 <= list.n;) {
    unsigned code = doc_get16(list.p + at);
    size_t size;
    at += 2;
    if (!operand_size(list, code, &at, &size)) return;
    if (size) each(user, code, list.p + at, size);
    at += size;
  }
}

// ---- looks

struct painter {
  struct doc *d;
  struct doc_look *look;
  const struct doc_look *plain;  ///< what C_PLAIN returns to
  bool font_0, font_2;
};

static void paint_style(struct doc *d, int style, struct doc_look *look);

static void set_font(struct painter *t, unsigned code, int font) {
  if (code == C_FONT_ALL) {
    t->look->font[0] = t->look->font[1] = t->look->font[2] = font;
    return;
  }
  t->look->font[code - C_FONT_0] = font;
  t->font_0 = t->font_0 || code == C_FONT_0;
  t->font_2 = t->font_2 || code == C_FONT_2;
}

static void paint(void *user, unsigned code, const uint8_t *v, size_t n) {
  struct painter *t = user;
  struct doc_look *look = t->look;
  switch (code) {
    case C_FONT_0:
    case C_FONT_1:
    case C_FONT_2:
    case C_FONT_ALL:
      if (n >= 2) set_font(t, code, (int)doc_get16(v));
      break;
    case C_COLOUR_INDEX:
      look->red = n && (v[0] == 6 || v[0] == 13);
      break;
    case C_COLOUR:
      if (n >= 4) look->red = !v[3] && colour_rgb_is_red(v[0], v[1], v[2]);
      break;
    case C_DELETED:
      look->deleted = n && v[0] == 1;
      break;
    case C_INSERTED:
      look->inserted = n && v[0] == 1;
      break;
    case C_SPECIAL:
      look->special = n && v[0] == 1;
      break;
    case C_PICTURE:
      look->special = look->picture = true;
      if (n >= 4) look->data = doc_get32(v);
      break;
    case C_DATA:
    case C_OBJECT:
      if (n && v[0] == 1) look->picture = false;
      break;
    case C_SYMBOL:
      look->special = true;
      look->symbol_font = n >= 3 ? (int)doc_get16(v) : 0;
      look->symbol = n >= 4 ? (int)doc_get16(v + 2) : n == 3 ? v[2] : 0;
      break;
    case C_STYLE:
      if (n >= 2) paint_style(t->d, (int)doc_get16(v), look);
      break;
    case C_PLAIN:
      if (t->plain) *look = *t->plain;
      break;
    case C_BORDER_80:
      look->boxed = n >= 2 && v[1] && v[1] != 0xFF;
      break;
    case C_BORDER:
      look->boxed = n >= 6 && v[5] && v[5] != 0xFF;
      break;
    default:
      break;
  }
}

static void paint_list(struct doc *d, struct bytes list, struct doc_look *look) {
  struct doc_look plain = *look;
  struct painter t = {.d = d, .look = look, .plain = &plain};
  doc_changes(d, list, paint, &t);
  // Writers that name one font only mean it for all letters.
  if (t.font_0 && !t.font_2) look->font[2] = look->font[0];
}

// What a style stands on, outermost first; false when the style is not there.
static size_t bases_of(const struct doc *d, int style, int ret[MAX_BASES]) {
  size_t n = 0;
  while (style >= 0 && (size_t)style < d->n_styles && d->styles[style].there && n < MAX_BASES) {
    ret[n++] = style;
    style = d->styles[style].base;
  }
  return n;
}

// A character style on top of what is there.
static void paint_style(struct doc *d, int style, struct doc_look *look) {
  int bases[MAX_BASES];
  // A list of changes inside a style may not name a style again: it would never end.
  if (d->painting) return;
  d->painting = true;
  for (size_t n = bases_of(d, style, bases); n-- > 0;)
    paint_list(d, d->styles[bases[n]].chars, look);
  d->painting = false;
}

static void plain_look(const struct doc *d, struct doc_look *ret) {
  *ret = (struct doc_look){0};
  memcpy(ret->font, d->standard_font, sizeof ret->font);
}

void doc_look_of(struct doc *d, int style, const struct doc_props *props, unsigned change,
                 struct doc_look *ret) {
  bool known = style >= 0 && (size_t)style < d->n_styles && d->styles[style].there;
  plain_look(d, ret);
  if (known && !d->styles[style].done) {
    paint_style(d, style, ret);
    d->styles[style].look = *ret;
    d->styles[style].done = true;
  }
  if (known) *ret = d->styles[style].look;
  paint_list(d, props->list, ret);
  // [MS-DOC] 2.9.213: one change of one byte, or the number of a list.
  if (change & 1) {
    size_t k = change >> 1;
    if (k < d->n_lists) paint_list(d, d->lists[k], ret);
  } else if (change) {
    uint8_t one[2] = {(uint8_t)(change >> 1 & 0x7F), (uint8_t)(change >> 8)};
    struct painter t = {.d = d, .look = ret};
    changes_old((struct bytes){one, 2}, paint, &t);
  }
}

// ---- paragraphs

struct para_painter {
  struct doc_para *para;
  unsigned sides;
  bool frame;
};

static void paint_para(void *user, unsigned code, const uint8_t *v, size_t n) {
  struct para_painter *t = user;
  unsigned side = 4;
  bool drawn = false;
  if (code >= P_BORDER_80 && code < P_BORDER_80 + 4)
    side = code - P_BORDER_80, drawn = n >= 2 && v[1] && v[1] != 0xFF;
  else if (code >= P_BORDER && code < P_BORDER + 4)
    side = code - P_BORDER, drawn = n >= 6 && v[5] && v[5] != 0xFF;
  else if (code >= P_BORDER_6 && code < P_BORDER_6 + 4)
    side = code - P_BORDER_6, drawn = n >= 2 && doc_get16(v);
  if (side < 4) t->sides = drawn ? t->sides | 1u << side : t->sides & ~(1u << side);
  if (code == P_NEW_PAGE) t->para->new_page = n && v[0] == 1;
  if (code == P_FRAME_PLACE || code == P_FRAME_X || code == P_FRAME_Y) t->frame = true;
}

void doc_para_of(const struct doc *d, const struct doc_props *props, struct doc_para *ret) {
  *ret = (struct doc_para){.style = props->style};
  struct para_painter t = {.para = ret};
  int bases[MAX_BASES];
  for (size_t n = bases_of(d, props->style, bases); n-- > 0;)
    doc_changes(d, d->styles[bases[n]].paras, paint_para, &t);
  doc_changes(d, props->list, paint_para, &t);
  ret->boxed = t.frame || (t.sides & 7) == 7 || (t.sides & 13) == 13;
}

// ---- pages of properties

static const uint8_t *page_at(const struct doc *d, uint32_t page) {
  uint64_t at = (uint64_t)page * PAGE_SIZE;
  return at + PAGE_SIZE <= d->n ? d->p + at : NULL;
}

static void load_pages(const struct doc *d, enum doc_pair which, size_t first_at,
                       struct doc_pages *ret) {
  size_t n = 0, one = d->version == DOC_WORD97 ? 4 : 2;
  const uint8_t *t = doc_pair(d, which, &n);
  size_t count = t && n > 4 ? (n - 4) / (4 + one) : 0, most = d->n / PAGE_SIZE;
  // Word 6 may list the first pages only; the others lie behind them in the stream.
  bool old = d->version == DOC_WORD6 && d->n >= first_at + 6;
  size_t stated = old ? doc_get16(d->p + first_at + 4) : 0;
  uint32_t first = old ? doc_get16(d->p + first_at) : 0;
  bool follow = stated > count && !d->complex;
  if (follow) count = stated;
  if (count > most) count = most;
  ret->from = base_alloc((count + 1) * sizeof *ret->from);
  ret->page = base_alloc((count + 1) * sizeof *ret->page);
  for (size_t i = 0; i < count; i++) {
    const uint8_t *pages = follow ? NULL : t + 4 * ((n - 4) / (4 + one) + 1);
    uint32_t page = follow     ? first + (uint32_t)i
                    : one == 4 ? doc_get32(pages + 4 * i) & 0x3FFFFF
                               : doc_get16(pages + 2 * i);
    const uint8_t *p = page_at(d, page);
    if (!p) continue;
    ret->from[ret->n] = follow ? doc_get32(p) : doc_get32(t + 4 * i);
    ret->page[ret->n++] = page;
  }
}

// How many stretches a page holds, each with `one` bytes about it; never more than there is room
// for.
static size_t stretches_of(const uint8_t *page, size_t one) {
  size_t count = page[PAGE_SIZE - 1], most = (PAGE_SIZE - 5) / (4 + one);
  return count < most ? count : most;
}

// The stretch within a page that holds `at`, as a number; *ret gets its bounds.
static int stretch_at(const uint8_t *page, uint32_t at, size_t one, struct doc_props *ret) {
  size_t count = stretches_of(page, one);
  if (!count || at < doc_get32(page)) {
    if (count && doc_get32(page) < ret->end) ret->end = doc_get32(page);
    return -1;
  }
  size_t low = 0, high = count;
  while (high - low > 1) {
    size_t mid = (low + high) / 2;
    if (doc_get32(page + 4 * mid) <= at)
      low = mid;
    else
      high = mid;
  }
  uint32_t end = doc_get32(page + 4 * low + 4);
  if (end <= at) return -1;
  ret->from = doc_get32(page + 4 * low);
  if (end < ret->end) ret->end = end;
  return (int)low;
}

static const uint8_t *props_at(const struct doc *d, const struct doc_pages *pages, uint32_t at,
                               size_t one, struct doc_props *ret, int *ret_stretch) {
  *ret = (struct doc_props){.from = at, .end = UINT32_MAX};
  if (!pages->n) return NULL;
  size_t low = 0, high = pages->n;
  while (high - low > 1) {
    size_t mid = (low + high) / 2;
    if (pages->from[mid] <= at)
      low = mid;
    else
      high = mid;
  }
  if (low + 1 < pages->n && pages->from[low + 1] > at) ret->end = pages->from[low + 1];
  const uint8_t *page = page_at(d, pages->page[low]);
  *ret_stretch = page ? stretch_at(page, at, one, ret) : -1;
  return *ret_stretch < 0 ? NULL : page;
}

void doc_chars_at(const struct doc *d, uint32_t at, struct doc_props *ret) {
  int k;
  const uint8_t *page = props_at(d, &d->chars, at, 1, ret, &k);
  if (!page) return;
  size_t place = 2 * (size_t)page[4 * (stretches_of(page, 1) + 1) + (size_t)k];
  if (!place || place >= PAGE_SIZE - 1) return;
  size_t n = page[place], left = PAGE_SIZE - 2 - place;
  ret->list = (struct bytes){page + place + 1, n < left ? n : left};
}

void doc_paras_at(const struct doc *d, uint32_t at, struct doc_props *ret) {
  int k;
  size_t one = d->version == DOC_WORD97 ? 13 : 7;
  const uint8_t *page = props_at(d, &d->paras, at, one, ret, &k);
  if (!page) return;
  size_t place = 2 * (size_t)page[4 * (stretches_of(page, one) + 1) + one * (size_t)k];
  if (!place || place + 4 >= PAGE_SIZE) return;
  // The length counts pairs of bytes; a 0 says that the next byte counts them ([MS-DOC] 2.9.175).
  size_t n = 2 * (size_t)page[place++];
  if (n)
    n = d->version == DOC_WORD97 ? n - 1 : n;
  else
    n = 2 * (size_t)page[place++];
  if (n > PAGE_SIZE - 1 - place) n = PAGE_SIZE - 1 - place;
  if (n < 2) return;
  ret->style = (int)doc_get16(page + place);
  ret->list = (struct bytes){page + place + 2, n - 2};
}

// ---- fonts and styles

static void load_fonts(struct doc *d) {
  size_t n, wide = d->version == DOC_WORD97;
  const uint8_t *t = doc_pair(d, DOC_STTBF_FFN, &n);
  size_t name_at = wide ? 40 : d->version == DOC_WORD6 ? 6 : 3;
  for (size_t at = wide ? 4 : 2; t && at < n && d->n_fonts < 4000;) {
    size_t size = (size_t)t[at] + 1, end = at + size < n ? at + size : n;
    if (d->n_fonts % 64 == 0)
      d->fonts = base_realloc(d->fonts, (d->n_fonts + 64) * sizeof *d->fonts);
    struct doc_font *f = &d->fonts[d->n_fonts++];
    *f = (struct doc_font){0};
    if (at + name_at < end) {
      struct buf name CLEANUP(buf_free) = buf_init(sizeof f->name - 1);
      codepage_decode(wide ? 1200 : 1252, t + at + name_at, end - at - name_at, &name);
      memcpy(f->name, buf_str(&name), name.n + 1);
      int charset = d->version == DOC_WORD2 ? 0 : t[at + 4];
      f->page = charset == 1 || charset == 2 ? 0 : codepage_of_charset(charset);
    }
    at += size;
  }
}

// [MS-DOC] 2.9.260: base, name, then for paragraphs their properties and those of their letters.
static void load_style(struct doc *d, struct doc_style *style, struct bytes b, size_t base_size) {
  if (b.n < base_size + 2 || base_size < 6) return;
  unsigned kind = b.p[2] & 15, lists = b.p[4] & 15;
  style->base = (uint16_t)(doc_get16(b.p + 2) >> 4);
  bool wide = d->version == DOC_WORD97;
  size_t letters = wide ? doc_get16(b.p + base_size) : b.p[base_size];
  size_t at = base_size + (wide ? 2 + 2 * (letters + 1) : 1 + letters + 1);
  for (unsigned i = 0; i < lists && i < 2; i++) {
    at += at & 1;
    if (at + 2 > b.n) return;
    size_t n = doc_get16(b.p + at);
    at += 2;
    if (n > b.n - at) n = b.n - at;
    struct bytes list = {b.p + at, n};
    at += n;
    style->there = true;
    if (kind == 1 && i == 0) {
      if (n > 2) style->paras = (struct bytes){list.p + 2, n - 2};
    } else if (kind == 1 || i == 0) {
      style->chars = list;
    }
  }
  if (kind != 1 && kind != 2) style->there = false;
}

static void load_styles(struct doc *d) {
  size_t n;
  const uint8_t *t = doc_pair(d, DOC_STSHF, &n);
  if (!t || n < 16) return;
  size_t head = doc_get16(t), count = doc_get16(t + 2), base_size = doc_get16(t + 4);
  for (int i = 0; i < 3; i++)
    if (head >= 14 + 2 * (size_t)i && n >= 16 + 2 * (size_t)i)
      d->standard_font[i] = (int)doc_get16(t + 14 + 2 * i);
  if (d->version != DOC_WORD97) d->standard_font[1] = d->standard_font[2] = d->standard_font[0];
  if (count > 4096) count = 4096;
  d->styles = base_alloc((count + 1) * sizeof *d->styles);
  memset(d->styles, 0, (count + 1) * sizeof *d->styles);
  for (size_t at = 2 + head; at + 2 <= n && d->n_styles < count;) {
    size_t size = doc_get16(t + at);
    at += 2;
    if (size > n - at) size = n - at;
    load_style(d, &d->styles[d->n_styles++], (struct bytes){t + at, size}, base_size);
    at += size + (size & 1);
  }
}

void doc_looks_read(struct doc *d) {
  if (d->version == DOC_WORD2) return;  // its properties are whole structures, not changes
  load_fonts(d);
  load_styles(d);
  for (size_t i = 0; i < d->n_fonts && d->old_wide; i++)
    if (codepage_is_lead(d->fonts[i].page, 0x90)) d->page = d->fonts[i].page;
  load_pages(d, DOC_BTE_CHPX, 0x18A, &d->chars);
  load_pages(d, DOC_BTE_PAPX, 0x18C, &d->paras);
}

void doc_looks_free(struct doc *d) {
  free(d->fonts);
  free(d->styles);
  free(d->chars.from);
  free(d->chars.page);
  free(d->paras.from);
  free(d->paras.page);
}
