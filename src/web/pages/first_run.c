// Makes the installation from one form, once, for whoever can read the code on the terminal where `kin serve` runs.
#include "first_run.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "seal/seal.h"
#include "site/site.h"
#include "web/layout.h"
#include "web/web.h"

enum { WRONG_MAX = 10, PAGES_MAX = 200 };

struct first_run {
  struct web_host host, real;  ///< real is filled before `made` is set
  atomic_bool made;
  atomic_int wrong;
  pthread_mutex_t making;
  char *path, *code;
  struct arena *a;
  struct site *site;
  const struct page *pages[PAGES_MAX];
};

// ---- a host that has no site yet, and hands everything on once it has one ---------------------------

static const struct web_host *real_of(void *ctx) {
  struct first_run *f = ctx;
  return atomic_load(&f->made) ? &f->real : NULL;
}

static struct err *no_site(void) {
  return err_new(ERR_CONFLICT, MSG_PAGES_NO_SITE, MSG_PAGES_NO_SITE_HINT, NULL);
}

static struct err *read_begin(void *ctx, struct reader **ret) {
  const struct web_host *h = real_of(ctx);
  *ret = NULL;
  return h ? h->read_begin(h->ctx, ret) : NULL;
}

static void read_end(struct reader **db) {
  if (*db) store_read_end(db);
}

static struct err *describe(void *ctx, struct reader *db, struct arena *a, struct web_site *ret) {
  const struct web_host *h = real_of(ctx);
  *ret = (struct web_site){.name = "", .head = ""};
  return h && db ? h->describe(h->ctx, db, a, ret) : NULL;
}

static struct err *who(void *ctx, struct arena *a, enum lang lang, const char *token, const struct web_user **ret) {
  const struct web_host *h = real_of(ctx);
  return h ? h->who(h->ctx, a, lang, token, ret) : NULL;
}

static bool may(void *ctx, const struct web_user *user, int permission) {
  const struct web_host *h = real_of(ctx);
  return h && h->may(h->ctx, user, permission);
}

static const char *who_may(void *ctx, struct arena *a, enum lang lang, int permission) {
  const struct web_host *h = real_of(ctx);
  return h ? h->who_may(h->ctx, a, lang, permission) : msg_text(lang, MSG_WEB_NOBODY);
}

static struct err *sign_in(void *ctx, struct arena *a, const char *user_name, const char *password, const char *code,
                           const char *remote, char **ret) {
  const struct web_host *h = real_of(ctx);
  return h ? h->sign_in(h->ctx, a, user_name, password, code, remote, ret) : no_site();
}

static struct err *sign_out(void *ctx, const struct web_user *user, const char *token) {
  const struct web_host *h = real_of(ctx);
  return h ? h->sign_out(h->ctx, user, token) : no_site();
}

static struct err *change_password(void *ctx, const struct web_user *user, const char *old, const char *new_one) {
  const struct web_host *h = real_of(ctx);
  return h ? h->change_password(h->ctx, user, old, new_one) : no_site();
}

static char *totp_new(void *ctx, struct arena *a) {
  const struct web_host *h = real_of(ctx);
  return h ? h->totp_new(h->ctx, a) : arena_strdup(a, "");
}

static struct err *totp_set(void *ctx, const struct web_user *user, const char *password, const char *secret,
                            const char *code) {
  const struct web_host *h = real_of(ctx);
  return h ? h->totp_set(h->ctx, user, password, secret, code) : no_site();
}

static struct err *record(void *ctx, struct request *r) {
  const struct web_host *h = real_of(ctx);
  return h ? h->record(h->ctx, r) : no_site();
}

/// The first run this request belongs to; NULL when the server was started with a site.
static struct first_run *run_of(const struct request *r) {
  return r->web->host->read_begin == read_begin ? r->web->host->ctx : NULL;
}

// ---- sign-in, to which the shell sends everybody who is not signed in --------------------------------

extern const struct page page_sign_in;

static struct err *get_sign_in(struct request *r, struct reader *db, struct out *o) {
  struct first_run *f = run_of(r);
  if (f && !atomic_load(&f->made)) {
    request_redirect(r, "/lan-dau", MSG_NONE);
    return NULL;
  }
  return page_sign_in.get(r, db, o);
}

