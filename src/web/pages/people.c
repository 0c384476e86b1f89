// Units and persons: the tree on any day, and one unit with its persons, duties, machines, history
// and gaps. A large tree is folded: only the way to the chosen unit and its neighbours are drawn.
#include <string.h>

#include "equipment/equipment.h"
#include "people/people.h"
#include "site/site.h"
#include "web/web.h"

enum {
  PER_PAGE = 50,
  NEIGHBOURS = 40,
  MACHINES_SHOWN = 100,
  MISSING_SHOWN = 10,
  FOUND_SHOWN = 100,
  ABOVE_MAX = 32
};

struct people_ended {
  const char *name, *text;
};
struct people_node_view {
  const char *name, *href, *persons;
  const char *missing;  ///< "thiếu 3": units from here down without an officer, "" when none
  const char *more, *more_href;
  bool current;
  struct people_ended *ended;
  size_t n_ended;
  struct people_node_view *first, *next;
};
struct people_link {
  const char *name, *href, *code;
};
struct people_action {
  enum msg label;
  const char *href;  ///< NULL: not allowed, for this reason
  const char *reason;
};
struct people_view {
  const char *heading, *day, *day_query, *past, *today_href, *find, *found_text, *nothing;
  const char *below_text, *persons_text, *machines_text, *missing_text, *prev_href, *next_href;
  const char *last_href, *successor_href;  ///< of a unit that has ended; NULL: none
  bool may_people, may_units, may_machines, may_see_machines;
  struct unit *unit;
  const struct unit_node *node;
  struct people_node_view *top;
  struct people_link above[ABOVE_MAX], missing[MISSING_SHOWN];
  struct person *found, *persons;
  const char **held;
  struct duty_held *duties;
  struct machine *machines;
  struct unit_history *history;
  struct people_action acts[12];
  size_t n_above, n_missing, n_found, n_persons, n_duties, n_machines, n_history, n_acts, units_in;
  int64_t total, officers, no_decision, n_machines_all, drafting;
};

#include "people_node.html.h"
#include "people.html.h"

static const char *count_text(struct request *r, struct out *o, enum msg m, int64_t n,
                              int64_t all) {
  return msg_fill(r->a, r->lang, m, "n", fmt_count(o, n), "total", fmt_count(o, all), NULL);
}

/// Address of a unit on the day that is being looked at.
static const char *unit_href(struct request *r, const struct people_view *v, const char *code) {
  return arena_printf(r->a, "/con-nguoi?don-vi=%s%s%s", code, *v->day_query ? "&" : "",
                      *v->day_query ? v->day_query + 1 : "");
}

// ---- the tree
// --------------------------------------------------------------------------------------

struct tree {
  struct unit_node *t;
  size_t n, chosen;  ///< chosen: index, SIZE_MAX when none
  struct unit *ended;
  size_t n_ended;
  bool all;  ///< show every neighbour
};

static void add_ended(struct request *r, struct out *o, const struct tree *tree, const char *code,
                      struct people_node_view *node) {
  node->ended = ARENA_ARRAY(r->a, struct people_ended, NEIGHBOURS);
  for (size_t i = 0; i < tree->n_ended && node->n_ended < NEIGHBOURS; i++) {
    const struct unit *e = &tree->ended[i];
    if (strcmp(e->successor, code)) continue;
    enum msg m =
        !strcmp(e->ended_by, "merged") ? MSG_PEOPLE_ENDED_MERGED : MSG_PEOPLE_ENDED_DISSOLVED;
    node->ended[node->n_ended++] = (struct people_ended){
        e->name, msg_fill(r->a, r->lang, m, "day", fmt_day(o, e->until), NULL)};
  }
}

static struct people_node_view *draw_node(struct request *r, struct out *o,
                                          const struct people_view *v, const struct unit_node *u) {
  struct people_node_view *node = ARENA_NEW(r->a, struct people_node_view);
  *node = (struct people_node_view){.name = u->name,
                                    .href = unit_href(r, v, u->code),
                                    .more = "",
                                    .missing = "",
                                    .persons = fmt_count(o, u->persons_below)};
  if (u->missing_below)
    node->missing = count_text(r, o, MSG_PEOPLE_TREE_MISSING, u->missing_below, 0);
  return node;
}

