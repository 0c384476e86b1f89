// One rule: what it says and does, the article, every row that breaks it now, and its query, which is data.
#include <string.h>

#include "cite.h"
#include "equipment/equipment.h"
#include "people/people.h"
#include "report/report.h"
#include "rules_say.h"

enum { SHOWN = 500 };

struct rule_view {
  const struct request *r;
  const struct law_rule *rule;
  enum msg severity;
  const char *cert, *lowered, *events, *values, *days;
  bool applies, may_audit;
  const struct breach *list;
  const char **links;  ///< per row; NULL where the subject has no page of its own
  size_t n, all;
};

#include "rule.html.h"

static const char *joined(struct arena *a, struct law_items items) {
  const char *s = "";
  for (size_t i = 0; i < items.n; i++) s = arena_printf(a, "%s%s%s", s, i ? ", " : "", items.p[i]);
  return s;
}

/// The page of what a rule names: a scan or its finding, a machine, a unit, a person.
static struct err *link_of(const struct request *r, struct reader *db, const char *subject, const char **ret) {
  struct machine *m = NULL;
  struct unit *u = NULL;
  struct person *p = NULL;
  *ret = NULL;
  if (!strncmp(subject, "Q-", 2)) {
    *ret = link_if(r, arena_printf(r->a, "/ra-quet/%.*s", (int)strcspn(subject, "/"), subject));
    return NULL;
  }
  TRY(equipment_get(db, subject, r->a, &m));
  if (m) *ret = link_if(r, arena_printf(r->a, "/may/%s", m->code));
  if (!m) TRY(people_unit_get(db, subject, r->a, &u));
  if (u) *ret = link_if(r, arena_printf(r->a, "/con-nguoi?don-vi=%s", u->code));
  if (!m && !u) TRY(people_person_get(page_site(r)->journal, db, subject, r->a, &p));
  if (p) *ret = link_if(r, arena_printf(r->a, "/nguoi/%s", p->id));
  return NULL;
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct site *s = page_site(r);
  struct date today = time_to_date(time_now());
  struct rule_view v = {.r = r, .may_audit = request_may(r, PERM_AUDIT_VIEW)};
  v.rule = law_rule_by_id(s->law, request_value(r, "ma"));
  if (!v.rule)
    return err_new(ERR_NOT_FOUND, MSG_LAW_NO_SUCH_RULE, MSG_WEB_BACK_HINT, "rule", request_value(r, "ma"), NULL);
  rule_say(s->law, v.rule, today, o, &v.severity, &v.cert, &v.lowered);
  v.applies = law_rule_applies(s->law, v.rule, today);
  v.events = joined(o->a, v.rule->events);
  v.values = joined(o->a, v.rule->values);
  struct report_breaches b = {0};
  if (v.may_audit) TRY(report_breaches(s, db, o->a, &b));
  for (size_t i = 0; i < b.n; i++)
    if (b.rows[i].rule == v.rule) {
      v.list = b.list + b.rows[i].first;
      v.all = b.rows[i].n;
      v.n = v.all < SHOWN ? v.all : SHOWN;
    }
  v.links = ARENA_ARRAY(o->a, const char *, v.n + 1);
  for (size_t i = 0; i < v.n; i++) TRY(link_of(r, db, v.list[i].subject, &v.links[i]));
  rule_html(o, &v);
  return NULL;
}

const struct page page_rule = {"/quy-tac/{ma}", NAV_RULES, PERM_LAW_VIEW, MSG_PAGES_RULE, get, NULL, 0, NULL};
