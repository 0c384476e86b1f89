// What stands behind a letter that is only a place: the choice of a form field, WordArt and
// pictures in the line, pictures of the drawing store; see doc_text.h. Formats:
// [MS-DOC] 2.9.78, 2.9.192, [MS-ODRAW] 2.2.
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/word/doc_text.h"
#include "scan/readers/picture.h"

enum {
  R_BLIP_FIRST = 0xF01A,
  R_BLIP_LAST = 0xF117,
  R_STORED = 0xF007,
  PICTURE_HEAD = 36,
  NO_CHOICE = 25
};

/// A place within the data of a form field.
struct cursor {
  struct bytes b;
  size_t at;
  bool broken;
};

static uint32_t take16(struct cursor *k) {
  if (k->b.n - k->at < 2) {
    k->broken = true;
    return 0;
  }
  k->at += 2;
  return doc_get16(k->b.p + k->at - 2);
}

// A counted text, with a 0 behind it when `closed`.
static struct bytes take_text(struct cursor *k, bool closed) {
  size_t n = 2 * (size_t)take16(k);
  if (k->broken || n > k->b.n - k->at) {
    k->broken = true;
    return (struct bytes){0};
  }
  struct bytes ret = {k->b.p + k->at, n};
  k->at += n;
  if (closed) take16(k);
  return ret;
}

// [MS-DOC] 2.9.78 FFData: the entry chosen from a list.
static struct bytes choice_of(struct bytes b) {
  struct cursor k = {.b = b, .at = 4};
  if (b.n < 12 || doc_get32(b.p) != 0xFFFFFFFFu) return (struct bytes){0};
  unsigned bits = take16(&k), chosen = bits >> 2 & 31;
  if ((bits & 3) != 2) return (struct bytes){0};
  k.at += 4;
  take_text(&k, true);
  unsigned standard = take16(&k);
  for (int i = 0; i < 5; i++)  // format, help, status, macros
    take_text(&k, true);
  if (chosen == NO_CHOICE) chosen = standard;
  if (take16(&k) != 0xFFFF) return (struct bytes){0};
  unsigned count = take16(&k);
  take16(&k);
  struct bytes entry = {0};
  for (unsigned i = 0; i < count && i <= chosen && !k.broken; i++)
    entry = take_text(&k, false);
  return k.broken || chosen >= count ? (struct bytes){0} : entry;
}

// A picture is an identifier or two, a byte and the bytes of a file.
static bool blip_is_page(struct bytes b) {
  for (size_t at = 16; at < 64 && at + 16 < b.n; at++) {
    bool jpeg = memcmp(b.p + at, "\xFF\xD8\xFF", 3) == 0;
    if (jpeg || memcmp(b.p + at, "\x89PNG", 4) == 0) return picture_is_page(b.p + at, b.n - at);
  }
  return false;
}

static void look_at_blip(struct doc *d, struct doc_record r) {
  if (r.type >= R_BLIP_FIRST && r.type <= R_BLIP_LAST && blip_is_page(r.body))
    d->page_picture = true;
}

void doc_stored_picture(struct doc *d, struct bytes stored) {
  // [MS-ODRAW] 2.2.32: the picture follows, or its place in the stream of the text is stated.
  if (stored.n < PICTURE_HEAD) return;
  d->stored_pictures = true;
  size_t name = stored.p[33], at = PICTURE_HEAD + name, far = doc_get32(stored.p + 28);
  struct doc_record r;
  if (doc_record_next(stored, &at, &r)) {
    look_at_blip(d, r);
  } else if (far < d->n) {
    struct bytes all = {d->p, d->n};
    if (doc_record_next(all, &far, &r)) look_at_blip(d, r);
  }
}

static void put_words(struct doc_walk *w, struct bytes words) {
  struct buf text CLEANUP(buf_free) = buf_init(LINES_MAX_LINE);
  size_t n = words.n < 8192 ? words.n & ~(size_t)1 : 8192;
  while (n >= 2 && !doc_get16(words.p + n - 2))
    n -= 2;
  codepage_decode(1200, words.p, n, &text);
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] < ' ') text.p[i] = ' ';
  gather_add(&w->now, buf_str(&text), text.n, NULL);
  gather_add(&w->before, buf_str(&text), text.n, NULL);
  w->d->letters += text.n;
}

static void load_data(struct doc *d) {
  d->data_asked = true;
  const struct cfb_entry *e = d->cfb ? cfb_find(d->cfb, d->storage, "Data") : NULL;
  if (!e || e->kind != CFB_STREAM) return;
  enum unread_grade g = cfb_read(d->cfb, e, &d->data, &d->n_data);
  failures_add(&d->failures, g, "doc data");
}

void doc_walk_data(struct doc_walk *w) {
  struct doc *d = w->d;
  if (!d->data_asked) load_data(d);
  size_t at = w->look.data;
  if (!d->data || at >= d->n_data || d->n_data - at < 68) return;
  const uint8_t *p = (uint8_t *)d->data + at;
  size_t n = doc_get32(p), head = doc_get16(p + 4);
  if (n > d->n_data - at) n = d->n_data - at;
  if (head < 44 || head >= n) return;
  if (!w->look.picture) {
    struct bytes choice = choice_of((struct bytes){p + head, n - head});
    if (choice.n) put_words(w, choice);
    return;
  }
  struct doc_record r;
  size_t k = head;
  if (doc_get16(p + 6) == 0x66 && k < n) k += 1 + (size_t)p[k];  // the name of a linked picture
  struct bytes art = {p, n};
  if (!doc_record_next(art, &k, &r)) return;
  struct bytes words = doc_record_words(r.body);
  if (words.n && w->data_shown < 1000) w->data_shown++, put_words(w, words);
  while (doc_record_next(art, &k, &r)) {
    if (r.type == R_STORED) doc_stored_picture(d, r.body);
    look_at_blip(d, r);
  }
}
