// Slides, masters and notes: the shapes they hold with their texts, headers, comments; see ppt.h.
#include <string.h>

#include "scan/readers/powerpoint/ppt.h"
#include "scan/readers/powerpoint/ppt_art.h"

enum {
  ART_SHAPE = 0xF004,
  ART_FOPT = 0xF00B,
  ART_TEXTBOX = 0xF00D,
  ART_CHILD_ANCHOR = 0xF00F,
  ART_ANCHOR = 0xF010,
  PICTURE = 0x0104,  // the property "pib", [MS-ODRAW] 2.3.23.5
  MASTER_NOTES = 4,  // instance of headers and footers of notes
};

static void read_anchor(struct ppt *d, const struct ppt_record *r) {
  float v[4];
  d->anchored = false;
  if (d->width <= 0 || d->height <= 0 || (r->n != 8 && r->n != 16)) return;
  for (size_t i = 0; i < 4; i++)
    v[i] = r->n == 8 ? (float)(int16_t)ppt_get16(r->p + 2 * i)
                     : (float)(int32_t)ppt_get32(r->p + 4 * i);
  const float box[4] = {v[1] / d->width, v[0] / d->height, v[2] / d->width, v[3] / d->height};
  for (size_t i = 0; i < 4; i++)
    d->anchor[i] = box[i] < 0 ? 0 : box[i] > 1 ? 1 : box[i];
  d->anchored = true;
}

static void read_properties(struct ppt *d, const struct ppt_record *r) {
  for (size_t i = 0; i < r->instance && 6 * i + 6 <= r->n; i++)
    if ((ppt_get16(r->p + 6 * i) & 0x3FFF) == PICTURE) d->picture = true;
  struct art a = {.sink = d->sink, .place = line_at(d->part, d->page, d->number + 1)};
  a.place.boxed = true;
  art_properties(&a, r->p, r->n, r->instance);
  d->lines += a.words;
  d->number += (int)a.words;
  d->letters += 8 * a.words;
  if (a.refused) d->failures.refused = true;
}

static void read_textbox(struct ppt *d, const struct ppt_record *box) {
  struct ppt_text t = {.kind = 4};
  struct ppt_record r;
  for (size_t at = 0; !d->failures.refused && ppt_next(box->p, box->n, &at, &r);) {
    if (ppt_gather_text(&t, &r)) {
      ppt_emit_text(d, &t);
      t = (struct ppt_text){.kind = 4};
      ppt_gather_text(&t, &r);
    }
    if (r.type == PPT_OUTLINE_REF && r.n >= 4 && d->outline && ppt_get32(r.p) < d->outline->n) {
      struct ppt_text *o = &d->outline->texts[ppt_get32(r.p)];
      if (!o->used) ppt_emit_text(d, o);
    }
  }
  if (t.p) ppt_emit_text(d, &t);
}

static void read_strings(struct ppt *d, const struct ppt_record *of, bool comment) {
  struct ppt_record r;
  for (size_t at = 0; !d->failures.refused && ppt_next(of->p, of->n, &at, &r);) {
    if (r.type != PPT_STRING) continue;
    if (comment && r.instance == 1)
      ppt_emit_string(d, &r, PART_COMMENT);
    else if (!comment)
      ppt_emit_string(d, &r, r.instance == 1 ? PART_HEADER : PART_FOOTER);
  }
}

void ppt_walk(struct ppt *d, const uint8_t *p, size_t n, int depth) {
  struct ppt_record r;
  if (depth <= 0) {
    failures_add(&d->failures, UNREAD_LIMIT, "too deep");
    return;
  }
  for (size_t at = 0; !d->failures.refused && ppt_next(p, n, &at, &r);) {
    switch (r.type) {
      case ART_SHAPE:
        d->anchored = false;
        ppt_walk(d, r.p, r.n, depth - 1);
        d->anchored = false;
        break;
      case ART_ANCHOR:
        read_anchor(d, &r);
        break;
      case ART_CHILD_ANCHOR:
        d->anchored = false;
        break;
      case ART_FOPT:
      case 0xF121:
      case 0xF122:
        read_properties(d, &r);
        break;
      case ART_TEXTBOX:
        read_textbox(d, &r);
        break;
      case PPT_HEADERS_FOOTERS:
        read_strings(d, &r, false);
        break;
      case PPT_COMMENT:
        read_strings(d, &r, true);
        break;
      default:
        if (r.container || r.type == PPT_TAG_BLOB) ppt_walk(d, r.p, r.n, depth - 1);
    }
  }
}

void ppt_read_page(struct ppt *d, const struct ppt_record *page, enum scan_part part, int number,
                   struct ppt_outline *outline) {
  struct ppt_record r;
  d->spent += page->n;
  if (page->cut) failures_add(&d->failures, UNREAD_DAMAGED, "breaks off");
  for (size_t at = 0; ppt_next(page->p, page->n, &at, &r);)
    if (r.type == PPT_SCHEME && r.instance == 1) ppt_read_scheme(d, r.p, r.n);
  d->part = part;
  d->page = number;
  d->number = 0;
  d->letters = 0;
  d->picture = d->anchored = false;
  d->outline = outline;
  ppt_walk(d, page->p, page->n, PPT_MAX_DEPTH);
  for (size_t i = 0; outline && i < outline->n && !d->failures.refused; i++)
    if (!outline->texts[i].used) ppt_emit_text(d, &outline->texts[i]);
  d->outline = NULL;
  if (part != PART_SLIDE) return;
  d->body_letters += d->letters;
  if (d->picture && d->letters < 10) d->picture_slides++;
}
