// Reports that were brought in together and wait to be taken in: what each would record, and one button for all that
// nothing speaks against.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "inspection/inspection.h"
#include "site/site.h"
#include "web/layout.h"
#include "web/web.h"

enum { PENDING_SHOWN = 100 };

struct pending_row {
  const char *hash, *path;
  struct inspection_preview p;
  const char *problem, *trust;  ///< problem NULL: it can be taken in
  int level;
};
struct scan_pending_view {
  struct request *r;
  struct pending_row *rows;
  size_t n, ready;
};

#include "scan_pending.html.h"

static int by_hash(const void *a, const void *b) {
  return strcmp(((const struct pending_row *)a)->hash, ((const struct pending_row *)b)->hash);
}

// The kept files, in an order that stays the same.
static size_t find(struct request *r, struct site *site, struct pending_row *rows) {
  const char *folder = file_join(r->a, site->path, "uploads");
  DIR *d = opendir(folder);
  size_t n = 0;
  if (!d) return 0;
  for (struct dirent *e; n < PENDING_SHOWN && (e = readdir(d));) {
    const char *hash = e->d_name + 7;
    if (strncmp(e->d_name, "report-", 7) != 0 || strlen(hash) != 64 ||
        strspn(hash, "0123456789abcdef") != 64)
      continue;
    rows[n++] = (struct pending_row){.hash = arena_strdup(r->a, hash),
                                     .path = file_join(r->a, folder, e->d_name)};
  }
  closedir(d);
  if (n) qsort(rows, n, sizeof *rows, by_hash);
  return n;
}

static void look(struct request *r, struct site *site, struct reader *db, struct pending_row *row) {
  const struct inspection_source s = {.path = row->path, .what = "?"};
  const struct inspection_options options = {0};
  struct err *e CLEANUP(err_freep) =
      inspection_look(site_journal(site), db, &s, &options, r->a, &row->p);
  if (e) {
    row->p = (struct inspection_preview){.host = "?", .machine = "", .authority = "", .team = ""};
    row->problem = err_message(r->a, r->lang, e);
    row->trust = "";
    return;
  }
  if (row->p.refusal) row->problem = err_message(r->a, r->lang, row->p.refusal);
  row->trust =
      msg_fill(r->a, r->lang, inspection_trust_label(row->p.trust), "key", row->p.signer, NULL);
  int level = (int)inspection_level_by_name(row->p.keep_as) - LEVEL_UNKNOWN;
  row->level = level < 0 ? 0 : level;
  inspection_preview_free(&row->p);
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct site *site = r->web->host->site;
  struct scan_pending_view v = {.r = r};
  v.rows = ARENA_ARRAY(r->a, struct pending_row, PENDING_SHOWN);
  v.n = find(r, site, v.rows);
  for (size_t i = 0; i < v.n; i++) {
    look(r, site, db, &v.rows[i]);
    v.ready += !v.rows[i].problem;
  }
  scan_pending_html(o, &v);
  return NULL;
}

// Each report is a commit of its own. Those that something speaks against stay and say so.
static struct err *post(struct request *r, struct site *site) {
  struct pending_row *rows = ARENA_ARRAY(r->a, struct pending_row, PENDING_SHOWN);
  size_t n = find(r, site, rows), left = 0, taken = 0;
  for (size_t i = 0; i < n; i++) {
    const struct inspection_source s = {.path = rows[i].path, .what = "?"};
    const struct inspection_options options = {0};
    char *scan = NULL;
    struct err *e CLEANUP(err_freep) = inspection_import(
        site_journal(site), r->user->user_name, &s, &options, r->a, &scan);
    if (!e) unlink(rows[i].path);
    left += e != NULL;
    taken += e == NULL;
  }
  if (!taken && left) return err_new(ERR_CONFLICT, MSG_CONDUCT_PENDING_NONE, MSG_NONE, NULL);
  request_redirect(r, left ? "/ra-quet/cho-nhan" : "/ra-quet",
                   left ? MSG_CONDUCT_NOTE_SOME : MSG_CONDUCT_NOTE_ALL);
  return NULL;
}

const struct page page_scan_pending = {
    "/ra-quet/cho-nhan", NAV_SCAN, PERM_SCANS_IMPORT, MSG_CONDUCT_PAGE_PENDING, get, post, 0, NULL};
