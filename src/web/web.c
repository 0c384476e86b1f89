// The order of questions every request passes: host, path, session, permission, origin, token; then
// the page.
#include "web/web.h"

#include <stdio.h>
#include <string.h>

#include "seal/seal.h"
#include "web/fields.h"

enum { YEAR = 365 * 24 * 3600 };

void response_init(struct response *resp) {
  *resp = (struct response){
      .status = 200, .type = "text/html; charset=utf-8", .body = buf_init(WEB_PAGE_MAX)};
}

void response_free(struct response *resp) {
  buf_free(&resp->body);
}

void response_header(struct response *resp, const char *name, const char *value) {
  ASSERT(resp->n_headers < ARRAY_LEN(resp->headers));
  resp->headers[resp->n_headers].name = name;
  resp->headers[resp->n_headers++].value = value;
}

const char *web_form_token(struct arena *a, const char *cookie) {
  uint8_t hash[SEAL_HASH];
  const char *text = arena_printf(a, "kin form token\n%s", cookie);
  seal_hash(text, strlen(text), hash);
  char *hex = arena_alloc(a, 2 * SEAL_HASH + 1);
  for (size_t i = 0; i < SEAL_HASH; i++)
    snprintf(hex + 2 * i, 3, "%02x", hash[i]);
  return hex;
}