/// The units directly under `parent` (SIZE_MAX: at the top); those on the way to the chosen unit
/// are opened.
static struct people_node_view *draw_level(struct request *r, struct out *o,
                                           const struct people_view *v, const struct tree *tree,
                                           size_t parent, struct people_node_view *owner) {
  struct people_node_view *first = NULL, **tail = &first;
  size_t at = parent == SIZE_MAX ? 0 : parent + 1,
         end = parent == SIZE_MAX ? tree->n : parent + 1 + tree->t[parent].below;
  int64_t shown = 0, left = 0;
  for (; at < end; at += tree->t[at].below + 1) {
    const struct unit_node *u = &tree->t[at];
    bool on_way = tree->chosen != SIZE_MAX && at <= tree->chosen && tree->chosen <= at + u->below;
    if (!on_way && !tree->all && ++shown > NEIGHBOURS) {
      left++;
      continue;
    }
    struct people_node_view *node = draw_node(r, o, v, u);
    node->current = at == tree->chosen;
    if (on_way || parent == SIZE_MAX) {
      node->first = draw_level(r, o, v, tree, at, node);
      add_ended(r, o, tree, u->code, node);
    }
    *tail = node;
    tail = &node->next;
  }
  if (left && owner) {
    owner->more = count_text(r, o, MSG_PEOPLE_MORE_UNITS, left, 0);
    owner->more_href = arena_printf(r->a, "%s&tat-ca=1", unit_href(r, v, tree->t[parent].code));
  }
  return first;
}

static struct err *fill_tree(struct people_view *v, struct request *r, struct reader *db,
                             struct out *o) {
  struct tree tree = {.chosen = SIZE_MAX, .all = request_query(r, "tat-ca") != NULL};
  const char *code = request_query(r, "don-vi");
  TRY(people_tree(db, v->day, r->a, &tree.t, &tree.n));
  TRY(people_units_ended(db, v->day, r->a, &tree.ended, &tree.n_ended));
  for (size_t i = 0; i < tree.n; i++) {
    // Nobody chosen: the unit that has most below it, which is the one this site is about.
    bool larger = tree.chosen == SIZE_MAX || tree.t[i].below > tree.t[tree.chosen].below;
    if (!code ? !*v->find && larger : !strcmp(tree.t[i].code, code)) tree.chosen = i;
  }
  v->top = draw_level(r, o, v, &tree, SIZE_MAX, NULL);
  if (tree.chosen == SIZE_MAX) return NULL;
  v->node = &tree.t[tree.chosen];
  v->units_in = v->node->below + 1;
  size_t way[ABOVE_MAX], n = 0;
  for (size_t at = v->node->parent; at != SIZE_MAX && n < ABOVE_MAX; at = tree.t[at].parent)
    way[n++] = at;
  while (n--)
    v->above[v->n_above++] = (struct people_link){.name = tree.t[way[n]].name,
                                                  .href = unit_href(r, v, tree.t[way[n]].code)};
  for (size_t i = tree.chosen; i <= tree.chosen + v->node->below && v->n_missing < MISSING_SHOWN;
       i++)
    if (!tree.t[i].officers)
      v->missing[v->n_missing++] =
          (struct people_link){tree.t[i].name, unit_href(r, v, tree.t[i].code), tree.t[i].code};
  v->missing_text =
      count_text(r, o, MSG_PEOPLE_MISSING_FOOT, (int64_t)v->n_missing, v->node->missing_below);
  return people_unit_at(db, v->node->code, v->day, r->a, &v->unit);
}

// ---- one unit
// --------------------------------------------------------------------------------------

/// The duties a person holds in this unit, in one line.
static const char *held_by(struct request *r, const struct people_view *v, const char *id) {
  const char *text = "";
  for (size_t i = 0; i < v->n_duties; i++)
    if (!strcmp(v->duties[i].person, id))
      text = arena_printf(r->a, "%s%s%s", text, *text ? "; " : "",
                          msg_text(r->lang, duty_label(v->duties[i].duty)));
  return text;
}

