// Looks at a report before it is taken in: counts everything, finds the machine, says what speaks
// against it.
#include <string.h>

#include "inspection/internal.h"

struct counting {
  struct inspection_preview *p;
  struct report *report;
  struct reader *db;
  struct arena *a;
  const struct inspection_options *o;
  uint64_t records;
  size_t facts;
  bool decisions;  ///< the site has decided on something before
  int64_t unread;
  enum inspection_level highest;
  size_t cost, largest_unread;  ///< bytes the commit will hold at once
};
/// What one commit may write, about 2 million findings; memory does not grow with it (an event at a time).
static const size_t COST_MAX = (size_t)4 * 1000 * 1000 * 1000;

struct err *decided_before(struct reader *db, const char *sha256, struct arena *a,
                           const char **ret_id, bool *ret_false_alarm) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret_id = NULL;
  TRY(STORE_QUERY(db, SQL_INSPECTION_DECIDED_BEFORE, &rows, V_TEXT(sha256)));
  if (rows_next(rows)) {
    *ret_id = rows_dup(rows, 0, a);
    *ret_false_alarm = !strcmp(rows_text(rows, 1), "false-alarm");
  }
  return rows_end(&rows);
}

static struct err *inconsistent(const char *name) {
  return err_new(ERR_INPUT, MSG_INSPECTION_COUNT, MSG_CARRIED_KEEP_HINT, "name", name, NULL);
}

static size_t length(const char *s) {
  return s ? strlen(s) : 0;
}

// About how much a commit holds for one event: its body twice, its private fields plain and boxed.
static size_t cost(const struct report_record *r) {
  return 1500 + 3 * length(r->reasons) + 2 * (length(r->place.path) + length(r->place.members)) +
         3 * (length(r->what) + length(r->source) + length(r->detail));
}

static struct err *add_cost(struct counting *c, size_t n) {
  c->cost += n;
  return c->cost <= COST_MAX
             ? NULL
             : err_new(ERR_LIMIT, MSG_INSPECTION_TOO_MANY, MSG_INSPECTION_TOO_MANY_HINT, NULL);
}

static struct err *count_unread(struct counting *c, const struct report_record *r) {
  c->unread++;
  c->p->by_grade[r->grade]++;
  c->p->partial_by_grade[r->grade] += r->partial;
  size_t n = cost(r);
  if (n > c->largest_unread) c->largest_unread = n;
  return NULL;
}

static struct err *count_finding(struct counting *c, const struct report_record *r) {
  TRY(add_cost(c, cost(r)));
  bool hint = r->kind == REPORT_HINT;
  if (hint == (r->confidence >= 50)) return inconsistent("confidence");
  c->p->findings += !hint;
  c->p->hints += hint;
  c->p->without_names += r->place.path == NULL;
  if (!hint) c->p->by_level[r->level]++;
  if (!hint && r->level > c->highest) c->highest = r->level;
  if (!c->decisions) return NULL;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 12);
  const char *id;
  bool false_alarm = false;
  TRY(decided_before(c->db, r->sha256, a, &id, &false_alarm));
  if (id && false_alarm) {
    c->p->false_alarm_before++;
    TRY(add_cost(c, 1000));
  }
  if (id && !false_alarm) c->p->confirmed_before++;
  return NULL;
}

static void count_scan(struct counting *c, const struct report_record *r) {
  if (r->roots) c->report->roots = arena_strdup(c->a, r->roots);
  c->p->authority = arena_strdup(c->a, r->authority);
  c->p->host = arena_strdup(c->a, r->machine);
  c->p->names = arena_strdup(c->a, r->names);
  c->p->jail = arena_strdup(c->a, r->jail);
  c->p->started = r->started;
}

