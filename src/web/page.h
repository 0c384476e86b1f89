// How a page is written, what it is told and what it may do.
// clang-format off
//
// A new page is one NAME.c and one NAME.html in src/web/pages and the word NAME in meson.build there:
//
//   NAME.c    struct NAME_view { … };           what the template may show
//             #include "NAME.html.h"            gives NAME_html(o, &view)
//             static struct err *get(struct request *r, struct reader *db, struct out *o)
//             static struct err *post(struct request *r, struct site *site)     only if it changes something
//             const struct page page_NAME = {"/don-vi/{code}", NAV_PEOPLE, PERM_…, MSG_…, get, post, 0, NULL};
//
//   NAME.html the content of <main>, begun by <div class="hd"> with the only <h1>. The language:
//     {{ expr }}              a C expression (text, any integer), escaped by where it stands. At the
//                             beginning of href, src, action: only a local address; later: percent-encoded
//     [[key]]                 message MSG_KEY; [[key name=expr other=expr]] with values; [[= expr]] an enum msg
//     {% C code %}            {% if (v->n) { %} … {% } else { %} … {% } %}; `v` is the view, `o` the out
//     {> name expr }          another template: calls name_html(o, expr)
//     {# … #}                 a comment
//     <use href="#i-check"/>  an icon of web/icons
//   Values in quotes, every element closed, no style, script or on… attribute: the build says where.
//   A POST form gets its token by itself. Its fields keep what was typed:
//   value="{{ form_value(r, "code", old) }}". Its template begins with {> form_errors r } and puts
//   {> field_error request_field(r, "code") } before a field.
//
// GET reads and never writes. POST changes something through the journal of `site`, then calls
// request_redirect(). When it returns an error or has set a field error, the page is shown again with it
// and the right status. A page whose reading is an event has .record; the shell calls it before get, in a
// change of its own. Who asks: r->user (never NULL unless the page is public); r->user->account is the
// struct account of access/. tests/unit/test_web.c holds a small example.
// clang-format on
#pragma once

#include "web/host.h"
#include "web/out.h"

struct request;
struct reader;  ///< store/store.h: a read-only transaction
struct site;    ///< site/site.h: an opened site, through which a change is made
struct change;  ///< journal/journal.h: a change that is under way

enum nav { NAV_NONE, NAV_OVERVIEW, NAV_PEOPLE, NAV_SCAN, NAV_JOURNAL, NAV_RULES, NAV_COUNT };

/// Permissions beside those of access/: 0 denies everybody.
enum { PERM_PUBLIC = -1, PERM_SIGNED_IN = -2 };

enum page_flag {
  PAGE_BARE = 1,    ///< without the frame: sign-in
  PAGE_UPLOAD = 2,  ///< POST may carry files (field name "file"), at most UPLOAD_FILES_MAX
};

struct page {
  const char *path;  ///< "/don-vi/{code}": a {name} takes one whole, non-empty segment
  enum nav nav;
  int permission;  ///< enum perm of access/, PERM_PUBLIC or PERM_SIGNED_IN; 0: nobody
  enum msg title;
  struct err *(*get)(struct request *r, struct reader *db, struct out *o);
  struct err *(*post)(struct request *r, struct site *site);  ///< NULL: the page only reads
  unsigned flags;
  /// Reading this page is an event: adds it before the page is read. NULL: reading is not recorded.
  struct err *(*record)(struct request *r, struct change *c);
};

/// Name and value pairs of a query, a form, the cookies or a path; values are valid UTF-8 without
/// NUL.
struct field {
  const char *name, *value;
};
struct fields {
  struct field *p;
  size_t n;
};

/// A file sent with a form: where it lies, what its sender called it (a label only).
struct upload_file {
  char *path, *name;
  int64_t size;
};
enum { UPLOAD_FILES_MAX = 100 };

enum { REQUEST_FIELD_ERRORS = 32 };
struct field_error {
  const char *field;
  const char *text;  ///< NULL: no error
};

struct request {
  const struct web *web;
  struct arena *a;
  enum lang lang;
  enum theme { THEME_AUTO, THEME_LIGHT, THEME_DARK } theme;
  bool keys;           ///< single-letter keys are on
  bool posted;         ///< a form was sent
  const char *path;    ///< as it came, without the query
  const char *target;  ///< path and query as they came
  const char *note;    ///< what the last change said, shown once; NULL: nothing
  struct fields values, query, form, cookies;
  const struct upload_file *uploads;  ///< files sent with the form, removed after the answer
  size_t n_uploads;
  const char *session;          ///< what the session cookie says, NULL: none
  const struct web_user *user;  ///< NULL: nobody is signed in
  const struct web_site *site;
  const char *remote;  ///< address of the other side
  const struct page *page;
  struct reader *db;  ///< the read transaction of this answer
  // Set by the page:
  const char *title;  ///< instead of the page's title message; never content, never a name
  int level;          ///< highest level shown: 0 none, 1 Mật, 2 Tối mật, 3 Tuyệt mật
  int status;         ///< 200 unless something else happened
  const char *redirect;
  const struct err *error;  ///< why the page is shown again
  struct field_error field_errors[REQUEST_FIELD_ERRORS];
  size_t n_field_errors;
  struct {
    const char *type, *name;
    struct bytes data;
  } download;  ///< type NULL: a page is sent
  struct response *response;
};

/// First value of that name, NULL when there is none; fields_nth gives the i-th.
const char *fields_get(const struct fields *f, const char *name);
const char *fields_nth(const struct fields *f, const char *name, size_t i);

/// Value of {name} in the path; never NULL for a name of the pattern.
const char *request_value(const struct request *r, const char *name);
/// A parameter of the query (?q=…), NULL when missing.
const char *request_query(const struct request *r, const char *name);
/// A field of the form, NULL when missing. Spaces at both ends are already removed but for
/// passwords.
const char *request_form(const struct request *r, const char *name);
/// A whole number of the form or query within least..most; false when missing or not one.
bool request_int(const struct fields *f, const char *name, int64_t least, int64_t most,
                 int64_t *ret);
/// What a field shows: what was typed when the form comes back, else `otherwise`.
const char *form_value(const struct request *r, const char *name, const char *otherwise);
/// True when the box or choice `name`=`value` was chosen (or is `otherwise` before anything was
/// sent).
bool form_chosen(const struct request *r, const char *name, const char *value, bool otherwise);

/// After a change: 303 to a local address; `note` (MSG_NONE: nothing) is shown there once.
void request_redirect(struct request *r, const char *local, enum msg note);
/// A sentence above one field; named values follow: name, value, …, NULL.
void request_field_error(struct request *r, const char *field, enum msg m, ...)
    __attribute__((sentinel));
/// The error of one field; its text is NULL when there is none.
const struct field_error *request_field(const struct request *r, const char *field);
/// Sends bytes as a file to keep instead of a page; `name` is plain ASCII. The bytes live in the
/// arena.
void request_download(struct request *r, const char *type, const char *name, const void *p,
                      size_t n);
/// Sets a cookie: HttpOnly, SameSite=Strict, Path=/. seconds 0: until the browser closes; -1:
/// remove.
void request_set_cookie(struct request *r, const char *name, const char *value, int seconds);
/// True when the account of this request holds the permission: for links and parts of a page.
bool request_may(const struct request *r, int permission);

/// Parts that every form uses.
void form_errors_html(struct out *o, const struct request *r);
void field_error_html(struct out *o, const struct field_error *e);

/// All pages of the program, from pages/meson.build; ends with NULL.
extern const struct page *const page_list[];
