// The summary of a scan for the minutes, as PDF or HTML to keep. With names only for those who decide, and that reading
// is an event as on the page of the scan.
#include <string.h>

#include "inspection/minutes.h"
#include "people/people.h"
#include "site/site.h"
#include "web/layout.h"
#include "web/web.h"

enum { PAPER_FILE_MAX = 64 << 20 };

static bool wants_names(const struct request *r) {
  const char *word = request_query(r, "ten");
  return word && !strcmp(word, "co") && request_may(r, PERM_FINDINGS_DECIDE);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct site *site = r->web->host->site;
  struct paper *p CLEANUP(paper_freep) = NULL;
  struct arena *a CLEANUP(arena_freep) = arena_new(256u << 20);
  struct buf b CLEANUP(buf_free) = buf_init(PAPER_FILE_MAX);
  struct minutes m;
  const char *form = request_value(r, "form"), *scan = request_value(r, "scan");
  bool pdf = !strcmp(form, "pdf"), names = wants_names(r);
  if (!pdf && strcmp(form, "html") != 0)
    return err_new(ERR_NOT_FOUND, MSG_INSPECTION_SCAN_NONE, MSG_INSPECTION_SCAN_NONE_HINT, "scan",
                   scan, NULL);
  if (names) TRY(inspection_names_recorded(db, r->user->user_name, scan, &names));
  TRY(minutes_of_scan(site_journal(site), db, scan, r->lang, names, a, &m));
  m.agency = r->site->name;
  struct unit *u = NULL;
  if (*m.unit) TRY(people_unit_get(db, m.unit, a, &u));
  if (u) m.unit = u->name;
  TRY(minutes_paper(&m, r->lang, &p));
  TRY(pdf ? paper_pdf(p, &b) : paper_html(p, &b));
  if (arena_room(r->a) < b.n + (1 << 20))
    return err_new(ERR_LIMIT, MSG_PAPER_TOO_LARGE, MSG_NONE, NULL);
  char *bytes = arena_alloc(r->a, b.n + 1);
  memcpy(bytes, b.p, b.n);
  request_download(r, pdf ? "application/pdf" : "text/html; charset=utf-8",
                   arena_printf(r->a, "tom-tat-%s.%s", scan, form), bytes, b.n);
  (void)o;
  return NULL;
}

static struct err *record(struct request *r, struct change *c) {
  struct inspection_scan *s = NULL;
  if (!wants_names(r)) return NULL;
  TRY(inspection_scan(change_reader(c), request_value(r, "scan"), r->a, &s));
  return s ? inspection_names_record(c, r->user->user_name, s->id) : NULL;
}

const struct page page_scan_minutes = {"/ra-quet/{scan}/tom-tat/{form}",
                                       NAV_SCAN,
                                       PERM_SCANS_VIEW,
                                       MSG_CONDUCT_PAGE_MINUTES,
                                       get,
                                       NULL,
                                       0,
                                       record};
