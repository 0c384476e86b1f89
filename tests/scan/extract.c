// scan-extract: prints what the readers give of one file, line by line, for looking and for comparing with other programs.
// usage: scan-extract [--words] FILE…   --words: only the text, without places and notes
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scan/readers/readers.h"

enum { DEPTH_MAX = 8, MEMBERS_MAX = 5000 };

struct printer {
  struct sink sink;
  bool words;
  int depth, members;
};

static void read_one(struct printer *p, const struct input *in);

static bool on_line(struct sink *s, const struct line *l) {
  struct printer *p = (struct printer *)s;
  if (!p->words) {
    printf("%*s%s:%d:%d%s%s%s%s: ", 2 * p->depth, "", scan_part_name(l->part), l->page, l->number,
           l->red ? " red" : "", l->boxed ? " boxed" : "", l->font ? " " : "", l->font ? l->font : "");
    if (l->top >= 0) printf("[%.2f %.2f %.2f %.2f] ", (double)l->left, (double)l->top, (double)l->right, (double)l->bottom);
  }
  fwrite(l->text, 1, l->n, stdout);
  putchar('\n');
  return true;
}

static bool on_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  struct printer *p = (struct printer *)s;
  if (!p->words)
    printf("%*s!! not read: %s%s %s\n", 2 * p->depth, "", unread_grade_name(g), partial ? " (partly)" : "", detail ? detail : "");
  return true;
}

static bool on_member(struct sink *s, const struct input *m) {
  struct printer *p = (struct printer *)s;
  if (++p->members > MEMBERS_MAX) return on_unread(s, UNREAD_LIMIT, true, "too many members for this tool"), false;
  if (!p->words) printf("%*s>> %s (%zu bytes)\n", 2 * p->depth, "", m->name, m->n);
  if (p->depth >= DEPTH_MAX) return on_unread(s, UNREAD_LIMIT, false, "too deep for this tool");
  p->depth++;
  read_one(p, m);
  p->depth--;
  return true;
}

static bool on_member_unread(struct sink *s, const char *name, enum unread_grade g, bool partial, const char *detail) {
  struct printer *p = (struct printer *)s;
  if (!p->words)
    printf("%*s>> %s !! not read: %s%s %s\n", 2 * p->depth, "", name, unread_grade_name(g), partial ? " (partly)" : "", detail ? detail : "");
  return true;
}

static bool on_stop(struct sink *s) {
  (void)s;
  return false;
}

static void read_one(struct printer *p, const struct input *in) {
  const struct reader *best = NULL;
  int most = 0;
  for (size_t i = 0; scan_readers[i]; i++) {
    int bid = scan_readers[i]->bid(in);
    if (bid > most) most = bid, best = scan_readers[i];
  }
  if (!p->words) printf("%*s== %s\n", 2 * p->depth, "", best ? best->name : "no reader");
  if (best) best->read(in, &p->sink);
}

static bool print_file(struct printer *p, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    fprintf(stderr, "scan-extract: %s: %s\n", path, strerror(errno));
    return false;
  }
  struct buf b CLEANUP(buf_free) = buf_init((size_t)2 << 30);
  char block[1 << 16];
  for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
    buf_put(&b, block, n);
  fclose(f);
  const char *slash = strrchr(path, '/');
  struct input in = {.p = (const uint8_t *)buf_str(&b), .n = b.n, .name = slash ? slash + 1 : path};
  read_one(p, &in);
  return true;
}

int main(int argc, char **argv) {
  struct printer p = {.sink = {.line = on_line, .member = on_member, .unread = on_unread, .stop = on_stop, .member_unread = on_member_unread}};
  bool good = argc > 1;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--words") == 0)
      p.words = true;
    else
      good &= print_file(&p, argv[i]);
  }
  return good ? 0 : 1;
}
