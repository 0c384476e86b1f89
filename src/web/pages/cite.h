// Small things several pages of Tổng quan, Nhật ký and Quy tắc share: links only to what exists and may be opened,
// and an article of the law with how sure it is.
#pragma once

#include <string.h>

#include "law/law.h"
#include "site/site.h"
#include "web/fields.h"
#include "web/web.h"

/// The opened site a page reads besides its database: law, rules, folder.
static inline struct site *page_site(const struct request *r) {
  return r->web->host->site;
}

/// `path` (which the caller need not keep) when a page answers there and this account may open it, else NULL.
static inline const char *link_if(const struct request *r, const char *path) {
  struct fields values;
  const char *bare = arena_strndup(r->a, path, strcspn(path, "?#"));
  const struct page *p = route_find(r->a, r->web->pages, bare, &values);
  return p && request_may(r, p->permission) ? path : NULL;
}

struct cited {
  const char *article;  ///< "" when none is known
  const char *cert;     ///< badge beside it; NULL when the text was read in full
};

/// The article behind a value on a day, also where it still has to be taken from an earlier regime.
static inline struct cited cite(const struct law *law, const char *key, struct date day, enum lang lang) {
  const struct law_value *v = law_value_at(law, key, day);
  if (!v) return (struct cited){"", NULL};
  const struct law_regime *source = !*v->article && v->taken_from ? law_regime_by_id(law, v->taken_from) : NULL;
  const struct law_value *there = source ? law_value(source, key) : NULL;
  bool sure = law_value_certainty(v) == LAW_V && !v->needs_check;
  return (struct cited){there ? there->article : v->article,
                        sure ? NULL : law_certainty_text(lang, law_value_certainty(v))};
}

/// Whole days between an instant and now, never negative.
static inline int64_t days_since(instant t) {
  int64_t days = (time_now() - t) / 86400000;
  return days < 0 ? 0 : days;
}
