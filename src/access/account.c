// Accounts and roles.
#include <string.h>

#include "access/access.h"
#include "base/buf.h"

bool account_has(const struct account *account, enum role r) {
  return account->roles & (1u << r);
}

bool account_may(const struct account *account, enum perm p) {
  if (!account || account->closed) return false;
  for (int r = 0; r < ROLE_COUNT; r++)
    if (account_has(account, (enum role)r) && role_allows((enum role)r, p)) return true;
  return false;
}

char *account_roles_text(struct arena *a, enum lang lang, const struct account *account) {
  char *text = arena_strdup(a, "");
  for (int r = 0; r < ROLE_COUNT; r++)
    if (account_has(account, (enum role)r))
      text = arena_printf(a, "%s%s%s", text, *text ? ", " : "", msg_text(lang, role_label((enum role)r)));
  return text;
}

static struct err *read_roles(struct reader *r, struct account *account) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_ACCESS_ROLES, &rows, V_TEXT(account->name)));
  while (rows_next(rows)) {
    enum role role = role_by_name(rows_text(rows, 0));
    if (role != ROLE_COUNT) account->roles |= 1u << role;
  }
  return rows_end(&rows);
}

struct err *account_get(struct reader *r, const char *name, struct arena *a, struct account **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = NULL;
  TRY(STORE_QUERY(r, SQL_ACCESS_ACCOUNT_GET, &rows, V_TEXT(name)));
  if (!rows_next(rows)) return rows_end(&rows);
  struct account *account = ARENA_NEW(a, struct account);
  account->name = rows_dup(rows, 0, a);
  account->person = rows_dup(rows, 1, a);
  account->totp = *rows_text(rows, 3) != 0;
  account->created = rows_int(rows, 4);
  account->closed = rows_int(rows, 5);
  TRY(rows_end(&rows));
  TRY(read_roles(r, account));
  *ret = account;
  return NULL;
}

struct err *account_list(struct reader *r, struct arena *a, struct account **ret, size_t *ret_n) {
  enum { MAX = 20000 };
  struct rows *rows CLEANUP(rows_drop) = NULL;
  struct account *list = ARENA_ARRAY(a, struct account, MAX);
  size_t n = 0;
  TRY(store_query(r, SQL_ACCESS_ACCOUNT_LIST, NULL, 0, &rows));
  for (; n < MAX && rows_next(rows); n++) {
    list[n].name = rows_dup(rows, 0, a);
    list[n].person = rows_dup(rows, 1, a);
    list[n].totp = *rows_text(rows, 2) != 0;
    list[n].created = rows_int(rows, 3);
    list[n].closed = rows_int(rows, 4);
  }
  TRY(rows_end(&rows));
  for (size_t i = 0; i < n; i++)
    TRY(read_roles(r, &list[i]));
  *ret = list;
  *ret_n = n;
  return NULL;
}

static bool name_valid(const char *s) {
  size_t n = strlen(s);
  return n >= 2 && n <= 40 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == n &&
         !strchr(".-_", s[0]) && strcmp(s, "kin") != 0;
}

static struct err *check_password(const char *name, const char *password) {
  size_t n = utf8_count(password);
  bool all_same = n > 0 && strspn(password, (char[]){password[0], 0}) == strlen(password);
  if (n < PASSWORD_MIN || strlen(password) > 1000 || all_same || strstr(password, name))
    return err_new(ERR_INPUT, MSG_ERR_PASSWORD_WEAK, MSG_NONE, NULL);
  return NULL;
}

static struct err *existing(struct change *c, const char *name, struct arena *a, struct account **ret) {
  TRY(account_get(change_reader(c), name, a, ret));
  if (!*ret || (*ret)->closed)
    return err_new(ERR_NOT_FOUND, MSG_ERR_ACCOUNT_NONE, MSG_NONE, "name", name, NULL);
  return NULL;
}

struct err *account_create(struct change *c, const char *name, const char *person, enum role role,
                           const char *password) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct account *old = NULL;
  char *phc = NULL;
  if (!name_valid(name)) return err_new(ERR_INPUT, MSG_ERR_ACCOUNT_NAME, MSG_NONE, "name", name, NULL);
  TRY(account_get(change_reader(c), name, a, &old));
  if (old) return err_new(ERR_CONFLICT, MSG_ERR_ACCOUNT_TAKEN, MSG_NONE, "name", name, NULL);
  TRY(check_password(name, password));
  TRY(seal_password_hash(a, password, &phc));
  return CHANGE_EVENT(c, EVENT_ACCOUNT_CREATED, name, {"person", V_TEXT(person)},
                      {"role", V_TEXT(role_name(role))}, {"password", V_TEXT(phc)});
}

