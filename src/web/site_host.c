// Answers the shell's questions from an opened site: sessions and roles from access, figures from
// the journal.
#include <string.h>

#include "people/people.h"
#include "site/site.h"
#include "web/page.h"

static struct err *read_begin(void *ctx, struct reader **ret) {
  return store_read(((struct site *)ctx)->store, ret);
}

static void read_end(struct reader **db) {
  store_read_end(db);
}

/// First and last characters of the root hash: enough to compare with a printed checkpoint by eye.
static const char *head_text(struct arena *a, const struct journal_head *head) {
  const uint8_t *h = (const uint8_t *)&head->root;
  return arena_printf(a, "%02x%02x %02x%02x …%02x%02x", h[0], h[1], h[2], h[3], h[SEAL_HASH - 2],
                      h[SEAL_HASH - 1]);
}

static struct err *describe(void *ctx, struct reader *db, struct arena *a, struct web_site *ret) {
  const struct site *s = ctx;
  struct journal_head head;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(journal_head(db, a, &head));
  *ret = (struct web_site){
      .name = s->agency, .demo = s->demo, .entries = head.size, .head = head_text(a, &head)};
  TRY(store_query(db, SQL_JOURNAL_VERIFICATION_LAST, NULL, 0, &rows));
  if (rows_next(rows)) {
    ret->verified_at = rows_int(rows, 1);
    ret->verified_ok = !strcmp(rows_text(rows, 3), "ok");
  }
  TRY(rows_end(&rows));
  TRY(store_query(db, SQL_SITE_BACKUP_LAST, NULL, 0, &rows));
  if (rows_next(rows)) ret->backup_at = rows_int(rows, 0);
  return rows_end(&rows);
}

/// What to call the account's holder: the name of the person, else the account's own.
static struct err *holder_name(struct site *s, struct arena *a, const struct account *account,
                               const char **ret) {
  struct reader *db CLEANUP(store_read_end) = NULL;
  struct person *person = NULL;
  *ret = account->name;
  if (!account->person || !account->person[0]) return NULL;
  TRY(store_read(s->store, &db));
  TRY(people_person_get(s->journal, db, account->person, a, &person));
  if (person && person->name) *ret = person->name;
  return NULL;
}

static struct err *who(void *ctx, struct arena *a, enum lang lang, const char *token,
                       const struct web_user **ret) {
  struct session *session = NULL;
  TRY(session_find(((struct site *)ctx)->journal, token, a, &session));
  if (!session) return NULL;
  const struct account *account = session->account;
  struct web_user *user = ARENA_NEW(a, struct web_user);
  const char *name;
  TRY(holder_name(ctx, a, account, &name));
  *user = (struct web_user){.user_name = account->name,
                            .name = name,
                            .post = account_roles_text(a, lang, account),
                            .totp = account->totp,
                            .account = account};
  *ret = user;
  return NULL;
}

static bool may(void *ctx, const struct web_user *user, int permission) {
  (void)ctx;
  return permission > PERM_NONE && permission < PERM_COUNT &&
         account_may(user->account, (enum perm)permission);
}

static const char *who_may(void *ctx, struct arena *a, enum lang lang, int permission) {
  (void)ctx;
  const char *text = "";
  for (int role = 0; role < ROLE_COUNT; role++)
    if (role_allows((enum role)role, (enum perm)permission))
      text = arena_printf(a, "%s%s%s", text, *text ? ", " : "",
                          msg_text(lang, role_label((enum role)role)));
  return *text ? text : msg_text(lang, MSG_WEB_NOBODY);
}

static struct err *sign_in(void *ctx, struct arena *a, const char *user_name, const char *password,
                           const char *code, const char *remote, char **ret_token) {
  return session_open(((struct site *)ctx)->journal, user_name, password, code, remote, a,
                      ret_token);
}

static struct err *sign_out(void *ctx, const struct web_user *user, const char *token) {
  (void)user;
  return session_close(((struct site *)ctx)->journal, token);
}

/// The present password once more, before something that a borrowed session must not do.
static struct err *check_password(struct site *s, const struct web_user *user,
                                  const char *password) {
  bool right = false;
  TRY(account_password_is(s->journal, user->user_name, password, &right));
  return right ? NULL
               : err_new(ERR_INPUT, MSG_WEB_PASSWORD_WRONG, MSG_WEB_PASSWORD_WRONG_HINT, NULL);
}

static struct err *change_password(void *ctx, const struct web_user *user, const char *old_password,
                                   const char *new_password) {
  struct site *s = ctx;
  TRY(check_password(s, user, old_password));
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(s->journal, user->user_name, &c));
  TRY(account_change_password(s->journal, c, user->user_name, new_password));
  return change_commit(&c);
}

static char *totp_new(void *ctx, struct arena *a) {
  (void)ctx;
  return totp_secret_new(a);
}

static struct err *totp_set(void *ctx, const struct web_user *user, const char *password,
                            const char *secret, const char *code) {
  struct site *s = ctx;
  TRY(check_password(s, user, password));
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(s->journal, user->user_name, &c));
  TRY(*secret ? account_set_totp(c, user->user_name, secret, code)
              : account_remove_totp(c, user->user_name));
  return change_commit(&c);
}

static struct err *record(void *ctx, struct request *r) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(((struct site *)ctx)->journal, r->user->user_name, &c));
  TRY(r->page->record(r, c));
  return change_commit(&c);
}

void site_host(struct site *site, struct web_host *ret) {
  *ret = (struct web_host){.ctx = site,
                           .site = site,
                           .read_begin = read_begin,
                           .read_end = read_end,
                           .describe = describe,
                           .who = who,
                           .may = may,
                           .who_may = who_may,
                           .sign_in = sign_in,
                           .sign_out = sign_out,
                           .change_password = change_password,
                           .totp_new = totp_new,
                           .totp_set = totp_set,
                           .record = record};
}
