// See pick.h. Caps here are small copies of the worker's.
#include "pick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 8

struct walker {
  struct sink sink;
  struct pick_result *r;
  struct judge *judge;
  int depth;
  unsigned long asked;
};

static void scan_one(struct walker *w, const struct input *in);

static void keep_text(struct pick_result *r, const struct line *l) {
  char head[64];
  int n = snprintf(head, sizeof head, "%s:%d:", scan_part_name(l->part), l->page);
  r->text = base_realloc(r->text, r->n_text + (size_t)n + l->n + 2);
  memcpy(r->text + r->n_text, head, (size_t)n);
  memcpy(r->text + r->n_text + n, l->text, l->n);
  r->n_text += (size_t)n + l->n;
  r->text[r->n_text++] = '\n';
  r->text[r->n_text] = 0;
}

static bool on_line(struct sink *s, const struct line *l) {
  struct walker *w = (struct walker *)s;
  w->r->lines++;
  w->r->bytes += l->n;
  if (w->r->refuse) return false;
  if (w->r->want_text) keep_text(w->r, l);
  judge_line(w->judge, l);
  return true;
}

static bool on_member(struct sink *s, const struct input *member) {
  struct walker *w = (struct walker *)s;
  w->r->members++;
  if (w->depth >= MAX_DEPTH || w->r->members > 50000) {
    w->r->unread |= 1u << UNREAD_LIMIT;
    return false;
  }
  struct judge *outer = w->judge;
  w->depth++;
  scan_one(w, member);
  w->depth--;
  w->judge = outer;
  return true;
}

static bool on_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  struct walker *w = (struct walker *)s;
  (void)detail;
  w->r->unread |= 1u << g;
  if (!partial) w->r->whole_unread = true;
  return true;
}

static bool on_member_unread(struct sink *s, const char *name, enum unread_grade g, bool partial,
                             const char *detail) {
  struct walker *w = (struct walker *)s;
  if (!on_unread(s, g, true, detail)) return false;
  if (!partial) w->r->whole_unread = true;
  if (!w->r->want_text) return true;
  struct line l = {.text = name, .n = strlen(name), .part = PART_FILENAME, .page = (int)g};
  keep_text(w->r, &l);
  return true;
}

static bool on_stop(struct sink *s) {
  struct walker *w = (struct walker *)s;
  return w->r->stop_after && ++w->asked > w->r->stop_after;
}

static void scan_one(struct walker *w, const struct input *in) {
  const struct reader *best = NULL;
  int bid = 0;
  for (size_t i = 0; scan_readers[i]; i++) {
    int b = scan_readers[i]->bid(in);
    if (b > bid) bid = b, best = scan_readers[i];
  }
  if (w->depth == 0) w->r->last_reader = best ? best->name : "none";
  w->judge = judge_new(in->name);
  if (best)
    best->read(in, &w->sink);
  else
    on_unread(&w->sink, UNREAD_UNSUPPORTED, false, "unknown");
  struct verdict v;
  judge_end(w->judge, &v);
  judge_free(w->judge);
  w->judge = NULL;
  if (v.marked && (!w->r->best.marked || v.confidence > w->r->best.confidence)) w->r->best = v;
}

void pick_scan(const void *p, size_t n, const char *name, struct pick_result *r) {
  struct pick_result keep = *r;
  memset(r, 0, sizeof *r);
  r->stop_after = keep.stop_after;
  r->refuse = keep.refuse;
  r->want_text = keep.want_text;
  struct walker w = {.sink = {on_line, on_member, on_unread, on_stop, on_member_unread}, .r = r};
  struct input in = {.p = p, .n = n, .name = name};
  scan_one(&w, &in);
}

void pick_free(struct pick_result *r) {
  free(r->text);
  r->text = NULL;
  r->n_text = 0;
}
