// Tổng quan: what stands out and what must be done, from the journal as it is now. What the account may not see is
// not asked for. ?nhom=… shows one group of work whole.
#include <string.h>

#include "cite.h"
#include "equipment/equipment.h"
#include "report/report.h"
#include "web/layout.h"

enum { ROWS_FIRST = 6, STRIP_MAX = 5, GROUPS_MAX = 7, STEPS_MAX = 7, FIRST_PERSONS = 4 };

struct overview_row {
  const char *title, *link, *two, *place, *status, *action_link;
  int level;  ///< -1: no badge
  const char *tone;
  enum icon icon;
  enum msg action;
};
struct overview_group {
  const char *id;
  enum msg title, about;
  struct overview_row *rows;
  size_t n;
  int64_t total;  ///< things to do in the group
  size_t all;     ///< rows there are
};
struct overview_fact {
  const char *link, *value, *more;
  enum msg label;
  bool bad;
};
struct overview_step {
  enum msg what;
  const char *fact, *link, *who;  ///< who: the roles that do it, NULL when this account may
  bool done, now;
};
struct overview_view {
  const struct request *r;
  const char *today, *heading, *alone;  ///< alone: the group that is shown by itself, NULL on the whole page
  struct overview_fact strip[STRIP_MAX];
  size_t n_strip;
  struct overview_group groups[GROUPS_MAX];
  size_t n_groups;
  bool see_scans, see_people, fresh, failed, told;  ///< told: the group of this installation says something
  struct report_documents documents;
  struct report_officers officers;
  struct report_unscanned unscanned;
  struct report_recurring recurring;
  struct report_machines machines;
  struct report_undecided undecided;
  struct report_steps has;  ///< how much of everything there is
  const char *oldest;
  struct cited documents_law, officers_law, inspect_law;
  struct overview_step steps[STEPS_MAX];
  size_t n_steps;
  const char *import, *accounts;
};

#include "overview.html.h"

#define FILL(o, m, ...) msg_fill((o)->a, (o)->lang, (m), __VA_ARGS__, NULL)

static const char *weekday(struct out *o, struct date today) {
  static const enum msg names[] = {MSG_PAGES_DAY_4, MSG_PAGES_DAY_5, MSG_PAGES_DAY_6, MSG_PAGES_DAY_0,
                                   MSG_PAGES_DAY_1, MSG_PAGES_DAY_2, MSG_PAGES_DAY_3};
  return msg_text(o->lang, names[date_to_days(today) % 7]);  // 1 January 1970 was a Thursday
}

static bool known_group(const char *id) {
  static const char *const ids[] = {"tai-lieu", "quyet-dinh", "bao-mat", "chua-quet", "lap-lai", "may", "quy-tac",
                                    "diem-cai"};
  for (size_t i = 0; i < ARRAY_LEN(ids); i++)
    if (!strcmp(ids[i], id)) return true;
  return false;
}

static bool wanted(const struct overview_view *v, const char *id) {
  return !v->alone || !strcmp(v->alone, id);
}

static size_t limit_of(const struct overview_view *v) {
  return v->alone ? REPORT_ROWS_MAX : ROWS_FIRST;
}

static struct overview_group *add_group(struct overview_view *v, struct out *o, const char *id, enum msg title,
                                        enum msg about, size_t rows, int64_t total, int64_t all) {
  ASSERT(v->n_groups < GROUPS_MAX);
  struct overview_group *g = &v->groups[v->n_groups++];
  *g = (struct overview_group){.id = id, .title = title, .about = about, .total = total, .all = (size_t)all,
                               .rows = ARENA_ARRAY(o->a, struct overview_row, rows + 1)};
  return g;
}

static struct overview_row *add_row(struct overview_group *g, const char *title, const char *link) {
  struct overview_row *row = &g->rows[g->n++];
  *row = (struct overview_row){.title = title, .link = link, .level = -1, .tone = "wait", .icon = ICON_CLOCK,
                               .place = "", .two = "", .status = ""};
  return row;
}

static const char *unit_link(const struct request *r, const char *unit) {
  return link_if(r, arena_printf(r->a, "/con-nguoi?don-vi=%s", unit));
}