struct err *account_give_role(struct change *c, const char *name, enum role role) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct account *account = NULL;
  TRY(existing(c, name, a, &account));
  for (int r = 0; r < ROLE_COUNT; r++)
    if (account_has(account, (enum role)r) && roles_conflict((enum role)r, role))
      return err_new(ERR_CONFLICT, MSG_ERR_ROLES_CONFLICT, MSG_ERR_ROLES_CONFLICT_HINT, "one.vi",
                     msg_text(LANG_VI, role_label((enum role)r)), "one.en",
                     msg_text(LANG_EN, role_label((enum role)r)), "other.vi",
                     msg_text(LANG_VI, role_label(role)), "other.en",
                     msg_text(LANG_EN, role_label(role)), NULL);
  if (account_has(account, role)) return NULL;
  return CHANGE_EVENT(c, EVENT_ACCOUNT_ROLE_GIVEN, name, {"role", V_TEXT(role_name(role))});
}

static struct err *not_the_last_administrator(struct change *c, const struct account *account) {
  int64_t administrators = 0;
  if (!account_has(account, ROLE_ADMINISTRATOR)) return NULL;
  TRY(STORE_INT(change_reader(c), SQL_ACCESS_ACCOUNTS_WITH_ROLE, 0, &administrators,
                V_TEXT(role_name(ROLE_ADMINISTRATOR))));
  if (administrators > 1) return NULL;
  return err_new(ERR_CONFLICT, MSG_ERR_LAST_ADMINISTRATOR, MSG_NONE, NULL);
}

struct err *account_take_role(struct change *c, const char *name, enum role role) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct account *account = NULL;
  TRY(existing(c, name, a, &account));
  if (!account_has(account, role))
    return err_new(ERR_NOT_FOUND, MSG_ERR_ROLE_NONE, MSG_NONE, "name", name, NULL);
  if (role == ROLE_ADMINISTRATOR) TRY(not_the_last_administrator(c, account));
  return CHANGE_EVENT(c, EVENT_ACCOUNT_ROLE_TAKEN, name, {"role", V_TEXT(role_name(role))});
}

/// The last three passwords may not come again.
static struct err *check_not_used(struct journal *j, struct change *c, const char *name,
                                  const char *password, struct arena *a) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(change_reader(c), SQL_ACCESS_PASSWORDS_USED, &rows, V_TEXT(name)));
  while (rows_next(rows)) {
    char *phc = NULL;
    TRY(journal_private(j, change_reader(c), rows_text(rows, 0), a, &phc));
    if (phc && seal_password_check(phc, password))
      return err_new(ERR_INPUT, MSG_ERR_PASSWORD_USED, MSG_NONE, NULL);
  }
  return rows_end(&rows);
}

struct err *account_change_password(struct journal *j, struct change *c, const char *name,
                                    const char *password) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct account *account = NULL;
  char *phc = NULL;
  TRY(existing(c, name, a, &account));
  TRY(check_password(name, password));
  TRY(check_not_used(j, c, name, password, a));
  TRY(seal_password_hash(a, password, &phc));
  return CHANGE_EVENT(c, EVENT_ACCOUNT_PASSWORD_CHANGED, name, {"password", V_TEXT(phc)});
}

struct err *account_close(struct change *c, const char *name, const char *basis) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct account *account = NULL;
  TRY(existing(c, name, a, &account));
  TRY(not_the_last_administrator(c, account));
  return CHANGE_EVENT(c, EVENT_ACCOUNT_CLOSED, name, {"basis", V_TEXT(basis)});
}

struct err *account_set_totp(struct change *c, const char *name, const char *secret, const char *code) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct account *account = NULL;
  int64_t step = 0;
  TRY(existing(c, name, a, &account));
  if (!totp_check(secret, code, change_time(c), &step))
    return err_new(ERR_INPUT, MSG_ERR_TOTP_WRONG, MSG_ERR_TOTP_WRONG_HINT, NULL);
  return CHANGE_EVENT(c, EVENT_ACCOUNT_TOTP_SET, name, {"secret", V_TEXT(secret)});
}

struct err *account_remove_totp(struct change *c, const char *name) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct account *account = NULL;
  TRY(existing(c, name, a, &account));
  return change_event(c, EVENT_ACCOUNT_TOTP_REMOVED, name, NULL, 0, NULL);
}