static struct err *post_sign_in(struct request *r, struct site *site) {
  return page_sign_in.post(r, site);
}

static const struct page page_first_sign_in = {"/dang-nhap", NAV_NONE, PERM_PUBLIC, MSG_WEB_SIGN_IN, get_sign_in,
                                               post_sign_in, PAGE_BARE, NULL};

// ---- the page ---------------------------------------------------------------------------------------

struct first_run_account {
  enum role role;
  const char *key;
  enum msg about;
};
struct first_run_view {
  struct request *r;
  const char *folder;
  const struct first_run_account *accounts;
  size_t n_accounts;
  enum lang other;
};

static const struct first_run_account ACCOUNTS[] = {
    {ROLE_HEAD, "head", MSG_PAGES_FIRST_HEAD}, {ROLE_CLERK, "clerk", MSG_PAGES_FIRST_CLERK},
    {ROLE_ADMINISTRATOR, "administrator", MSG_PAGES_FIRST_ADMINISTRATOR},
    {ROLE_AUDITOR, "auditor", MSG_PAGES_FIRST_AUDITOR}};

static const struct {
  const char *name;
  enum msg label;
} TIERS[] = {{"central", MSG_PAGES_TIER_CENTRAL}, {"province", MSG_PAGES_TIER_PROVINCE},
             {"department", MSG_PAGES_TIER_DEPARTMENT}, {"commune", MSG_PAGES_TIER_COMMUNE},
             {"enterprise", MSG_PAGES_TIER_ENTERPRISE}};

/// Name of one field of one account: "head_name".
static const char *part(const struct request *r, const char *key, const char *what) {
  return arena_printf(r->a, "%s_%s", key, what);
}

#include "first_run.html.h"

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct first_run *f = run_of(r);
  (void)db;
  if (!f || atomic_load(&f->made)) {
    request_redirect(r, "/", MSG_NONE);
    return NULL;
  }
  first_run_html(o, &(struct first_run_view){.r = r, .folder = f->path, .accounts = ACCOUNTS,
                                             .n_accounts = ARRAY_LEN(ACCOUNTS),
                                             .other = r->lang == LANG_VI ? LANG_EN : LANG_VI});
  return NULL;
}

static const char *needed(struct request *r, const char *name, enum msg missing) {
  const char *value = request_form(r, name);
  if (!value || !*value) request_field_error(r, name, missing, NULL);
  return value ? value : "";
}

static void check_code(struct request *r, struct first_run *f) {
  const char *code = needed(r, "code", MSG_PAGES_CODE_MISSING);
  if (!*code) return;
  if (atomic_load(&f->wrong) >= WRONG_MAX) {
    request_field_error(r, "code", MSG_PAGES_CODE_OVER, NULL);
  } else if (strlen(code) != strlen(f->code) || !seal_equal(code, f->code, strlen(code))) {
    atomic_fetch_add(&f->wrong, 1);
    request_field_error(r, "code", MSG_PAGES_CODE_WRONG, NULL);
  }
}

static void read_account(struct request *r, struct site_plan *p, const struct first_run_account *x) {
  p->accounts[x->role].name = needed(r, part(r, x->key, "name"), MSG_PAGES_NAME_MISSING);
  p->accounts[x->role].person = needed(r, part(r, x->key, "person"), MSG_PAGES_PERSON_MISSING);
  p->accounts[x->role].post = needed(r, part(r, x->key, "post"), MSG_PAGES_POST_MISSING);
  const char *password = needed(r, part(r, x->key, "password"), MSG_WEB_PASSWORD_MISSING);
  const char *again = request_form(r, part(r, x->key, "password_again"));
  p->accounts[x->role].password = password;
  if (*password && (!again || strcmp(password, again)))
    request_field_error(r, part(r, x->key, "password_again"), MSG_PAGES_PASSWORDS_DIFFER, NULL);
  for (const struct first_run_account *y = ACCOUNTS; y < x; y++)
    if (*p->accounts[x->role].name && !strcmp(p->accounts[y->role].name, p->accounts[x->role].name))
      request_field_error(r, part(r, x->key, "name"), MSG_PAGES_NAME_TWICE, NULL);
}