static const char *scan_link(const struct request *r, const char *scan) {
  return *scan ? link_if(r, arena_printf(r->a, "/ra-quet/%s", scan)) : NULL;
}

static const char *machine_link(const struct request *r, const char *machine) {
  return link_if(r, arena_printf(r->a, "/may/%s", machine));
}

static const char *waited(struct out *o, instant since) {
  int64_t days = days_since(since);
  return days ? FILL(o, MSG_PAGES_WAITED, "n", fmt_count(o, days)) : msg_text(o->lang, MSG_WEB_TODAY);
}

static const char *last_scan(struct out *o, instant last) {
  char day[11];
  if (!last) return msg_text(o->lang, MSG_PAGES_NEVER_SCANNED);
  date_format_shown(time_to_date(last), day);
  return FILL(o, MSG_PAGES_LAST_SCAN, "day", day);
}

static void set_status(struct overview_row *row, bool bad, const char *text) {
  row->tone = bad ? "bad" : "warn";
  row->icon = bad ? ICON_ALERT_CIRCLE : ICON_CLOCK;
  row->status = text;
}

// ---- groups ----------------------------------------------------------------------------------------

static void group_documents(struct overview_view *v, struct out *o) {
  const struct report_documents *d = &v->documents;
  struct overview_group *g = add_group(v, o, "tai-lieu", MSG_PAGES_G_DOCUMENTS, MSG_PAGES_G_DOCUMENTS_ABOUT, d->n,
                                       d->machines, d->machines);
  for (size_t i = 0; i < d->n; i++) {
    const struct report_documents_row *x = &d->rows[i];
    struct overview_row *row = add_row(g, FILL(o, MSG_PAGES_DOCUMENTS_ROW, "n", fmt_count(o, x->documents), "machine",
                                               x->machine), scan_link(v->r, x->scan));
    row->two = FILL(o, MSG_PAGES_DOCUMENTS_TWO, "confirmed", fmt_count(o, x->confirmed), "waiting",
                    fmt_count(o, x->documents - x->confirmed), "unread", fmt_count(o, x->unread));
    row->level = x->level;
    row->place = x->unit_name;
    set_status(row, true, waited(o, x->oldest));
    row->action_link = machine_link(v->r, x->machine);
    row->action = MSG_PAGES_OPEN_MACHINE;
  }
}

static void group_undecided(struct overview_view *v, struct out *o) {
  const struct report_undecided *u = &v->undecided;
  bool may = request_may(v->r, PERM_FINDINGS_DECIDE);
  struct overview_group *g = add_group(v, o, "quyet-dinh", MSG_PAGES_G_UNDECIDED, MSG_PAGES_G_UNDECIDED_ABOUT, u->n,
                                       u->findings, u->scans);
  for (size_t i = 0; i < u->n; i++) {
    const struct report_undecided_row *x = &u->rows[i];
    struct overview_row *row = add_row(
        g, FILL(o, MSG_PAGES_UNDECIDED_ROW, "n", fmt_count(o, x->findings), "scan", x->scan), scan_link(v->r, x->scan));
    row->two = !*x->machine ? "" : x->connected ? FILL(o, MSG_PAGES_MACHINE_CONNECTED, "machine", x->machine)
                                               : FILL(o, MSG_PAGES_MACHINE, "machine", x->machine);
    row->level = x->level;
    row->place = *x->unit_name ? x->unit_name : x->unit;
    set_status(row, x->connected || days_since(x->oldest) > 7, waited(o, x->oldest));
    row->action_link = row->link;
    row->action = may ? MSG_PAGES_DECIDE : MSG_PAGES_OPEN_SCAN;
  }
}

