// The reader for .ppt presentations of PowerPoint 97 to 2003 with what is embedded in them; see
// ppt.h.
#include "scan/readers/powerpoint/ppt.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/powerpoint/ppt_art.h"
#include "scan/readers/readers.h"

static void ppt_begin(struct ppt *d, struct sink *s) {
  memset(d, 0, sizeof *d);
  d->sink = s;
  d->page_of_letters = 1252;
  for (size_t i = 0; i < PPT_TEXT_KINDS; i++)
    d->defaults[i] = (struct ppt_look){-1, -1};
  d->scratch = buf_init(LINES_MAX_LINE);
  gather_init(&d->line);
}

static void ppt_end(struct ppt *d) {
  buf_free(&d->scratch);
  gather_free(&d->line);
  free(d->tops);
  free(d->persist);
  free(d->fonts);
  free(d->slides);
}

static void read_storage(struct ppt *d, const uint8_t *p, size_t n, int depth) {
  struct cfb inner;
  if (!cfb_open(p, n, &inner)) {
    failures_add(&d->failures, UNREAD_DAMAGED, "embedded object");
    return;
  }
  compound_read_storage(&inner, &inner.entries[0], depth + 1, d->sink);
  if (inner.damaged) failures_add(&d->failures, UNREAD_DAMAGED, "embedded object");
  cfb_close(&inner);
}

// [MS-PPT] 2.10.34: an embedded object is a compound file, mostly deflated behind its size.
static void read_object(struct ppt *d, const struct ppt_record *r, int depth) {
  if (r->instance == 0) {
    if (r->n) read_storage(d, r->p, r->n, depth);
    return;
  }
  if (r->n < 8) return;
  size_t size = ppt_get32(r->p), most = (r->n - 4) * 1032 + 64, made = 0;
  if (size > PPT_MAX_OBJECT) {
    failures_add(&d->failures, UNREAD_LIMIT, "embedded object");
    return;
  }
  if (size > most) size = most;
  uint8_t *out = base_alloc(size + 1);
  struct libdeflate_decompressor *z = libdeflate_alloc_decompressor();
  enum libdeflate_result how =
      z ? libdeflate_zlib_decompress(z, r->p + 4, r->n - 4, out, size, &made) : LIBDEFLATE_BAD_DATA;
  libdeflate_free_decompressor(z);
  if (how == LIBDEFLATE_SUCCESS)
    read_storage(d, out, made, depth);
  else
    failures_add(&d->failures, how == LIBDEFLATE_INSUFFICIENT_SPACE ? UNREAD_LIMIT : UNREAD_DAMAGED,
                 "embedded object");
  free(out);
}

static void read_objects(struct ppt *d, int depth) {
  struct ppt_record r;
  for (size_t i = 0; i < d->n_tops && !d->failures.refused; i++) {
    size_t at = d->tops[i].at;
    if (d->tops[i].type != PPT_EMBEDDED || !ppt_next(d->p, d->n, &at, &r)) continue;
    read_object(d, &r, depth);
    d->failures.refused = d->sink->stop(d->sink);
  }
}

static void count_pictures(struct ppt *d, struct cfb *c, const struct cfb_entry *storage) {
  const struct cfb_entry *e = cfb_find(c, storage, "Pictures");
  struct art a = {.sink = d->sink, .place = line_at(PART_TEXTBOX, 0, 0)};
  if (e && e->kind == CFB_STREAM) {
    char *p = NULL;
    size_t n = 0;
    failures_add(&d->failures, cfb_read(c, e, &p, &n), "pictures");
    if (p) art_walk(&a, (const uint8_t *)p, n);
    free(p);
  }
  if (a.pages || d->picture_slides || (a.pictures && d->body_letters < 30))
    failures_add(&d->failures, UNREAD_PICTURE, "pictures");
}

static void read_stream(struct ppt *d, struct cfb *c, const struct cfb_entry *storage, int depth) {
  if (ppt_is_95(d->p, d->n) || ppt_is_bare(d->p, d->n)) {
    if (ppt_is_95(d->p, d->n))
      ppt_read_95(d);
    else
      ppt_read_bare(d);
    return;
  }
  char *user = NULL;
  size_t n_user = 0;
  const struct cfb_entry *e = cfb_find(c, storage, "Current User");
  if (e && e->kind == CFB_STREAM)
    failures_add(&d->failures, cfb_read(c, e, &user, &n_user), "stream");
  bool open = ppt_index(d, (const uint8_t *)user, user ? n_user : 0);
  free(user);
  if (!open) {
    failures_add(&d->failures, UNREAD_ENCRYPTED, "ppt");
    return;
  }
  ppt_read_document(d);
  if (!d->failures.refused) read_objects(d, depth);
  if (!d->failures.refused) count_pictures(d, c, storage);
}

void ppt_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s) {
  struct ppt d;
  ppt_begin(&d, s);
  // Saved for both 95 and 97: the newer one is inside a storage of its own.
  const struct cfb_entry *newer = cfb_find(c, storage, "PP97_DUALSTORAGE");
  if (newer && newer->kind == CFB_STORAGE && cfb_find(c, newer, "PowerPoint Document"))
    storage = newer;
  const struct cfb_entry *e = cfb_find(c, storage, "PowerPoint Document");
  if (!e) e = cfb_find(c, storage, "PP40");
  char *p = NULL;
  size_t n = 0;
  if (e && e->kind == CFB_STREAM) {
    failures_add(&d.failures, cfb_read(c, e, &p, &n), "presentation");
    d.p = (const uint8_t *)p;
    d.n = n < UINT32_MAX ? n : UINT32_MAX;
  }
  if (d.p && d.n)
    read_stream(&d, c, storage, depth);
  else
    failures_add(&d.failures, UNREAD_DAMAGED, "no presentation inside");
  failures_tell(&d.failures, s, d.lines > 0);
  ppt_end(&d);
  free(p);
}

static void read_bare(const struct input *in, struct sink *s) {
  struct ppt d;
  ppt_begin(&d, s);
  d.p = in->p;
  d.n = in->n < UINT32_MAX ? in->n : UINT32_MAX;
  ppt_read_bare(&d);
  if (!d.lines) failures_add(&d.failures, UNREAD_UNSUPPORTED, "ppt");
  failures_tell(&d.failures, s, d.lines > 0);
  ppt_end(&d);
}

static void read_file(const struct input *in, struct sink *s) {
  if (ppt_is_bare(in->p, in->n)) {
    read_bare(in, s);
    return;
  }
  struct cfb c;
  if (!cfb_open(in->p, in->n, &c)) {
    s->unread(s, UNREAD_DAMAGED, false, "container");
    return;
  }
  ppt_read(&c, &c.entries[0], 0, s);
  compound_read_properties(&c, &c.entries[0], s);
  if (c.damaged) s->unread(s, UNREAD_DAMAGED, true, "container");
  if (c.too_many) s->unread(s, UNREAD_LIMIT, true, "too many members");
  cfb_close(&c);
}

static int bid(const struct input *in) {
  if (ppt_is_bare(in->p, in->n)) return 75;
  return cfb_is(in->p, in->n) &&
                 (cfb_has(in->p, in->n, "PowerPoint Document") || cfb_has(in->p, in->n, "PP40"))
             ? 90
             : 0;
}

const struct reader scan_reader_ppt = {"ppt", bid, read_file};
