// The checkpoint on one sheet, to be printed, signed and kept away from the server.
#include "cite.h"
#include "journal_see.h"

struct checkpoint_view {
  const struct request *r;
  const struct site *site;
  const char *entries, *now, *last, *root, *text;
};

#include "checkpoint.html.h"

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct journal_head head;
  TRY(journal_head(db, o->a, &head));
  checkpoint_html(o, &(struct checkpoint_view){.r = r, .site = page_site(r), .entries = fmt_count(o, head.size),
                                               .now = fmt_instant(o, time_now()), .text = head.checkpoint,
                                               .last = fmt_instant(o, head.last_time),
                                               .root = journal_groups_of_four(o->a, head.root)});
  return NULL;
}

const struct page page_checkpoint = {"/nhat-ky/diem-kiem-chung", NAV_JOURNAL, PERM_JOURNAL_VERIFY, MSG_PAGES_CHECKPOINT,
                                     get, NULL, 0, NULL};
