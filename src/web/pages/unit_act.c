// Forms of acts on units; also draws the forms of person_act.c and machine_act.c, which differ only
// in their tables.
#include <string.h>

#include "act_form.h"
#include "equipment/equipment.h"
#include "people/people.h"
#include "site/site.h"
#include "web/layout.h"

enum { CHOICES_MAX = 500 };

struct choice {
  const char *value, *text;
};
struct shown_field {
  const struct act_field *field;
  const char *value;
  struct choice *choices;  ///< NULL: a line to type in
  size_t n;
};
struct fact {
  enum msg label;
  const char *text;
};
struct unit_act_view {
  const struct request *r;
  const struct act *act;
  const struct unit *unit;  ///< of the thing acted on or of the page it came from; may be NULL
  const char *ma, *from_unit, *about, *action, *back, *reason;
  bool ask_reason;
  struct shown_field fields[8];
  struct fact facts[8];
  size_t n, n_facts;
};

#include "unit_act.html.h"

const char *act_value(const struct request *r, const char *name) {
  const char *s = request_form(r, name);
  return s && *s ? s : NULL;
}

const struct act *act_find(const struct request *r, const struct act *acts) {
  const char *word = request_value(r, "viec");
  for (; acts->word; acts++)
    if (!strcmp(acts->word, word)) return acts;
  return NULL;
}

static struct err *no_act(void) {
  return err_new(ERR_NOT_FOUND, MSG_WEB_NO_PAGE, MSG_NONE, NULL);
}

/// What is acted on: from the form when it comes back, else from the address.
static const char *given(const struct request *r, const char *name) {
  const char *s = r->posted ? request_form(r, name) : request_query(r, name);
  return s ? s : "";
}

static const char *today(struct arena *a) {
  char *day = arena_alloc(a, 11);
  date_format_iso(time_to_date(time_now()), day);
  return day;
}

// ---- choices
// ---------------------------------------------------------------------------------------

static void add_choice(struct shown_field *f, const char *value, const char *text) {
  f->choices[f->n++] = (struct choice){value, text};
}

static struct err *unit_choices(struct request *r, struct reader *db, struct shown_field *f) {
  struct unit_node *t = NULL;
  size_t n = 0;
  TRY(people_tree(db, today(r->a), r->a, &t, &n));
  if (n > CHOICES_MAX) return NULL;  // then the code is typed
  f->choices = ARENA_ARRAY(r->a, struct choice, n + 2);
  add_choice(
      f, "",
      msg_text(r->lang, f->field->type == ACT_UNIT ? MSG_PEOPLE_CHOOSE_UNIT : MSG_PEOPLE_NO_UNIT));
  for (size_t i = 0; i < n; i++) {
    char *dots = arena_strdup(r->a, "");
    for (int d = 0; d < t[i].depth && d < 12; d++)
      dots = arena_printf(r->a, "%s· ", dots);
    add_choice(f, t[i].code, arena_printf(r->a, "%s%s (%s)", dots, t[i].name, t[i].code));
  }
  return NULL;
}

static struct err *person_choices(struct request *r, struct reader *db, const char *unit,
                                  struct shown_field *f) {
  struct person *p = NULL;
  size_t n = 0, total = 0;
  if (!*unit) return NULL;
  TRY(people_persons(site_journal(r->web->host->site), db, unit, today(r->a), 0, CHOICES_MAX, r->a,
                     &p, &n, &total));
  if (total > n || !n) return NULL;
  f->choices = ARENA_ARRAY(r->a, struct choice, n + 1);
  add_choice(f, "", msg_text(r->lang, MSG_PEOPLE_CHOOSE_PERSON));
  for (size_t i = 0; i < n; i++)
    add_choice(f, p[i].id,
               arena_printf(r->a, "%s, %s (%s)", p[i].name ? p[i].name : "", p[i].post, p[i].id));
  return NULL;
}

