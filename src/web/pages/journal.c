// Nhật ký: every event a sentence, newest first, with filters that stand in the address; beside it what verification
// proves and what it does not. Reading it is recorded; private fields are never shown.
#include <stdio.h>
#include <string.h>

#include "cite.h"
#include "journal_see.h"
#include "report/report.h"

enum { SHOWN = 50, TRIES = 20, VERIFY_ENTRIES = 300000, VERIFY_SECONDS = 20 };

struct journal_row {
  const struct journal_entry *e;
  const char *day, *sentence, *number;  ///< day: on its first row, else NULL
  bool unverified;
};
struct journal_view {
  const struct request *r;
  const char *who, *kind, *from, *to, *subject, *view;
  const char *query;  ///< all filters but the place, "&…" or ""
  struct journal_row *rows;
  size_t n, hidden;
  int64_t next;       ///< 0: no older ones
  struct account *accounts;
  size_t n_accounts;
  bool sees_all, may_verify, too_big;
  struct report_health health;
  int64_t after;      ///< entries since the last verification
  const char *root, *checkpoint;
};

static const struct {
  const char *prefix;
  enum msg label;
} KINDS[] = {{"unit.", MSG_PAGES_K_UNIT}, {"person.", MSG_PAGES_K_PERSON}, {"duty.", MSG_PAGES_K_DUTY},
             {"machine.", MSG_PAGES_K_MACHINE}, {"scan.", MSG_PAGES_K_SCAN}, {"finding.", MSG_PAGES_K_FINDING},
             {"inspection_key.", MSG_PAGES_K_KEY}, {"account.", MSG_PAGES_K_ACCOUNT}, {"site.", MSG_PAGES_K_SITE},
             {"backup.", MSG_PAGES_K_BACKUP}, {"audit.", MSG_PAGES_K_AUDIT}, {"journal.", MSG_PAGES_K_JOURNAL},
             {"private.", MSG_PAGES_K_PRIVATE}};

#include "journal.html.h"

static const char *query_text(const struct request *r, const char *name) {
  const char *s = request_query(r, name);
  return s && strlen(s) <= 200 ? s : "";
}

/// Filters as they stand in the address; a day that is none is left out and said above the field.
static void read_filters(struct request *r, struct journal_view *v, struct report_log_filter *f) {
  v->who = query_text(r, "ai");
  v->kind = query_text(r, "loai");
  v->from = query_text(r, "tu");
  v->to = query_text(r, "den");
  v->subject = query_text(r, "tim");
  v->view = query_text(r, "goc");
  struct date d;
  *f = (struct report_log_filter){.actor = v->who, .kind = v->kind, .subject = v->subject,
                                  .marked = !strcmp(v->view, "trai-quy-tac"), .admin = !strcmp(v->view, "quan-tri")};
  if (*v->from && date_parse(v->from, &d)) f->from = time_from_date(d);
  else if (*v->from) request_field_error(r, "tu", MSG_PAGES_NO_DAY, NULL);
  if (*v->to && date_parse(v->to, &d)) f->to = time_from_date(date_add_days(d, 1));
  else if (*v->to) request_field_error(r, "den", MSG_PAGES_NO_DAY, NULL);
  request_int(&r->query, "truoc", 1, INT64_MAX, &f->before);
}

static const char *rest_of_query(const struct request *r, const struct journal_view *v) {
  struct buf b CLEANUP(buf_free) = buf_init(16 << 10);
  struct out o = out_new(&b, r->a, r->lang);
  const char *const pairs[][2] = {{"ai", v->who}, {"loai", v->kind}, {"tu", v->from}, {"den", v->to},
                                  {"tim", v->subject}, {"goc", v->view}};
  for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
    if (!*pairs[i][1]) continue;
    buf_printf(&b, "&%s=", pairs[i][0]);
    out_url_part(&o, pairs[i][1]);
  }
  return arena_strdup(r->a, buf_str(&b));
}

