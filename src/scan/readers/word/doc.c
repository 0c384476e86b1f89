// The reader for Word's binary documents (.doc, .dot): finds the streams, hands text, properties
// and embedded objects on, and says what it could not read.
#include "scan/readers/word/doc.h"

#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/readers.h"

enum { FEW_LETTERS = 30 };

static void read_opened(struct doc *d, bool partial) {
  doc_pieces_read(d);
  doc_looks_read(d);
  doc_text_read(d);
  if (d->pictures && d->letters < FEW_LETTERS)
    failures_add(&d->failures, UNREAD_PICTURE, "pictures");
  failures_tell(&d->failures, d->sink, partial || d->letters > 0);
  doc_looks_free(d);
  free(d->pieces);
  free(d->lists);
  free(d->data);
}

static bool is_encrypted(const struct doc *d) {
  return d->n > 0xB && d->p[0xB] & 1;
}

// The stream WordDocument with its table stream at hand.
static void read_streams(struct doc *d, bool partial) {
  if (!doc_fib_read(d))
    d->sink->unread(d->sink, UNREAD_DAMAGED, partial, "doc");
  else if (is_encrypted(d))
    d->sink->unread(d->sink, UNREAD_ENCRYPTED, partial, "doc");
  else
    read_opened(d, partial);
}

// The table stream that the block names; the other one when that is not there.
static const struct cfb_entry *table_of(const struct cfb *c, const struct cfb_entry *storage,
                                        const struct doc *d) {
  bool one = d->n > 0xB && d->p[0xB] & 2;
  const struct cfb_entry *e = cfb_find(c, storage, one ? "1Table" : "0Table");
  return e ? e : cfb_find(c, storage, one ? "0Table" : "1Table");
}

static void read_objects(struct cfb *c, const struct cfb_entry *storage, int depth,
                         struct sink *s) {
  const struct cfb_entry *pool = cfb_find(c, storage, "ObjectPool");
  for (int i = pool ? pool->child : -1; i >= 0 && !s->stop(s); i = c->entries[i].next)
    if (c->entries[i].kind == CFB_STORAGE) compound_read_storage(c, &c->entries[i], depth + 1, s);
}

void doc_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s) {
  const struct cfb_entry *e = cfb_find(c, storage, "WordDocument");
  struct doc *d = base_alloc(sizeof *d);
  memset(d, 0, sizeof *d);
  d->sink = s;
  d->cfb = c;
  d->storage = storage;
  char *p = NULL, *table = NULL;
  enum unread_grade g = e ? cfb_read(c, e, &p, &d->n) : UNREAD_DAMAGED, of_table = UNREAD_NONE;
  failures_add(&d->failures, g, "doc");
  d->p = (uint8_t *)p;
  d->table = d->p;
  d->n_table = d->n;
  e = table_of(c, storage, d);
  if (e) of_table = cfb_read(c, e, &table, &d->n_table);
  failures_add(&d->failures, of_table, "doc table");
  if (e) d->table = (uint8_t *)table;
  read_streams(d, depth > 0);
  free(p);
  free(table);
  free(d);
  read_objects(c, storage, depth, s);
}

// Word 2 and before wrote its stream as the file itself.
static bool is_bare(const struct input *in) {
  if (in->n < 0x200) return false;
  unsigned ident = doc_get16(in->p), fib = doc_get16(in->p + 2);
  return (ident == 0xA5DB && fib >= 0x21 && fib <= 0x2F) ||
         (ident == 0xA5DC && fib >= 0x65 && fib <= 0x69) || (ident == 0xA59B && fib == 0x21);
}

static int bid(const struct input *in) {
  if (cfb_is(in->p, in->n)) return cfb_has(in->p, in->n, "WordDocument") ? 90 : 0;
  return is_bare(in) || doc_old_is(in->p, in->n) ? 75 : 0;
}

static void read_bare(const struct input *in, struct sink *s) {
  struct doc *d = base_alloc(sizeof *d);
  memset(d, 0, sizeof *d);
  d->sink = s;
  d->p = d->table = in->p;
  d->n = d->n_table = in->n;
  read_streams(d, false);
  free(d);
}

static void read_root(const struct input *in, struct sink *s) {
  struct cfb c;
  if (doc_old_is(in->p, in->n)) {
    doc_old_read(in->p, in->n, s);
    return;
  }
  if (!cfb_is(in->p, in->n)) {
    read_bare(in, s);
    return;
  }
  if (!cfb_open(in->p, in->n, &c)) {
    s->unread(s, UNREAD_DAMAGED, false, "doc");
    return;
  }
  if (c.damaged) s->unread(s, UNREAD_DAMAGED, true, "directory");
  if (c.too_many) s->unread(s, UNREAD_LIMIT, true, "too many entries");
  compound_read_properties(&c, &c.entries[0], s);
  doc_read(&c, &c.entries[0], 0, s);
  cfb_close(&c);
}

const struct reader scan_reader_doc = {"doc", bid, read_root};
