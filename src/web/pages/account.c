// The account of whoever is signed in: password, second factor, language, theme, single-letter
// keys.
#include <string.h>

#include "web/layout.h"
#include "web/web.h"

struct account_view {
  const struct request *r;
  const struct web_user *user;
  bool setting_up;
  const char *secret, *shown, *address;  ///< of the second factor being set up
};

#include "account.html.h"

/// The secret in groups of four, as people read it from the screen.
static const char *grouped(struct request *r, const char *secret) {
  struct buf b CLEANUP(buf_free) = buf_init(512);
  for (size_t i = 0; secret[i]; i++) {
    if (i && i % 4 == 0) buf_putc(&b, ' ');
    buf_putc(&b, secret[i]);
  }
  return arena_strdup(r->a, buf_str(&b));
}

static void fill_totp(struct account_view *v, struct request *r, struct out *o) {
  const struct web_host *h = r->web->host;
  const char *task = request_form(r, "task"), *typed = request_form(r, "secret");
  bool again = r->posted && task && !strcmp(task, "totp_on") && typed && strlen(typed) <= 128;
  v->setting_up = again || request_query(r, "totp");
  if (!v->setting_up || v->user->totp) return;
  v->secret = again ? typed : h->totp_new(h->ctx, r->a);
  v->shown = grouped(r, v->secret);
  struct buf b CLEANUP(buf_free) = buf_init(2048);
  struct out plain = out_new(&b, o->a, o->lang);
  buf_puts(&b, "otpauth://totp/Kin:");
  out_url_part(&plain, v->user->user_name);
  buf_puts(&b, "?secret=");
  out_url_part(&plain, v->secret);
  buf_puts(&b, "&issuer=Kin&algorithm=SHA1&digits=6&period=30");
  v->address = arena_strdup(r->a, buf_str(&b));
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  (void)db;
  struct account_view v = {.r = r, .user = r->user};
  fill_totp(&v, r, o);
  account_html(o, &v);
  return NULL;
}

static struct err *change_password(struct request *r) {
  const char *old = request_form(r, "old_password"), *new = request_form(r, "new_password");
  const char *again = request_form(r, "again_password");
  if (!old || !*old) request_field_error(r, "old_password", MSG_WEB_PASSWORD_MISSING, NULL);
  if (!new || !*new) request_field_error(r, "new_password", MSG_WEB_NEW_PASSWORD_MISSING, NULL);
  if (new && (!again || strcmp(new, again)))
    request_field_error(r, "again_password", MSG_WEB_PASSWORDS_DIFFER, NULL);
  if (r->n_field_errors) return NULL;
  const struct web_host *h = r->web->host;
  TRY(h->change_password(h->ctx, r->user, old, new));
  request_redirect(r, "/tai-khoan", MSG_WEB_PASSWORD_CHANGED);
  return NULL;
}

/// An empty secret removes the second factor.
static struct err *change_totp(struct request *r, const char *secret) {
  const char *password = request_form(r, "password"), *code = request_form(r, "code");
  if (!password || !*password) request_field_error(r, "password", MSG_WEB_PASSWORD_MISSING, NULL);
  if (*secret && (!code || !*code)) request_field_error(r, "code", MSG_WEB_CODE_MISSING, NULL);
  if (r->n_field_errors) return NULL;
  const struct web_host *h = r->web->host;
  TRY(h->totp_set(h->ctx, r->user, password, secret, code ? code : ""));
  request_redirect(r, "/tai-khoan", *secret ? MSG_WEB_TOTP_ADDED : MSG_WEB_TOTP_REMOVED);
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  (void)site;
  const char *task = request_form(r, "task"), *secret = request_form(r, "secret");
  if (task && !strcmp(task, "password")) return change_password(r);
  if (task && !strcmp(task, "totp_off")) return change_totp(r, "");
  if (task && !strcmp(task, "totp_on") && secret && *secret && strlen(secret) <= 128)
    return change_totp(r, secret);
  return err_new(ERR_USAGE, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT, NULL);
}

const struct page page_account = {
    "/tai-khoan", NAV_NONE, PERM_SIGNED_IN, MSG_WEB_MY_ACCOUNT, get, post, 0, NULL};
