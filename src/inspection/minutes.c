// Gathers what the minutes of a scan say, from a report file or from the journal of a site.
#include "inspection/minutes.h"

#include <string.h>

#include "inspection/internal.h"

struct gathering {
  struct minutes *m;
  struct arena *a;
};

static const char *kept(struct arena *a, const char *s) {
  return s ? arena_strdup(a, s) : NULL;
}

static void gather_finding(struct gathering *g, const struct report_record *r) {
  struct minutes *m = g->m;
  m->by_level[r->level]++;
  if (m->n == MINUTES_LISTED) return;
  m->list[m->n++] = (struct minutes_finding){
      .level = r->level,
      .confidence = r->confidence,
      .size = r->size,
      .depth = r->place.depth,
      .declassified = r->declassified,
      .decided = r->decided,
      .sha256 = arena_strdup(g->a, r->sha256),
      .extension = arena_strdup(g->a, r->place.extension),
      .path = m->with_paths ? kept(g->a, r->place.path) : NULL,
      .members = m->with_paths ? kept(g->a, r->place.members) : NULL,
      .decision = ""};
}

static struct err *gather_facts(struct gathering *g, const struct report_record *r) {
  struct minutes *m = g->m;
  if (m->n_facts + r->n_facts > REPORT_FACTS_MAX)
    return err_new(ERR_INPUT, MSG_INSPECTION_COUNT, MSG_CARRIED_KEEP_HINT, "name", "rule", NULL);
  for (size_t i = 0; i < r->n_facts; i++) {
    const struct inspection_fact *f = &r->facts[i];
    m->facts[m->n_facts++] =
        (struct inspection_fact){arena_strdup(g->a, f->fact), arena_strdup(g->a, f->name),
                                 arena_strdup(g->a, f->said), f->count,
                                 f->amount,                   f->milliseconds,
                                 m->with_paths ? kept(g->a, f->path) : NULL};
  }
  return NULL;
}

static void gather_summary(struct minutes *m, const struct report_record *r) {
  m->finished = r->finished;
  m->milliseconds = r->milliseconds;
  m->files = r->files, m->members = r->members, m->bytes = r->bytes;
  m->findings = r->findings, m->hints = r->hints, m->unread = r->unread;
  m->links = r->links, m->special = r->special, m->gone = r->gone;
  m->stopped = r->stopped;
  m->keep_as = r->keep_as;
}

static struct err *gather(void *ctx, const struct report_record *r) {
  struct gathering *g = ctx;
  struct minutes *m = g->m;
  switch (r->kind) {
    case REPORT_SCAN:
      m->authority = arena_strdup(g->a, r->authority);
      m->host = m->machine = arena_strdup(g->a, r->machine);
      m->names = arena_strdup(g->a, r->names);
      m->jail = arena_strdup(g->a, r->jail);
      m->started = r->started;
      m->roots = m->with_paths ? kept(g->a, r->roots) : NULL;
      return gather_facts(g, r);
    case REPORT_FINDING:
      gather_finding(g, r);
      return NULL;
    case REPORT_UNREAD:
      m->by_grade[r->grade]++;
      m->partial_by_grade[r->grade] += r->partial;
      return NULL;
    case REPORT_SUMMARY:
      gather_summary(m, r);
      return gather_facts(g, r);
    case REPORT_MACHINE:
    case REPORT_VOLUME:
    case REPORT_RULE:
    case REPORT_DECIDED_LIST:
      return gather_facts(g, r);
    case REPORT_HINT:
    case REPORT_EXPOSURE:
    case REPORT_OTHER:
      return NULL;
  }
  return NULL;
}

static void begin(struct minutes *m, bool with_paths, struct arena *a) {
  *m = (struct minutes){.scan = "", .unit = "", .software = "", .with_paths = with_paths};
  m->list = ARENA_ARRAY(a, struct minutes_finding, MINUTES_LISTED);
  m->facts = ARENA_ARRAY(a, struct inspection_fact, REPORT_FACTS_MAX);
}

static void put_hash(const uint8_t hash[SEAL_HASH], char ret[65]) {
  struct buf b CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&b, hash, SEAL_HASH);
  memcpy(ret, buf_str(&b), 65);
}

