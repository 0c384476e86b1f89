// Measures the readers and the judge on a labelled set (tests/scan/make_set.py): recall, precision,
// level and honesty per category. Exits with 1 below the bars on the split asked for.
//
//   scan-set FOLDER [dev|val] [--list]     the table; --list names the files that went wrong
//   scan-set --show FILE…                  what is decided about single files
//   scan-set --time FILE…                  megabytes per second of each
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "pick.h"

struct tally {
  char name[48];
  int files, marked, found, level_right, false_found, clean, hints, honest, honest_right;
  int bins[10], bins_marked[10];
};

static struct tally tallies[64];
static size_t n_tallies;

static struct tally *tally_of(const char *name) {
  for (size_t i = 0; i < n_tallies; i++)
    if (strcmp(tallies[i].name, name) == 0) return &tallies[i];
  if (n_tallies == ARRAY_LEN(tallies)) return &tallies[0];
  struct tally *t = &tallies[n_tallies++];
  snprintf(t->name, sizeof t->name, "%s", name);
  return t;
}

static struct err *scan_file(const char *path, const char *name, struct pick_result *r) {
  struct buf b CLEANUP(buf_free) = buf_init((size_t)1 << 31);
  TRY(file_read(path, &b));
  pick_scan(buf_str(&b), b.n, name, r);
  return NULL;
}

static void print_verdict(const char *name, const struct pick_result *r) {
  const struct verdict *v = &r->best;
  printf("%s: %s %s %d%%%s points=%d reader=%s lines=%zu unread=", name,
         v->marked ? "marked" : "clean", scan_level_name(v->level), v->confidence,
         v->declassified ? " declassified" : "", v->points, r->last_reader, r->lines);
  for (int g = 1; g < UNREAD_COUNT; g++)
    if (r->unread & 1u << g) printf("%s ", unread_grade_name((enum unread_grade)g));
  printf("\n");
  for (size_t i = 0; i < v->n_reasons; i++)
    printf("    %s part=%s page=%d line=%d [%s]\n", reason_kind_name(v->reasons[i].kind),
           scan_part_name(v->reasons[i].part), v->reasons[i].page, v->reasons[i].line,
           v->reasons[i].words);
}

static unsigned grade_bit(const char *name) {
  for (int g = 1; g < UNREAD_COUNT; g++)
    if (strcmp(unread_grade_name((enum unread_grade)g), name) == 0) return 1u << g;
  return 0;
}

// One labelled file into its category and the total.
static void judge_file(const json_t *f, const struct pick_result *r, struct tally *t, bool list) {
  int64_t truth = json_get_int(f, "marked", 0);  // -1: only honesty is measured
  bool marked = truth > 0, found = r->best.marked && r->best.confidence >= 50;
  const char *level = json_get_text(f, "level"), *unread = json_get_text(f, "unread");
  bool declassified = json_get_int(f, "declassified", 0) != 0;
  bool level_right =
      !marked || (found && level && strcmp(level, scan_level_name(r->best.level)) == 0);
  // An opened paper is told with its own status, and is no finding.
  if (declassified) marked = !r->best.declassified, level_right = true;
  bool honest = unread ? (r->unread & grade_bit(unread)) != 0 : r->unread == 0;
  t->files++;
  t->honest++;
  t->honest_right += honest;
  if (truth < 0) marked = found, level_right = true;
  if (list && (marked != found || !level_right || !honest)) {
    printf("%s%s%s%s ", marked && !found ? "MISSED " : "", !marked && found ? "FALSE " : "",
           found && !level_right ? "LEVEL " : "", honest ? "" : "HONESTY ");
    print_verdict(json_get_text(f, "path"), r);
  }
  if (truth < 0) return;
  t->marked += marked;
  t->clean += !marked;
  t->found += marked && found;
  t->level_right += marked && found && level_right;
  t->false_found += !marked && found;
  t->hints += !marked && r->best.marked && !found;
  if (r->best.marked)
    t->bins[r->best.confidence / 10]++, t->bins_marked[r->best.confidence / 10] += marked;
}

