// Measures the journal: durable commits against a bare insert of the same rows in the same run, filling, verification,
// rebuild, proofs, export. Prints one line per measurement; bench/run makes tables of them.
//
//   bench-journal FOLDER EVENTS [POSTGRES_URL]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "journal/journal.h"

enum { COMMITS = 400, ROUNDS = 5, PROOFS = 200, BATCH = 5000 };

static void check(struct err *e, const char *what) {
  if (!e) return;
  struct arena *a = arena_new(1 << 20);
  fprintf(stderr, "%s: %s (%s)\n", what, err_message(a, LANG_EN, e), e->detail ? e->detail : "-");
  exit(1);
}

static double now(void) {
  return (double)time_monotonic() / 1000.0;
}

/// Resident memory at its highest since the last reset, in MB (proc(5): VmHWM, clear_refs).
static double peak(bool reset) {
  char line[200];
  long kb = 0;
  FILE *f = fopen("/proc/self/status", "r");
  while (f && fgets(line, sizeof line, f))
    if (sscanf(line, "VmHWM: %ld", &kb) == 1) break;
  if (f) fclose(f);
  if (reset && (f = fopen("/proc/self/clear_refs", "w"))) {
    fputs("5", f);
    fclose(f);
  }
  return (double)kb / 1024.0;
}

struct bench {
  const char *engine, *folder;
  struct store *store, *bare;
  struct journal *j;
};

static void tell(const struct bench *b, const char *what, double value, const char *unit) {
  printf("%s\t%s\t%.1f\t%s\n", b->engine, what, value, unit);
  fflush(stdout);
}

static void open_bench(struct bench *b, const char *url, const char *bare_url) {
  static char keys[600], checkpoints[600];
  snprintf(keys, sizeof keys, "%s/%s.keys", b->folder, b->engine);
  snprintf(checkpoints, sizeof checkpoints, "%s/%s.checkpoints", b->folder, b->engine);
  check(store_open(url, &b->store), "open");
  check(store_migrate(b->store), "migrate");
  check(store_open(bare_url, &b->bare), "open bare");
  check(store_migrate(b->bare), "migrate bare");
  struct journal_setup setup = {.store = b->store, .site_id = "abcdefghijkmnpqrstuvwxyz23", .profile = "work",
                                .private_path = keys, .checkpoints_path = checkpoints};
  seal_signer_new(&setup.signer);
  check(journal_open(&setup, &b->j), "journal");
}

// ---- commits ---------------------------------------------------------------------------------------

static double commits(struct bench *b, int n) {
  double start = now();
  for (int i = 0; i < n; i++) {
    struct change *c = NULL;
    check(change_begin(b->j, "van.thu", &c), "begin");
    check(CHANGE_EVENT(c, EVENT_JOURNAL_READ, "", {"filter", V_TEXT("person.added")}), "event");
    check(change_commit(&c), "commit");
  }
  return now() - start;
}

/// The same row, inserted alone in a transaction of its own: what any program pays for a durable row.
static double bare_inserts(struct bench *b, int n, int64_t *seq) {
  static const uint8_t hash[32] = {1, 2, 3};
  double start = now();
  for (int i = 0; i < n; i++) {
    struct writer *w = NULL;
    check(store_write(b->bare, &w), "begin");
    check(STORE_RUN(w, SQL_JOURNAL_EVENT_INSERT, V_INT(++*seq), V_INT(1772413200000), V_TEXT("van.thu"),
                    V_TEXT("journal.read"), V_TEXT(""), V_BLOB(hash, 32), V_TEXT("{\"filter\":\"person.added\"}"),
                    V_BLOB(hash, 32)), "insert");
    check(store_commit(&w), "commit");
  }
  return now() - start;
}

/// Rounds of both in turn, so that a disk that changes its mood treats them alike.
static void measure_commits(struct bench *b) {
  double journal = 0, bare = 0;
  int64_t seq = 0;
  commits(b, 20);
  bare_inserts(b, 20, &seq);
  for (int i = 0; i < ROUNDS; i++) {
    journal += commits(b, COMMITS / ROUNDS);
    bare += bare_inserts(b, COMMITS / ROUNDS, &seq);
  }
  tell(b, "commits", COMMITS / journal, "/s");
  tell(b, "bare inserts", COMMITS / bare, "/s");
  tell(b, "commits to bare inserts", bare / journal * 100, "%");
}

// ---- filling ---------------------------------------------------------------------------------------

