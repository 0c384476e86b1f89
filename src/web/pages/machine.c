// One machine: what it is now, its history, and what may be recorded about it.
#include "equipment/equipment.h"
#include "inspection/inspection.h"
#include "people/people.h"
#include "site/site.h"
#include "web/web.h"

struct machine_action {
  enum msg label;
  const char *href;  ///< NULL: not allowed, for this reason
  const char *reason;
};
struct machine_view {
  const struct machine *m;
  const char *unit_name;
  struct machine_history *history;
  size_t n;
  struct machine_action acts[3];
  bool may_scans;
  struct inspection_scan *scan;  ///< the newest; NULL: none
};

#include "machine.html.h"

static void fill_act(struct machine_action *act, struct request *r, const struct machine *m,
                     enum msg label, const char *word) {
  const struct web_host *h = r->web->host;
  *act = (struct machine_action){.label = label};
  if (!request_may(r, PERM_MACHINES_EDIT))
    act->reason = msg_fill(r->a, r->lang, MSG_PEOPLE_ONLY, "who",
                           h->who_may(h->ctx, r->a, r->lang, PERM_MACHINES_EDIT), NULL);
  else if (*m->until)
    act->reason = msg_text(r->lang, MSG_EQUIPMENT_OVER);
  else
    act->href = arena_printf(r->a, "/con-nguoi/may/%s?ma=%s&don-vi=%s", word, m->code, m->unit);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct machine_view v = {0};
  struct machine *m = NULL;
  struct unit *u = NULL;
  const char *code = request_value(r, "ma");
  TRY(equipment_get(db, code, r->a, &m));
  if (!m)
    return err_new(ERR_NOT_FOUND, MSG_ERR_MACHINE_NONE, MSG_ERR_MACHINE_NONE_HINT, "machine", code,
                   NULL);
  TRY(people_unit_get(db, m->unit, r->a, &u));
  TRY(equipment_history(db, m->code, r->a, &v.history, &v.n));
  v.may_scans = request_may(r, PERM_SCANS_VIEW);
  if (v.may_scans) TRY(inspection_machine_last_scan(db, m->code, r->a, &v.scan));
  v.m = m;
  v.unit_name = u ? u->name : m->unit;
  fill_act(&v.acts[0], r, m, MSG_EQUIPMENT_ACT_CHANGE, "thay-doi");
  fill_act(&v.acts[1], r, m, MSG_EQUIPMENT_ACT_MOVE, "chuyen");
  fill_act(&v.acts[2], r, m, MSG_EQUIPMENT_ACT_RETIRE, "thoi-dung");
  machine_html(o, &v);
  return NULL;
}

const struct page page_machine = {
    "/may/{ma}", NAV_PEOPLE, PERM_MACHINES_VIEW, MSG_EQUIPMENT_MACHINE, get, NULL, 0, NULL};