static void group_officers(struct overview_view *v, struct out *o) {
  const struct report_officers *f = &v->officers;
  bool may = request_may(v->r, PERM_PEOPLE_EDIT);
  struct overview_group *g = add_group(v, o, "bao-mat", MSG_PAGES_G_OFFICERS, MSG_PAGES_G_OFFICERS_ABOUT, f->n,
                                       f->units, f->units);
  for (size_t i = 0; i < f->n; i++) {
    const struct report_officer_row *x = &f->rows[i];
    struct overview_row *row = add_row(g, x->name, unit_link(v->r, x->unit));
    row->two = x->unwritten ? msg_text(o->lang, MSG_PAGES_OFFICER_UNWRITTEN)
               : x->had     ? msg_text(o->lang, MSG_PAGES_OFFICER_HAD)
                            : "";
    row->place = FILL(o, MSG_PAGES_N_PERSONS, "n", fmt_count(o, x->persons));
    set_status(row, !x->unwritten, x->had ? FILL(o, MSG_PAGES_SINCE, "day", fmt_day(o, x->since))
                                  : x->unwritten ? msg_text(o->lang, MSG_PAGES_NO_DECISION)
                                                 : msg_text(o->lang, MSG_PAGES_OFFICER_NEVER));
    row->action_link = row->link;
    row->action = may ? MSG_PAGES_ASSIGN : MSG_PAGES_OPEN_UNIT;
  }
}

static void group_unscanned(struct overview_view *v, struct out *o) {
  const struct report_unscanned *u = &v->unscanned;
  struct overview_group *g = add_group(v, o, "chua-quet", MSG_PAGES_G_UNSCANNED, MSG_PAGES_G_UNSCANNED_ABOUT, u->n,
                                       u->units, u->units);
  for (size_t i = 0; i < u->n; i++) {
    struct overview_row *row = add_row(g, u->rows[i].name, unit_link(v->r, u->rows[i].unit));
    row->place = FILL(o, MSG_PAGES_N_MACHINES, "n", fmt_count(o, u->rows[i].machines));
    set_status(row, !u->rows[i].last, last_scan(o, u->rows[i].last));
    row->action_link = row->link;
    row->action = MSG_PAGES_OPEN_UNIT;
  }
}

static void group_machines(struct overview_view *v, struct out *o) {
  const struct report_machines *m = &v->machines;
  struct overview_group *g = add_group(v, o, "may", MSG_PAGES_G_MACHINES, MSG_PAGES_G_MACHINES_ABOUT, m->n,
                                       m->machines, m->machines);
  for (size_t i = 0; i < m->n; i++) {
    const struct report_machine_row *x = &m->rows[i];
    enum machine_purpose purpose = machine_purpose_by_name(x->purpose);
    enum machine_network network = machine_network_by_name(x->network);
    struct overview_row *row = add_row(g, x->machine, machine_link(v->r, x->machine));
    if (purpose != MACHINE_PURPOSE_COUNT && network != NETWORK_COUNT)
      row->two = arena_printf(o->a, "%s · %s", msg_text(o->lang, machine_purpose_label(purpose)),
                              msg_text(o->lang, machine_network_label(network)));
    row->place = x->unit_name;
    set_status(row, !x->last, last_scan(o, x->last));
    row->action_link = row->link;
    row->action = MSG_PAGES_OPEN_MACHINE;
  }
}

static void group_recurring(struct overview_view *v, struct out *o) {
  const struct report_recurring *q = &v->recurring;
  struct overview_group *g = add_group(v, o, "lap-lai", MSG_PAGES_G_RECURRING, MSG_PAGES_G_RECURRING_ABOUT, q->n,
                                       q->findings, q->findings);
  for (size_t i = 0; i < q->n; i++) {
    const struct report_recurring_row *x = &q->rows[i];
    struct overview_row *row = add_row(g, x->finding, scan_link(v->r, x->scan));
    row->two = FILL(o, MSG_PAGES_RECURRING_TWO, "met", x->met, "machine", *x->machine ? x->machine : "-");
    row->level = x->level;
    row->place = *x->unit_name ? x->unit_name : x->unit;
    set_status(row, true, waited(o, x->recorded));
    row->action_link = row->link;
    row->action = MSG_PAGES_OPEN_SCAN;
  }
}

