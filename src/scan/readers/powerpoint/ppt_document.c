// Finds what is alive in a presentation after many edits and reads it in the order it is shown,
// then what older edits left behind; see ppt.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/powerpoint/ppt.h"

enum { TOKEN_ENCRYPTED = 0xF3D1C4DF, EDITS_MAX = 10000, STOP_EVERY = 256 };

uint16_t ppt_get16(const uint8_t *p) {
  return (uint16_t)(p[0] | p[1] << 8);
}

uint32_t ppt_get32(const uint8_t *p) {
  return (uint32_t)ppt_get16(p) | (uint32_t)ppt_get16(p + 2) << 16;
}

bool ppt_next(const uint8_t *p, size_t n, size_t *at, struct ppt_record *ret) {
  if (*at > n || n - *at < 8) return false;
  unsigned head = ppt_get16(p + *at);
  size_t size = ppt_get32(p + *at + 4), room = n - *at - 8;
  *ret = (struct ppt_record){.type = ppt_get16(p + *at + 2),
                             .instance = head >> 4,
                             .container = (head & 15) == 15,
                             .cut = size > room,
                             .p = p + *at + 8,
                             .n = size > room ? room : size};
  *at += 8 + ret->n;
  return true;
}

static bool record_at(const struct ppt *d, size_t at, struct ppt_record *ret) {
  return ppt_next(d->p, d->n, &at, ret);
}

static void list_tops(struct ppt *d) {
  struct ppt_record r;
  size_t room = 0;
  for (size_t at = 0, here = 0; ppt_next(d->p, d->n, &at, &r); here = at) {
    if (!r.type && !r.n && !r.instance) continue;  // padding
    if (d->n_tops == room) {
      room = room ? room * 2 : 256;
      d->tops = base_realloc(d->tops, room * sizeof *d->tops);
    }
    d->tops[d->n_tops++] = (struct ppt_top){.at = (uint32_t)here, .type = (uint16_t)r.type};
  }
}

// The directory of one edit; ids that a later edit has moved are kept.
static void read_directory(struct ppt *d, uint32_t at) {
  struct ppt_record r;
  if (!record_at(d, at, &r) || r.type != PPT_PERSIST) return;
  for (size_t i = 0; i + 4 <= r.n;) {
    uint32_t head = ppt_get32(r.p + i), id = head & 0xFFFFF, count = head >> 20;
    i += 4;
    for (; count && i + 4 <= r.n; count--, id++, i += 4) {
      if (id >= PPT_MAX_PERSIST) continue;
      if (id >= d->n_persist) {
        size_t room = id + 1024;
        d->persist = base_realloc(d->persist, room * sizeof *d->persist);
        memset(d->persist + d->n_persist, 0, (room - d->n_persist) * sizeof *d->persist);
        d->n_persist = room;
      }
      if (!d->persist[id]) d->persist[id] = ppt_get32(r.p + i);
    }
  }
}

// Follows the edits from the last to the first. False when they are encrypted.
static bool read_edits(struct ppt *d, uint32_t at) {
  struct ppt_record r;
  for (int i = 0; i < EDITS_MAX && record_at(d, at, &r); i++) {
    if (r.type != PPT_USER_EDIT || r.n < 28) break;
    if (r.n >= 32 && ppt_get32(r.p + 28)) return false;
    if (!d->document) d->document = ppt_get32(r.p + 16);
    read_directory(d, ppt_get32(r.p + 12));
    uint32_t before = ppt_get32(r.p + 8);
    if (!before || before >= at) break;
    at = before;
  }
  return true;
}

bool ppt_index(struct ppt *d, const uint8_t *user, size_t n_user) {
  list_tops(d);
  for (size_t i = 0; i < d->n_tops; i++)
    if (d->tops[i].type == PPT_ENCRYPTION) return false;
  uint32_t edit = 0;
  if (n_user >= 20) {
    if (ppt_get32(user + 12) == TOKEN_ENCRYPTED) return false;
    edit = ppt_get32(user + 16);
  }
  struct ppt_record r;
  bool found = edit && record_at(d, edit, &r) && r.type == PPT_USER_EDIT;
  for (size_t i = d->n_tops; !found && i > 0; i--)
    if (d->tops[i - 1].type == PPT_USER_EDIT) edit = d->tops[i - 1].at, found = true;
  return !found || read_edits(d, edit);
}

