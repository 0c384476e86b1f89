// Holds the sweep against the judge: every line by which the judge could mark a document must be a candidate, and a
// document's verdict must be the same with all lines judged and with lines held back until one is a candidate.
//   sweep-check --lines < LINES     sweep-check FILE…
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scan/hold.h"
#include "scan/match.h"
#include "scan/readers/readers.h"
#include "scan/sweep.h"

static unsigned long lines, marks, candidates, missed, documents, judged, differ;
static const struct scan_kit kit = {scan_readers, judge_new, judge_line, judge_end, judge_free, sweep_text};

static bool counts(const struct match *m) {
  return m->kind || (m->notes & ~(unsigned)NOTE_LETTER) || (m->context & CONTEXT_DECLASSIFIED);
}

static void check_line(const struct line *l) {
  struct match m;
  match_line(l, &m);
  bool mark = counts(&m), candidate = sweep_text(l->text, l->n);
  lines++;
  marks += mark;
  candidates += candidate;
  if (!mark || candidate) return;
  if (missed++ < 20) printf("missed: %.*s\n", (int)(l->n < 160 ? l->n : 160), l->text);
}

// ---- documents: one sink judges everything, holds back, and reads plain text as the worker asks for it

struct both {
  struct sink sink;
  struct judge *all, *some;
  struct hold hold;
  int depth;
};

static void begin_some(struct both *b) {
  b->some = judge_new("");
  hold_release(&b->hold, &kit, b->some);
}

static bool on_line(struct sink *s, const struct line *l) {
  struct both *b = (struct both *)s;
  check_line(l);
  judge_line(b->all, l);
  if (b->some) {
    judge_line(b->some, l);
    return true;
  }
  bool taken = hold_add(&b->hold, l, &kit);
  if (!taken || b->hold.candidate) begin_some(b);
  if (!taken) judge_line(b->some, l);
  return true;
}

static void check_document(const struct input *in, int depth);

static bool on_member(struct sink *s, const struct input *in) {
  struct both *b = (struct both *)s;
  if (b->depth < 6) check_document(in, b->depth + 1);
  return true;
}

static bool on_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  (void)s, (void)g, (void)partial, (void)detail;
  return true;
}

static bool on_stop(struct sink *s) {
  (void)s;
  return false;
}

static bool on_member_unread(struct sink *s, const char *name, enum unread_grade g, bool partial, const char *detail) {
  (void)s, (void)name, (void)g, (void)partial, (void)detail;
  return true;
}

static unsigned long quick_lines;
static bool count_quick(struct sink *s, const struct line *l) {
  (void)s, (void)l;
  quick_lines++;
  return true;
}
static bool no_member(struct sink *s, const struct input *in) {
  (void)s, (void)in;
  return true;
}

static const struct reader *best_reader(const struct input *in) {
  const struct reader *best = NULL;
  for (int i = 0, highest = 0; scan_readers[i]; i++) {
    int bid = scan_readers[i]->bid(in);
    if (bid > highest) highest = bid, best = scan_readers[i];
  }
  return best;
}

static void check_document(const struct input *in, int depth) {
  const struct reader *r = best_reader(in);
  if (!r) return;
  struct both b = {.sink = {.line = on_line, .member = on_member, .unread = on_unread, .stop = on_stop, .member_unread = on_member_unread}, .depth = depth};
  hold_init(&b.hold);
  b.all = judge_new("");
  r->read(in, &b.sink);
  if (!b.some && hold_has_candidate(&b.hold, &kit)) begin_some(&b);
  struct verdict all, some = {0};
  judge_end(b.all, &all);
  if (b.some) judge_end(b.some, &some);
  // A reader that was told that only candidates matter may have handed on nothing.
  struct sink quick = {.line = count_quick, .member = no_member, .unread = on_unread, .stop = on_stop, .member_unread = on_member_unread, .candidates_only = true};
  quick_lines = 0;
  r->read(in, &quick);
  bool left_out = all.marked && !quick_lines;
  documents++;
  judged += b.some != NULL && quick_lines > 0;
  if (left_out || memcmp(&all, &some, sizeof all) != 0) {
    if (differ++ < 20)
      printf("%s: all lines %d%% level %d, with candidates %d%% level %d%s\n", in->name, all.confidence, all.level, some.confidence,
             some.level, left_out ? ", text left out" : "");
  }
  judge_free(b.all);
  if (b.some) judge_free(b.some);
  hold_free(&b.hold);
}

static void check_file(const char *path) {
  FILE *f = fopen(path, "rb");
  struct stat st;
  if (!f) return;
  if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size < 64 << 20) {
    uint8_t *p = base_alloc((size_t)st.st_size + 1);
    size_t n = fread(p, 1, (size_t)st.st_size, f);
    const struct input in = {.p = p, .n = n, .name = path};
    if (n) check_document(&in, 0);
    free(p);
  }
  fclose(f);
}

int main(int argc, char **argv) {
  sweep_prepare();
  if (argc == 2 && strcmp(argv[1], "--lines") == 0) {
    char *s = NULL;
    size_t room = 0;
    for (ssize_t n; (n = getline(&s, &room, stdin)) > 0;) {
      if (s[n - 1] == '\n') n--;
      struct line l = {.text = s, .n = (size_t)n, .part = PART_BODY, .number = 3, .left = -1, .top = -1, .right = -1, .bottom = -1};
      check_line(&l);
    }
    free(s);
  }
  for (int i = 1; i < argc && argv[1][0] != '-'; i++)
    check_file(argv[i]);
  printf("lines %lu, marking %lu, candidates %lu, missed %lu; documents %lu, judged %lu, other verdict %lu\n", lines, marks,
         candidates, missed, documents, judged, differ);
  return missed || differ || !lines;
}