static struct err *group_rules(struct overview_view *v, struct reader *db, struct out *o) {
  struct report_breaches b;
  if (!wanted(v, "quy-tac") || !request_may(v->r, PERM_AUDIT_VIEW)) return NULL;
  TRY(report_breaches(page_site(v->r), db, o->a, &b));
  size_t shown = b.n < limit_of(v) ? b.n : limit_of(v);
  struct overview_group *g = add_group(v, o, "quy-tac", MSG_PAGES_G_RULES, MSG_PAGES_G_RULES_ABOUT, shown,
                                       (int64_t)b.n, (int64_t)b.n);
  for (size_t i = 0; i < shown; i++) {
    const struct law_rule *rule = b.rows[i].rule;
    struct overview_row *row = add_row(g, rule->title[o->lang],
                                       link_if(v->r, arena_printf(o->a, "/quy-tac/%s", rule->id)));
    row->two = *rule->article ? rule->article : msg_text(o->lang, MSG_LAW_NO_ARTICLE_KNOWN);
    row->place = rule->id;
    set_status(row, rule->severity == LAW_REFUSE, FILL(o, MSG_PAGES_N_BREACHES, "n", fmt_count(o, (int64_t)b.rows[i].n)));
    row->action_link = row->link;
    row->action = MSG_PAGES_OPEN_RULE;
  }
  if (!v->alone)
    v->strip[v->n_strip++] = (struct overview_fact){
        .link = "/?nhom=quy-tac", .label = MSG_PAGES_F_RULES, .value = fmt_count(o, (int64_t)b.breaches),
        .more = FILL(o, MSG_PAGES_F_RULES_MORE, "n", fmt_count(o, (int64_t)b.n)), .bad = false};
  return NULL;
}

/// The installation itself, told to whoever can act.
static struct err *group_site(struct overview_view *v, struct reader *db, struct out *o) {
  bool verifies = request_may(v->r, PERM_JOURNAL_VERIFY), keeps = request_may(v->r, PERM_BACKUP);
  struct report_health h;
  if (!wanted(v, "diem-cai") || !(verifies || keeps)) return NULL;
  TRY(report_health(page_site(v->r), db, &h));
  struct overview_group *g = add_group(v, o, "diem-cai", MSG_PAGES_G_SITE, MSG_PAGES_G_SITE_ABOUT, 4, 0, 0);
  if (verifies && h.verified_at && !h.verified_ok) {
    v->failed = true;
    set_status(add_row(g, msg_text(o->lang, MSG_PAGES_VERIFY_FAILED), link_if(v->r, "/nhat-ky")), true,
               fmt_instant(o, h.verified_at));
    g->rows[g->n - 1].two = msg_text(o->lang, MSG_PAGES_VERIFY_FAILED_DO);
  } else if (verifies && h.verify_late) {
    set_status(add_row(g, msg_text(o->lang, MSG_PAGES_VERIFY_LATE), link_if(v->r, "/nhat-ky")), false,
               h.verified_at ? waited(o, h.verified_at) : msg_text(o->lang, MSG_PAGES_NEVER));
    g->rows[g->n - 1].two = msg_text(o->lang, MSG_PAGES_VERIFY_LATE_DO);
  }
  if (keeps && h.backup_late) {
    set_status(add_row(g, msg_text(o->lang, MSG_PAGES_BACKUP_LATE), NULL), true,
               h.backup_at ? waited(o, h.backup_at) : msg_text(o->lang, MSG_PAGES_NEVER));
    g->rows[g->n - 1].two = msg_text(o->lang, MSG_PAGES_BACKUP_LATE_DO);
  }
  if (keeps && h.clock_behind) {
    set_status(add_row(g, msg_text(o->lang, MSG_PAGES_CLOCK_BEHIND), NULL), true, fmt_instant(o, h.last_event));
    g->rows[g->n - 1].two = msg_text(o->lang, MSG_PAGES_CLOCK_BEHIND_DO);
  }
  if (keeps && h.disk_low) {
    set_status(add_row(g, msg_text(o->lang, MSG_PAGES_DISK_LOW), NULL), true, fmt_size(o, (int64_t)h.disk_free));
    g->rows[g->n - 1].two = msg_text(o->lang, MSG_PAGES_DISK_LOW_DO);
  }
  g->total = (int64_t)(g->all = g->n);
  v->told = g->n > 0;
  return NULL;
}

// ---- facts -----------------------------------------------------------------------------------------

static void add_fact(struct overview_view *v, struct overview_fact f) {
  if (v->n_strip < STRIP_MAX) v->strip[v->n_strip++] = f;
}

