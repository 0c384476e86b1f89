// One scan: what was found and why, what was not read, traces of connection, and the decision on
// one finding. Names of files are read by those who decide, and that reading is an event.
#include <stdlib.h>
#include <string.h>

#include "inspection/inspection.h"
#include "people/people.h"
#include "site/site.h"
#include "web/layout.h"
#include "web/web.h"

enum { FINDINGS_SHOWN = 100, UNREAD_SHOWN = 20, UNREAD_LISTED = 500, REASONS_SHOWN = 24 };

struct scan_row {
  const struct inspection_finding *f;
  const char *name, *folder;  ///< of the file; name NULL: not shown
  const char *inside;         ///< names inside the file; NULL: none
  const char *why;
  int level, bar;
  enum msg decision;
};
struct scan_why {
  const char *text;
  enum msg why;      ///< MSG_NONE: a reason this program does not know
  const char *rule;  ///< id of the agency's rule; NULL: none
};
struct scan_unread_row {
  const struct inspection_unread *u;
  const char *name, *inside;
};
struct scan_view {
  struct request *r;
  struct inspection_scan *s;
  const char *unit, *trust, *roots;
  int level;
  bool names, may_decide, more;
  size_t offset, next, previous;
  struct scan_row *rows, *hints;
  size_t n, n_hints;
  struct scan_row *one;  ///< on which a decision may be made; NULL: none
  const char *words;     ///< of its mark, for the masked context
  struct scan_why *whys;  ///< its reasons, and why each counts
  size_t n_whys;
  const struct inspection_fact *rule_file;  ///< of the agency; NULL: none was used
  const char *rule_hash;
  size_t place;          ///< its place among those shown, from 1
  struct inspection_unread_count *counts;
  size_t n_counts;
  struct scan_unread_row *unread;
  size_t n_unread;
  bool unread_more;  ///< more of them stand in the journal
  struct inspection_exposure *exposures;
  size_t n_exposures;
  int64_t networks, devices;
  const char *last_network;
  const char *hash_text;
  struct inspection_scan *before;  ///< of the same machine; NULL: none
  struct inspection_fact *facts;
  size_t n_facts, n_rules, n_formats;
  int64_t skipped, skipped_folders, unchanged;
  const char *system, *kernel;  ///< of the machine; NULL: not stated
};

#include "scan.html.h"

static struct err *no_scan(const char *id) {
  return err_new(ERR_NOT_FOUND, MSG_INSPECTION_SCAN_NONE, MSG_INSPECTION_SCAN_NONE_HINT, "scan", id,
                 NULL);
}

// A hash as people compare it, in groups.
static const char *grouped(struct arena *a, const char *hex) {
  uint8_t hash[SEAL_HASH];
  return seal_hex_decode(hex, hash, SEAL_HASH) ? carried_hash_text(a, hash) : hex;
}

static int level_of(const char *name) {
  int level = (int)inspection_level_by_name(name) - LEVEL_UNKNOWN;
  return level < 0 || level > 3 ? 0 : level;
}

// Lines joined: "a › b" for the names inside a file.
static const char *joined(struct arena *a, const char *members, const char *between) {
  if (!members) return NULL;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 16);
  for (const char *m = members; *m;) {
    size_t n = strcspn(m, "\n");
    if (b.n) buf_puts(&b, between);
    buf_put(&b, m, n);
    m += n + (m[n] == '\n');
  }
  return arena_strdup(a, buf_str(&b));
}

static const char *inside(struct arena *a, const char *members) {
  return joined(a, members, " › ");
}

// Splits a path behind its last separator of either kind.
static void split(struct arena *a, const char *path, const char **ret_folder,
                  const char **ret_name) {
  size_t cut = 0;
  for (size_t i = 0; path && path[i]; i++)
    if (path[i] == '/' || path[i] == '\\') cut = i + 1;
  *ret_folder = path ? arena_strndup(a, path, cut) : NULL;
  *ret_name = path && path[cut] ? path + cut : path;
}

static void fill_row(struct request *r, const struct inspection_finding *f, struct scan_row *row) {
  struct inspection_reason reason;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 14);
  for (size_t at = 0; inspection_reason_next(f->reasons, &at, r->a, &reason);)
    buf_printf(&b, "%s%s", b.n ? "; " : "", inspection_reason_text(r->a, r->lang, &reason));
  *row = (struct scan_row){
      .f = f,
      .level = level_of(f->level),
      .bar = (int)(f->confidence * 44 / 100),
      .why = arena_strdup(r->a, buf_str(&b)),
      .inside = inside(r->a, f->name.members),
      .decision = inspection_decision_label(inspection_decision_by_name(f->decision))};
  split(r->a, f->name.path, &row->folder, &row->name);
}

