// Walks the texts of a Word document piece by piece and hands on its lines: body, notes, headers,
// comments, text boxes, with fields reduced to what they show; see doc.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/word/doc_text.h"
#include "scan/readers/legacy.h"

// Letters with a meaning of their own ([MS-DOC] 2.4.1 and 2.8.25).
enum {
  CH_PICTURE = 1,
  CH_CELL = 7,
  CH_DRAWN = 8,
  CH_TAB = 9,
  CH_LINE = 11,
  CH_PAGE = 12,
  CH_PARA = 13,
  CH_COLUMN = 14,
  CH_FIELD = 19,
  CH_RESULT = 20,
  CH_FIELD_END = 21,
  CH_HYPHEN = 30,
};

enum { CODE_MAX = 64 << 10, CODE_PARAS = 8 };

// ---- letters

static const struct doc_font *font_of(const struct doc *d, int font) {
  return font >= 0 && (size_t)font < d->n_fonts ? &d->fonts[font] : NULL;
}

// The font that the letter `c` is set in: ASCII follows the font of the others when that one is of
// an old encoding, because their letters stand for one another.
static int font_for(const struct doc_walk *w, uint32_t c) {
  const struct doc_look *look = &w->look;
  const struct doc_font *other = font_of(w->d, look->font[2]);
  if (c >= 0x80) return look->font[2];
  return other && legacy_font_known(other->name) ? look->font[2] : look->font[0];
}

static void add(struct doc_walk *w, const char *s, size_t n, int font) {
  if (!n) return;
  if (w->hidden) {
    buf_put(&w->code, s, n);
    return;
  }
  const struct doc_font *f = font_of(w->d, font);
  struct run_look look = {f && f->name[0] ? f->name : NULL, w->look.red};
  if (w->look.deleted) w->changed = true;
  if (w->look.inserted) w->changed = true;
  if (!w->look.deleted) gather_add(&w->now, s, n, &look);
  if (!w->look.inserted) gather_add(&w->before, s, n, &look);
  if (w->look.boxed) w->now.boxed = w->before.boxed = true;
  w->d->letters += n;
}

static void settle(struct doc_walk *w) {
  if (w->raw.n) {
    const struct doc_font *f = font_of(w->d, w->look.font[0]);
    struct buf text CLEANUP(buf_free) = buf_init(w->raw.n * 4);
    int page = w->d->version == DOC_WORD97 ? 1252 : f && f->page ? f->page : w->d->page;
    codepage_decode(page, (const uint8_t *)w->raw.p, w->raw.n, &text);
    add(w, buf_str(&text), text.n, w->look.font[2]);
    buf_clear(&w->raw);
  }
  if (w->text.n) {
    add(w, w->text.p, w->text.n, w->font);
    buf_clear(&w->text);
  }
}

static void put_letter(struct doc_walk *w, uint32_t c) {
  int font = font_for(w, c);
  if (font != w->font || w->text.n > 480) settle(w);
  w->font = font;
  // Fonts of symbols keep their letters in a private row; for old Vietnamese fonts it is the byte.
  const struct doc_font *f = c >= 0xF020 && c <= 0xF0FF ? font_of(w->d, font) : NULL;
  if (f && legacy_font_known(f->name)) {
    uint8_t byte = (uint8_t)c;
    codepage_decode(1252, &byte, 1, &w->text);
  } else {
    buf_put_utf8(&w->text, c);
  }
}

// ---- lines

static void end_line(struct doc_walk *w, bool boxed) {
  settle(w);
  if (w->hidden) {
    if (w->code.n < CODE_MAX && ++w->code_paras <= CODE_PARAS) {
      buf_putc(&w->code, ' ');
      return;
    }
    doc_walk_unhide(w);
  }
  gather_settle(&w->now);
  gather_settle(&w->before);
  bool differs =
      w->changed && (w->now.text.n != w->before.text.n ||
                     memcmp(buf_str(&w->now.text), buf_str(&w->before.text), w->now.text.n) != 0);
  struct line l = w->place;
  l.page = w->page;
  l.boxed = l.boxed || boxed;
  l.number = ++w->number;
  bool ok = gather_emit(&w->now, w->d->sink, &l);
  if (ok && differs) ok = gather_emit(&w->before, w->d->sink, &l);
  gather_clear(&w->before);
  w->changed = false;
  if (!ok) w->d->failures.refused = true;
}

// A field whose code never ends is no field: what was taken for its code is text.
void doc_walk_unhide(struct doc_walk *w) {
  settle(w);
  w->hidden = 0;
  w->nest = 0;
  w->code_paras = 0;
  if (w->code.n) {
    gather_add(&w->now, w->code.p, w->code.n, NULL);
    gather_add(&w->before, w->code.p, w->code.n, NULL);
  }
  buf_clear(&w->code);
  w->code.over = false;
}

