// One regime of the law: its instruments, and every value with its article and how sure it is.
#include <string.h>

#include "cite.h"

struct regime_row {
  const struct law_value *v;
  const char *shown, *article, *cert, *note;
};
struct regime_view {
  const struct request *r;
  const struct law_regime *g;
  const char *from, *to, *search;
  struct regime_row *rows;
  size_t n, unsure;
};

#include "regime.html.h"

static bool fits(const struct regime_view *v, const struct law_value *x, enum lang lang) {
  return !*v->search || strstr(x->key, v->search) || strstr(x->label[lang], v->search) || strstr(x->raw, v->search);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  (void)db;
  const struct law *law = page_site(r)->law;
  const char *search = request_query(r, "tim");
  struct regime_view v = {.r = r, .g = law_regime_by_id(law, request_value(r, "che-do")),
                          .search = search && strlen(search) <= 200 ? search : ""};
  if (!v.g)
    return err_new(ERR_NOT_FOUND, MSG_PAGES_NO_REGIME, MSG_WEB_BACK_HINT, "regime", request_value(r, "che-do"), NULL);
  char from[11], to[11] = "";
  date_format_shown(v.g->from, from);
  if (v.g->to.year != 9999) date_format_shown(v.g->to, to);
  v.from = arena_strdup(o->a, from);
  v.to = arena_strdup(o->a, to);
  v.rows = ARENA_ARRAY(o->a, struct regime_row, v.g->n_values + 1);
  for (size_t i = 0; i < v.g->n_values; i++) {
    const struct law_value *x = &v.g->values[i];
    if (!fits(&v, x, o->lang)) continue;
    bool sure = law_value_certainty(x) == LAW_V && !x->needs_check;
    v.unsure += !sure;
    v.rows[v.n++] = (struct regime_row){
        .v = x, .shown = law_value_shown(o->a, law, x, o->lang), .article = x->article, .note = x->note[o->lang],
        .cert = sure ? NULL
                : x->confirmation ? law_value_sureness(o->a, x, o->lang)
                                  : law_certainty_text(o->lang, law_value_certainty(x))};
    const struct law_regime *source = !*x->article && x->taken_from ? law_regime_by_id(law, x->taken_from) : NULL;
    const struct law_value *there = source ? law_value(source, x->key) : NULL;
    if (there && *there->article)
      v.rows[v.n - 1].article = msg_fill(o->a, o->lang, MSG_PAGES_TAKEN_FROM, "article", there->article, NULL);
  }
  regime_html(o, &v);
  return NULL;
}

const struct page page_regime = {"/quy-tac/luat/{che-do}", NAV_RULES, PERM_LAW_VIEW, MSG_PAGES_REGIME, get, NULL, 0, NULL};
