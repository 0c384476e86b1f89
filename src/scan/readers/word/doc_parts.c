// The parts of a Word document: body with its sections, notes, headers and footers, comments, text
// boxes; see doc.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/word/doc_text.h"

/// A table of places in the text with something about each ("PLC", [MS-DOC] 2.2.2).
struct plc {
  const uint8_t *p;
  size_t n, size;  ///< entries, bytes about each
};

static struct plc plc_of(const struct doc *d, enum doc_pair which, size_t size) {
  size_t n;
  const uint8_t *p = doc_pair(d, which, &n);
  struct plc t = {.p = p, .size = size};
  if (p && n >= 4 + 4 + size) t.n = (n - 4) / (4 + size);
  return t;
}

static uint32_t plc_cp(const struct plc *t, size_t i) {
  return doc_get32(t->p + 4 * i);
}

static const uint8_t *plc_about(const struct plc *t, size_t i) {
  return t->p + 4 * (t->n + 1) + t->size * i;
}

// The letter where a story begins.
static uint32_t start_of(const struct doc *d, enum doc_story story) {
  uint64_t n = 0;
  for (int i = 0; i < (int)story; i++)
    n += d->ccp[i];
  return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static uint32_t end_of(const struct doc *d, enum doc_story story) {
  uint64_t n = (uint64_t)start_of(d, story) + d->ccp[story];
  return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

// ---- body

void doc_walk_new_page(struct doc_walk *w) {
  w->page++;
}

static void take_section(void *user, unsigned code, const uint8_t *v, size_t n) {
  struct doc_section *t = user;
  if (code == DOC_SECTION_BREAK && n) t->kind = v[0];
  if (n < 2) return;
  if (code == DOC_SECTION_WIDTH) t->width = (int)doc_get16(v);
  if (code == DOC_SECTION_HEIGHT) t->height = (int)doc_get16(v);
  if (code == DOC_SECTION_LEFT) t->left = (int)doc_get16(v);
  if (code == DOC_SECTION_TOP) t->top = abs((int16_t)doc_get16(v));
}

// The section that holds a letter of the body; *ret_start is where it begins. [MS-DOC] 2.8.26.
static struct doc_section section_at(const struct doc *d, uint32_t cp, uint32_t *ret_start) {
  struct doc_section ret = {.kind = 2, .width = 12240, .height = 15840, .left = 1800, .top = 1440};
  struct plc sections = plc_of(d, DOC_PLCF_SED, 12);
  size_t low = 0, high = sections.n;
  *ret_start = 0;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (plc_cp(&sections, mid) <= cp)
      low = mid + 1;
    else
      high = mid;
  }
  if (!low) return ret;
  *ret_start = plc_cp(&sections, low - 1);
  uint32_t at = doc_get32(plc_about(&sections, low - 1) + 2);
  if (at >= d->n || d->n - at < 2) return ret;
  size_t size = doc_get16(d->p + at), left = d->n - at - 2;
  doc_changes(d, (struct bytes){d->p + at + 2, size < left ? size : left}, take_section, &ret);
  return ret;
}

bool doc_walk_breaks_page(const struct doc_walk *w) {
  uint32_t start;
  struct doc_section next = section_at(w->d, w->cp + 1, &start);
  return start != w->cp + 1 || next.kind >= 2;
}

// ---- text boxes

enum { BOX_SIZE = 22, ANCHOR_SIZE = 26 };

static struct plc boxes_of(const struct doc *d, bool header) {
  return plc_of(d, header ? DOC_PLCF_TXBX_HDR : DOC_PLCF_TXBX, BOX_SIZE);
}

// Hands on one text box, once.
static void read_box(struct doc *d, bool header, size_t i, const struct line *place) {
  struct plc t = boxes_of(d, header);
  enum doc_story story = header ? DOC_HEADER_BOXES : DOC_BOXES;
  bool *done = d->boxes_done[header];
  if (i >= t.n || !done || done[i]) return;
  done[i] = true;
  uint64_t start = start_of(d, story), end = end_of(d, story);
  uint64_t from = start + plc_cp(&t, i), to = start + plc_cp(&t, i + 1);
  if (to > end) to = end;
  if (from >= to) return;
  struct doc_walk w;
  doc_walk_init(&w, d, story, PART_TEXTBOX);
  w.place = *place;
  w.page = place->page;
  doc_walk_range(&w, (uint32_t)from, (uint32_t)to);
  doc_walk_free(&w);
}

static void prepare_boxes(struct doc *d) {
  for (int i = 0; i < 2; i++) {
    size_t n = boxes_of(d, i).n;
    if (!n) continue;
    d->boxes_done[i] = base_alloc(n);
    memset(d->boxes_done[i], 0, n);
  }
}

static void read_left_boxes(struct doc *d, bool header) {
  enum doc_story story = header ? DOC_HEADER_BOXES : DOC_BOXES;
  struct line place = line_at(PART_TEXTBOX, 0, 0);
  place.boxed = true;
  size_t n = boxes_of(d, header).n;
  for (size_t i = 0; i < n && !d->failures.refused; i++)
    read_box(d, header, i, &place);
  if (n || !d->ccp[story] || d->failures.refused) return;
  struct doc_walk w;  // no table of boxes: all of it is one
  doc_walk_init(&w, d, story, PART_TEXTBOX);
  w.place.boxed = true;
  doc_walk_range(&w, start_of(d, story), end_of(d, story));
  doc_walk_free(&w);
}

static const uint8_t *anchor_at(const struct doc *d, bool header, uint32_t cp) {
  struct plc t = plc_of(d, header ? DOC_PLC_SPA_HDR : DOC_PLC_SPA_MOM, ANCHOR_SIZE);
  size_t low = 0, high = t.n;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (plc_cp(&t, mid) < cp)
      low = mid + 1;
    else
      high = mid;
  }
  return low < t.n && plc_cp(&t, low) == cp ? plc_about(&t, low) : NULL;
}