// The totals the report states must be those of its records.
static struct err *count_summary(struct counting *c, const struct report_record *r) {
  struct inspection_preview *p = c->p;
  if (r->findings != p->findings) return inconsistent("findings");
  if (r->hints != p->hints) return inconsistent("hints");
  if (r->unread != c->unread) return inconsistent("unread");
  if (r->exposures != p->exposures) return inconsistent("exposures");
  if (r->keep_as < c->highest) return inconsistent("keep_as");
  if (r->finished < p->started) return inconsistent("finished");
  p->files = r->files;
  p->members = r->members;
  p->file_bytes = r->bytes;
  p->unread = r->unread;
  p->links = r->links;
  p->special = r->special;
  p->gone = r->gone;
  p->restarts = r->restarts;
  p->milliseconds = r->milliseconds;
  p->finished = r->finished;
  p->stopped = r->stopped;
  p->keep_as = inspection_level_name(r->keep_as);
  return NULL;
}

static struct err *count_facts(struct counting *c, const struct report_record *r) {
  c->facts += r->n_facts;
  return c->facts <= REPORT_FACTS_MAX ? add_cost(c, r->n_facts * 3000) : inconsistent("rule");
}

static struct err *count_record(void *ctx, const struct report_record *r) {
  struct counting *c = ctx;
  if (++c->records % 512 == 0 && c->o->progress &&
      !c->o->progress(c->o->ctx, c->records, c->p->records * 2))
    return err_new(ERR_CONFLICT, MSG_INSPECTION_STOPPED, MSG_NONE, NULL);
  switch (r->kind) {
    case REPORT_SCAN:
      count_scan(c, r);
      return count_facts(c, r);
    case REPORT_FINDING:
    case REPORT_HINT:
      return count_finding(c, r);
    case REPORT_UNREAD:
      return count_unread(c, r);
    case REPORT_EXPOSURE:
      c->p->exposures++;
      return add_cost(c, cost(r));
    case REPORT_SUMMARY:
      TRY(count_facts(c, r));
      return count_summary(c, r);
    case REPORT_MACHINE:
    case REPORT_VOLUME:
    case REPORT_RULE:
    case REPORT_DECIDED_LIST:
      return count_facts(c, r);
    case REPORT_OTHER:
      return NULL;
  }
  return NULL;
}

// Shares the places in the journal out so that no grade crowds out another.
static void share_out(struct inspection_preview *p) {
  int64_t left = REPORT_LISTED_MAX;
  for (bool moved = true; moved && left;) {
    moved = false;
    for (int g = 0; g < GRADE_COUNT && left; g++) {
      if (p->listed_by_grade[g] == p->by_grade[g]) continue;
      p->listed_by_grade[g]++;
      left--;
      moved = true;
    }
  }
}

// ---- the machine
// -----------------------------------------------------------------------------------

// Codes stand in capitals in the register; people write them as they like.
static struct err *machine_unit(struct reader *db, const char *code, struct arena *a,
                                const char **ret_code, const char **ret_unit) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  char *capital = arena_strdup(a, code);
  for (char *s = capital; *s; s++)
    if (*s >= 'a' && *s <= 'z') *s = (char)(*s - 'a' + 'A');
  TRY(STORE_QUERY(db, SQL_INSPECTION_MACHINE_UNIT, &rows, V_TEXT(capital)));
  *ret_code = capital;
  *ret_unit = rows_next(rows) ? rows_dup(rows, 0, a) : NULL;
  return rows_end(&rows);
}

// Finds what the report is about; *ret_refusal says what a person must state when that is not
// clear.
static struct err *match_machine(struct inspection_preview *p, struct reader *db,
                                 const struct inspection_options *o, struct arena *a) {
  const char *code = o->machine && *o->machine ? o->machine : p->host, *unit = NULL;
  const char *registered = "";
  TRY(machine_unit(db, code, a, &registered, &unit));
  if (unit) {
    p->machine = registered;
    p->unit = unit;
    p->matched = o->machine && *o->machine ? "person" : "name";
    if (o->unit && *o->unit && strcmp(o->unit, unit) != 0)
      p->refusal = err_new(ERR_INPUT, MSG_INSPECTION_OTHER_UNIT, MSG_INSPECTION_OTHER_UNIT_HINT,
                           "machine", code, "unit", unit, "other", o->unit, NULL);
    return NULL;
  }
  if (o->machine && *o->machine) {
    p->refusal = err_new(ERR_NOT_FOUND, MSG_INSPECTION_MACHINE_NONE, MSG_INSPECTION_MACHINE_HINT,
                         "machine", code, NULL);
    return NULL;
  }
  if (!o->unit || !*o->unit) {
    p->refusal = err_new(ERR_INPUT, MSG_INSPECTION_MACHINE_UNKNOWN, MSG_INSPECTION_MACHINE_HINT,
                         "machine", code, NULL);
    return NULL;
  }
  int64_t there = 0;
  TRY(STORE_INT(db, SQL_INSPECTION_UNIT_EXISTS, 0, &there, V_TEXT(o->unit)));
  if (!there) {
    p->refusal = err_new(ERR_NOT_FOUND, MSG_INSPECTION_UNIT_NONE, MSG_NONE, "unit", o->unit, NULL);
    return NULL;
  }
  p->unit = arena_strdup(a, o->unit);
  p->matched = "unregistered";
  return NULL;
}