static struct err *fill_persons(struct people_view *v, struct request *r, struct reader *db,
                                struct out *o) {
  struct journal *j = site_journal(r->web->host->site);
  int64_t page = 1;
  size_t total = 0;
  if (!request_int(&r->query, "trang", 1, 100000, &page)) page = 1;
  size_t first = (size_t)(page - 1) * PER_PAGE;
  TRY(people_persons(j, db, v->unit->code, v->day, first, PER_PAGE, r->a, &v->persons,
                     &v->n_persons, &total));
  TRY(people_duties_of_unit(j, db, v->unit->code, v->day, r->a, &v->duties, &v->n_duties));
  v->total = (int64_t)total;
  v->held = ARENA_ARRAY(r->a, const char *, v->n_persons + 1);
  for (size_t i = 0; i < v->n_persons; i++)
    v->held[i] = held_by(r, v, v->persons[i].id);
  for (size_t i = 0; i < v->n_duties; i++) {
    v->officers += v->duties[i].duty == DUTY_SECURITY_OFFICER;
    v->no_decision += !*v->duties[i].decision;
  }
  v->below_text = count_text(r, o, MSG_PEOPLE_WITH_BELOW, v->node->persons_below, 0);
  v->persons_text = count_text(r, o, MSG_PEOPLE_PERSONS_FOOT, (int64_t)v->n_persons, v->total);
  const char *base = unit_href(r, v, v->unit->code);
  if (page > 1) v->prev_href = arena_printf(r->a, "%s&trang=%lld#nguoi", base, (long long)page - 1);
  if (first + v->n_persons < total)
    v->next_href = arena_printf(r->a, "%s&trang=%lld#nguoi", base, (long long)page + 1);
  return NULL;
}

static struct err *fill_machines(struct people_view *v, struct request *r, struct reader *db,
                                 struct out *o) {
  TRY(equipment_count(db, v->unit->code, v->day, &v->n_machines_all));
  if (v->may_see_machines)
    TRY(equipment_list(db, v->unit->code, v->day, "", MACHINES_SHOWN, r->a, &v->machines,
                       &v->n_machines));
  struct machine_count *counts = NULL;
  size_t n = 0;
  TRY(equipment_counts(db, v->day, r->a, &counts, &n));
  for (size_t i = 0; i < n; i++)
    if (!strcmp(counts[i].unit, v->unit->code)) v->drafting = counts[i].drafting;
  v->machines_text =
      count_text(r, o, MSG_EQUIPMENT_SHOWN, (int64_t)v->n_machines, v->n_machines_all);
  return NULL;
}

static void add_act(struct people_view *v, struct request *r, int permission, enum msg label,
                    const char *address) {
  struct people_action *act = &v->acts[v->n_acts++];
  *act = (struct people_action){.label = label};
  const struct web_host *h = r->web->host;
  if (*v->unit->until)
    act->reason = msg_text(r->lang, MSG_PEOPLE_UNIT_OVER);
  else if (!request_may(r, permission))
    act->reason = msg_fill(r->a, r->lang, MSG_PEOPLE_ONLY, "who",
                           h->who_may(h->ctx, r->a, r->lang, permission), NULL);
  else
    act->href = arena_printf(r->a, "/con-nguoi/%s%s", address, v->unit->code);
}

static void fill_acts(struct people_view *v, struct request *r) {
  add_act(v, r, PERM_PEOPLE_EDIT, MSG_PEOPLE_ACT_ADD, "nguoi/them?don-vi=");
  add_act(v, r, PERM_PEOPLE_EDIT, MSG_PEOPLE_ACT_ASSIGN, "nguoi/phan-cong?don-vi=");
  add_act(v, r, PERM_MACHINES_EDIT, MSG_EQUIPMENT_ACT_REGISTER, "may/ghi?don-vi=");
  add_act(v, r, PERM_UNITS_EDIT, MSG_PEOPLE_ACT_CREATE_BELOW, "don-vi/lap?duoi=");
  add_act(v, r, PERM_UNITS_EDIT, MSG_PEOPLE_ACT_RENAME, "don-vi/doi-ten?ma=");
  add_act(v, r, PERM_UNITS_EDIT, MSG_PEOPLE_ACT_MOVE, "don-vi/chuyen?ma=");
  add_act(v, r, PERM_UNITS_EDIT, MSG_PEOPLE_ACT_MERGE, "don-vi/sap-nhap?ma=");
  add_act(v, r, PERM_UNITS_EDIT, MSG_PEOPLE_ACT_SPLIT, "don-vi/tach?ma=");
  add_act(v, r, PERM_UNITS_EDIT, MSG_PEOPLE_ACT_DISSOLVE, "don-vi/giai-the?ma=");
}

