// Fuzz target for one reader of file formats, chosen at build time by READER. What the reader hands on is checked:
// lines are bounded, members lie in memory that can be read and are read in turn by the best reader, as the worker does.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#ifndef READER
#error "READER names the reader, such as scan_reader_pdf"
#endif

enum { LINES_MAX = 20000, MEMBERS_MAX = 200, DEPTH_MAX = 4 };

struct tally {
  struct sink sink;
  int lines, members, depth;
  unsigned char sum;
};

static struct tally *tally_of(struct sink *s) {
  return (struct tally *)s;
}

static bool take_line(struct sink *s, const struct line *l) {
  struct tally *t = tally_of(s);
  for (size_t i = 0; i < l->n; i++)
    t->sum = (unsigned char)(t->sum + l->text[i]);
  if (l->part >= PART_COUNT || l->page < 0 || l->number < 0) abort();
  if (l->font && strlen(l->font) > 1 << 20) abort();
  return ++t->lines < LINES_MAX;
}

static bool take_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  (void)s, (void)partial;
  if (g <= UNREAD_NONE || g >= UNREAD_COUNT) abort();
  if (detail && strlen(detail) > 1 << 16) abort();
  return true;
}

static bool take_member(struct sink *s, const struct input *in) {
  struct tally *t = tally_of(s);
  const struct reader *best = NULL;
  int most = 0;
  for (size_t i = 0; i < in->n; i++)
    t->sum = (unsigned char)(t->sum + in->p[i]);
  if (!in->name || ++t->members > MEMBERS_MAX || t->depth >= DEPTH_MAX) return t->members <= MEMBERS_MAX;
  for (const struct reader *const *r = scan_readers; *r; r++) {
    int bid = (*r)->bid(in);
    if (bid < 0 || bid > 100) abort();
    if (bid > most) {
      most = bid;
      best = *r;
    }
  }
  t->depth++;
  if (best) best->read(in, s);
  t->depth--;
  return true;
}

static bool take_member_unread(struct sink *s, const char *name, enum unread_grade g, bool partial, const char *detail) {
  if (!name || strlen(name) > 1 << 20) abort();
  return take_unread(s, g, partial, detail) && ++tally_of(s)->members <= MEMBERS_MAX;
}

static bool never(struct sink *s) {
  return tally_of(s)->lines >= LINES_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  static const char *const NAMES[] = {"", "a.docx", "a.xlsx", "a.pptx", "a.odt", "a.zip", "a.pdf", "a.txt",
                                      "a.html", "a.fodt", "a.doc", "\xFF\xFE"};
  struct tally t = {.sink = {take_line, take_member, take_unread, never, take_member_unread}};
  // A copy that ends where the bytes end, so that reading past them is seen.
  uint8_t *copy = malloc(n ? n : 1);
  if (!copy) return 0;
  memcpy(copy, data, n);
  struct input in = {.p = copy, .n = n, .name = NAMES[n % (sizeof NAMES / sizeof *NAMES)]};
  int bid = READER.bid(&in);
  if (bid < 0 || bid > 100) abort();
  READER.read(&in, &t.sink);
  free(copy);
  return 0;
}
