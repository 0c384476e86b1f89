// See hold.h. Lines are looked at in pieces of some size: a search has a price of its own.
#include "scan/hold.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 8 << 20, LINES_MAX = 150000, PIECE = 32 << 10 };

struct held_line {
  struct line l;
  size_t at;
  int font;  // number in `fonts`, -1 none
};

void hold_init(struct hold *h) {
  memset(h, 0, sizeof *h);
  h->text = buf_init(TEXT_MAX);
}

void hold_free(struct hold *h) {
  buf_free(&h->text);
  free(h->lines);
  h->lines = NULL;
}

// The number of a font's name, -1 for none, -2 when there is no room for one more.
static int font_number(struct hold *h, const char *font) {
  if (!font) return -1;
  for (size_t i = 0; i < h->n_fonts; i++)
    if (strcmp(h->fonts[i], font) == 0) return (int)i;
  size_t n = strlen(font);
  if (h->n_fonts == ARRAY_LEN(h->fonts) || n >= sizeof h->fonts[0]) return -2;
  memcpy(h->fonts[h->n_fonts], font, n + 1);
  return (int)h->n_fonts++;
}

bool hold_add(struct hold *h, const struct line *l, const struct scan_kit *kit) {
  int font = font_number(h, l->font);
  if (font == -2 || h->n == LINES_MAX || h->text.n + l->n + 1 > TEXT_MAX) return false;
  if (h->n == h->room) {
    h->room = h->room ? h->room * 2 : 128;
    h->lines = base_realloc(h->lines, h->room * sizeof *h->lines);
  }
  h->lines[h->n++] = (struct held_line){*l, h->text.n, font};
  buf_put(&h->text, l->text, l->n);
  buf_putc(&h->text, '\n');
  h->bytes += l->n + 1 + sizeof *h->lines;
  if (h->text.n - h->swept >= PIECE) hold_has_candidate(h, kit);
  return true;
}

bool hold_has_candidate(struct hold *h, const struct scan_kit *kit) {
  if (!h->candidate && h->text.n > h->swept)
    h->candidate = kit->may_mark(h->text.p + h->swept, h->text.n - h->swept);
  h->swept = h->text.n;
  return h->candidate;
}

void hold_release(struct hold *h, const struct scan_kit *kit, struct judge *j) {
  for (size_t i = 0; i < h->n; i++) {
    struct line l = h->lines[i].l;
    l.text = h->text.p + h->lines[i].at;
    l.font = h->lines[i].font < 0 ? NULL : h->fonts[h->lines[i].font];
    kit->judge_line(j, &l);
  }
  hold_free(h);
  hold_init(h);
}