static struct err *fill_findings(struct scan_view *v, struct journal *j, struct reader *db,
                                 bool hints) {
  struct request *r = v->r;
  struct inspection_finding *list;
  size_t n;
  TRY(inspection_findings(j, db, v->s->id, hints, v->names, FINDINGS_SHOWN + 1,
                          hints ? 0 : v->offset, r->a, &list, &n));
  if (!hints) v->more = n > FINDINGS_SHOWN;
  if (n > FINDINGS_SHOWN) n = FINDINGS_SHOWN;
  struct scan_row *rows = ARENA_ARRAY(r->a, struct scan_row, n + 1);
  for (size_t i = 0; i < n; i++)
    fill_row(r, &list[i], &rows[i]);
  *(hints ? &v->hints : &v->rows) = rows;
  *(hints ? &v->n_hints : &v->n) = n;
  return NULL;
}

// The finding named in the address, else the first that waits for a decision.
static void choose(struct scan_view *v) {
  int64_t number = 0;
  bool asked =
      request_int(&v->r->query, "tep", 1, INT64_C(1000000000), &number) ||
      (v->r->posted && request_int(&v->r->form, "number", 1, INT64_C(1000000000), &number));
  for (size_t i = 0; i < v->n + v->n_hints && !v->one; i++) {
    struct scan_row *row = i < v->n ? &v->rows[i] : &v->hints[i - v->n];
    if (asked ? row->f->number == number : i == 0 && v->n) {
      v->one = row;
      v->place = i + 1;
    }
  }
  if (!v->one) return;
  struct arena *a = v->r->a;
  struct inspection_reason reason;
  v->whys = ARENA_ARRAY(a, struct scan_why, REASONS_SHOWN);
  for (size_t at = 0;
       v->n_whys < REASONS_SHOWN && inspection_reason_next(v->one->f->reasons, &at, a, &reason);) {
    const char *rule = inspection_reason_rule(&reason);
    v->whys[v->n_whys++] = (struct scan_why){inspection_reason_text(a, v->r->lang, &reason),
                                             inspection_reason_why(&reason), rule};
    // A rule's id is not what stands in the document.
    if (!v->words && !rule && *reason.words) v->words = reason.words;
  }
}

static struct err *fill_rest(struct scan_view *v, struct journal *j, struct reader *db) {
  struct request *r = v->r;
  struct inspection_unread *list;
  TRY(inspection_unread_counts(db, v->s->id, r->a, &v->counts, &v->n_counts));
  size_t most = request_query(r, "het") ? UNREAD_LISTED : UNREAD_SHOWN;
  int64_t listed = 0;
  for (size_t i = 0; i < v->n_counts; i++)
    listed += v->counts[i].listed;
  TRY(inspection_unread(j, db, v->s->id, "", v->names, most, 0, r->a, &list, &v->n_unread));
  v->unread_more = (int64_t)v->n_unread < listed;
  v->unread = ARENA_ARRAY(r->a, struct scan_unread_row, v->n_unread + 1);
  for (size_t i = 0; i < v->n_unread; i++)
    v->unread[i] =
        (struct scan_unread_row){&list[i], list[i].name.path, inside(r->a, list[i].name.members)};
  TRY(inspection_exposures(j, db, v->s->id, v->names, r->a, &v->exposures, &v->n_exposures));
  v->last_network = "";
  for (size_t i = 0; i < v->n_exposures; i++) {
    const struct inspection_exposure *x = &v->exposures[i];
    bool network = !strncmp(x->exposure, "network", 7) || !strncmp(x->exposure, "wifi", 4);
    v->networks += network;
    v->devices += !strncmp(x->exposure, "usb", 3);
    const char *last = *x->last ? x->last : x->first;
    if (network && strcmp(last, v->last_network) > 0) v->last_network = last;
  }
  char *roots = NULL;
  if (v->names) TRY(journal_private(j, db, v->s->roots, r->a, &roots));
  v->roots = joined(r->a, roots, "; ");
  return NULL;
}