#define WORD_CHOICES(count, name_of, label_of, type)                                   \
  do {                                                                                 \
    f->choices = ARENA_ARRAY(r->a, struct choice, count);                              \
    for (int k = 0; k < count; k++)                                                    \
      add_choice(f, name_of((enum type)k), msg_text(r->lang, label_of((enum type)k))); \
  } while (0)

static struct err *fill_choices(struct request *r, struct reader *db, const char *unit,
                                struct shown_field *f) {
  switch (f->field->type) {
    case ACT_UNIT:
    case ACT_UNIT_OR_NONE:
      return unit_choices(r, db, f);
    case ACT_PERSON:
      return person_choices(r, db, unit, f);
    case ACT_KIND:
      WORD_CHOICES(UNIT_KIND_COUNT, unit_kind_name, unit_kind_label, unit_kind);
      break;
    case ACT_DUTY:
      WORD_CHOICES(DUTY_COUNT, duty_name, duty_label, duty);
      break;
    case ACT_MODE:
      WORD_CHOICES(DUTY_MODE_COUNT, duty_mode_name, duty_mode_label, duty_mode);
      break;
    case ACT_PURPOSE:
      WORD_CHOICES(MACHINE_PURPOSE_COUNT, machine_purpose_name, machine_purpose_label,
                   machine_purpose);
      break;
    case ACT_NETWORK:
      WORD_CHOICES(NETWORK_COUNT, machine_network_name, machine_network_label, machine_network);
      break;
    case ACT_TEXT:
    case ACT_DAY:
      break;
  }
  return NULL;
}

// ---- the form
// --------------------------------------------------------------------------------------

static struct err *fill_facts(struct unit_act_view *v, struct request *r, struct reader *db,
                              struct out *o) {
  if (!v->unit) return NULL;
  struct unit_node *t = NULL;
  size_t n = 0;
  int64_t machines = 0;
  TRY(people_tree(db, today(r->a), r->a, &t, &n));
  TRY(equipment_count(db, v->unit->code, today(r->a), &machines));
  v->facts[v->n_facts++] = (struct fact){MSG_PEOPLE_UNIT, v->unit->name};
  v->facts[v->n_facts++] = (struct fact){MSG_PEOPLE_CODE, v->unit->code};
  v->facts[v->n_facts++] = (struct fact){MSG_PEOPLE_SINCE, fmt_day(o, v->unit->since)};
  for (size_t i = 0; i < n; i++) {
    if (strcmp(t[i].code, v->unit->code)) continue;
    v->facts[v->n_facts++] = (struct fact){MSG_PEOPLE_SUBUNITS, fmt_count(o, (int64_t)t[i].below)};
    v->facts[v->n_facts++] = (struct fact){MSG_PEOPLE_PERSONS, fmt_count(o, t[i].persons)};
  }
  v->facts[v->n_facts++] = (struct fact){MSG_PEOPLE_MACHINES, fmt_count(o, machines)};
  return NULL;
}

struct err *act_get(struct request *r, struct reader *db, struct out *o, const struct act *act) {
  if (!act) return no_act();
  struct unit_act_view v = {
      .r = r, .act = act, .ma = given(r, "ma"), .from_unit = given(r, "don-vi")};
  struct unit *u = NULL;
  TRY(people_unit_get(db, *v.from_unit ? v.from_unit : v.ma, r->a, &u));
  v.unit = u;
  v.about = *v.ma ? (u && !strcmp(u->code, v.ma) ? u->name : v.ma)
                  : msg_text(r->lang, MSG_PEOPLE_FORM_NEW);
  v.action = r->path;
  v.back = u ? arena_printf(r->a, "/con-nguoi?don-vi=%s", u->code) : "/con-nguoi";
  v.reason = form_value(r, "ly-do-van-lam", "");
  v.ask_reason = (r->error && r->error->code == ERR_REFUSED) || *v.reason;
  for (const struct act_field *f = act->fields; f->name; f++) {
    struct shown_field *s = &v.fields[v.n++];
    const char *first = f->from ? request_query(r, f->from) : NULL;
    s->field = f;
    if (!first && act->fill) TRY(act->fill(r, db, v.ma, f->name, &first));
    if (!first && f->type == ACT_DAY) first = fmt_day(o, today(r->a));
    s->value = form_value(r, f->name, first ? first : "");
    TRY(fill_choices(r, db, u ? u->code : "", s));
  }
  TRY(fill_facts(&v, r, db, o));
  unit_act_html(o, &v);
  return NULL;
}