// ---- what speaks against it
// ------------------------------------------------------------------------

static struct err *known_before(struct reader *db, struct inspection_preview *p) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(db, SQL_INSPECTION_REPORT_KNOWN, &rows, V_TEXT(p->file_hash),
                  V_TEXT(p->content_hash)));
  if (rows_next(rows))
    p->refusal = err_new(ERR_CONFLICT, MSG_INSPECTION_IMPORTED_BEFORE, MSG_NONE, "scan",
                         rows_text(rows, 0), NULL);
  return rows_end(&rows);
}

static struct err *untrusted(const struct inspection_preview *p) {
  return err_new(ERR_DENIED, inspection_trust_label(p->trust), MSG_INSPECTION_UNTRUSTED_HINT, "key",
                 p->signer, NULL);
}

static void hex(const uint8_t hash[SEAL_HASH], char ret[65]) {
  struct buf b CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&b, hash, SEAL_HASH);
  memcpy(ret, buf_str(&b), 65);
}

struct err *preview_fill(struct report *r, struct reader *db, const struct inspection_options *o,
                         struct arena *a, struct inspection_preview *p) {
  const struct carried_facts *f = carried_facts(r->carried);
  const json_t *m = carried_manifest(r->carried);
  memset(p, 0, sizeof *p);
  hex(f->hashes.file, p->file_hash);
  hex(f->hashes.content, p->content_hash);
  p->bytes = f->bytes;
  p->records = f->records;
  p->trust = r->trust;
  p->signer = arena_strdup(a, r->signer);
  p->team = arena_strdup(a, r->team);
  p->made = json_get_int(m, "made", 0);
  p->software = arena_strdup(a, r->software);
  p->machine = p->unit = p->matched = "";
  struct counting c = {.p = p, .report = r, .db = db, .a = a, .o = o};
  int64_t decided = 0;
  TRY(STORE_INT(db, SQL_INSPECTION_ANY_DECIDED, 0, &decided));
  c.decisions = decided > 0;
  TRY(report_each(r, count_record, &c));
  TRY(add_cost(&c, c.largest_unread *
                       (size_t)(c.unread < REPORT_LISTED_MAX ? c.unread : REPORT_LISTED_MAX)));
  share_out(p);
  // In the order in which a person meets them: what cannot be helped first.
  TRY(known_before(db, p));
  if (!p->refusal && strspn(p->authority, " ") == strlen(p->authority))
    p->refusal =
        err_new(ERR_REFUSED, MSG_INSPECTION_NO_AUTHORITY, MSG_INSPECTION_NO_AUTHORITY_HINT, NULL);
  if (!p->refusal && p->trust >= TRUST_UNKNOWN && !o->as_unsigned) p->refusal = untrusted(p);
  if (!p->refusal) TRY(match_machine(p, db, o, a));
  return NULL;
}

struct err *inspection_look(struct journal *j, struct reader *r, const struct inspection_source *s,
                            const struct inspection_options *o, struct arena *a,
                            struct inspection_preview *ret) {
  (void)j;
  struct report report CLEANUP(report_close) = {0};
  TRY(report_open(r, s, time_now(), a, &report));
  struct err *e = preview_fill(&report, r, o, a, ret);
  if (e) inspection_preview_free(ret);
  return e;
}

void inspection_preview_free(struct inspection_preview *p) {
  err_freep(&p->refusal);
}