void doc_walk_drawn(struct doc_walk *w) {
  struct doc *d = w->d;
  bool header = w->story == DOC_HEADERS;
  if (w->story != DOC_MAIN && !header) return;
  uint32_t cp = w->cp - start_of(d, w->story), start;
  const uint8_t *spa = d->version == DOC_WORD97 ? anchor_at(d, header, cp) : NULL;
  if (!spa) return;
  struct line place = line_at(PART_TEXTBOX, w->page, 0);
  place.boxed = true;
  struct doc_section section = section_at(d, header ? 0 : w->cp, &start);
  doc_anchor_place(spa, &section, &place);
  uint32_t top = doc_get32(spa);
  size_t first = doc_shapes_of(d, top);
  if (d->stored_pictures && (first == d->shapes.n || d->shapes.at[first].top != top))
    d->pictures = true;
  for (size_t i = first; i < d->shapes.n && d->shapes.at[i].top == top; i++) {
    if (d->shapes.at[i].words.n) doc_shape_words(d, &d->shapes.at[i], &place);
    if (d->shapes.at[i].box >= 0) read_box(d, header, (size_t)d->shapes.at[i].box, &place);
    if (d->failures.refused) return;
  }
}

static void read_left_words(struct doc *d) {
  struct line place = line_at(PART_TEXTBOX, 0, 0);
  place.boxed = true;
  for (size_t i = 0; i < d->shapes.n && !d->failures.refused; i++)
    if (d->shapes.at[i].words.n) doc_shape_words(d, &d->shapes.at[i], &place);
}

static void read_story(struct doc *d, enum doc_story story, enum scan_part part) {
  if (!d->ccp[story] || d->failures.refused) return;
  struct doc_walk w;
  doc_walk_init(&w, d, story, part);
  w.page = story == DOC_MAIN;
  doc_walk_range(&w, start_of(d, story), end_of(d, story));
  doc_walk_free(&w);
}

// ---- headers and footers

// Six stories of separators, then six for each section: even, odd and first page ([MS-DOC] 2.3.4).
static enum scan_part header_part(const struct doc *d, size_t i) {
  static const enum scan_part parts[6] = {PART_HEADER, PART_HEADER, PART_FOOTER,
                                          PART_FOOTER, PART_HEADER, PART_FOOTER};
  if (d->version != DOC_WORD97) return PART_HEADER;
  return i < 6 ? PART_NOTE : parts[(i - 6) % 6];
}

static void read_headers(struct doc *d) {
  uint32_t start = start_of(d, DOC_HEADERS), end = end_of(d, DOC_HEADERS), at = start;
  struct plc t = plc_of(d, DOC_PLCF_HDD, 0);
  for (size_t i = 0; i < t.n && d->ccp[DOC_HEADERS] && !d->failures.refused; i++) {
    uint64_t to = (uint64_t)start + plc_cp(&t, i + 1);
    if (to > end || to <= at) continue;
    struct doc_walk w;
    doc_walk_init(&w, d, DOC_HEADERS, header_part(d, i));
    doc_walk_range(&w, at, (uint32_t)to);
    doc_walk_free(&w);
    at = (uint32_t)to;
  }
  if (at >= end) return;
  struct doc_walk w;
  doc_walk_init(&w, d, DOC_HEADERS, PART_HEADER);
  doc_walk_range(&w, at, end);
  doc_walk_free(&w);
}

// ---- all

// A block whose counts say nothing about the text there is: all of it is body.
static void mend_counts(struct doc *d) {
  uint32_t all = d->n_pieces ? d->pieces[d->n_pieces - 1].end : 0;
  uint64_t sum = 0;
  for (int i = 0; i < DOC_STORIES; i++)
    sum += d->ccp[i];
  if (sum && sum <= (uint64_t)all + 2) return;
  if (sum || all > 1) failures_add(&d->failures, UNREAD_DAMAGED, "counts of letters");
  if (!sum) d->ccp[DOC_MAIN] = all;
}

void doc_text_read(struct doc *d) {
  mend_counts(d);
  prepare_boxes(d);
  doc_shapes_read(d);
  read_story(d, DOC_MAIN, PART_BODY);
  read_story(d, DOC_FOOTNOTES, PART_NOTE);
  read_headers(d);
  read_story(d, DOC_MACROS, PART_NOTE);
  read_story(d, DOC_COMMENTS, PART_COMMENT);
  read_story(d, DOC_ENDNOTES, PART_NOTE);
  read_left_boxes(d, false);
  read_left_boxes(d, true);
  read_left_words(d);
  doc_shapes_free(d);
  free(d->boxes_done[0]);
  free(d->boxes_done[1]);
}
