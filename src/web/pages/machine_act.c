// Forms of acts on machines; drawn by unit_act.c.
#include <string.h>

#include "act_form.h"
#include "equipment/equipment.h"
#include "people/people.h"
#include "site/site.h"

#define ON \
  { "ngay", ACT_DAY, MSG_PEOPLE_FORM_ON, MSG_PEOPLE_FORM_ON_HINT, NULL }
#define BASIS \
  { "can-cu", ACT_TEXT, MSG_PEOPLE_FORM_BASIS, MSG_PEOPLE_FORM_BASIS_HINT, NULL }
#define PURPOSE \
  { "muc-dich", ACT_PURPOSE, MSG_EQUIPMENT_PURPOSE, MSG_NONE, NULL }
#define NETWORK \
  { "noi-mang", ACT_NETWORK, MSG_EQUIPMENT_NETWORK, MSG_NONE, NULL }
#define LABEL \
  { "nhan", ACT_TEXT, MSG_EQUIPMENT_LABEL, MSG_EQUIPMENT_LABEL_HINT, NULL }

/// The unit that receives a machine must exist on that day.
static struct err *usable(struct change *c, const struct request *r) {
  struct date d = time_to_date(change_time(c));
  char on[11];
  const char *day = act_value(r, "ngay");
  if (day && !date_parse(day, &d))
    return err_new(ERR_INPUT, MSG_ERR_PEOPLE_DAY, MSG_ERR_PEOPLE_DAY_HINT, "day", day, NULL);
  date_format_iso(d, on);
  return people_unit_usable(change_reader(c), act_value(r, "vao"), on);
}
static struct err *enter(struct change *c, const struct request *r, const char *ma) {
  (void)ma;
  struct machine_new m = {.code = act_value(r, "ma-may"),
                          .unit = act_value(r, "vao"),
                          .purpose = act_value(r, "muc-dich"),
                          .network = act_value(r, "noi-mang"),
                          .label = act_value(r, "nhan"),
                          .on = act_value(r, "ngay"),
                          .basis = act_value(r, "can-cu")};
  TRY(usable(c, r));
  return equipment_register(c, &m);
}
static struct err *change(struct change *c, const struct request *r, const char *ma) {
  const char *label = request_form(r, "nhan");
  return equipment_change(c, ma, act_value(r, "muc-dich"), act_value(r, "noi-mang"),
                          label ? label : "", act_value(r, "ngay"), act_value(r, "can-cu"));
}
static struct err *move(struct change *c, const struct request *r, const char *ma) {
  TRY(usable(c, r));
  return equipment_move(c, ma, act_value(r, "vao"), act_value(r, "ngay"), act_value(r, "can-cu"));
}
static struct err *retire(struct change *c, const struct request *r, const char *ma) {
  return equipment_retire(c, ma, act_value(r, "ngay"), act_value(r, "ly-do"));
}

static struct err *fill(struct request *r, struct reader *db, const char *ma, const char *field,
                        const char **ret) {
  struct machine *m = NULL;
  TRY(equipment_get(db, ma, r->a, &m));
  if (!m) return NULL;
  if (!strcmp(field, "muc-dich") && m->purpose < MACHINE_PURPOSE_COUNT)
    *ret = machine_purpose_name(m->purpose);
  if (!strcmp(field, "noi-mang") && m->network < NETWORK_COUNT)
    *ret = machine_network_name(m->network);
  if (!strcmp(field, "nhan")) *ret = m->label;
  if (!strcmp(field, "vao")) *ret = m->unit;
  return NULL;
}

static const char *after(struct request *r, const char *ma) {
  const char *code = *ma ? ma : act_value(r, "ma-may");
  return code ? arena_printf(r->a, "/may/%s", code) : "/con-nguoi";
}

static const struct act ACTS[] = {
    {"ghi",
     MSG_EQUIPMENT_ACT_REGISTER,
     MSG_EQUIPMENT_LEAD_REGISTER,
     MSG_EQUIPMENT_ACT_REGISTER,
     {{"ma-may", ACT_TEXT, MSG_EQUIPMENT_CODE, MSG_EQUIPMENT_CODE_HINT, NULL},
      {"vao", ACT_UNIT, MSG_PEOPLE_UNIT, MSG_NONE, "don-vi"},
      PURPOSE,
      NETWORK,
      LABEL,
      ON,
      BASIS},
     enter,
     NULL,
     after},
    {"thay-doi",
     MSG_EQUIPMENT_ACT_CHANGE,
     MSG_EQUIPMENT_LEAD_CHANGE,
     MSG_EQUIPMENT_ACT_CHANGE,
     {PURPOSE, NETWORK, LABEL, ON, BASIS},
     change,
     fill,
     after},
    {"chuyen",
     MSG_EQUIPMENT_ACT_MOVE,
     MSG_EQUIPMENT_LEAD_MOVE,
     MSG_EQUIPMENT_ACT_MOVE,
     {{"vao", ACT_UNIT, MSG_PEOPLE_UNIT, MSG_NONE, NULL}, ON, BASIS},
     move,
     fill,
     after},
    {"thoi-dung",
     MSG_EQUIPMENT_ACT_RETIRE,
     MSG_EQUIPMENT_LEAD_RETIRE,
     MSG_EQUIPMENT_ACT_RETIRE,
     {{"ly-do", ACT_TEXT, MSG_PEOPLE_WHY, MSG_EQUIPMENT_WHY_HINT, NULL}, ON},
     retire,
     NULL,
     after},
    {.word = NULL}};

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  return act_get(r, db, o, act_find(r, ACTS));
}

static struct err *post(struct request *r, struct site *site) {
  return act_post(r, site, act_find(r, ACTS));
}

const struct page page_machine_act = {"/con-nguoi/may/{viec}",
                                      NAV_PEOPLE,
                                      PERM_MACHINES_EDIT,
                                      MSG_PEOPLE_FORM_TITLE,
                                      get,
                                      post,
                                      0,
                                      NULL};
