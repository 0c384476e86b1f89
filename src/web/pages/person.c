// One person: posts and duties over time, and what may be recorded about them.
#include "people/people.h"

#include "site/site.h"
#include "web/web.h"

struct person_action {
  enum msg label;
  const char *href;  ///< NULL: not allowed, for this reason
  const char *reason;
};
struct person_view {
  const struct person *p;
  const char *name;
  bool may;
  struct person_post *posts;
  struct duty_held *duties;
  struct person_action acts[6];
  size_t n_posts, n_duties, n_acts;
};

#include "person.html.h"

static void add_act(struct person_view *v, struct request *r, enum msg label, const char *address,
                    bool after_leaving) {
  struct person_action *act = &v->acts[v->n_acts++];
  const struct web_host *h = r->web->host;
  *act = (struct person_action){.label = label};
  if (!request_may(r, PERM_PEOPLE_EDIT))
    act->reason = msg_fill(r->a, r->lang, MSG_PEOPLE_ONLY, "who",
                           h->who_may(h->ctx, r->a, r->lang, PERM_PEOPLE_EDIT), NULL);
  else if (*v->p->until && !after_leaving)
    act->reason = msg_text(r->lang, MSG_PEOPLE_PERSON_OVER);
  else
    act->href =
        arena_printf(r->a, "/con-nguoi/nguoi/%s%s&don-vi=%s", address, v->p->id, v->p->unit);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct journal *j = site_journal(r->web->host->site);
  struct person_view v = {.may = request_may(r, PERM_PEOPLE_EDIT)};
  struct person *p = NULL;
  const char *id = request_value(r, "ma");
  TRY(people_person_get(j, db, id, r->a, &p));
  if (!p)
    return err_new(ERR_NOT_FOUND, MSG_ERR_PERSON_NONE, MSG_ERR_PERSON_NONE_HINT, "person", id,
                   NULL);
  v.p = p;
  v.name = p->name ? p->name : msg_text(r->lang, MSG_PEOPLE_NAME_REMOVED);
  TRY(people_posts(db, p->id, r->a, &v.posts, &v.n_posts));
  TRY(people_duties_of_person(j, db, p->id, r->a, &v.duties, &v.n_duties));
  add_act(&v, r, MSG_PEOPLE_ACT_ASSIGN, "phan-cong?nguoi=", false);
  add_act(&v, r, MSG_PEOPLE_ACT_TRANSFER, "chuyen?ma=", false);
  add_act(&v, r, MSG_PEOPLE_ACT_LEAVE, "roi-di?ma=", false);
  add_act(&v, r, MSG_PEOPLE_ACT_CORRECT, "sua-ten?ma=", true);
  person_html(o, &v);
  return NULL;
}

const struct page page_person = {
    "/nguoi/{ma}", NAV_PEOPLE, PERM_PEOPLE_VIEW, MSG_PEOPLE_PERSON, get, NULL, 0, NULL};
