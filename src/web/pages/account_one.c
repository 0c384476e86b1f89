// One account for administrators: its roles, its password, closing it. What is not allowed says why.
#include <string.h>

#include "access/access.h"
#include "cite.h"

struct account_one_role {
  enum role role;
  bool held;
  enum role clash;  ///< a held role that may not go with it; ROLE_COUNT: none
};
struct account_one_view {
  const struct request *r;
  const struct account *a;
  struct account_one_role roles[ROLE_COUNT];
  const char *created, *closed, *roles_text;
  bool self;
};

#include "account_one.html.h"

static struct err *find(const struct request *r, struct reader *db, struct account **ret) {
  const char *name = request_value(r, "ten");
  TRY(account_get(db, name, r->a, ret));
  if (*ret) return NULL;
  return err_new(ERR_NOT_FOUND, MSG_ERR_ACCOUNT_NONE, MSG_WEB_BACK_HINT, "name", name, NULL);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct account *a;
  TRY(find(r, db, &a));
  struct account_one_view v = {.r = r, .a = a, .created = fmt_instant(o, a->created),
                               .closed = a->closed ? fmt_instant(o, a->closed) : NULL,
                               .roles_text = account_roles_text(o->a, o->lang, a),
                               .self = !strcmp(a->name, r->user->user_name)};
  for (int i = 0; i < ROLE_COUNT; i++) {
    v.roles[i] = (struct account_one_role){(enum role)i, account_has(a, (enum role)i), ROLE_COUNT};
    for (int k = 0; k < ROLE_COUNT && !v.roles[i].held; k++)
      if (account_has(a, (enum role)k) && roles_conflict((enum role)i, (enum role)k)) v.roles[i].clash = (enum role)k;
  }
  account_one_html(o, &v);
  return NULL;
}

static struct err *change_one(struct request *r, struct site *site, struct change *c, const char *name) {
  const char *task = request_form(r, "task"), *role_text = request_form(r, "role");
  enum role role = role_text ? role_by_name(role_text) : ROLE_COUNT;
  if (!task) task = "";
  if (!strcmp(task, "give") && role != ROLE_COUNT) return account_give_role(c, name, role);
  if (!strcmp(task, "take") && role != ROLE_COUNT) return account_take_role(c, name, role);
  if (!strcmp(task, "close")) return account_close(c, name, request_form(r, "basis"));
  if (!strcmp(task, "password")) return account_change_password(site->journal, c, name, request_form(r, "new_password"));
  return err_new(ERR_USAGE, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT, NULL);
}

static struct err *post(struct request *r, struct site *site) {
  const char *task = request_form(r, "task"), *name = request_value(r, "ten");
  const char *password = request_form(r, "new_password"), *again = request_form(r, "again_password");
  if (task && !strcmp(task, "password")) {
    if (!password || !*password) request_field_error(r, "new_password", MSG_WEB_PASSWORD_MISSING, NULL);
    else if (!again || strcmp(password, again)) request_field_error(r, "again_password", MSG_PAGES_PASSWORDS_DIFFER, NULL);
  }
  if (task && !strcmp(task, "close") && !*form_value(r, "basis", ""))
    request_field_error(r, "basis", MSG_PAGES_BASIS_MISSING, NULL);
  if (r->n_field_errors) return NULL;
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(site->journal, r->user->user_name, &c));
  TRY(change_one(r, site, c, name));
  TRY(change_commit(&c));
  request_redirect(r, arena_printf(r->a, "/tai-khoan-nguoi-dung/%s", name), MSG_PAGES_ACCOUNT_CHANGED);
  return NULL;
}

const struct page page_account_one = {"/tai-khoan-nguoi-dung/{ten}", NAV_NONE, PERM_ACCOUNTS, MSG_PAGES_ACCOUNT, get,
                                      post, 0, NULL};