// ---- fields

static void field_begin(struct doc_walk *w) {
  settle(w);
  if (w->nest < DOC_FIELDS_MAX) w->in_code[w->nest] = true, w->hidden++;
  w->nest++;
}

static void code_done(struct doc_walk *w) {
  if (w->hidden) return;
  buf_clear(&w->code);
  w->code.over = false;
  w->code_paras = 0;
}

static void field_result(struct doc_walk *w) {
  settle(w);
  if (!w->nest || w->nest > DOC_FIELDS_MAX || !w->in_code[w->nest - 1]) return;
  w->in_code[w->nest - 1] = false;
  w->hidden--;
  code_done(w);
}

// A condition that nobody has worked out yet may show each of its texts.
static void show_quoted(struct doc_walk *w, const char *p) {
  while ((p = strchr(p, '"')) != NULL) {
    size_t n = strcspn(++p, "\"");
    gather_add(&w->now, p, n, NULL);
    gather_add(&w->before, p, n, NULL);
    gather_puts(&w->now, "\t");
    gather_puts(&w->before, "\t");
    p += n + (p[n] != 0);
  }
}

// A button shows the words behind its name: it has no result of its own.
static void show_button(struct doc_walk *w) {
  const char *p = buf_str(&w->code);
  while (*p == ' ')
    p++;
  if (strncasecmp(p, "IF ", 3) == 0 || strncasecmp(p, "QUOTE ", 6) == 0) show_quoted(w, p);
  if (strncasecmp(p, "MACROBUTTON", 11) != 0 && strncasecmp(p, "GOTOBUTTON", 10) != 0) return;
  for (int words = 0; words < 2; words++) {
    p += strcspn(p, " ");
    p += strspn(p, " ");
  }
  gather_add(&w->now, p, strlen(p), NULL);
  gather_add(&w->before, p, strlen(p), NULL);
}

static void field_end(struct doc_walk *w) {
  settle(w);
  if (!w->nest) return;
  w->nest--;
  if (w->nest >= DOC_FIELDS_MAX || !w->in_code[w->nest]) return;
  w->in_code[w->nest] = false;
  w->hidden--;
  if (!w->hidden) show_button(w);
  code_done(w);
}

// ---- control letters

static void end_paragraph(struct doc_walk *w, uint32_t at) {
  struct doc_props props;
  struct doc_para para;
  doc_paras_at(w->d, at, &props);
  doc_para_of(w->d, &props, &para);
  if (para.new_page && w->story == DOC_MAIN && w->cp > 0) doc_walk_new_page(w);
  end_line(w, para.boxed);
}

static void put_special(struct doc_walk *w, uint32_t c) {
  if (c == CH_PICTURE && w->look.picture) w->d->pictures = true;
  if (c == CH_PICTURE && w->look.special && (w->look.picture || w->look.data)) {
    settle(w);
    doc_walk_data(w);
  }
  if (c == CH_DRAWN) doc_walk_drawn(w);
  if (c != '(' || !w->look.symbol) return;
  int font = w->look.symbol_font;
  if (font != w->font) settle(w);
  w->font = font;
  const struct doc_font *f = font_of(w->d, font);
  uint32_t symbol = (uint32_t)w->look.symbol;
  if (f && legacy_font_known(f->name) && (symbol < 0x100 || symbol >= 0xF000)) {
    uint8_t byte = (uint8_t)symbol;
    codepage_decode(1252, &byte, 1, &w->text);
  } else {
    buf_put_utf8(&w->text, symbol);
  }
  settle(w);
}

static void put_control(struct doc_walk *w, uint32_t c, uint32_t at) {
  switch (c) {
    case CH_PARA:
    case CH_CELL:
      end_paragraph(w, at);
      break;
    case CH_LINE:
    case CH_COLUMN:
      end_line(w, false);
      break;
    case CH_PAGE:
      end_paragraph(w, at);
      if (w->story == DOC_MAIN && doc_walk_breaks_page(w)) doc_walk_new_page(w);
      break;
    case CH_TAB:
      put_letter(w, '\t');
      break;
    case CH_FIELD:
      field_begin(w);
      break;
    case CH_RESULT:
      field_result(w);
      break;
    case CH_FIELD_END:
      field_end(w);
      break;
    case CH_HYPHEN:
      put_letter(w, '-');
      break;
    default:
      put_special(w, c);
      break;
  }
}

// ---- pieces

