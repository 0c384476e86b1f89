// Rà quét: every scan taken in, by unit and machine, what waits for a decision, and the way to
// bring a report in.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "inspection/inspection.h"
#include "people/people.h"
#include "site/site.h"
#include "web/layout.h"
#include "web/web.h"

enum { SCANS_SHOWN = 200, REPORT_HOURS = 24 };

struct scans_row {
  const struct inspection_scan *s;
  const char *unit;  ///< name, on the first row of a unit; else NULL
  int level;
  enum msg trust;
};
struct scans_view {
  struct request *r;
  struct scans_row *rows;
  size_t n;
  bool more, may_import, may_keys;
  size_t next, offset;
  const char *machine;
  struct inspection_counters c;
  const char *oldest;
};

#include "scans.html.h"

static int by_unit(const void *a, const void *b) {
  const struct inspection_scan *x = ((const struct scans_row *)a)->s,
                               *y = ((const struct scans_row *)b)->s;
  int unit = strcmp(x->unit, y->unit),
      machine = strcmp(*x->machine ? x->machine : x->host, *y->machine ? y->machine : y->host);
  return unit ? unit : machine ? machine : x->seq < y->seq ? 1 : -1;
}

static struct err *fill_rows(struct scans_view *v, struct reader *db) {
  struct arena *a = v->r->a;
  struct inspection_scan *list;
  struct inspection_filter f = {
      .machine = v->machine, .limit = SCANS_SHOWN + 1, .offset = v->offset};
  TRY(inspection_scans(db, &f, a, &list, &v->n));
  v->more = v->n > SCANS_SHOWN;
  if (v->more) v->n = SCANS_SHOWN;
  v->next = v->offset + v->n;
  v->rows = ARENA_ARRAY(a, struct scans_row, v->n + 1);
  for (size_t i = 0; i < v->n; i++) {
    int level = (int)inspection_level_by_name(list[i].keep_as) - LEVEL_UNKNOWN;
    v->rows[i] = (struct scans_row){
        .s = &list[i],
        .level = level < 0 ? 0 : level,
        .trust = inspection_trust_label(inspection_trust_by_name(list[i].trust))};
  }
  qsort(v->rows, v->n, sizeof *v->rows, by_unit);
  for (size_t i = 0; i < v->n; i++) {
    if (i && !strcmp(v->rows[i].s->unit, v->rows[i - 1].s->unit)) continue;
    struct unit *u = NULL;
    TRY(people_unit_get(db, v->rows[i].s->unit, a, &u));
    v->rows[i].unit = u ? u->name : *v->rows[i].s->unit ? v->rows[i].s->unit : "-";
  }
  return NULL;
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct scans_view v = {.r = r,
                         .may_import = request_may(r, PERM_SCANS_IMPORT),
                         .may_keys = request_may(r, PERM_KEYS_ISSUE),
                         .machine = request_query(r, "may")};
  int64_t from = 0;
  if (request_int(&r->query, "tu", 0, 1000000000, &from)) v.offset = (size_t)from;
  TRY(fill_rows(&v, db));
  // A year: how long a machine may go unscanned before it stands out here.
  TRY(inspection_counters(db, time_now() - INT64_C(365) * 86400000, &v.c));
  v.oldest = v.c.oldest_undecided ? fmt_instant(o, v.c.oldest_undecided) : "";
  scans_html(o, &v);
  return NULL;
}

// ---- bringing a report in
// --------------------------------------------------------------------------

// Reports nobody decided to take in go after a day, counted by the file that has just come.
static void sweep(const char *folder, int64_t now) {
  DIR *d = opendir(folder);
  if (!d) return;
  for (struct dirent *e; (e = readdir(d));) {
    struct stat st;
    if (strncmp(e->d_name, "report-", 7) != 0 ||
        fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW))
      continue;
    if (now - st.st_mtime > REPORT_HOURS * 3600) unlinkat(dirfd(d), e->d_name, 0);
  }
  closedir(d);
}

// Only a readable report is kept; what speaks against it is told on the next page.
static struct err *check(struct request *r, struct site *site, int fd, char ret_hash[65]) {
  struct reader *db CLEANUP(store_read_end) = NULL;
  struct inspection_source s = {.fd = fd,
                                .what = r->upload_name && *r->upload_name ? r->upload_name : "?"};
  struct inspection_options options = {0};
  struct inspection_preview p;
  TRY(store_read(site->store, &db));
  TRY(inspection_look(site_journal(site), db, &s, &options, r->a, &p));
  memcpy(ret_hash, p.file_hash, 65);
  inspection_preview_free(&p);
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  if (!request_may(r, PERM_SCANS_IMPORT))
    return err_new(ERR_DENIED, MSG_INSPECTION_IMPORT_DENIED, MSG_NONE, NULL);
  if (!r->upload_path || !r->upload_size) {
    request_field_error(r, "file", MSG_INSPECTION_FILE_MISSING, NULL);
    return NULL;
  }
  char hash[65];
  struct stat st;
  int fd CLEANUP(file_closep) = open(r->upload_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 || fstat(fd, &st)) return err_errno(errno, "upload");
  TRY(check(r, site, fd, hash));
  const char *folder = file_join(r->a, site->path, "uploads");
  sweep(folder, st.st_mtime);
  if (rename(r->upload_path, arena_printf(r->a, "%s/report-%s", folder, hash)))
    return err_errno(errno, "upload");
  request_redirect(r, arena_printf(r->a, "/ra-quet/nhan/%s", hash), MSG_NONE);
  return NULL;
}

const struct page page_scans = {"/ra-quet", NAV_SCAN, PERM_SCANS_VIEW, MSG_WEB_NAV_SCAN,
                                get,        post,     PAGE_UPLOAD,     NULL};
