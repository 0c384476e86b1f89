// Drawn objects of a Word document: which shape holds which text box, the words of WordArt, and
// where an object stands on its page; see doc_text.h. Formats: [MS-ODRAW], [MS-DOC] 2.8.37
// and 2.9.253.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/word/doc_text.h"

enum {
  R_STORE = 0xF001,
  R_DRAWING = 0xF002,
  R_GROUP = 0xF003,
  R_SHAPE = 0xF004,
  R_STORED = 0xF007,
  R_FSP = 0xF00A,
  R_PROPERTIES = 0xF00B,
  R_BOX = 0xF00D,
  R_PROPERTIES_2 = 0xF121,
  R_PROPERTIES_3 = 0xF122,
  WORD_ART = 0xC0,
  MAX_SHAPES = 100000,
  MAX_DEPTH = 20,
};

bool doc_record_next(struct bytes b, size_t *at, struct doc_record *ret) {
  if (b.n < 8 || *at > b.n - 8) return false;
  size_t n = doc_get32(b.p + *at + 4), left = b.n - *at - 8;
  if (n > left) n = left;
  *ret = (struct doc_record){.type = doc_get16(b.p + *at + 2),
                             .instance = doc_get16(b.p + *at) >> 4,
                             .body = {b.p + *at + 8, n}};
  *at += 8 + n;
  return true;
}

// Long values stand behind the table of properties, in its order.
static struct bytes word_art(struct doc_record r) {
  size_t count = r.instance, at = 6 * count;
  for (size_t i = 0; i < count && at <= r.body.n && 6 * i + 6 <= r.body.n; i++) {
    unsigned id = doc_get16(r.body.p + 6 * i);
    size_t n = doc_get32(r.body.p + 6 * i + 2);
    if (!(id & 0x8000)) continue;
    if (n > r.body.n - at) n = r.body.n - at;
    if ((id & 0x3FFF) == WORD_ART) return (struct bytes){r.body.p + at, n};
    at += n;
  }
  return (struct bytes){0};
}

struct bytes doc_record_words(struct bytes shape) {
  struct bytes words = {0};
  struct doc_record r;
  for (size_t at = 0; !words.n && doc_record_next(shape, &at, &r);)
    if (r.type == R_PROPERTIES || r.type == R_PROPERTIES_2 || r.type == R_PROPERTIES_3)
      words = word_art(r);
  return words;
}

static void add_shape(struct doc_shapes *t, struct doc_shape s) {
  if (t->n >= MAX_SHAPES) return;
  if (t->n % 64 == 0) t->at = base_realloc(t->at, (t->n + 64) * sizeof *t->at);
  t->at[t->n++] = s;
}

// One shape; *top is the group it belongs to, set by the first shape of the group.
static void read_shape(struct doc_shapes *t, struct bytes b, uint32_t *top) {
  struct doc_shape s = {.box = -1, .top = *top};
  struct doc_record r;
  for (size_t at = 0; doc_record_next(b, &at, &r);) {
    if (r.type == R_FSP && r.body.n >= 8) {
      bool patriarch = doc_get32(r.body.p + 4) & 4;
      if (!*top && !patriarch) *top = doc_get32(r.body.p);
      s.top = *top;
    } else if (r.type == R_BOX && r.body.n >= 4) {
      s.box = (int)(doc_get32(r.body.p) >> 16) - 1;
    }
  }
  s.words = doc_record_words(b);
  if (s.box >= 0 || s.words.n) add_shape(t, s);
}

static void read_group(struct doc_shapes *t, struct bytes b, uint32_t top, bool inner, int depth) {
  struct doc_record r;
  if (depth > MAX_DEPTH) return;
  for (size_t at = 0; doc_record_next(b, &at, &r);) {
    uint32_t own = inner ? top : 0;
    if (r.type == R_SHAPE) read_shape(t, r.body, inner ? &top : &own);
    if (r.type == R_GROUP) read_group(t, r.body, top, depth > 0, depth + 1);
    if (r.type == R_DRAWING) read_group(t, r.body, 0, false, depth);
  }
}