// The top record at an offset, or NULL.
static struct ppt_top *top_at(struct ppt *d, uint32_t at) {
  size_t low = 0, high = d->n_tops;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (d->tops[middle].at < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < d->n_tops && d->tops[low].at == at ? &d->tops[low] : NULL;
}

// The record a persist id stands for, once.
static bool take(struct ppt *d, uint32_t id, struct ppt_record *ret) {
  uint32_t at = id < d->n_persist ? d->persist[id] : 0;
  struct ppt_top *top = top_at(d, at);
  if (top) {
    if (top->seen) return false;
    top->seen = true;
    return record_at(d, at, ret);
  }
  // A place that the walk over the top did not reach: a torn file. Bounded by what was walked.
  return at && d->spent < 4 * (uint64_t)d->n && record_at(d, at, ret);
}

static void read_environment(struct ppt *d, const struct ppt_record *env) {
  struct ppt_record r, font;
  for (size_t at = 0; ppt_next(env->p, env->n, &at, &r);) {
    if (r.type == PPT_MASTER_STYLE) ppt_read_master_style(d, &r);
    if (r.type != PPT_FONTS || d->n_fonts) continue;
    for (size_t k = 0; ppt_next(r.p, r.n, &k, &font);)
      if (font.type == PPT_FONT) ppt_read_font(d, &font);
  }
}

static void add_outline(struct ppt_outline *o, const struct ppt_text *t) {
  if (!t->p) return;
  if (o->n == o->room) {
    o->room = o->room ? o->room * 2 : 8;
    o->texts = base_realloc(o->texts, o->room * sizeof *o->texts);
  }
  o->texts[o->n++] = *t;
}

static enum scan_part part_of(unsigned type) {
  return type == PPT_SLIDE ? PART_SLIDE : type == PPT_NOTES ? PART_NOTE : PART_HEADER;
}

static int page_of_notes(const struct ppt *d, const struct ppt_record *notes) {
  struct ppt_record r;
  for (size_t at = 0; ppt_next(notes->p, notes->n, &at, &r);)
    if (r.type == PPT_NOTES_ATOM && r.n >= 4)
      for (size_t i = 0; i < d->n_slides; i++)
        if (d->slides[i].id == ppt_get32(r.p)) return (int)i + 1;
  return 0;
}

static void read_listed(struct ppt *d, uint32_t persist, int page, struct ppt_outline *outline) {
  struct ppt_record r;
  if (take(d, persist, &r) &&
      (r.type == PPT_SLIDE || r.type == PPT_NOTES || r.type == PPT_MAIN_MASTER)) {
    if (r.type == PPT_NOTES) page = page_of_notes(d, &r);
    ppt_read_page(d, &r, part_of(r.type), page, outline);
  } else {
    struct ppt_record none = {.p = d->p};
    ppt_read_page(d, &none, PART_SLIDE, page, outline);
  }
  outline->n = 0;
}

// One list of slides, masters or notes with the texts the outline keeps for them.
static void read_list(struct ppt *d, const struct ppt_record *list, bool slides) {
  struct ppt_outline outline = {0};
  struct ppt_text t = {.kind = 4};
  struct ppt_record r;
  uint32_t persist = 0;
  bool open = false;
  int page = 0, count = 0;
  for (size_t at = 0; !d->failures.refused && ppt_next(list->p, list->n, &at, &r);) {
    if (ppt_gather_text(&t, &r)) {
      add_outline(&outline, &t);
      t = (struct ppt_text){.kind = 4};
      ppt_gather_text(&t, &r);
    }
    if (r.type != PPT_SLIDE_PERSIST || r.n < 4) continue;
    if (open) read_listed(d, persist, page, &outline);
    persist = ppt_get32(r.p);
    open = true;
    if (slides) page++;
    if (++count % STOP_EVERY == 0 && d->sink->stop(d->sink)) {
      failures_add(&d->failures, UNREAD_LIMIT, "stopped");
      d->failures.refused = true;
    }
  }
  add_outline(&outline, &t);
  if (open && !d->failures.refused) read_listed(d, persist, page, &outline);
  free(outline.texts);
}

static void list_slides(struct ppt *d, const struct ppt_record *list) {
  struct ppt_record r;
  for (size_t at = 0; ppt_next(list->p, list->n, &at, &r);) {
    if (r.type != PPT_SLIDE_PERSIST || r.n < 16 || d->n_slides == PPT_MAX_SLIDES) continue;
    if (!d->slides) d->slides = base_alloc(PPT_MAX_SLIDES * sizeof *d->slides);
    d->slides[d->n_slides++] =
        (struct ppt_slide){.persist = ppt_get32(r.p), .id = ppt_get32(r.p + 12)};
  }
}

// Fonts and colours of the masters, before any text is read.
static void read_styles(struct ppt *d) {
  struct ppt_record r, inner;
  for (size_t i = 0; i < d->n_tops; i++) {
    if (d->tops[i].type != PPT_MAIN_MASTER || !record_at(d, d->tops[i].at, &r)) continue;
    for (size_t at = 0; ppt_next(r.p, r.n, &at, &inner);)
      if (inner.type == PPT_MASTER_STYLE) ppt_read_master_style(d, &inner);
  }
}

static void read_size(struct ppt *d, const struct ppt_record *r) {
  if (r->n < 8) return;
  d->width = (float)(int32_t)ppt_get32(r->p);
  d->height = (float)(int32_t)ppt_get32(r->p + 4);
}

// The document: first what its texts refer to, then its pages.
static void read_one_document(struct ppt *d, const struct ppt_record *doc, bool alive) {
  struct ppt_record r;
  if (doc->cut) failures_add(&d->failures, UNREAD_DAMAGED, "breaks off");
  for (size_t at = 0; alive && ppt_next(doc->p, doc->n, &at, &r);) {
    if (r.type == PPT_DOCUMENT_ATOM) read_size(d, &r);
    if (r.type == PPT_ENVIRONMENT) read_environment(d, &r);
    if (r.type == PPT_SLIDE_LIST && r.instance == 0) list_slides(d, &r);
  }
  if (alive) read_styles(d);
  static const unsigned order[] = {0, 2, 1};  // slides, notes, masters
  for (size_t k = 0; k < ARRAY_LEN(order); k++)
    for (size_t at = 0; !d->failures.refused && ppt_next(doc->p, doc->n, &at, &r);)
      if (r.type == PPT_SLIDE_LIST && r.instance == order[k])
        read_list(d, &r, alive && order[k] == 0);
  d->part = PART_PROPERTY;
  d->page = d->number = 0;
  for (size_t at = 0; !d->failures.refused && ppt_next(doc->p, doc->n, &at, &r);)
    if (r.type == PPT_HEADERS_FOOTERS || r.type == 0x07D0) {
      size_t back = (size_t)(r.p - doc->p) - 8;
      ppt_walk(d, doc->p + back, r.n + 8, PPT_MAX_DEPTH);
    }
}

void ppt_read_document(struct ppt *d) {
  struct ppt_record r;
  if (take(d, d->document, &r) && r.type == PPT_DOCUMENT) {
    read_one_document(d, &r, true);
  } else {
    for (size_t i = d->n_tops; i > 0; i--)
      if (d->tops[i - 1].type == PPT_DOCUMENT && record_at(d, d->tops[i - 1].at, &r)) {
        d->tops[i - 1].seen = true;
        read_one_document(d, &r, true);
        break;
      }
  }
  for (size_t i = 0; i < d->n_tops && !d->failures.refused; i++) {
    struct ppt_top *t = &d->tops[i];
    if (t->seen || !record_at(d, t->at, &r)) continue;
    t->seen = true;
    if (t->type == PPT_DOCUMENT)
      read_one_document(d, &r, false);
    else if (t->type == PPT_SLIDE || t->type == PPT_NOTES || t->type == PPT_MAIN_MASTER ||
             t->type == PPT_HANDOUT)
      ppt_read_page(d, &r, part_of(t->type), 0, NULL);
    if (i % STOP_EVERY == 0 && d->sink->stop(d->sink)) d->failures.refused = true;
  }
}