// ---- the page
// --------------------------------------------------------------------------------------

static struct err *fill_day(struct people_view *v, struct request *r, struct out *o) {
  struct date today = time_to_date(time_now()), d = today;
  const char *given = request_query(r, "ngay");
  if (given && *given && !date_parse(given, &d))
    return err_new(ERR_INPUT, MSG_ERR_PEOPLE_DAY, MSG_ERR_PEOPLE_DAY_HINT, "day", given, NULL);
  char *day = arena_alloc(r->a, 11);
  date_format_iso(d, day);
  v->day = day;
  v->day_query = v->past = "";
  if (!date_compare(d, today)) return NULL;
  v->day_query = arena_printf(r->a, "?ngay=%s", day);
  v->past = msg_fill(r->a, r->lang, MSG_PEOPLE_OTHER_DAY, "day", fmt_day(o, day), NULL);
  return NULL;
}

static struct err *fill_found(struct people_view *v, struct request *r, struct reader *db,
                              struct out *o) {
  size_t total = 0;
  if (!*v->find) return NULL;
  TRY(people_search(site_journal(r->web->host->site), db, v->find, FOUND_SHOWN, r->a, &v->found,
                    &v->n_found, &total));
  v->found_text = count_text(r, o, MSG_PEOPLE_PERSONS_FOOT, (int64_t)v->n_found, (int64_t)total);
  return NULL;
}

/// A unit that does not exist on this day: when it did, who took over, what happened to it.
static struct err *fill_absent(struct people_view *v, struct request *r, struct reader *db,
                               struct out *o, const char *code) {
  struct unit *u = NULL;
  struct date end;
  TRY(people_unit_get(db, code, r->a, &u));
  if (!u)
    return err_new(ERR_NOT_FOUND, MSG_ERR_UNIT_NONE, MSG_ERR_UNIT_NONE_HINT, "unit", code, NULL);
  v->heading = u->name;
  v->nothing = msg_fill(r->a, r->lang, MSG_PEOPLE_NOT_THAT_DAY, "since", fmt_day(o, u->since),
                        "until", *u->until ? fmt_day(o, u->until) : "…", NULL);
  if (date_parse(u->until, &end) && strcmp(u->since, u->until) < 0) {
    char last[11];
    date_format_iso(date_add_days(end, -1), last);
    v->last_href = arena_printf(r->a, "/con-nguoi?don-vi=%s&ngay=%s", u->code, last);
  }
  if (*u->successor) v->successor_href = arena_printf(r->a, "/con-nguoi?don-vi=%s", u->successor);
  return people_unit_history(db, u->code, r->a, &v->history, &v->n_history);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct people_view *v = ARENA_NEW(r->a, struct people_view);
  const char *find = request_query(r, "tim"), *code = request_query(r, "don-vi");
  v->find = find ? find : "";
  v->may_people = request_may(r, PERM_PEOPLE_EDIT);
  v->may_units = request_may(r, PERM_UNITS_EDIT);
  v->may_machines = request_may(r, PERM_MACHINES_EDIT);
  v->may_see_machines = request_may(r, PERM_MACHINES_VIEW);
  TRY(fill_day(v, r, o));
  TRY(fill_tree(v, r, db, o));
  TRY(fill_found(v, r, db, o));
  v->heading = v->unit ? v->unit->name : msg_text(r->lang, MSG_WEB_NAV_PEOPLE);
  v->nothing = msg_text(r->lang, MSG_PEOPLE_NO_UNITS_YET);
  v->today_href = code ? arena_printf(r->a, "/con-nguoi?don-vi=%s", code) : "/con-nguoi";
  if (v->unit) {
    TRY(fill_persons(v, r, db, o));
    TRY(fill_machines(v, r, db, o));
    TRY(people_unit_history(db, v->unit->code, r->a, &v->history, &v->n_history));
    fill_acts(v, r);
  } else if (code) {
    TRY(fill_absent(v, r, db, o, code));
  }
  people_html(o, v);
  return NULL;
}

const struct page page_people = {
    "/con-nguoi", NAV_PEOPLE, PERM_PEOPLE_VIEW, MSG_WEB_NAV_PEOPLE, get, NULL, 0, NULL};