static int by_top(const void *a, const void *b) {
  const struct doc_shape *x = a, *y = b;
  if (x->top != y->top) return x->top < y->top ? -1 : 1;
  return x->box < y->box ? -1 : x->box > y->box;
}

static void read_store(struct doc *d, struct bytes b) {
  struct doc_record r, stored;
  for (size_t at = 0; doc_record_next(b, &at, &r);)
    for (size_t k = 0; r.type == R_STORE && doc_record_next(r.body, &k, &stored);)
      if (stored.type == R_STORED) doc_stored_picture(d, stored.body);
}

void doc_shapes_read(struct doc *d) {
  if (d->version != DOC_WORD97) return;
  size_t n, at = 0;
  const uint8_t *p = doc_pair(d, DOC_DGG_INFO, &n);
  struct doc_record r;
  if (!p) return;
  struct bytes b = {p, n};
  if (!doc_record_next(b, &at, &r)) return;  // what all drawings share
  read_store(d, r.body);
  // Then one byte and a drawing for the body, the same for the headers.
  for (int i = 0; i < 2 && at + 9 <= n; i++) {
    at++;
    if (!doc_record_next(b, &at, &r)) break;
    if (r.type == R_DRAWING) read_group(&d->shapes, r.body, 0, false, 0);
  }
  if (d->shapes.n) qsort(d->shapes.at, d->shapes.n, sizeof *d->shapes.at, by_top);
}

void doc_shapes_free(struct doc *d) {
  free(d->shapes.at);
}

size_t doc_shapes_of(const struct doc *d, uint32_t top) {
  size_t low = 0, high = d->shapes.n;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (d->shapes.at[mid].top < top)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

void doc_shape_words(struct doc *d, struct doc_shape *s, const struct line *place) {
  struct buf text CLEANUP(buf_free) = buf_init(LINES_MAX_LINE);
  size_t n = s->words.n < 8192 ? s->words.n & ~(size_t)1 : 8192;
  struct bytes words = s->words;
  s->words = (struct bytes){0};
  while (n >= 2 && !doc_get16(words.p + n - 2))
    n -= 2;
  codepage_decode(1200, words.p, n, &text);
  struct gather g;
  gather_init(&g);
  for (const char *p = buf_str(&text); *p && !d->failures.refused;) {
    size_t k = strcspn(p, "\r\n");
    gather_add(&g, p, k, NULL);
    if (!gather_emit(&g, d->sink, place)) d->failures.refused = true;
    d->letters += k;
    p += k + (p[k] != 0);
  }
  gather_free(&g);
}

// ---- places

void doc_anchor_place(const uint8_t *spa, const struct doc_section *section, struct line *ret) {
  unsigned flags = doc_get16(spa + 20), across = flags >> 1 & 3, down = flags >> 3 & 3;
  float box[4];
  for (int i = 0; i < 4; i++)
    box[i] = (float)(int32_t)doc_get32(spa + 4 + 4 * i);
  if (down >= 2 || section->width < 1000 || section->height < 1000) return;
  float x = across == 1 ? 0 : (float)section->left, y = down == 1 ? 0 : (float)section->top;
  ret->left = (box[0] + x) / (float)section->width;
  ret->right = (box[2] + x) / (float)section->width;
  ret->top = (box[1] + y) / (float)section->height;
  ret->bottom = (box[3] + y) / (float)section->height;
  bool inside = ret->left > -0.5f && ret->right < 1.5f && ret->top > -0.5f && ret->bottom < 1.5f &&
                ret->left < ret->right && ret->top < ret->bottom;
  if (!inside) ret->left = ret->top = ret->right = ret->bottom = -1;
  if (inside && ret->left < 0) ret->left = 0;
  if (inside && ret->top < 0) ret->top = 0;
}
