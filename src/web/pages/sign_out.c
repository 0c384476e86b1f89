// Sign-out: a POST only, so that no link can do it. Opened by address it leads to the first page.
#include "web/web.h"

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  (void)db, (void)o;
  request_redirect(r, "/", MSG_NONE);
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  (void)site;
  const struct web_host *h = r->web->host;
  TRY(h->sign_out(h->ctx, r->user, r->session));
  request_set_cookie(r, "kin_session", "", -1);
  request_redirect(r, "/dang-nhap", MSG_NONE);
  return NULL;
}

const struct page page_sign_out = {
    "/dang-xuat", NAV_NONE, PERM_SIGNED_IN, MSG_WEB_SIGN_OUT, get, post, 0, NULL};
