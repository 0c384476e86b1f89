// Sign-in, in both languages side by side, with what everybody should know before they enter.
#include <string.h>

#include "web/web.h"

struct sign_in_view {
  const struct request *r;
  const char *site_name, *next, *verified, *message, *hint;
  enum lang other;
  enum icon icons[6];
  enum msg rules[6];
};

#include "sign_in.html.h"

/// Where to go afterwards: only a local path, never back to this page.
static const char *next_of(const struct request *r) {
  const char *next = request_query(r, "tiep");
  if (!next) next = fields_get(&r->form, "tiep");
  return next && next[0] == '/' && url_is_local(next) && strncmp(next, "/dang-nhap", 10) ? next
                                                                                         : "/";
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  (void)db;
  if (r->user) {
    request_redirect(r, next_of(r), MSG_NONE);
    return NULL;
  }
  struct sign_in_view v = {
      .r = r,
      .site_name = r->site->name,
      .next = next_of(r),
      .verified = r->site->verified_at && r->site->verified_ok
                      ? fmt_instant(o, r->site->verified_at)
                      : NULL,
      .other = r->lang == LANG_VI ? LANG_EN : LANG_VI,
      .icons = {ICON_WORLD_OFF, ICON_DEVICE_FLOPPY, ICON_HISTORY, ICON_LOCK, ICON_KEY, ICON_BOOK_2},
      .rules = {MSG_WEB_RULE_LAN, MSG_WEB_RULE_USB, MSG_WEB_RULE_JOURNAL, MSG_WEB_RULE_LEAVE,
                MSG_WEB_RULE_ROOT, MSG_WEB_RULE_BOOK}};
  if (r->error) {
    v.message = err_message(r->a, r->lang, r->error);
    v.hint = err_hint(r->a, r->lang, r->error);
  }
  sign_in_html(o, &v);
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  (void)site;
  const char *user = request_form(r, "user"), *password = request_form(r, "password");
  const char *code = request_form(r, "code");
  if (!user || !*user) request_field_error(r, "user", MSG_WEB_USER_MISSING, NULL);
  if (!password || !*password) request_field_error(r, "password", MSG_WEB_PASSWORD_MISSING, NULL);
  if (r->n_field_errors) return NULL;
  const struct web_host *h = r->web->host;
  char *token;
  TRY(h->sign_in(h->ctx, r->a, user, password, code ? code : "", r->remote, &token));
  request_set_cookie(r, "kin_session", token, 0);
  request_set_cookie(r, "kin_pre", "", -1);
  request_redirect(r, next_of(r), MSG_NONE);
  return NULL;
}

const struct page page_sign_in = {"/dang-nhap", NAV_NONE, PERM_PUBLIC, MSG_WEB_SIGN_IN,
                                  get,          post,     PAGE_BARE,   NULL};