// What the report says about machine and coverage.
static struct err *fill_facts(struct scan_view *v, struct journal *j, struct reader *db) {
  TRY(inspection_facts(j, db, v->s->id, v->names, v->r->a, &v->facts, &v->n_facts));
  for (size_t i = 0; i < v->n_facts; i++) {
    const struct inspection_fact *f = &v->facts[i];
    v->n_rules += !strcmp(f->fact, "rule");
    v->n_formats += !strcmp(f->fact, "format");
    if (!strcmp(f->fact, "rule-file")) {
      v->rule_file = f;
      v->rule_hash = grouped(v->r->a, f->said);
    }
    if (!strcmp(f->name, "skipped")) v->skipped = f->count;
    if (!strcmp(f->name, "skipped_folders")) v->skipped_folders = f->count;
    if (!strcmp(f->name, "unchanged")) v->unchanged = f->count;
    if (!strcmp(f->name, "system")) v->system = f->said;
    if (!strcmp(f->name, "kernel")) v->kernel = f->said;
  }
  return inspection_scan_before(db, v->s, v->r->a, &v->before);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct journal *j = site_journal(r->web->host->site);
  struct scan_view v = {.r = r, .may_decide = request_may(r, PERM_FINDINGS_DECIDE)};
  int64_t from = 0;
  const char *id = request_value(r, "scan");
  TRY(inspection_scan(db, id, r->a, &v.s));
  if (!v.s) return no_scan(id);
  // Names only when their reading stands in the journal (see record).
  if (v.may_decide) TRY(inspection_names_recorded(db, r->user->user_name, id, &v.names));
  if (request_int(&r->query, "tu", 0, INT64_C(1000000000), &from)) v.offset = (size_t)from;
  TRY(fill_findings(&v, j, db, false));
  TRY(fill_findings(&v, j, db, true));
  v.next = v.offset + v.n;
  v.previous = v.offset > FINDINGS_SHOWN ? v.offset - FINDINGS_SHOWN : 0;
  choose(&v);
  TRY(fill_rest(&v, j, db));
  TRY(fill_facts(&v, j, db));
  struct unit *u = NULL;
  if (*v.s->unit) TRY(people_unit_get(db, v.s->unit, r->a, &u));
  v.unit = u ? u->name : v.s->unit;
  v.trust = msg_fill(r->a, r->lang, inspection_trust_label(inspection_trust_by_name(v.s->trust)),
                     "key", v.s->signer, NULL);
  v.level = level_of(v.s->keep_as);
  if (v.names) r->level = v.level;
  v.hash_text = grouped(r->a, v.s->report);
  scan_html(o, &v);
  return NULL;
}

// Reading names is an event, once per account, scan and day.
static struct err *record(struct request *r, struct change *c) {
  struct inspection_scan *s = NULL;
  if (!request_may(r, PERM_FINDINGS_DECIDE)) return NULL;
  TRY(inspection_scan(change_reader(c), request_value(r, "scan"), r->a, &s));
  return s ? inspection_names_record(c, r->user->user_name, s->id) : NULL;
}

static struct err *post(struct request *r, struct site *site) {
  const char *scan = request_value(r, "scan"), *word = request_form(r, "decision");
  const char *grounds = request_form(r, "grounds"), *measure = request_form(r, "measure");
  int64_t number = 0;
  if (!request_may(r, PERM_FINDINGS_DECIDE))
    return err_new(ERR_DENIED, MSG_INSPECTION_DECIDE_DENIED, MSG_NONE, NULL);
  if (!request_int(&r->form, "number", 1, INT64_C(1000000000), &number))
    return err_new(ERR_USAGE, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT, NULL);
  enum inspection_decision d = word ? inspection_decision_by_name(word) : DECISION_NONE;
  if (d == DECISION_NONE || d == DECISION_COUNT)
    request_field_error(r, "decision", MSG_INSPECTION_DECISION_MISSING, NULL);
  if ((d == DECISION_FALSE_ALARM || d == DECISION_UNCLEAR) && (!grounds || !*grounds))
    request_field_error(r, "grounds", MSG_INSPECTION_DECISION_GROUNDS, NULL);
  if (r->n_field_errors) return NULL;
  TRY(inspection_decide(site_journal(site), r->user->user_name,
                        arena_printf(r->a, "%s/%lld", scan, (long long)number), d, grounds,
                        measure));
  request_redirect(r, arena_printf(r->a, "/ra-quet/%s", scan), MSG_INSPECTION_NOTE_DECIDED);
  return NULL;
}

const struct page page_scan = {
    "/ra-quet/{scan}", NAV_SCAN, PERM_SCANS_VIEW, MSG_INSPECTION_PAGE_SCAN, get, post, 0, record};