struct err *act_post(struct request *r, struct site *site, const struct act *act) {
  struct change *c CLEANUP(change_abort) = NULL;
  if (!act) return no_act();
  const char *ma = request_form(r, "ma"), *unit = act_value(r, "don-vi");
  if (!ma) ma = "";
  TRY(change_begin(site_journal(site), r->user->user_name, &c));
  change_reason(c, act_value(r, "ly-do-van-lam"));
  TRY(act->run(c, r, ma));
  TRY(change_commit(&c));
  if (!unit) unit = ma;
  const char *to =
      act->after ? act->after(r, ma) : arena_printf(r->a, "/con-nguoi?don-vi=%s", unit);
  request_redirect(r, to, MSG_PEOPLE_SAVED);
  return NULL;
}

// ---- acts on units
// ---------------------------------------------------------------------------------

#define ON \
  { "ngay", ACT_DAY, MSG_PEOPLE_FORM_ON, MSG_PEOPLE_FORM_ON_HINT, NULL }
#define BASIS \
  { "can-cu", ACT_TEXT, MSG_PEOPLE_FORM_BASIS, MSG_PEOPLE_FORM_BASIS_HINT, NULL }
#define NAME \
  { "ten", ACT_TEXT, MSG_PEOPLE_FORM_UNIT_NAME, MSG_NONE, NULL }
#define KIND \
  { "loai", ACT_KIND, MSG_PEOPLE_KIND, MSG_NONE, NULL }
#define CODE \
  { "ma-moi", ACT_TEXT, MSG_PEOPLE_CODE, MSG_PEOPLE_FORM_CODE_HINT, NULL }

static struct unit_new new_unit(const struct request *r) {
  return (struct unit_new){.code = act_value(r, "ma-moi"),
                           .name = act_value(r, "ten"),
                           .kind = act_value(r, "loai"),
                           .parent = request_form(r, "cap-tren"),
                           .on = act_value(r, "ngay"),
                           .basis = act_value(r, "can-cu")};
}
static struct err *create(struct change *c, const struct request *r, const char *ma) {
  (void)ma;
  struct unit_new u = new_unit(r);
  return people_unit_create(c, &u);
}
static struct err *split(struct change *c, const struct request *r, const char *ma) {
  struct unit_new u = new_unit(r);
  return people_unit_split(c, ma, &u);
}
static struct err *rename_unit(struct change *c, const struct request *r, const char *ma) {
  return people_unit_rename(c, ma, act_value(r, "ten"), act_value(r, "loai"), act_value(r, "ngay"),
                            act_value(r, "can-cu"));
}
static struct err *move(struct change *c, const struct request *r, const char *ma) {
  return people_unit_move(c, ma, act_value(r, "cap-tren"), act_value(r, "ngay"),
                          act_value(r, "can-cu"));
}
static struct err *merge(struct change *c, const struct request *r, const char *ma) {
  return people_unit_merge(c, ma, act_value(r, "vao"), act_value(r, "ngay"), act_value(r, "can-cu"),
                           equipment_follow_unit);
}
static struct err *dissolve(struct change *c, const struct request *r, const char *ma) {
  return people_unit_dissolve(c, ma, act_value(r, "vao"), act_value(r, "ngay"),
                              act_value(r, "can-cu"), equipment_follow_unit);
}

