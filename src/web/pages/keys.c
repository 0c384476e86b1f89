// The sheet of keyboard shortcuts, reached by ? on every page.
#include "web/web.h"

struct keys_view {
  const struct request *r;
};

#include "keys.html.h"

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  (void)db;
  keys_html(o, &(struct keys_view){r});
  return NULL;
}

const struct page page_keys = {"/phim-tat", NAV_NONE, PERM_SIGNED_IN, MSG_WEB_KEYS_PAGE, get, NULL,
                               0,           NULL};
