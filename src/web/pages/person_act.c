// Forms of acts on persons and their duties; drawn by unit_act.c.
#include <string.h>

#include "act_form.h"
#include "people/people.h"
#include "site/site.h"

#define ON \
  { "ngay", ACT_DAY, MSG_PEOPLE_FORM_ON, MSG_PEOPLE_FORM_ON_HINT, NULL }
#define BASIS \
  { "can-cu", ACT_TEXT, MSG_PEOPLE_FORM_BASIS, MSG_PEOPLE_FORM_BASIS_HINT, NULL }
#define POST \
  { "chuc-vu", ACT_TEXT, MSG_PEOPLE_POST, MSG_NONE, NULL }
#define DUTY \
  { "nhiem-vu", ACT_DUTY, MSG_PEOPLE_DUTY, MSG_NONE, "nhiem-vu" }

static struct err *add(struct change *c, const struct request *r, const char *ma) {
  (void)ma;
  struct person_new p = {.id = act_value(r, "ma-so"),
                         .name = act_value(r, "ho-ten"),
                         .unit = act_value(r, "vao"),
                         .post = act_value(r, "chuc-vu"),
                         .on = act_value(r, "ngay"),
                         .basis = act_value(r, "can-cu")};
  return people_person_add(c, &p);
}
static struct err *rename_person(struct change *c, const struct request *r, const char *ma) {
  return people_person_rename(c, ma, act_value(r, "ho-ten"), act_value(r, "can-cu"));
}
static struct err *move(struct change *c, const struct request *r, const char *ma) {
  return people_person_move(c, ma, act_value(r, "vao"), act_value(r, "chuc-vu"),
                            act_value(r, "ngay"), act_value(r, "can-cu"));
}
static struct err *leave(struct change *c, const struct request *r, const char *ma) {
  return people_person_leave(c, ma, act_value(r, "ngay"), act_value(r, "ly-do"));
}
static struct err *assign(struct change *c, const struct request *r, const char *ma) {
  (void)ma;
  struct duty_new d = {.person = act_value(r, "nguoi"),
                       .unit = act_value(r, "tai"),
                       .duty = act_value(r, "nhiem-vu"),
                       .mode = act_value(r, "hinh-thuc"),
                       .decision = act_value(r, "can-cu"),
                       .on = act_value(r, "ngay")};
  return people_duty_assign(c, &d);
}
static struct err *relieve(struct change *c, const struct request *r, const char *ma) {
  return people_duty_end(c, ma, act_value(r, "tai"), act_value(r, "nhiem-vu"), act_value(r, "ngay"),
                         act_value(r, "can-cu"));
}

static struct err *fill(struct request *r, struct reader *db, const char *ma, const char *field,
                        const char **ret) {
  struct person *p = NULL;
  TRY(people_person_get(site_journal(r->web->host->site), db, ma, r->a, &p));
  if (!p) return NULL;
  if (!strcmp(field, "ho-ten") && p->name) *ret = p->name;
  if (!strcmp(field, "chuc-vu")) *ret = p->post;
  if (!strcmp(field, "vao")) *ret = p->unit;
  return NULL;
}

/// Most assignments are beside other work.
static struct err *fill_assign(struct request *r, struct reader *db, const char *ma,
                               const char *field, const char **ret) {
  (void)r;
  (void)db;
  (void)ma;
  if (!strcmp(field, "hinh-thuc")) *ret = duty_mode_name(DUTY_PART);
  return NULL;
}

static const char *after(struct request *r, const char *ma) {
  const char *id = *ma ? ma : act_value(r, "ma-so");
  if (!id) id = act_value(r, "nguoi");
  return id ? arena_printf(r->a, "/nguoi/%s", id) : "/con-nguoi";
}

static const struct act ACTS[] = {
    {"them",
     MSG_PEOPLE_ACT_ADD,
     MSG_PEOPLE_LEAD_ADD,
     MSG_PEOPLE_ACT_ADD,
     {{"ma-so", ACT_TEXT, MSG_PEOPLE_STAFF_NUMBER, MSG_PEOPLE_FORM_NUMBER_HINT, NULL},
      {"ho-ten", ACT_TEXT, MSG_PEOPLE_FULL_NAME, MSG_NONE, NULL},
      {"vao", ACT_UNIT, MSG_PEOPLE_UNIT, MSG_NONE, "don-vi"},
      POST,
      ON,
      BASIS},
     add,
     NULL,
     after},
    {"sua-ten",
     MSG_PEOPLE_ACT_CORRECT,
     MSG_PEOPLE_LEAD_CORRECT,
     MSG_PEOPLE_ACT_CORRECT,
     {{"ho-ten", ACT_TEXT, MSG_PEOPLE_FULL_NAME, MSG_NONE, NULL}, BASIS},
     rename_person,
     fill,
     after},
    {"chuyen",
     MSG_PEOPLE_ACT_TRANSFER,
     MSG_PEOPLE_LEAD_TRANSFER,
     MSG_PEOPLE_ACT_TRANSFER,
     {{"vao", ACT_UNIT, MSG_PEOPLE_UNIT, MSG_NONE, NULL}, POST, ON, BASIS},
     move,
     fill,
     after},
    {"roi-di",
     MSG_PEOPLE_ACT_LEAVE,
     MSG_PEOPLE_LEAD_LEAVE,
     MSG_PEOPLE_ACT_LEAVE,
     {ON, {"ly-do", ACT_TEXT, MSG_PEOPLE_WHY, MSG_NONE, NULL}},
     leave,
     NULL,
     after},
    {"phan-cong",
     MSG_PEOPLE_ACT_ASSIGN,
     MSG_PEOPLE_LEAD_ASSIGN,
     MSG_PEOPLE_ACT_ASSIGN,
     {{"nguoi", ACT_PERSON, MSG_PEOPLE_PERSON, MSG_NONE, "nguoi"},
      DUTY,
      {"tai", ACT_UNIT, MSG_PEOPLE_DUTY_AT, MSG_NONE, "don-vi"},
      {"hinh-thuc", ACT_MODE, MSG_PEOPLE_MODE, MSG_NONE, NULL},
      ON,
      {"can-cu", ACT_TEXT, MSG_PEOPLE_DECISION, MSG_PEOPLE_FORM_BASIS_HINT, NULL}},
     assign,
     fill_assign,
     after},
    {"thoi-nhiem-vu",
     MSG_PEOPLE_ACT_RELIEVE,
     MSG_PEOPLE_LEAD_RELIEVE,
     MSG_PEOPLE_ACT_RELIEVE,
     {DUTY, {"tai", ACT_UNIT, MSG_PEOPLE_DUTY_AT, MSG_NONE, "don-vi"}, ON, BASIS},
     relieve,
     NULL,
     after},
    {.word = NULL}};

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  return act_get(r, db, o, act_find(r, ACTS));
}

static struct err *post(struct request *r, struct site *site) {
  return act_post(r, site, act_find(r, ACTS));
}

const struct page page_person_act = {"/con-nguoi/nguoi/{viec}",
                                     NAV_PEOPLE,
                                     PERM_PEOPLE_EDIT,
                                     MSG_PEOPLE_FORM_TITLE,
                                     get,
                                     post,
                                     0,
                                     NULL};