/// Of ten entries one makes a unit, one a person with a private name, eight are readings of the journal.
static void add_one(struct change *c, int64_t i) {
  char code[32], name[64];
  snprintf(code, sizeof code, "u%lld", (long long)(i / 10));
  snprintf(name, sizeof name, "Đơn vị số %lld", (long long)i);
  if (i % 10 == 0)
    check(CHANGE_EVENT(c, EVENT_UNIT_CREATED, code, {"name", V_TEXT(name)}, {"kind", V_TEXT("office")},
                       {"on", V_TEXT("2026-03-02")}), "unit");
  else if (i % 10 == 1)
    check(CHANGE_EVENT(c, EVENT_PERSON_ADDED, code, {"name", V_TEXT("Trần Văn Mẫu")}, {"unit", V_TEXT(code)},
                       {"post", V_TEXT("Chuyên viên")}, {"on", V_TEXT("2026-03-02")}), "person");
  else
    check(CHANGE_EVENT(c, EVENT_JOURNAL_READ, "", {"filter", V_TEXT(name)}), "reading");
}

static void fill(struct bench *b, int64_t events) {
  double start = now();
  for (int64_t first = 0; first < events; first += BATCH) {
    struct change *c = NULL;
    check(change_begin(b->j, "kin", &c), "begin");
    for (int64_t i = first; i < events && i < first + BATCH; i++)
      add_one(c, i);
    check(change_commit(&c), "commit");
  }
  tell(b, "entries added in commits of 5,000", (double)events / (now() - start), "/s");
}

// ---- reading ---------------------------------------------------------------------------------------

static void measure_verify(struct bench *b) {
  struct verify_result v;
  struct reader *r = NULL;
  check(store_read(b->store, &r), "read");
  peak(true);
  double start = now();
  check(journal_verify(b->j, r, NULL, NULL, NULL, &v), "verify");
  double took = now() - start;
  if (v.fault != VERIFY_OK) exit(2);
  tell(b, "verification, entries", (double)v.entries / took, "/s");
  tell(b, "verification of a million", took / (double)v.entries * 1e6, "s");
  tell(b, "verification, memory", peak(false), "MB");
  store_read_end(&r);
}

static void measure_rebuild(struct bench *b) {
  char path[640];
  struct store *empty = NULL;
  struct reader *r = NULL;
  struct arena *a = arena_new(64 << 20);
  const char *table = NULL;
  int tables = 0;
  int64_t entries = 0;
  snprintf(path, sizeof path, "sqlite:%s/%s.rebuilt.db", b->folder, b->engine);
  check(store_open(path, &empty), "open");
  check(store_migrate(empty), "migrate");
  check(store_read(b->store, &r), "read");
  check(store_int(r, SQL_JOURNAL_EVENT_LAST, NULL, 0, 0, &entries), "count");
  peak(true);
  double start = now();
  check(journal_rebuild(b->j, r, empty, NULL, NULL, a, &table, &tables), "rebuild");
  double took = now() - start;
  if (table) exit(3);
  tell(b, "rebuild and comparison, entries", (double)entries / took, "/s");
  tell(b, "rebuild, memory", peak(false), "MB");
  store_read_end(&r);
  store_free(empty);
  arena_free(a);
}

static struct err *count_bytes(void *arg, const void *p, size_t n) {
  (void)p;
  *(size_t *)arg += n;
  return NULL;
}

static void measure_proofs(struct bench *b) {
  struct reader *r = NULL;
  int64_t entries = 0;
  size_t bytes = 0;
  check(store_read(b->store, &r), "read");
  check(store_int(r, SQL_JOURNAL_EVENT_LAST, NULL, 0, 0, &entries), "count");
  double start = now();
  for (int i = 0; i < PROOFS; i++) {
    struct buf proof = buf_init(1 << 20);
    check(journal_prove(b->j, r, 1 + (int64_t)i * (entries - 1) / PROOFS, &proof), "prove");
    buf_free(&proof);
  }
  tell(b, "a proof", (now() - start) / PROOFS * 1000, "ms");
  start = now();
  check(journal_export(b->j, r, count_bytes, &bytes), "export");
  tell(b, "export", (double)bytes / 1e6 / (now() - start), "MB/s");
  store_read_end(&r);
}

static void run(const char *engine, const char *folder, const char *url, const char *bare_url, int64_t events) {
  struct bench b = {.engine = engine, .folder = folder};
  open_bench(&b, url, bare_url);
  measure_commits(&b);
  fill(&b, events);
  measure_verify(&b);
  measure_proofs(&b);
  measure_rebuild(&b);
  journal_free(b.j);
  store_free(b.store);
  store_free(b.bare);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: bench-journal FOLDER EVENTS [POSTGRES_URL]\n");
    return 2;
  }
  char url[600], bare[600];
  int64_t events = strtoll(argv[2], NULL, 10);
  check(seal_start(), "seal");
  snprintf(url, sizeof url, "sqlite:%s/kin.db", argv[1]);
  snprintf(bare, sizeof bare, "sqlite:%s/bare.db", argv[1]);
  run("SQLite", argv[1], url, bare, events);
  if (argc > 3) {
    snprintf(url, sizeof url, "%s?options=-csearch_path%%3Dkin", argv[3]);
    snprintf(bare, sizeof bare, "%s?options=-csearch_path%%3Dbare", argv[3]);
    run("PostgreSQL", argv[1], url, bare, events / 4);
  }
  return 0;
}