struct err *minutes_of_report(const char *path, enum lang lang, bool with_paths, struct arena *a,
                              struct minutes *ret) {
  struct report report CLEANUP(report_close) = {0};
  const struct inspection_source source = {.path = path};
  struct gathering g = {ret, a};
  begin(ret, with_paths, a);
  TRY(report_open(NULL, &source, time_now(), a, &report));
  const struct carried_facts *f = carried_facts(report.carried);
  put_hash(f->hashes.file, ret->file_hash);
  put_hash(f->hashes.content, ret->content_hash);
  ret->software = report.software;
  ret->signature = msg_fill(
      a, lang, f->n_signatures ? MSG_CONDUCT_SIGNED_AS : MSG_INSPECTION_TRUST_UNSIGNED, "key",
      f->n_signatures ? f->signatures[0].name : "", "public",
      f->n_signatures ? seal_base64(a, f->signatures[0].public_key, SEAL_PUBLIC) : "", NULL);
  return report_each(&report, gather, &g);
}

// ---- from a site

static struct err *site_findings(struct journal *j, struct reader *r, const char *scan, bool names,
                                 struct arena *a, struct minutes *m) {
  struct inspection_finding *list;
  size_t n = 500;
  for (size_t offset = 0; n == 500 && m->n < MINUTES_LISTED; offset += n) {
    TRY(inspection_findings(j, r, scan, false, names, 500, offset, a, &list, &n));
    for (size_t i = 0; i < n && m->n < MINUTES_LISTED; i++) {
      const struct inspection_finding *f = &list[i];
      m->list[m->n++] = (struct minutes_finding){.level = inspection_level_by_name(f->level),
                                                 .confidence = f->confidence,
                                                 .size = f->size,
                                                 .depth = f->depth,
                                                 .declassified = f->declassified,
                                                 .sha256 = f->sha256,
                                                 .extension = f->extension,
                                                 .path = f->name.path,
                                                 .members = f->name.members,
                                                 .decision = f->decision};
    }
  }
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_BY_LEVEL, &rows, V_TEXT(scan)));
  while (rows_next(rows)) {
    enum inspection_level level = inspection_level_by_name(rows_text(rows, 0));
    if (level < LEVEL_COUNT) m->by_level[level] = rows_int(rows, 1);
  }
  return rows_end(&rows);
}

static void of_scan(struct minutes *m, const struct inspection_scan *s) {
  m->scan = s->id;
  m->machine = *s->machine ? s->machine : s->host;
  m->host = s->host, m->unit = s->unit, m->authority = s->authority;
  m->software = s->software, m->jail = s->jail, m->names = s->names;
  strncpy(m->file_hash, s->report, 64);
  strncpy(m->content_hash, s->content, 64);
  m->keep_as = inspection_level_by_name(s->keep_as);
  m->started = s->started, m->finished = s->finished, m->milliseconds = s->milliseconds;
  m->files = s->files, m->members = s->members, m->bytes = s->bytes;
  m->findings = s->findings, m->hints = s->hints, m->unread = s->unread;
  m->links = s->links, m->special = s->special, m->gone = s->gone;
  m->stopped = s->stopped;
}

struct err *minutes_of_scan(struct journal *j, struct reader *r, const char *scan, enum lang lang,
                            bool names, struct arena *a, struct minutes *ret) {
  struct inspection_scan *s = NULL;
  struct inspection_unread_count *counts;
  size_t n;
  begin(ret, names, a);
  TRY(inspection_scan(r, scan, a, &s));
  if (!s)
    return err_new(ERR_NOT_FOUND, MSG_INSPECTION_SCAN_NONE, MSG_INSPECTION_SCAN_NONE_HINT, "scan",
                   scan, NULL);
  of_scan(ret, s);
  ret->signature = msg_fill(a, lang, inspection_trust_label(inspection_trust_by_name(s->trust)),
                            "key", s->signer, NULL);
  if (*s->team) ret->signature = arena_printf(a, "%s; %s", ret->signature, s->team);
  TRY(inspection_unread_counts(r, scan, a, &counts, &n));
  for (size_t i = 0; i < n; i++) {
    enum inspection_grade g = inspection_grade_by_name(counts[i].grade);
    if (g == GRADE_COUNT) continue;
    ret->by_grade[g] = counts[i].count;
    ret->partial_by_grade[g] = counts[i].partial;
  }
  TRY(inspection_facts(j, r, scan, names, a, &ret->facts, &ret->n_facts));
  char *roots = NULL;
  if (names) TRY(journal_private(j, r, s->roots, a, &roots));
  ret->roots = roots;
  return site_findings(j, r, scan, names, a, ret);
}
