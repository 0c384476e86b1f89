// Accounts for administrators: who may sign in and with which role; a new one is made here.
#include <string.h>

#include "access/access.h"
#include "cite.h"

struct accounts_row {
  const struct account *a;
  const char *roles;
};
struct accounts_view {
  const struct request *r;
  struct accounts_row *rows;
  size_t n, open;
};

#include "accounts.html.h"

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct account *list;
  struct accounts_view v = {.r = r};
  TRY(account_list(db, o->a, &list, &v.n));
  v.rows = ARENA_ARRAY(o->a, struct accounts_row, v.n + 1);
  for (size_t i = 0; i < v.n; i++) {
    v.rows[i] = (struct accounts_row){&list[i], account_roles_text(o->a, o->lang, &list[i])};
    v.open += !list[i].closed;
  }
  accounts_html(o, &v);
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  const char *name = request_form(r, "name"), *person = request_form(r, "person"), *role = request_form(r, "role");
  const char *password = request_form(r, "new_password"), *again = request_form(r, "again_password");
  if (!name || !*name) request_field_error(r, "name", MSG_PAGES_NAME_MISSING, NULL);
  if (!role || role_by_name(role) == ROLE_COUNT) request_field_error(r, "role", MSG_PAGES_ROLE_MISSING, NULL);
  if (!password || !*password) request_field_error(r, "new_password", MSG_WEB_PASSWORD_MISSING, NULL);
  else if (!again || strcmp(password, again)) request_field_error(r, "again_password", MSG_PAGES_PASSWORDS_DIFFER, NULL);
  if (r->n_field_errors) return NULL;
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(site->journal, r->user->user_name, &c));
  TRY(account_create(c, name, person ? person : "", role_by_name(role), password));
  TRY(change_commit(&c));
  request_redirect(r, "/tai-khoan-nguoi-dung", MSG_PAGES_ACCOUNT_MADE);
  return NULL;
}

const struct page page_accounts = {"/tai-khoan-nguoi-dung", NAV_NONE, PERM_ACCOUNTS, MSG_PAGES_ACCOUNTS, get, post, 0,
                                   NULL};