/// Headers of every answer. The style sheet, script, fonts and pictures come from here and from
/// nowhere else.
static void put_common_headers(struct response *resp, bool keep) {
  response_header(resp, "Content-Security-Policy",
                  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                  "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  response_header(resp, "X-Content-Type-Options", "nosniff");
  response_header(resp, "X-Frame-Options", "DENY");
  // Not "no-referrer": with it browsers send "Origin: null" with our own forms, and the origin
  // could not be checked.
  response_header(resp, "Referrer-Policy", "same-origin");
  response_header(resp, "Cross-Origin-Opener-Policy", "same-origin");
  response_header(resp, "Cross-Origin-Resource-Policy", "same-origin");
  response_header(resp, "Cache-Control", keep ? "public, max-age=31536000, immutable" : "no-store");
}

/// The value of the cookie that forms are bound to: the session, or before sign-in a random one.
static const char *form_cookie(struct request *r) {
  if (r->user) return r->session;
  const char *pre = fields_get(&r->cookies, "kin_pre");
  return pre && strlen(pre) >= 20 ? pre : NULL;
}

static void print_page(struct request *r, struct response *resp, const struct out *content) {
  struct out o = out_new(&resp->body, r->a, r->lang);
  const char *cookie = form_cookie(r);
  o.token = cookie ? web_form_token(r->a, cookie) : NULL;
  layout_print(&o, r, content);
  resp->status = r->status;
}

static void report(const struct request *r, const struct err *e) {
  if (r->web->quiet) return;
  char *m = err_message(r->a, LANG_EN, e);
  fprintf(stderr, "kin: %s: %s (%s)\n", r->page ? r->page->path : "-", m,
          e->detail ? e->detail : "-");
  for (const struct err *c = e->cause; c; c = c->cause)
    fprintf(stderr, "kin:   because: %s (%s)\n", err_message(r->a, LANG_EN, c),
            c->detail ? c->detail : "-");
}

void web_refuse(struct request *r, struct response *resp, struct err *e, int status) {
  if (e && (e->code == ERR_INTERNAL || e->code == ERR_STORE || e->code == ERR_CORRUPT ||
            e->code == ERR_IO))
    report(r, e);
  buf_clear(&resp->body);
  r->status = status ? status : err_http_status(e->code);
  r->title = msg_text(r->lang, MSG_WEB_ERROR_TITLE);
  r->level = 0;
  struct buf b CLEANUP(buf_free) = buf_init(WEB_PAGE_MAX);
  struct out content = out_new(&b, r->a, r->lang);
  error_page_print(&content, r, e, r->status);
  print_page(r, resp, &content);
  err_free(e);
}

static bool refuse(struct request *r, struct response *resp, int status, enum err_code code,
                   enum msg m, enum msg hint) {
  web_refuse(r, resp, err_new(code, m, hint, NULL), status);
  return true;
}

static bool redirect(struct request *r, struct response *resp, const char *local) {
  resp->status = r->status = 303;
  response_header(resp, "Location", local);
  return true;
}

static bool name_served(const struct web *w, const char *host) {
  for (const char *const *n = w->names; host && *n; n++)
    if (!strcasecmp(*n, host)) return true;
  return false;
}

static bool serve_asset(struct response *resp, const struct asset *file) {
  resp->type = file->type;
  resp->data = file->data;
  return true;
}

/// ?lang=en, ?theme=dark, ?keys=off: kept in a cookie, then back to the same page without them.
static bool keep_preferences(struct request *r, struct response *resp) {
  static const struct {
    const char *name, *cookie, *values[4];
  } wanted[] = {{"lang", "kin_lang", {"vi", "en"}},
                {"theme", "kin_theme", {"light", "dark", "auto"}},
                {"keys", "kin_keys", {"on", "off"}}};
  struct buf rest CLEANUP(buf_free) = buf_init(WEB_TARGET_MAX * 4);
  struct out o = out_new(&rest, r->a, r->lang);
  bool any = false;
  buf_puts(&rest, r->path);
  for (size_t i = 0, kept = 0; i < r->query.n; i++) {
    const char *name = r->query.p[i].name, *value = r->query.p[i].value, *good = NULL;
    for (size_t k = 0; k < ARRAY_LEN(wanted) && !good; k++)
      for (size_t j = 0; !strcmp(name, wanted[k].name) && wanted[k].values[j]; j++)
        if (!strcmp(value, wanted[k].values[j]))
          request_set_cookie(r, wanted[k].cookie, good = value, YEAR);
    if (good) {
      any = true;
      if (resp->n_headers > 12) break;  // the same name many times over
      continue;
    }
    buf_putc(&rest, kept++ ? '&' : '?');
    out_url_part(&o, name);
    buf_putc(&rest, '=');
    out_url_part(&o, value);
  }
  return any && redirect(r, resp, arena_strdup(r->a, buf_str(&rest)));
}

static void read_cookies(struct request *r, const char *header) {
  fields_parse_cookies(&r->cookies, r->a, header);
  const char *theme = fields_get(&r->cookies, "kin_theme"),
             *keys = fields_get(&r->cookies, "kin_keys");
  r->lang = lang_parse(fields_get(&r->cookies, "kin_lang"));
  r->theme = !theme                   ? THEME_LIGHT
             : !strcmp(theme, "dark") ? THEME_DARK
             : !strcmp(theme, "auto") ? THEME_AUTO
                                      : THEME_LIGHT;
  r->keys = !keys || strcmp(keys, "off");
  r->session = fields_get(&r->cookies, "kin_session");
  int64_t note;
  if (request_int(&r->cookies, "kin_note", 1, MSG_COUNT - 1, &note)) {
    r->note = msg_text(r->lang, (enum msg)note);
    request_set_cookie(r, "kin_note", "", -1);
  }
}

/// Finds out who asks and opens the read transaction: in this order, so that one request never
/// holds two.
static struct err *open_house(struct request *r) {
  const struct web_host *h = r->web->host;
  if (r->session && strlen(r->session) <= 200)
    TRY(h->who(h->ctx, r->a, r->lang, r->session, &r->user));
  TRY(h->read_begin(h->ctx, &r->db));
  struct web_site *site = ARENA_NEW(r->a, struct web_site);
  TRY(h->describe(h->ctx, r->db, r->a, site));
  r->site = site;
  return NULL;
}

static bool ask_sign_in(struct request *r, struct response *resp) {
  struct buf b CLEANUP(buf_free) = buf_init(WEB_TARGET_MAX * 4);
  struct out o = out_new(&b, r->a, r->lang);
  buf_puts(&b, "/dang-nhap");
  if (strcmp(r->target, "/")) buf_puts(&b, "?tiep="), out_url_part(&o, r->target);
  return redirect(r, resp, arena_strdup(r->a, buf_str(&b)));
}

/// The permission of the page, zero denies everybody. True when the request was answered.
static bool check_permission(struct request *r, struct response *resp) {
  int need = r->page->permission;
  if (request_may(r, need)) return false;
  if (!r->user) return ask_sign_in(r, resp);
  const struct web_host *h = r->web->host;
  const char *who =
      need ? h->who_may(h->ctx, r->a, r->lang, need) : msg_text(r->lang, MSG_WEB_NOBODY);
  web_refuse(r, resp, err_new(ERR_DENIED, MSG_WEB_DENIED, MSG_WEB_DENIED_HINT, "who", who, NULL),
             403);
  return true;
}

/// A change must come from a page of this very site.
static bool origin_is_ours(const struct request *r, const struct incoming *in) {
  if (in->fetch_site && strcmp(in->fetch_site, "same-origin")) return false;
  if (!in->origin) return true;  // no browser of our floor leaves it out; the token still stands
  const char *scheme = r->web->tls ? "https://" : "http://";
  return !strncmp(in->origin, scheme, strlen(scheme)) &&
         !strcasecmp(in->origin + strlen(scheme), in->host);
}

bool web_begin(const struct web *w, const struct incoming *in, struct arena *a, struct request *r,
               struct response *resp) {
  *r = (struct request){.web = w,
                        .a = a,
                        .remote = in->remote ? in->remote : "-",
                        .status = 200,
                        .keys = true,
                        .theme = THEME_LIGHT,
                        .path = "/",
                        .target = in->target,
                        .response = resp};
  bool get = !strcmp(in->method, "GET") || !strcmp(in->method, "HEAD"),
       post = !strcmp(in->method, "POST");
  const struct asset *file = get ? asset_find(in->target) : NULL;
  put_common_headers(resp, file != NULL);
  if (!name_served(w, in->host)) {
    r->site = NULL;
    return refuse(r, resp, 421, ERR_REFUSED, MSG_WEB_WRONG_HOST, MSG_WEB_WRONG_HOST_HINT);
  }
  if (file) return serve_asset(resp, file);
  read_cookies(r, in->cookie);
  size_t path_n = strcspn(in->target, "?");
  r->path = arena_strndup(a, in->target, path_n);
  if (strlen(in->target) > WEB_TARGET_MAX || !url_is_local(in->target) || in->target[0] != '/' ||
      (in->target[path_n] && !fields_parse_query(&r->query, a, in->target + path_n + 1)))
    return refuse(r, resp, 400, ERR_USAGE, MSG_WEB_BAD_ADDRESS, MSG_WEB_BACK_HINT);
  if (get && keep_preferences(r, resp)) return true;
  struct err *e = open_house(r);
  if (e) return web_refuse(r, resp, e, 0), true;
  r->page = route_find(a, w->pages, r->path, &r->values);
  if (!r->page) return refuse(r, resp, 404, ERR_NOT_FOUND, MSG_WEB_NO_PAGE, MSG_WEB_BACK_HINT);
  if (!get && !(post && r->page->post)) {
    response_header(resp, "Allow", r->page->post ? "GET, HEAD, POST" : "GET, HEAD");
    return refuse(r, resp, 405, ERR_USAGE, MSG_WEB_NO_METHOD, MSG_WEB_BACK_HINT);
  }
  if (check_permission(r, resp)) return true;
  r->posted = post;
  if (post && !origin_is_ours(r, in))
    return refuse(r, resp, 403, ERR_DENIED, MSG_WEB_FOREIGN_FORM, MSG_WEB_FOREIGN_FORM_HINT);
  return false;
}

/// Runs the change. True when the request was answered; else the page is shown (again).
static bool run_post(struct request *r, struct response *resp) {
  const char *cookie = form_cookie(r), *token = fields_get(&r->form, "token");
  const char *want = cookie ? web_form_token(r->a, cookie) : NULL;
  if (!want || !token || strlen(token) != strlen(want) || !seal_equal(token, want, strlen(want)))
    return refuse(r, resp, 403, ERR_DENIED, MSG_WEB_STALE_FORM, MSG_WEB_STALE_FORM_HINT);
  const struct web_host *h = r->web->host;
  h->read_end(&r->db);  // the change sees its own state; what was read before is old afterwards
  struct err *e = r->page->post(r, h->site);
  if (!e && r->redirect) return redirect(r, resp, r->redirect);
  if (e && e->code == ERR_SIGN_IN && r->page->permission != PERM_PUBLIC)
    return err_free(e), ask_sign_in(r, resp);
  r->error = e;
  r->status = e ? err_http_status(e->code) : r->n_field_errors ? 422 : 200;
  if (e && (e->code == ERR_INTERNAL || e->code == ERR_STORE || e->code == ERR_CORRUPT))
    report(r, e);
  struct err *again = h->read_begin(h->ctx, &r->db);
  if (again) return web_refuse(r, resp, again, 0), true;
  return false;
}

/// Writes the event of this reading; the page then sees the journal with it.
static struct err *record_reading(struct request *r) {
  const struct web_host *h = r->web->host;
  h->read_end(&r->db);
  TRY(h->record(h->ctx, r));
  return h->read_begin(h->ctx, &r->db);
}

static void send_download(struct request *r, struct response *resp) {
  resp->type = r->download.type;
  resp->data = r->download.data;
  response_header(resp, "Content-Disposition",
                  arena_printf(r->a, "attachment; filename=\"%s\"", r->download.name));
}

void web_finish(struct request *r, struct response *resp) {
  if (r->posted && run_post(r, resp)) return;
  if (!form_cookie(r)) {
    const char *pre = seal_random_text(r->a, 26);
    fields_add(&r->cookies, r->a, "kin_pre", pre);
    request_set_cookie(r, "kin_pre", pre, 0);
  }
  struct err *e = r->page->record && !r->posted ? record_reading(r) : NULL;
  struct buf b CLEANUP(buf_free) = buf_init(WEB_PAGE_MAX);
  struct out content = out_new(&b, r->a, r->lang);
  const char *cookie = form_cookie(r);
  content.token = cookie ? web_form_token(r->a, cookie) : NULL;
  if (!e) e = r->page->get(r, r->db, &content);
  if (!e && r->redirect) {
    redirect(r, resp, r->redirect);
    return;
  }
  if (!e && r->download.type) return send_download(r, resp);
  if (!e && !b.over) print_page(r, resp, &content);
  if (!e && (b.over || resp->body.over))
    e = err_new(ERR_LIMIT, MSG_WEB_PAGE_TOO_LONG, MSG_WEB_PAGE_TOO_LONG_HINT, NULL);
  if (e && e->code == ERR_SIGN_IN) {
    err_free(e);
    ask_sign_in(r, resp);
  } else if (e) {
    web_refuse(r, resp, e, 0);
  }
}

void web_end(struct request *r) {
  if (r->db) r->web->host->read_end(&r->db);
  struct err *e = (struct err *)r->error;
  r->error = NULL;
  err_free(e);
}
