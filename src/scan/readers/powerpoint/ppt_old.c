// Presentations of PowerPoint 2 to 95: the texts in their records, without places on the slide.
// What these files look like is known from the files themselves; no description was ever published.
#include <string.h>

#include "scan/readers/legacy.h"
#include "scan/readers/powerpoint/ppt.h"

enum {
  HEAD_95 = 16,  // kind, flags, size, owner
  CONTAINER_95 = 0xFFFF,
  TEXT_95 = 0x07EE,
  LETTERS_95 = 53,  // owner of a text that holds its letters
  FONT_95 = 0x0FB7,
  FONT_NAME_AT = 28,
  SLIDES_95 = 0x07D0,
  TEXT_MOST = 65535,
};

bool ppt_is_95(const uint8_t *p, size_t n) {
  return n >= HEAD_95 && ppt_get32(p) == 3 && ppt_get32(p + 4) == CONTAINER_95;
}

bool ppt_is_bare(const uint8_t *p, size_t n) {
  return n >= 64 &&
         (memcmp(p, "\xED\xDE\xAD\x0B", 4) == 0 || memcmp(p, "\x0B\xAD\xDE\xED", 4) == 0);
}

// The fonts are listed, but not which text has which: one of the old Vietnamese ones stands for
// all, since letters that do not fit it are left as they are.
static void note_font(struct ppt *d, const uint8_t *p, size_t n) {
  if (n <= FONT_NAME_AT || d->n_fonts) return;
  char name[40] = "";
  size_t room = n - FONT_NAME_AT;
  memcpy(name, p + FONT_NAME_AT, room < sizeof name ? room : sizeof name - 1);
  if (!legacy_font_known(name)) return;
  d->fonts = base_alloc(sizeof *d->fonts);
  memcpy(d->fonts[0], name, sizeof name);
  d->n_fonts = 1;
  d->defaults[4].font = 0;
}

static void walk(struct ppt *d, const uint8_t *p, size_t n, int depth) {
  for (size_t at = 0; n - at >= HEAD_95 && !d->failures.refused;) {
    uint32_t type = ppt_get32(p + at), flags = ppt_get32(p + at + 4),
             owner = ppt_get32(p + at + 12);
    size_t size = ppt_get32(p + at + 8);
    at += HEAD_95;
    if (size > n - at) {
      failures_add(&d->failures, UNREAD_DAMAGED, "breaks off");
      size = n - at;
    }
    const uint8_t *body = p + at;
    at += size;
    if (flags == CONTAINER_95) {
      enum scan_part before = d->part;
      int page = d->page;
      if (type == PPT_SLIDE) d->part = PART_SLIDE, d->page = ++d->n_seen, d->number = 0;
      if (type == PPT_NOTES) d->part = PART_NOTE;
      if (depth) walk(d, body, size, depth - 1);
      if (!depth) failures_add(&d->failures, UNREAD_LIMIT, "too deep");
      d->part = before;
      d->page = page;
    } else if (type == TEXT_95 && owner == LETTERS_95 && size) {
      struct ppt_text t = {.kind = 4, .p = body, .n = size};
      ppt_emit_text(d, &t);
    } else if (type == FONT_95) {
      note_font(d, body, size);
    }
  }
}

void ppt_read_95(struct ppt *d) {
  d->part = PART_HEADER;
  walk(d, d->p, d->n, PPT_MAX_DEPTH);
  d->body_letters = d->letters;
}

static uint32_t number(const uint8_t *p, int size, bool big) {
  uint32_t v = 0;
  for (int i = 0; i < size; i++)
    v |= (uint32_t)p[i] << 8 * (big ? size - 1 - i : i);
  return v;
}

// A text in PowerPoint 2 to 4 stands between marks 1 and 12, both with its length behind them: in
// four bytes, in PowerPoint 2 in two. How many bytes of letters stand at `at`; 0 none.
static size_t text_at(const struct ppt *d, size_t at, int size, bool big) {
  size_t head = 2 + (size_t)size;
  if (d->n - at < 2 * head || number(d->p + at, 2, big) != 1) return 0;
  size_t n = number(d->p + at + 2, size, big);
  if (!n || n > TEXT_MOST || n > d->n - at - 2 * head) return 0;
  for (size_t pad = 0; pad < 2; pad++) {
    size_t end = at + head + n + pad;
    if (end + head <= d->n && number(d->p + end, 2, big) == 12 &&
        number(d->p + end + 2, size, big) == n)
      return n;
  }
  return 0;
}

void ppt_read_bare(struct ppt *d) {
  bool big = d->p[0] == 0x0B;
  int size = number(d->p + 4, 2, big) == 2 || number(d->p + 6, 2, big) == 2 ? 2 : 4;
  d->part = PART_SLIDE;
  d->page_of_letters = big ? 10000 : 1252;
  for (size_t at = 8; at + 12 < d->n && !d->failures.refused; at++) {
    size_t n = text_at(d, at, size, big);
    if (!n) continue;
    struct ppt_text t = {.kind = 4, .p = d->p + at + 2 + size, .n = n};
    ppt_emit_text(d, &t);
    at += 2 + (size_t)size + n - 1;
  }
  d->body_letters = d->letters;
}
