// Decisions of people on findings, and the record that somebody read names of files.
#include "inspection/internal.h"

struct err *inspection_decide(struct journal *j, const char *actor, const char *finding,
                              enum inspection_decision d, const char *grounds,
                              const char *measure) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 18);
  struct change *c CLEANUP(change_abort) = NULL;
  struct inspection_finding *f = NULL;
  if (d == DECISION_NONE || d >= DECISION_COUNT)
    return err_new(ERR_INPUT, MSG_INSPECTION_DECISION_WORD, MSG_NONE, NULL);
  if (d != DECISION_CONFIRMED && (!grounds || !*grounds))
    return err_new(ERR_INPUT, MSG_INSPECTION_DECISION_GROUNDS, MSG_NONE, NULL);
  TRY(change_begin(j, actor, &c));
  TRY(inspection_finding(j, change_reader(c), finding, false, a, &f));
  if (!f)
    return err_new(ERR_NOT_FOUND, MSG_INSPECTION_FINDING_NONE, MSG_NONE, "finding", finding, NULL);
  TRY(CHANGE_EVENT(
      c, EVENT_FINDING_DECIDED, finding, {"decision", V_TEXT(inspection_decision_name(d))},
      {"grounds", V_TEXT(grounds ? grounds : "")}, {"measure", V_TEXT(measure ? measure : "")}));
  return change_commit(&c);
}

struct err *inspection_names_recorded(struct reader *r, const char *actor, const char *scan,
                                      bool *ret) {
  int64_t today = 0;
  TRY(STORE_INT(r, SQL_INSPECTION_NAMES_READ, 0, &today, V_TEXT(scan), V_TEXT(actor),
                V_INT(time_from_date(time_to_date(time_now())))));
  *ret = today > 0;
  return NULL;
}

struct err *inspection_names_record(struct change *c, const char *actor, const char *scan) {
  bool today = false;
  TRY(inspection_names_recorded(change_reader(c), actor, scan, &today));
  return today ? NULL : change_event(c, EVENT_FINDING_NAMES_READ, scan, NULL, 0, NULL);
}

struct err *inspection_names_read(struct journal *j, const char *actor, const char *scan) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct change *c CLEANUP(change_abort) = NULL;
  bool today = false;
  TRY(store_read(journal_store(j), &r));
  TRY(inspection_names_recorded(r, actor, scan, &today));
  if (today) return NULL;  // without waiting for other writers
  TRY(change_begin(j, actor, &c));
  TRY(inspection_names_record(c, actor, scan));
  return change_commit(&c);
}
