// Keys with which teams sign their reports: issued as a small file, listed, revoked.
#include <string.h>

#include "carried/keyfile.h"
#include "inspection/inspection.h"
#include "site/site.h"
#include "viet/viet.h"
#include "web/layout.h"
#include "web/web.h"

struct scan_keys_view {
  struct request *r;
  struct inspection_key *keys;
  size_t n;
  char today[11];
};

#include "scan_keys.html.h"

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct scan_keys_view v = {.r = r};
  date_format_iso(time_to_date(time_now()), v.today);
  TRY(inspection_keys(db, r->a, &v.keys, &v.n));
  scan_keys_html(o, &v);
  return NULL;
}

// The answer is the key file itself; nothing of it stays here but the public part.
static struct err *issue(struct request *r, struct site *site) {
  const char *team = request_form(r, "team"), *typed = request_form(r, "password");
  const char *again = request_form(r, "again_password"), *until = request_form(r, "until");
  if (!team || !*team) request_field_error(r, "team", MSG_INSPECTION_TEAM_MISSING, NULL);
  if (!typed || !*typed) request_field_error(r, "password", MSG_CARRIED_KEY_SHORT_HINT, NULL);
  if (typed && *typed && (!again || strcmp(typed, again) != 0))
    request_field_error(r, "again_password", MSG_INSPECTION_PASSPHRASES_DIFFER, NULL);
  if (r->n_field_errors) return NULL;
  char *id = NULL, *text = NULL;
  // Composed letters, whatever the keyboard gave: kin scan opens the file the same way.
  struct buf nfc CLEANUP(buf_free) = buf_init(8192);
  viet_nfc((struct bytes){(const uint8_t *)typed, strlen(typed)}, &nfc);
  struct inspection_key_order order = {
      .team = team, .valid_until = until, .passphrase = buf_str(&nfc)};
  struct err *e =
      inspection_key_issue(site_journal(site), r->user->user_name, &order, r->a, &id, &text);
  if (nfc.p) seal_wipe(nfc.p, nfc.n);
  TRY(e);
  request_download(r, "text/plain; charset=utf-8", arena_printf(r->a, "%s.key", id), text,
                   strlen(text));
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  const char *task = request_form(r, "task"), *id = request_form(r, "key"),
             *grounds = request_form(r, "grounds");
  if (task && !strcmp(task, "issue")) return issue(r, site);
  if (!task || strcmp(task, "revoke") != 0 || !id)
    return err_new(ERR_USAGE, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT, NULL);
  TRY(inspection_key_revoke(site_journal(site), r->user->user_name, id, grounds));
  request_redirect(r, "/ra-quet/khoa", MSG_INSPECTION_NOTE_REVOKED);
  return NULL;
}

const struct page page_scan_keys = {
    "/ra-quet/khoa", NAV_SCAN, PERM_KEYS_ISSUE, MSG_INSPECTION_PAGE_KEYS, get, post, 0, NULL};