static struct err *see_scans(struct overview_view *v, struct reader *db, struct out *o) {
  size_t limit = limit_of(v);
  instant since = time_now() - (instant)REPORT_SCAN_DAYS * 86400000;
  TRY(report_documents(db, limit, o->a, &v->documents));
  TRY(report_undecided(db, limit, o->a, &v->undecided));
  TRY(report_unscanned(db, since, limit, o->a, &v->unscanned));
  TRY(report_machines(db, since, limit, o->a, &v->machines));
  TRY(report_recurring(db, limit, o->a, &v->recurring));
  if (v->documents.oldest) {
    char day[11];
    date_format_shown(time_to_date(v->documents.oldest), day);
    v->oldest = arena_strdup(o->a, day);
  }
  add_fact(v, (struct overview_fact){
      .link = "/?nhom=tai-lieu", .label = MSG_PAGES_F_DOCUMENTS, .value = fmt_count(o, v->documents.documents),
      .more = FILL(o, MSG_PAGES_F_DOCUMENTS_MORE, "machines", fmt_count(o, v->documents.machines), "units",
                   fmt_count(o, v->documents.units)), .bad = v->documents.documents > 0});
  add_fact(v, (struct overview_fact){
      .link = "/?nhom=quyet-dinh", .label = MSG_PAGES_F_UNDECIDED, .value = fmt_count(o, v->undecided.findings),
      .more = v->undecided.oldest ? waited(o, v->undecided.oldest) : msg_text(o->lang, MSG_PAGES_NOTHING_WAITS),
      .bad = v->undecided.oldest && days_since(v->undecided.oldest) > 7});
  return NULL;
}

static struct err *see_people(struct overview_view *v, struct reader *db, struct out *o) {
  char day[11];
  date_format_iso(time_to_date(time_now()), day);
  TRY(report_officers(db, day, limit_of(v), o->a, &v->officers));
  add_fact(v, (struct overview_fact){
      .link = "/?nhom=bao-mat", .label = MSG_PAGES_F_OFFICERS, .value = fmt_count(o, v->officers.units),
      .more = FILL(o, MSG_PAGES_OF_UNITS, "n", fmt_count(o, v->officers.of_units))});
  return NULL;
}

// ---- first steps -----------------------------------------------------------------------------------

/// The order in which a new installation is furnished. Until machines were scanned all steps are shown, later only
/// what is left; and only to whoever can do one of those.
static void add_steps(struct overview_view *v, struct out *o) {
  const struct report_steps s = v->has;
  if (v->alone) return;
  const struct {
    enum msg what, fact;
    int64_t n;
    bool done;
    const char *path;
    int permission;
  } all[STEPS_MAX] = {
      {MSG_PAGES_STEP_UNITS, MSG_PAGES_STEP_UNITS_FACT, s.units, s.units > 1, "/con-nguoi", PERM_UNITS_EDIT},
      {MSG_PAGES_STEP_PERSONS, MSG_PAGES_STEP_PERSONS_FACT, s.persons, s.persons > FIRST_PERSONS, "/con-nguoi",
       PERM_PEOPLE_EDIT},
      {MSG_PAGES_STEP_MACHINES, MSG_PAGES_STEP_MACHINES_FACT, s.machines, s.machines > 0, "/con-nguoi",
       PERM_MACHINES_EDIT},
      {MSG_PAGES_STEP_KEY, MSG_PAGES_STEP_KEY_FACT, s.keys, s.keys > 0, "/ra-quet/khoa", PERM_KEYS_ISSUE},
      {MSG_PAGES_STEP_SCAN, MSG_PAGES_STEP_SCAN_FACT, s.scans, s.scans > 0, "/ra-quet", PERM_SCANS_IMPORT},
      {MSG_PAGES_STEP_BACKUP, MSG_PAGES_STEP_BACKUP_FACT, s.backups, s.backups > 0, NULL, PERM_BACKUP},
      {MSG_PAGES_STEP_CHECKPOINT, MSG_PAGES_STEP_CHECKPOINT_FACT, s.verifications, s.verifications > 0,
       "/nhat-ky/diem-kiem-chung",
       PERM_JOURNAL_VERIFY}};
  bool whole = false, first = true;
  for (size_t i = 0; i < 5; i++) whole = whole || !all[i].done;
  if (!whole && v->told) return;  // what is left stands in the table already
  for (size_t i = 0; i < STEPS_MAX; i++) {
    v->fresh = v->fresh || (!all[i].done && request_may(v->r, all[i].permission));
    if (all[i].done && !whole) continue;
    v->steps[v->n_steps++] = (struct overview_step){
        .what = all[i].what, .done = all[i].done, .now = !all[i].done && first,
        .fact = FILL(o, all[i].fact, "n", fmt_count(o, all[i].n)),
        .who = request_may(v->r, all[i].permission)
                   ? NULL : v->r->web->host->who_may(v->r->web->host->ctx, o->a, o->lang, all[i].permission),
        .link = all[i].path && request_may(v->r, all[i].permission) ? link_if(v->r, all[i].path) : NULL};
    first = first && all[i].done;
  }
}