// Word 95 of East Asia: two bytes of a code page in one unit, or one byte in the lower half.
static void put_old_wide(struct doc_walk *w, uint32_t c) {
  uint8_t bytes[2] = {(uint8_t)(c >> 8), (uint8_t)c};
  bool two = c >= 0x3000 && codepage_is_lead(w->d->page, bytes[0]);
  int font = two ? w->look.font[1] : font_for(w, c & 0xFF);
  if (font != w->font || w->text.n > 480) settle(w);
  w->font = font;
  const struct doc_font *f = font_of(w->d, font);
  if (two)
    codepage_decode(w->d->page, bytes, 2, &w->text);
  else
    codepage_decode(f && f->page ? f->page : 1252, bytes + 1, 1, &w->text);
}

static void put_wide(struct doc_walk *w, uint32_t at, uint32_t letters) {
  const uint8_t *p = w->d->p + at;
  for (uint32_t i = 0; i < letters && !w->d->failures.refused; i++, w->cp++) {
    uint32_t c = doc_get16(p + 2 * (size_t)i);
    if (c >= 32 && w->d->old_wide && !(c == '(' && w->look.special)) {
      put_old_wide(w, c);
      continue;
    }
    if (c >= 0xD800 && c < 0xE000) {
      uint32_t low = i + 1 < letters ? doc_get16(p + 2 * (size_t)i + 2) : 0;
      if (c >= 0xDC00 || low < 0xDC00 || low >= 0xE000) continue;
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      i++, w->cp++;
    }
    if (c < 32 || (c == '(' && w->look.special))
      put_control(w, c, at + 2 * i);
    else
      put_letter(w, c);
  }
}

// Bytes of a code page stay together until something else comes: letters may take two of them.
static void put_narrow(struct doc_walk *w, uint32_t at, uint32_t letters) {
  const uint8_t *p = w->d->p + at;
  bool old = w->d->version != DOC_WORD97;
  for (uint32_t i = 0; i < letters && !w->d->failures.refused; i++, w->cp++) {
    uint8_t c = p[i];
    if (c < 32 || (c == '(' && w->look.special)) {
      if (w->raw.n) settle(w);
      put_control(w, c, at + i);
    } else if (old && c == 0xA0) {
      put_letter(w, ' ');
    } else {
      if (w->text.n) settle(w);
      buf_put(&w->raw, &c, 1);
      if (w->raw.n > 2000 && c < 0x80) settle(w);
    }
  }
  settle(w);
}

static void put_run(struct doc_walk *w, const struct doc_piece *piece, uint32_t from, uint32_t to) {
  uint32_t unit = piece->wide ? 2 : 1;
  while (from < to && !w->d->failures.refused) {
    uint32_t at = piece->at + (from - piece->cp) * unit;
    struct doc_props chars, paras;
    doc_chars_at(w->d, at, &chars);
    doc_paras_at(w->d, at, &paras);
    uint32_t end = chars.end < paras.end ? chars.end : paras.end;
    uint32_t letters = end > at ? (end - at) / unit : 0;
    if (!letters) letters = 1;
    if (letters > to - from) letters = to - from;
    settle(w);
    doc_look_of(w->d, paras.style, &chars, piece->change, &w->look);
    if (piece->wide)
      put_wide(w, at, letters);
    else
      put_narrow(w, at, letters);
    from += letters;
    if (w->d->sink->stop(w->d->sink)) w->d->failures.refused = true;
  }
  settle(w);
}

static size_t piece_at(const struct doc *d, uint32_t cp) {
  size_t low = 0, high = d->n_pieces;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (d->pieces[mid].end <= cp)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

void doc_walk_range(struct doc_walk *w, uint32_t from, uint32_t to) {
  struct doc *d = w->d;
  for (size_t i = piece_at(d, from); i < d->n_pieces && !d->failures.refused; i++) {
    const struct doc_piece *piece = &d->pieces[i];
    uint32_t a = piece->cp > from ? piece->cp : from, b = piece->end < to ? piece->end : to;
    if (piece->cp >= to) break;
    w->cp = a;
    if (a < b) put_run(w, piece, a, b);
  }
  doc_walk_unhide(w);
  end_line(w, false);
}

void doc_walk_init(struct doc_walk *w, struct doc *d, enum doc_story story, enum scan_part part) {
  *w = (struct doc_walk){.d = d, .story = story, .place = line_at(part, 0, 0), .font = -1};
  gather_init(&w->now);
  gather_init(&w->before);
  w->code = buf_init(CODE_MAX);
  w->text = buf_init(4096);
  w->raw = buf_init(8192);
}

void doc_walk_free(struct doc_walk *w) {
  gather_free(&w->now);
  gather_free(&w->before);
  buf_free(&w->code);
  buf_free(&w->text);
  buf_free(&w->raw);
}
