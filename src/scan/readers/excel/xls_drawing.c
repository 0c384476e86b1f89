// Text boxes, comments, WordArt and pictures of .xls sheets; see xls.h.
#include <string.h>

#include "scan/readers/powerpoint/ppt_art.h"
#include "scan/readers/excel/xls.h"

enum { OBJECT_NOTE = 0x19, OLD_HEAD = 34, OLD_TEXT = 6, OLD_BUTTON = 7, OLD_NOTE_ROW = 0xFFFF };

static struct line box_place(struct xls *x, bool note) {
  struct line l =
      note ? line_at(PART_COMMENT, x->sheet, ++x->note) : line_at(PART_TEXTBOX, x->sheet, ++x->box);
  l.boxed = !note;
  return l;
}

// Objects of BIFF5 hold their text themselves: 34 bytes for all, 10 for the frame, 22 about the
// text, then name, macro and text.
static void read_old_object(struct xls *x, const uint8_t *p, size_t n) {
  size_t at = OLD_HEAD + 10;
  if (x->biff < 5 || n < at + 22) return;
  unsigned type = xls_get16(p + 4), macro = xls_get16(p + 26), name = xls_get16(p + 30);
  if (type != OLD_TEXT && type != OLD_BUTTON) return;
  unsigned letters = xls_get16(p + at);
  unsigned font = xls_get16(p + at + 6);
  at += 22;
  if (name && at < n) {
    at += 1 + p[at];
    at += at & 1;
  }
  at += macro;
  if (at >= n) return;
  struct xls_feed f = {.p = p, .n = n, .at = at, .end = n};
  xls_feed_bytes(&f, letters, &x->text);
  xls_emit(x, xls_font(x, font), box_place(x, false));
}

void xls_read_object(struct xls *x, const uint8_t *p, size_t n) {
  if (x->biff < 8)
    read_old_object(x, p, n);
  else if (n >= 8 && xls_get16(p) == 0x15)  // ftCmo
    x->object = xls_get16(p + 4);
}

// [MS-XLS] 2.4.329: 18 bytes and a formula, then the letters and the runs in CONTINUE records.
void xls_read_text_object(struct xls *x, struct xls_feed *f) {
  if (x->biff < 8 || f->end - f->at < 14) return;
  const uint8_t *p = f->p + f->at;
  size_t letters = xls_get16(p + 10), runs = xls_get16(p + 12) / 8;
  if (!letters) return;
  f->at = f->end;
  xls_text_clear(&x->text);
  x->text.wide = true;
  xls_feed_letters(f, letters, false, &x->text.raw);
  if (!x->text.runs) x->text.runs = base_alloc(XLS_MAX_RUNS * sizeof *x->text.runs);
  for (; runs && x->text.n_runs < XLS_MAX_RUNS; runs--) {
    unsigned from = xls_feed16(f), font = xls_feed16(f);
    xls_feed32(f);
    if (f->dry) break;
    x->text.runs[x->text.n_runs++] = (struct xls_run){(uint16_t)from, (uint16_t)font};
  }
  xls_emit(x, NULL, box_place(x, x->object == OBJECT_NOTE));
}

void xls_read_note(struct xls *x, struct xls_feed *f) {
  if (x->biff >= 8) return;  // there the words are in a text object
  unsigned row = xls_feed16(f);
  xls_feed16(f);
  size_t n = xls_feed16(f);
  if (row == OLD_NOTE_ROW && !x->note) return;
  xls_feed_bytes(f, n, &x->text);
  xls_emit(x, xls_font(x, 0), box_place(x, true));
}

void xls_read_drawing(struct xls *x, struct xls_feed *f) {
  struct buf all CLEANUP(buf_free) = buf_init(x->n + 1);
  struct xls_feed first = *f;
  xls_feed_skip(f, UINT64_MAX);
  const uint8_t *p = first.p + first.at;
  size_t n = first.end - first.at;
  if (f->end != first.end) {  // over several records
    for (;;) {
      buf_put(&all, first.p + first.at, first.end - first.at);
      if (first.end == f->end) break;
      first.at = first.end;
      xls_feed8(&first);
      first.at--;
    }
    p = (const uint8_t *)buf_str(&all);
    n = all.n;
  }
  struct art a = {.sink = x->sink, .place = box_place(x, false)};
  art_walk(&a, p, n);
  x->lines += a.words;
  x->pictures += a.pictures;
  x->picture_pages += a.pages;
  if (!a.words) x->box--;
  if (a.refused) x->failures.refused = true;
}
