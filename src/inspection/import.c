// Takes a report in: one commit with one event for the scan, one for every finding, bounded ones
// for files not read, and the decisions that earlier decisions on the same files bring with them.
#include <string.h>

#include "inspection/internal.h"

struct taking {
  struct change *c;
  const struct inspection_preview *p;
  const struct inspection_options *o;
  const char *scan;
  struct arena *scratch;  ///< cleared for every record
  int64_t numbered;       ///< findings and hints so far
  int64_t listed[GRADE_COUNT];
  uint64_t records;
};

static struct val optional_text(const char *s) {
  return s ? V_TEXT(s) : V_NULL;
}

static struct err *record_scan(struct taking *t, struct report *r) {
  const struct inspection_preview *p = t->p;
  bool is_signed = p->trust == TRUST_KNOWN;
  TRY(CHANGE_EVENT(
      t->c, EVENT_SCAN_IMPORTED, t->scan, {"machine", V_TEXT(p->machine)},
      {"unit", V_TEXT(p->unit)}, {"authority", V_TEXT(p->authority)},
      {"team", V_TEXT(is_signed ? p->team : "")}, {"key", V_TEXT(is_signed ? p->signer : "")},
      {"signed", V_INT(is_signed)}, {"started", V_INT(p->started)},
      {"finished", V_INT(p->finished)}, {"files", V_INT(p->files)}, {"members", V_INT(p->members)},
      {"bytes", V_INT(p->file_bytes)}, {"findings", V_INT(p->findings)}, {"hints", V_INT(p->hints)},
      {"unread", V_INT(p->unread)}, {"seconds", V_INT(p->milliseconds / 1000)},
      {"keep_as", V_TEXT(p->keep_as)}, {"report", V_TEXT(p->file_hash)},
      {"names", V_TEXT(p->names)}, {"jail", V_TEXT(p->jail)}, {"stopped", V_INT(p->stopped)}));
  return CHANGE_EVENT(
      t->c, EVENT_SCAN_DESCRIBED, t->scan, {"host", V_TEXT(p->host)},
      {"matched", V_TEXT(p->matched)}, {"trust", V_TEXT(inspection_trust_name(p->trust))},
      {"signer", V_TEXT(p->signer)}, {"content", V_TEXT(p->content_hash)},
      {"software", V_TEXT(p->software)}, {"made", V_INT(p->made)},
      {"exposures", V_INT(p->exposures)}, {"links", V_INT(p->links)},
      {"special", V_INT(p->special)}, {"gone", V_INT(p->gone)}, {"restarts", V_INT(p->restarts)},
      {"milliseconds", V_INT(p->milliseconds)}, {"roots", optional_text(r->roots)});
}

static struct err *record_finding(struct taking *t, const struct report_record *r) {
  const char *before = NULL;
  bool false_alarm = false;
  if (t->p->false_alarm_before || t->p->confirmed_before)
    TRY(decided_before(change_reader(t->c), r->sha256, t->scratch, &before, &false_alarm));
  char *id = arena_printf(t->scratch, "%s/%lld", t->scan, (long long)++t->numbered);
  const struct report_place *l = &r->place;
  TRY(CHANGE_EVENT(
      t->c, EVENT_FINDING_RECORDED, id, {"scan", V_TEXT(t->scan)}, {"number", V_INT(t->numbered)},
      {"level", V_TEXT(inspection_level_name(r->level))}, {"confidence", V_INT(r->confidence)},
      {"hint", V_INT(r->kind == REPORT_HINT)}, {"declassified", V_INT(r->declassified)},
      {"sha256", V_TEXT(r->sha256)}, {"size", V_INT(r->size)},
      {"modified", r->has_modified ? V_INT(r->modified) : V_NULL},
      {"extension", V_TEXT(l->extension)}, {"depth", V_INT(l->depth)}, {"cut", V_INT(l->cut)},
      {"path", optional_text(l->path)}, {"members", optional_text(l->members)},
      {"reasons", V_TEXT(r->reasons)}, {"met", V_TEXT(before && !false_alarm ? before : "")}));
  if (!before || !false_alarm) return NULL;
  return CHANGE_EVENT(t->c, EVENT_FINDING_DECIDED, id,
                      {"decision", V_TEXT(inspection_decision_name(DECISION_FALSE_ALARM))},
                      {"same_as", V_TEXT(before)});
}

static struct err *record_unread(struct taking *t, const struct report_record *r) {
  if (t->listed[r->grade] >= t->p->listed_by_grade[r->grade]) return NULL;  // counted below
  t->listed[r->grade]++;
  const struct report_place *l = &r->place;
  return CHANGE_EVENT(
      t->c, EVENT_UNREAD_RECORDED, t->scan, {"grade", V_TEXT(inspection_grade_name(r->grade))},
      {"partial", V_INT(r->partial)}, {"detail", V_TEXT(r->detail)},
      {"extension", V_TEXT(l->extension)}, {"depth", V_INT(l->depth)}, {"cut", V_INT(l->cut)},
      {"path", optional_text(l->path)}, {"members", optional_text(l->members)});
}