static struct err *fill(struct request *r, struct reader *db, const char *ma, const char *field,
                        const char **ret) {
  struct unit *u = NULL;
  TRY(people_unit_get(db, ma, r->a, &u));
  if (!u) return NULL;
  if (!strcmp(field, "ten")) *ret = u->name;
  if (!strcmp(field, "loai") && u->kind < UNIT_KIND_COUNT) *ret = unit_kind_name(u->kind);
  if (!strcmp(field, "cap-tren")) *ret = u->parent;
  return NULL;
}
static struct err *fill_split(struct request *r, struct reader *db, const char *ma,
                              const char *field, const char **ret) {
  return strcmp(field, "ten") ? fill(r, db, ma, field, ret) : NULL;
}
static const char *after_new(struct request *r, const char *ma) {
  (void)ma;
  return arena_printf(r->a, "/con-nguoi?don-vi=%s", act_value(r, "ma-moi"));
}
static const char *after_end(struct request *r, const char *ma) {
  const char *to = act_value(r, "vao");
  return arena_printf(r->a, "/con-nguoi?don-vi=%s", to ? to : ma);
}

static const struct act ACTS[] = {
    {"lap",
     MSG_PEOPLE_ACT_CREATE,
     MSG_PEOPLE_LEAD_CREATE,
     MSG_PEOPLE_ACT_CREATE,
     {CODE,
      NAME,
      KIND,
      {"cap-tren", ACT_UNIT_OR_NONE, MSG_PEOPLE_PARENT, MSG_NONE, "duoi"},
      ON,
      BASIS},
     create,
     NULL,
     after_new},
    {"doi-ten",
     MSG_PEOPLE_ACT_RENAME,
     MSG_PEOPLE_LEAD_RENAME,
     MSG_PEOPLE_ACT_RENAME,
     {NAME, KIND, ON, BASIS},
     rename_unit,
     fill,
     NULL},
    {"chuyen",
     MSG_PEOPLE_ACT_MOVE,
     MSG_PEOPLE_LEAD_MOVE,
     MSG_PEOPLE_ACT_MOVE,
     {{"cap-tren", ACT_UNIT_OR_NONE, MSG_PEOPLE_PARENT, MSG_NONE, NULL}, ON, BASIS},
     move,
     fill,
     NULL},
    {"sap-nhap",
     MSG_PEOPLE_ACT_MERGE,
     MSG_PEOPLE_LEAD_MERGE,
     MSG_PEOPLE_ACT_MERGE,
     {{"vao", ACT_UNIT, MSG_PEOPLE_SUCCESSOR, MSG_NONE, NULL}, ON, BASIS},
     merge,
     NULL,
     after_end},
    {"tach",
     MSG_PEOPLE_ACT_SPLIT,
     MSG_PEOPLE_LEAD_SPLIT,
     MSG_PEOPLE_ACT_SPLIT,
     {CODE,
      NAME,
      KIND,
      {"cap-tren", ACT_UNIT_OR_NONE, MSG_PEOPLE_PARENT, MSG_NONE, NULL},
      ON,
      BASIS},
     split,
     fill_split,
     after_new},
    {"giai-the",
     MSG_PEOPLE_ACT_DISSOLVE,
     MSG_PEOPLE_LEAD_DISSOLVE,
     MSG_PEOPLE_ACT_DISSOLVE,
     {{"vao", ACT_UNIT_OR_NONE, MSG_PEOPLE_SUCCESSOR, MSG_PEOPLE_FORM_INTO_HINT, NULL}, ON, BASIS},
     dissolve,
     NULL,
     after_end},
    {.word = NULL}};

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  return act_get(r, db, o, act_find(r, ACTS));
}

static struct err *post(struct request *r, struct site *site) {
  return act_post(r, site, act_find(r, ACTS));
}

const struct page page_unit_act = {"/con-nguoi/don-vi/{viec}",
                                   NAV_PEOPLE,
                                   PERM_UNITS_EDIT,
                                   MSG_PEOPLE_FORM_TITLE,
                                   get,
                                   post,
                                   0,
                                   NULL};