static void read_plan(struct request *r, struct site_plan *p) {
  p->agency = needed(r, "agency", MSG_PAGES_AGENCY_MISSING);
  p->agency_code = needed(r, "agency_code", MSG_PAGES_AGENCY_CODE_MISSING);
  if (strlen(p->agency_code) > 40 || p->agency_code[strspn(p->agency_code, "abcdefghijklmnopqrstuvwxyz0123456789-")])
    request_field_error(r, "agency_code", MSG_PAGES_AGENCY_CODE_BAD, NULL);
  p->superior = form_value(r, "superior", "");
  p->premises = form_value(r, "premises", "");
  p->tier = needed(r, "tier", MSG_PAGES_TIER_MISSING);
  p->profile = needed(r, "profile", MSG_PAGES_PROFILE_MISSING);
  bool known = !*p->tier;
  for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) known = known || !strcmp(TIERS[i].name, p->tier);
  if (!known) request_field_error(r, "tier", MSG_PAGES_TIER_MISSING, NULL);
  p->settings[0].name = "number.out";
  p->settings[0].value = needed(r, "number_out", MSG_PAGES_PATTERN_MISSING);
  p->settings[1].name = "number.in";
  p->settings[1].value = needed(r, "number_in", MSG_PAGES_PATTERN_MISSING);
  for (size_t i = 0; i < ARRAY_LEN(ACCOUNTS); i++) read_account(r, p, &ACCOUNTS[i]);
}

/// Makes the site and opens the house to everybody who may sign in.
static struct err *make(struct first_run *f, const struct site_plan *p) {
  TRY(site_create(f->path, p, &f->site));
  site_host(f->site, &f->real);
  f->host.site = f->site;
  atomic_store(&f->made, true);
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  struct first_run *f = run_of(r);
  struct site_plan p = {0};
  (void)site;
  if (!f) {
    request_redirect(r, "/", MSG_NONE);
    return NULL;
  }
  check_code(r, f);
  // Whoever has no code learns nothing about the rest.
  if (r->n_field_errors) return NULL;
  read_plan(r, &p);
  if (r->n_field_errors) return NULL;
  pthread_mutex_lock(&f->making);
  struct err *e = atomic_load(&f->made) ? NULL : make(f, &p);
  pthread_mutex_unlock(&f->making);
  if (!e) request_redirect(r, "/dang-nhap", MSG_NONE);
  return e;
}

const struct page page_first_run = {"/lan-dau", NAV_NONE, PERM_PUBLIC, MSG_PAGES_FIRST, get, post, PAGE_BARE, NULL};

// ---- setting up -------------------------------------------------------------------------------------

struct first_run *first_run_new(const char *path) {
  struct first_run *f = base_alloc(sizeof *f);
  memset(f, 0, sizeof *f);
  f->a = arena_new(1 << 16);
  f->path = arena_strdup(f->a, path);
  f->code = seal_random_text(f->a, 10);
  pthread_mutex_init(&f->making, NULL);
  f->host = (struct web_host){.ctx = f, .read_begin = read_begin, .read_end = read_end, .describe = describe,
                              .who = who, .may = may, .who_may = who_may, .sign_in = sign_in, .sign_out = sign_out,
                              .change_password = change_password, .totp_new = totp_new, .totp_set = totp_set,
                              .record = record};
  f->pages[0] = &page_first_sign_in;  // before the page of the list: of two that fit, the first answers
  for (size_t i = 0; page_list[i]; i++) {
    ASSERT(i + 2 < PAGES_MAX);
    f->pages[i + 1] = page_list[i];
  }
  return f;
}

const char *first_run_code(const struct first_run *f) {
  return f->code;
}

const struct web_host *first_run_host(const struct first_run *f) {
  return &f->host;
}

const struct page *const *first_run_pages(const struct first_run *f) {
  return f->pages;
}

void first_run_free(struct first_run *f) {
  if (!f) return;
  site_close(f->site);
  pthread_mutex_destroy(&f->making);
  arena_free(f->a);
  free(f);
}
