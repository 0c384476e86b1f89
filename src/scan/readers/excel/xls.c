// The reader for .xls workbooks of Excel 2 to 2003, in their container or bare, with what is
// embedded in them; see xls.h.
#include "scan/readers/excel/xls.h"

#include <stdlib.h>
#include <string.h>

#include "scan/readers/readers.h"

static void xls_begin(struct xls *x, struct sink *s, int biff) {
  memset(x, 0, sizeof *x);
  x->sink = s;
  x->biff = biff;
  x->codepage = 1252;
  x->text.raw = buf_init(2 * XLS_MAX_UNITS);
  x->scratch = buf_init(4 * XLS_MAX_UNITS);
  gather_init(&x->line);
}

void xls_free(struct xls *x) {
  buf_free(&x->text.raw);
  buf_free(&x->scratch);
  gather_free(&x->line);
  for (size_t i = 0; i < x->n_formats; i++)
    free(x->formats[i].code);
  free(x->formats);
  free(x->text.runs);
  free(x->fonts);
  free(x->cell_fonts);
  free(x->cell_formats);
  free(x->shared);
  free(x->sheet_at);
  free(x->own);
}

// Reads one stream of records; the version it turned out to be in stays in *biff. How many lines it
// gave.
static size_t read_records(const uint8_t *p, size_t n, int *biff, struct failures *first,
                           struct sink *s) {
  struct xls x;
  xls_begin(&x, s, *biff);
  x.failures = *first;
  x.p = p;
  x.n = n < UINT32_MAX ? n : UINT32_MAX;
  xls_read_stream(&x);
  if (x.encrypted) failures_add(&x.failures, UNREAD_ENCRYPTED, "xls");
  if (x.picture_pages || (x.pictures && x.lines < 10))
    failures_add(&x.failures, UNREAD_PICTURE, "pictures");
  *first = x.failures;
  *biff = x.biff;
  size_t lines = x.encrypted ? 0 : x.lines;
  xls_free(&x);
  return lines;
}

static size_t read_entry(struct cfb *c, const struct cfb_entry *e, int *biff, struct failures *f,
                         struct sink *s) {
  char *p = NULL;
  size_t n = 0;
  failures_add(f, cfb_read(c, e, &p, &n), e->name[0] == 'W' ? "workbook" : "stream");
  size_t lines = p && n ? read_records((const uint8_t *)p, n, biff, f, s) : 0;
  free(p);
  return lines;
}

// Caches of pivot tables keep the words of their source, also when that is gone.
static void read_pivots(struct cfb *c, const struct cfb_entry *storage, int biff,
                        struct failures *f, struct sink *s) {
  const struct cfb_entry *caches = cfb_find(c, storage, "_SX_DB_CUR");
  if (!caches) caches = cfb_find(c, storage, "_SX_DB");
  if (!caches || caches->kind != CFB_STORAGE) return;
  for (int i = caches->child; i >= 0 && !f->refused; i = c->entries[i].next)
    if (c->entries[i].kind == CFB_STREAM) read_entry(c, &c->entries[i], &biff, f, s);
}

static void read_embedded(struct cfb *c, const struct cfb_entry *storage, int depth,
                          struct failures *f, struct sink *s) {
  for (int i = storage->child; i >= 0 && !f->refused; i = c->entries[i].next) {
    const struct cfb_entry *e = &c->entries[i];
    if (e->kind != CFB_STORAGE || strncmp(e->name, "MBD", 3) != 0) continue;
    compound_read_storage(c, e, depth + 1, s);
    f->refused = s->stop(s);
  }
}

void xls_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s) {
  struct failures f = {0};
  int biff = 8;
  const struct cfb_entry *book = cfb_find(c, storage, "Workbook");
  const struct cfb_entry *old = cfb_find(c, storage, "Book");
  size_t lines = 0;
  bool found = false;
  if (book && book->kind == CFB_STREAM) lines = read_entry(c, book, &biff, &f, s), found = true;
  if (old && old->kind == CFB_STREAM && !lines && !f.refused)
    lines = read_entry(c, old, &biff, &f, s), found = true;
  if (!found) failures_add(&f, UNREAD_DAMAGED, "no workbook inside");
  if (!f.count[UNREAD_ENCRYPTED] && !f.refused) read_pivots(c, storage, biff, &f, s);
  if (!f.refused) read_embedded(c, storage, depth, &f, s);
  failures_tell(&f, s, lines > 0);
}

// A bare stream of records begins with a BOF record.
static bool is_bare(const uint8_t *p, size_t n) {
  if (n < 12 || p[0] != 0x09) return false;
  unsigned size = xls_get16(p + 2), kind = xls_get16(p + 6);
  bool kind_known = kind == 0x05 || kind == 0x10 || kind == 0x20 || kind == 0x40 || kind == 0x100 ||
                    kind == 0x1000;
  return kind_known && size >= 4 && size <= 16 &&
         (p[1] == 0 || p[1] == 2 || p[1] == 4 || p[1] == 8);
}

static void read_file(const struct input *in, struct sink *s) {
  if (is_bare(in->p, in->n)) {
    struct failures f = {0};
    int biff = 8;
    size_t lines = read_records(in->p, in->n, &biff, &f, s);
    failures_tell(&f, s, lines > 0);
    return;
  }
  struct cfb c;
  if (!cfb_open(in->p, in->n, &c)) {
    s->unread(s, UNREAD_DAMAGED, false, "container");
    return;
  }
  xls_read(&c, &c.entries[0], 0, s);
  compound_read_properties(&c, &c.entries[0], s);
  if (c.damaged) s->unread(s, UNREAD_DAMAGED, true, "container");
  if (c.too_many) s->unread(s, UNREAD_LIMIT, true, "too many members");
  cfb_close(&c);
}

static int bid(const struct input *in) {
  if (is_bare(in->p, in->n)) return 75;
  return cfb_is(in->p, in->n) &&
                 (cfb_has(in->p, in->n, "Workbook") || cfb_has(in->p, in->n, "Book"))
             ? 90
             : 0;
}

const struct reader scan_reader_xls = {"xls", bid, read_file};