static double share(int a, int b) {
  return b ? (double)a / b : 1;
}

static void print_tally(const struct tally *t) {
  printf("%-26s %5d %7.3f %9.3f %7.3f %8.3f %6d\n", t->name, t->files, share(t->found, t->marked),
         share(t->found, t->found + t->false_found), share(t->level_right, t->found),
         share(t->honest_right, t->honest), t->hints);
}

static struct err *run_set(struct arena *a, const char *folder, const char *split, bool list,
                           bool *ret_ok) {
  struct buf b CLEANUP(buf_free) = buf_init(32 << 20);
  TRY(file_read(file_join(a, folder, "labels.json"), &b));
  json_t *labels CLEANUP(json_freep) = NULL;
  TRY(json_parse(buf_str(&b), b.n, &labels));
  struct tally total = {.name = "all"};
  const json_t *files = json_object_get(labels, "files");
  for (size_t i = 0; i < json_array_size(files); i++) {
    const json_t *f = json_array_get(files, i);
    if (strcmp(json_get_text(f, "split"), split) != 0) continue;
    struct pick_result r = {0};
    const char *path = json_get_text(f, "path");
    TRY(scan_file(file_join(a, folder, path), strrchr(path, '/') + 1, &r));
    judge_file(f, &r, tally_of(json_get_text(f, "category")), list);
    judge_file(f, &r, &total, false);
  }
  printf("%-26s %5s %7s %9s %7s %8s %6s\n", "category", "files", "recall", "precision", "level",
         "honesty", "hints");
  for (size_t i = 0; i < n_tallies; i++)
    print_tally(&tallies[i]);
  print_tally(&total);
  printf("confidence  of those marked (all reported)\n");
  for (int i = 0; i < 10; i++)
    if (total.bins[i])
      printf("  %2d-%2d %%   %d of %d\n", i * 10, i * 10 + 9, total.bins_marked[i], total.bins[i]);
  *ret_ok = total.files > 0 && share(total.found, total.marked) >= 0.98 &&
            share(total.found, total.found + total.false_found) >= 0.98 &&
            share(total.level_right, total.found) >= 0.98 && total.honest_right == total.honest;
  return NULL;
}

static struct err *time_file(const char *path) {
  struct buf b CLEANUP(buf_free) = buf_init((size_t)1 << 31);
  TRY(file_read(path, &b));
  int64_t start = time_monotonic(), ms;
  int rounds = 0;
  struct pick_result r = {0};
  do {
    pick_scan(buf_str(&b), b.n, path, &r);
    rounds++;
    ms = time_monotonic() - start;
  } while (ms < 1000);
  printf("%s: %.1f MB/s, %.1f files/s\n", path, (double)b.n * rounds / 1e3 / (double)ms,
         rounds * 1000.0 / (double)ms);
  return NULL;
}

static struct err *show_file(const char *path) {
  struct pick_result r = {0};
  const char *slash = strrchr(path, '/');
  TRY(scan_file(path, slash ? slash + 1 : path, &r));
  print_verdict(path, &r);
  return NULL;
}

int main(int argc, char **argv) {
  struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
  struct err *e CLEANUP(err_freep) = NULL;
  bool ok = true;
  if (argc < 2) {
    fprintf(stderr, "usage: scan-set FOLDER [dev|val] [--list] | --show FILE… | --time FILE…\n");
    return 2;
  }
  if (strcmp(argv[1], "--show") == 0 || strcmp(argv[1], "--time") == 0) {
    for (int i = 2; i < argc && !e; i++)
      e = argv[1][2] == 's' ? show_file(argv[i]) : time_file(argv[i]);
  } else {
    const char *split = argc > 2 && argv[2][0] != '-' ? argv[2] : "val";
    bool list = strcmp(argv[argc - 1], "--list") == 0;
    e = run_set(a, argv[1], split, list, &ok);
  }
  if (e) fprintf(stderr, "%s\n", err_message(a, LANG_EN, e));
  return e ? 2 : ok ? 0 : 1;
}