// ---- the page --------------------------------------------------------------------------------------

static void add_groups(struct overview_view *v, struct out *o) {
  if (v->see_scans && v->alone && wanted(v, "tai-lieu")) group_documents(v, o);
  if (v->see_scans && wanted(v, "quyet-dinh")) group_undecided(v, o);
  if (v->see_people && wanted(v, "bao-mat")) group_officers(v, o);
  if (v->see_scans && v->alone && wanted(v, "chua-quet")) group_unscanned(v, o);
  if (v->see_scans && v->alone && wanted(v, "lap-lai")) group_recurring(v, o);
  if (v->see_scans && wanted(v, "may")) group_machines(v, o);
}

/// Empty groups are left out; what remains is counted.
static int64_t drop_empty(struct overview_view *v) {
  int64_t work = 0;
  size_t n = 0;
  for (size_t i = 0; i < v->n_groups; i++) {
    if (!v->groups[i].n) continue;
    work += v->groups[i].total;
    v->groups[n++] = v->groups[i];
  }
  v->n_groups = n;
  return work;
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct overview_view v = {.r = r, .see_scans = request_may(r, PERM_SCANS_VIEW),
                            .see_people = request_may(r, PERM_PEOPLE_VIEW), .alone = request_query(r, "nhom")};
  struct date today = time_to_date(time_now());
  const struct law *law = page_site(r)->law;
  char day[11];
  date_format_shown(today, day);
  if (v.alone && !known_group(v.alone)) v.alone = NULL;
  v.today = arena_printf(o->a, "%s, %s", weekday(o, today), day);
  TRY(report_steps(db, &v.has));
  if (v.see_scans) TRY(see_scans(&v, db, o));
  if (v.see_people) TRY(see_people(&v, db, o));
  if (v.see_scans)
    add_fact(&v, (struct overview_fact){
        .link = "/?nhom=chua-quet", .label = MSG_PAGES_F_UNSCANNED, .value = fmt_count(o, v.unscanned.units),
        .more = FILL(o, MSG_PAGES_F_UNSCANNED_MORE, "n", fmt_count(o, v.unscanned.never))});
  TRY(group_site(&v, db, o));
  add_groups(&v, o);
  TRY(group_rules(&v, db, o));
  add_steps(&v, o);
  int64_t work = drop_empty(&v);
  v.documents_law = cite(law, "prohibited.network_machine", today, o->lang);
  v.officers_law = cite(law, "staff.part_time_in", today, o->lang);
  v.inspect_law = cite(law, "duty.inspect", today, o->lang);
  v.heading = v.alone && v.n_groups ? msg_text(o->lang, v.groups[0].title)
              : work ? FILL(o, MSG_PAGES_WORK, "n", fmt_count(o, work)) : msg_text(o->lang, MSG_PAGES_NO_WORK);
  v.import = request_may(r, PERM_SCANS_IMPORT) ? link_if(r, "/ra-quet") : NULL;
  v.accounts = link_if(r, "/tai-khoan-nguoi-dung");
  overview_html(o, &v);
  return NULL;
}

const struct page page_overview = {"/", NAV_OVERVIEW, PERM_OVERVIEW, MSG_WEB_NAV_OVERVIEW, get, NULL, 0, NULL};