/// One screen of entries that this account may see; entries it may not see are counted, never shown.
static struct err *fill_rows(struct journal_view *v, struct reader *db, struct report_log_filter *f, struct out *o) {
  const char *day = "";
  v->rows = ARENA_ARRAY(o->a, struct journal_row, SHOWN);
  for (int tries = 0; tries < TRIES && v->n < SHOWN; tries++) {
    struct journal_entry *list;
    size_t n, i;
    TRY(report_log(db, f, SHOWN + 1, o->a, &list, &n));
    for (i = 0; i < n && v->n < SHOWN; i++) {
      f->before = list[i].seq;
      if (!journal_may_see(v->r, &list[i])) {
        v->hidden++;
        continue;
      }
      char shown[11];
      date_format_shown(time_to_date(list[i].time), shown);
      v->rows[v->n++] = (struct journal_row){
          .e = &list[i], .sentence = journal_sentence(o->a, o->lang, &list[i]), .number = fmt_count(o, list[i].seq),
          .day = strcmp(day, shown) ? (day = arena_strdup(o->a, shown)) : NULL,
          .unverified = list[i].seq > v->health.verified_entries};
    }
    if (i == n && n <= SHOWN) return NULL;  // there are no older ones
    v->next = f->before;
  }
  return NULL;
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct journal_view v = {.r = r, .sees_all = journal_sees_all(r), .may_verify = request_may(r, PERM_JOURNAL_VERIFY)};
  struct report_log_filter f;
  struct journal_head head;
  read_filters(r, &v, &f);
  v.query = rest_of_query(r, &v);
  TRY(report_health(page_site(r), db, &v.health));
  TRY(fill_rows(&v, db, &f, o));
  TRY(account_list(db, o->a, &v.accounts, &v.n_accounts));
  TRY(journal_head(db, o->a, &head));
  v.after = head.size - v.health.verified_entries;
  v.too_big = head.size > VERIFY_ENTRIES;
  v.checkpoint = head.checkpoint;
  v.root = journal_groups_of_four(o->a, head.root);
  journal_html(o, &v);
  return NULL;
}

static bool in_time(void *arg, int64_t done, int64_t all) {
  (void)done, (void)all;
  return time_monotonic() < *(int64_t *)arg;
}

/// Verifies now, within a bounded time: a longer journal is for the command line.
static struct err *post(struct request *r, struct site *site) {
  struct verify_result result;
  int64_t until = time_monotonic() + VERIFY_SECONDS * 1000;
  if (!request_may(r, PERM_JOURNAL_VERIFY))
    return err_new(ERR_DENIED, MSG_WEB_DENIED, MSG_WEB_DENIED_HINT, "who",
                   r->web->host->who_may(r->web->host->ctx, r->a, r->lang, PERM_JOURNAL_VERIFY), NULL);
  struct err *e = site_verify(site, r->user->user_name, NULL, in_time, &until, &result);
  if (e && time_monotonic() >= until) {
    err_free(e);
    return err_new(ERR_LIMIT, MSG_PAGES_VERIFY_LONG, MSG_PAGES_VERIFY_LONG_HINT, NULL);
  }
  TRY(e);
  if (result.fault == VERIFY_OK) {
    request_redirect(r, "/nhat-ky", MSG_PAGES_VERIFIED_NOW);
    return NULL;
  }
  char bad[24];
  snprintf(bad, sizeof bad, "%lld", (long long)result.bad);
  return err_new(ERR_CORRUPT, MSG_PAGES_VERIFY_BAD, MSG_PAGES_VERIFY_FAILED_DO, "what.vi",
                 msg_text(LANG_VI, verify_fault_message(result.fault)), "what.en",
                 msg_text(LANG_EN, verify_fault_message(result.fault)), "entry", bad, NULL);
}

static struct err *record(struct request *r, struct change *c) {
  struct journal_view v = {.r = r};
  struct report_log_filter f;
  read_filters(r, &v, &f);
  r->n_field_errors = 0;  // get() reads them again
  const char *query = rest_of_query(r, &v);
  return CHANGE_EVENT(c, EVENT_JOURNAL_READ, "", {"filter", V_TEXT(*query ? query + 1 : "")});
}

const struct page page_journal = {"/nhat-ky", NAV_JOURNAL, PERM_JOURNAL_VIEW, MSG_WEB_NAV_JOURNAL, get, post, 0, record};
