// Quy tắc: every rule with its article, how sure it is and what breaks it now; below, the regimes of the law.
#include <string.h>

#include "cite.h"
#include "report/report.h"
#include "rules_say.h"

struct rules_row {
  const struct law_rule *rule;
  enum msg severity;
  const char *cert, *lowered;  ///< NULL: none
  const char *count;           ///< NULL when this account may not see what breaks it
  size_t n;
  bool applies;
};
struct rules_regime {
  const struct law_regime *g;
  const char *from, *to, *values;
  bool now;
};
struct rules_view {
  const struct request *r;
  struct rules_row *rows;
  size_t n, breaches, broken;
  struct rules_regime *regimes;
  size_t n_regimes;
  bool may_audit;
  const char *edition, *today;
};

#include "rules.html.h"

static void fill_regimes(struct rules_view *v, const struct law *law, struct date today, struct out *o) {
  enum msg why;
  const struct law_regime *now = law_regime_at(law, today, &why);
  v->n_regimes = law_regime_count(law);
  v->regimes = ARENA_ARRAY(o->a, struct rules_regime, v->n_regimes + 1);
  for (size_t i = 0; i < v->n_regimes; i++) {
    const struct law_regime *g = law_regime_nth(law, i);
    char from[11], to[11] = "";
    date_format_shown(g->from, from);
    if (g->to.year != 9999) date_format_shown(g->to, to);
    v->regimes[i] = (struct rules_regime){g, arena_strdup(o->a, from), arena_strdup(o->a, to),
                                          fmt_count(o, (int64_t)g->n_values), g == now};
  }
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct site *s = page_site(r);
  struct date today = time_to_date(time_now());
  struct law_rules rules = law_rules(s->law);
  struct report_breaches b = {0};
  struct rules_view v = {.r = r, .n = rules.n, .may_audit = request_may(r, PERM_AUDIT_VIEW),
                         .rows = ARENA_ARRAY(o->a, struct rules_row, rules.n + 1), .edition = law_edition(s->law)};
  char day[11];
  date_format_shown(today, day);
  v.today = arena_strdup(o->a, day);
  if (v.may_audit) TRY(report_breaches(s, db, o->a, &b));
  v.breaches = b.breaches;
  v.broken = b.n;
  for (size_t i = 0; i < rules.n; i++) {
    struct rules_row *x = &v.rows[i];
    x->rule = &rules.p[i];
    rule_say(s->law, x->rule, today, o, &x->severity, &x->cert, &x->lowered);
    x->applies = law_rule_applies(s->law, x->rule, today);
    for (size_t k = 0; k < b.n; k++)
      if (b.rows[k].rule == x->rule) x->n = b.rows[k].n;
    if (v.may_audit) x->count = fmt_count(o, (int64_t)x->n);
  }
  fill_regimes(&v, s->law, today, o);
  rules_html(o, &v);
  return NULL;
}

const struct page page_rules = {"/quy-tac", NAV_RULES, PERM_LAW_VIEW, MSG_WEB_NAV_RULES, get, NULL, 0, NULL};
