// The frame around every page: navigation, top bar, print header, health of the journal; and error
// pages.
#include "web/layout.h"

#include <string.h>

#include "web/web.h"

struct nav_item {
  const char *path, *go;  ///< go: the letter after g
  enum msg label;
  enum icon icon;
  bool here;
};

static const struct nav_item areas[] = {
    {"/", "t", MSG_WEB_NAV_OVERVIEW, ICON_LAYOUT_DASHBOARD, false},
    {"/con-nguoi", "c", MSG_WEB_NAV_PEOPLE, ICON_USERS_GROUP, false},
    {"/ra-quet", "r", MSG_WEB_NAV_SCAN, ICON_SCAN, false},
    {"/nhat-ky", "n", MSG_WEB_NAV_JOURNAL, ICON_BOOK_2, false},
    {"/quy-tac", "q", MSG_WEB_NAV_RULES, ICON_GAVEL, false},
};

struct layout_view {
  const char *title, *theme, *keys, *site_name, *print_line, *note, *search;
  const char *lang_vi, *lang_en, *theme_links[3], *verified, *backup, *entries;
  bool demo, bare;
  size_t theme_now;
  int level;
  struct nav_item nav[ARRAY_LEN(areas)];
  size_t n_nav;
  const struct web_user *user;
  const struct web_site *site;
  const struct out *content;
};

struct level_part_view {
  int n;
};
struct field_error_part_view {
  const char *field, *text;
};
struct form_errors_part_view {
  const char *message, *hint, *article;
  const struct field_error *errors;
  size_t n;
};
struct error_page_view {
  int status;
  const char *heading, *message, *hint, *article, *tone, *back;
  enum msg back_label;
  enum icon icon;
};

static const char *const theme_names[] = {
    [THEME_AUTO] = "auto", [THEME_LIGHT] = "light", [THEME_DARK] = "dark"};

enum msg level_message(int level) {
  static const enum msg names[] = {MSG_WEB_LEVEL_0, MSG_WEB_LEVEL_1, MSG_WEB_LEVEL_2,
                                   MSG_WEB_LEVEL_3};
  ASSERT(level >= 0 && level < (int)ARRAY_LEN(names));
  return names[level];
}

static enum msg theme_message(size_t theme) {
  return theme == THEME_LIGHT  ? MSG_WEB_THEME_LIGHT
         : theme == THEME_DARK ? MSG_WEB_THEME_DARK
                               : MSG_WEB_THEME_AUTO;
}

static void put_content(struct out *o, const struct layout_view *v) {
  out_append(o, v->content);
}

static void put_sprite(struct out *o) {
  out_sprite(o);
}

#include "level_part.html.h"
void level_badge_html(struct out *o, int level) {
  level_part_html(o, &(struct level_part_view){level});
}

#include "field_error_part.html.h"
void field_error_html(struct out *o, const struct field_error *e) {
  field_error_part_html(o, &(struct field_error_part_view){e->field, e->text});
}

/// The article an error names, if it carries one.
static const char *article_of(const struct err *e) {
  for (size_t i = 0; e && i < e->n_args; i++)
    if (!strcmp(e->args[i].name, "article") && e->args[i].value[0]) return e->args[i].value;
  return NULL;
}

#include "form_errors_part.html.h"
void form_errors_html(struct out *o, const struct request *r) {
  struct form_errors_part_view v = {.errors = r->field_errors, .n = r->n_field_errors};
  if (r->error) {
    v.message = err_message(o->a, o->lang, r->error);
    v.hint = err_hint(o->a, o->lang, r->error);
    v.article = article_of(r->error);
  }
  form_errors_part_html(o, &v);
}

#include "error_page.html.h"
void error_page_print(struct out *o, const struct request *r, const struct err *e, int status) {
  bool bad = status >= 500;
  struct error_page_view v = {.status = status,
                              .heading = msg_text(o->lang, status == 404   ? MSG_WEB_ERROR_404
                                                           : status == 403 ? MSG_WEB_ERROR_403
                                                           : bad           ? MSG_WEB_ERROR_500
                                                                           : MSG_WEB_ERROR_TITLE),
                              .message = err_message(o->a, o->lang, e),
                              .hint = err_hint(o->a, o->lang, e),
                              .article = article_of(e),
                              .tone = bad ? "bad" : "warn",
                              .icon = status == 403 ? ICON_LOCK
                                      : bad         ? ICON_ALERT_CIRCLE
                                                    : ICON_ALERT_TRIANGLE,
                              .back = r->user ? "/" : "/dang-nhap",
                              .back_label = r->user ? MSG_WEB_TO_OVERVIEW : MSG_WEB_TO_SIGN_IN};
  error_page_html(o, &v);
}

/// The same address with one preference added; web.c takes it away again.
static const char *with_preference(struct out *o, const struct request *r, const char *name,
                                   const char *value) {
  const char *at = r->posted || !r->target ? r->path : r->target;
  return arena_printf(o->a, "%s%c%s=%s", at, strchr(at, '?') ? '&' : '?', name, value);
}

static const struct page *page_at(const struct request *r, const char *path) {
  for (const struct page *const *p = r->web->pages; *p; p++)
    if (!strcmp((*p)->path, path)) return *p;
  return NULL;
}

/// The areas whose first page exists and this account may open.
static void fill_nav(struct layout_view *v, const struct request *r) {
  for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
    const struct page *p = page_at(r, areas[i].path);
    if (!p || !request_may(r, p->permission)) continue;
    struct nav_item *n = &v->nav[v->n_nav++];
    *n = areas[i];
    n->here = r->page && r->page->nav == p->nav && p->nav != NAV_NONE;
  }
}

#include "layout.html.h"
void layout_print(struct out *o, const struct request *r, const struct out *content) {
  static const struct web_site nothing = {.name = "", .head = ""};
  const struct web_site *site = r->site ? r->site : &nothing;
  struct layout_view v = {.content = content,
                          .site = site,
                          .site_name = site->name,
                          .demo = site->demo,
                          .user = r->user,
                          .level = r->level,
                          .note = r->note,
                          .theme = theme_names[r->theme],
                          .theme_now = r->theme,
                          .keys = r->keys ? "on" : "off"};
  v.title = r->title ? r->title : msg_text(o->lang, r->page ? r->page->title : MSG_WEB_ERROR_TITLE);
  v.bare = r->page && r->page->flags & PAGE_BARE && !r->title;
  v.lang_vi = with_preference(o, r, "lang", "vi");
  v.lang_en = with_preference(o, r, "lang", "en");
  for (size_t i = 0; i < 3; i++)
    v.theme_links[i] = with_preference(o, r, "theme", theme_names[i]);
  v.verified = site->verified_at ? fmt_instant(o, site->verified_at) : "";
  v.backup = site->backup_at ? fmt_instant(o, site->backup_at) : "";
  v.entries = fmt_count(o, site->entries);
  v.print_line = msg_fill(o->a, o->lang, MSG_WEB_PRINTED, "site", site->name, "at",
                          fmt_instant(o, time_now()), "who", r->user ? r->user->name : "", NULL);
  const struct page *search = page_at(r, "/tim");
  v.search = search && request_may(r, search->permission) ? search->path : NULL;
  fill_nav(&v, r);
  layout_html(o, &v);
}