static struct err *record_exposure(struct taking *t, const struct report_record *r) {
  return CHANGE_EVENT(t->c, EVENT_EXPOSURE_RECORDED, t->scan, {"exposure", V_TEXT(r->exposure)},
                      {"what", V_TEXT(r->what)}, {"first", V_TEXT(r->first)},
                      {"last", V_TEXT(r->last)}, {"source", V_TEXT(r->source)},
                      {"certainty", V_TEXT(r->certainty)}, {"path", optional_text(r->place.path)});
}

static struct err *record_unread_counts(struct taking *t) {
  const struct inspection_preview *p = t->p;
  for (int g = 0; g < GRADE_COUNT; g++)
    if (p->by_grade[g])
      TRY(CHANGE_EVENT(t->c, EVENT_UNREAD_COUNTED, t->scan,
                       {"grade", V_TEXT(inspection_grade_name((enum inspection_grade)g))},
                       {"count", V_INT(p->by_grade[g])}, {"partial", V_INT(p->partial_by_grade[g])},
                       {"listed", V_INT(p->listed_by_grade[g])}));
  return NULL;
}

static struct err *record_facts(struct taking *t, const struct report_record *r) {
  for (size_t i = 0; i < r->n_facts; i++) {
    const struct inspection_fact *f = &r->facts[i];
    TRY(CHANGE_EVENT(t->c, EVENT_SCAN_FACT_RECORDED, t->scan, {"fact", V_TEXT(f->fact)},
                     {"name", V_TEXT(f->name)}, {"said", V_TEXT(f->said)},
                     {"count", V_INT(f->count)}, {"amount", V_INT(f->amount)},
                     {"milliseconds", V_INT(f->milliseconds)}, {"path", optional_text(f->path)}));
  }
  return NULL;
}

static struct err *take_record(void *ctx, const struct report_record *r) {
  struct taking *t = ctx;
  arena_clear(t->scratch);
  if (++t->records % 512 == 0 && t->o->progress &&
      !t->o->progress(t->o->ctx, t->p->records + t->records, t->p->records * 2))
    return err_new(ERR_CONFLICT, MSG_INSPECTION_STOPPED, MSG_NONE, NULL);
  switch (r->kind) {
    case REPORT_FINDING:
    case REPORT_HINT:
      return record_finding(t, r);
    case REPORT_UNREAD:
      return record_unread(t, r);
    case REPORT_EXPOSURE:
      return record_exposure(t, r);
    case REPORT_SUMMARY:
      TRY(record_facts(t, r));
      return record_unread_counts(t);
    case REPORT_MACHINE:
    case REPORT_VOLUME:
    case REPORT_RULE:
    case REPORT_DECIDED_LIST:
    case REPORT_SCAN:
      return record_facts(t, r);
    case REPORT_OTHER:
      return NULL;
  }
  return NULL;
}

// With the writer's lock held: nobody can import the same report or decide in between.
static struct err *take(struct change *c, struct report *report, const struct inspection_options *o,
                        struct inspection_preview *p, struct arena *a, char **ret_scan) {
  TRY(preview_fill(report, change_reader(c), o, a, p));
  if (p->refusal) {
    struct err *e = p->refusal;
    p->refusal = NULL;
    return e;
  }
  TRY(next_id(change_reader(c), SQL_INSPECTION_SCAN_COUNT, "Q", change_time(c), a, ret_scan));
  change_after_the_fact(c);
  struct arena *scratch CLEANUP(arena_freep) = arena_new(1 << 16);
  struct taking t = {.c = c, .p = p, .o = o, .scan = *ret_scan, .scratch = scratch};
  TRY(record_scan(&t, report));
  return report_each(report, take_record, &t);
}

struct err *inspection_import(struct journal *j, const char *actor,
                              const struct inspection_source *s, const struct inspection_options *o,
                              struct arena *a, char **ret_scan) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct change *c CLEANUP(change_abort) = NULL;
  struct report report CLEANUP(report_close) = {0};
  struct inspection_preview p = {0};
  // Reading and verifying the file takes time; others may go on working meanwhile.
  TRY(store_read(journal_store(j), &r));
  TRY(report_open(r, s, time_now(), a, &report));
  store_read_end(&r);
  TRY(change_begin(j, actor, &c));
  report.db = change_reader(c);
  TRY(report_judge(&report, change_time(c)));
  struct err *e = take(c, &report, o, &p, a, ret_scan);
  inspection_preview_free(&p);
  TRY(e);
  return change_commit(&c);
}
