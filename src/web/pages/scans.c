// Rà quét: the scans taken in, newest first, in views that open on what waits for a decision; and the
// way to bring a report in.
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
#include "viet/viet.h"
#include "web/layout.h"
#include "web/web.h"

enum { SCANS_SHOWN = 50, UNITS_SHOWN = 500, REPORT_HOURS = 24 };

struct scans_row {
  const struct inspection_scan *s;
  const char *unit;
  int level;
};
struct scans_tab {
  enum inspection_view view;
  const char *word;  ///< in the address
  enum msg label;
  const char *href;
  int64_t n;
};
struct scans_unit {
  struct inspection_unit u;
  const char *key;  ///< sorts as a dictionary does
};
struct scans_view {
  struct request *r;
  struct scans_row *rows;
  size_t n;
  struct scans_tab tabs[VIEW_COUNT];
  const struct scans_tab *tab;
  struct inspection_filter f;
  struct scans_unit *units;
  size_t n_units;
  bool may_import, may_keys, filtered;
  int64_t pending;  ///< reports brought in and not taken in yet
  const char *shown, *older, *newer, *clear;  ///< addresses; NULL: none
  struct inspection_counters c;
  const char *oldest;
};

#include "scans.html.h"

static const struct scans_tab tabs[VIEW_COUNT] = {
    {VIEW_WAITING, "cho", MSG_INSPECTION_PAGE_UNDECIDED, NULL, 0},
    {VIEW_FOUND, "nghi-van", MSG_INSPECTION_VIEW_FOUND, NULL, 0},
    {VIEW_UNSIGNED, "khong-ky", MSG_INSPECTION_VIEW_UNSIGNED, NULL, 0},
    {VIEW_ALL, "tat-ca", MSG_INSPECTION_VIEW_ALL, NULL, 0}};

// The address of a view with the unit and the machine that are chosen.
static const char *address(struct scans_view *v, const char *word, int64_t offset) {
  struct buf b CLEANUP(buf_free) = buf_init(8192);
  struct arena *a = v->r->a;
  struct out plain = out_new(&b, a, v->r->lang);
  buf_printf(&b, "/ra-quet?xem=%s", word);
  const char *const names[] = {"don-vi", "may"}, *const values[] = {v->f.unit, v->f.machine};
  for (size_t i = 0; i < ARRAY_LEN(names); i++) {
    if (!values[i]) continue;
    buf_printf(&b, "&%s=", names[i]);
    out_url_part(&plain, values[i]);
  }
  if (offset) buf_printf(&b, "&tu=%lld", (long long)offset);
  return arena_strdup(a, buf_str(&b));
}

// The view named in the address. Without a name: everything about a unit or machine somebody asks
// for; else what calls for work first.
static void choose_tab(struct scans_view *v) {
  const char *word = request_query(v->r, "xem");
  v->tab = &v->tabs[VIEW_COUNT - 1];
  for (size_t i = VIEW_COUNT; i-- > 0;)
    if (word ? !strcmp(v->tabs[i].word, word)
             : !v->filtered && v->tabs[i].n && v->tabs[i].view != VIEW_UNSIGNED)
      v->tab = &v->tabs[i];
}

static struct err *fill_tabs(struct scans_view *v, struct reader *db) {
  int64_t counts[VIEW_COUNT];
  TRY(inspection_view_counts(db, &v->f, counts));
  memcpy(v->tabs, tabs, sizeof tabs);
  for (size_t i = 0; i < VIEW_COUNT; i++) {
    v->tabs[i].n = counts[v->tabs[i].view];
    v->tabs[i].href = address(v, v->tabs[i].word, 0);
  }
  choose_tab(v);
  v->f.view = v->tab->view;
  return NULL;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const struct scans_unit *)a)->key, ((const struct scans_unit *)b)->key);
}

static struct err *fill_units(struct scans_view *v, struct reader *db) {
  struct arena *a = v->r->a;
  struct inspection_unit *list;
  TRY(inspection_units(db, UNITS_SHOWN, a, &list, &v->n_units));
  v->units = ARENA_ARRAY(a, struct scans_unit, v->n_units + 1);
  for (size_t i = 0; i < v->n_units; i++) {
    struct buf key CLEANUP(buf_free) = buf_init(1 << 16);
    viet_sort_key((struct bytes){(const uint8_t *)list[i].name, strlen(list[i].name)}, &key);
    v->units[i] = (struct scans_unit){list[i], arena_strdup(a, buf_str(&key))};
  }
  qsort(v->units, v->n_units, sizeof *v->units, by_name);
  return NULL;
}

static struct err *unit_name(struct scans_view *v, struct reader *db, const char *code,
                             const char **ret) {
  *ret = code;
  for (size_t i = 0; i < v->n_units; i++) {
    if (strcmp(v->units[i].u.code, code)) continue;
    *ret = v->units[i].u.name;
    return NULL;
  }
  struct unit *u = NULL;
  if (*code) TRY(people_unit_get(db, code, v->r->a, &u));
  if (u) *ret = u->name;
  return NULL;
}

static struct err *fill_rows(struct scans_view *v, struct reader *db, struct out *o) {
  struct arena *a = v->r->a;
  struct inspection_scan *list;
  TRY(inspection_scans(db, &v->f, a, &list, &v->n));
  v->rows = ARENA_ARRAY(a, struct scans_row, v->n + 1);
  for (size_t i = 0; i < v->n; i++) {
    int level = (int)inspection_level_by_name(list[i].keep_as) - LEVEL_UNKNOWN;
    v->rows[i] = (struct scans_row){.s = &list[i], .level = level < 0 ? 0 : level};
    TRY(unit_name(v, db, list[i].unit, &v->rows[i].unit));
  }
  int64_t first = (int64_t)v->f.offset, end = first + (int64_t)v->n;
  if (end < v->tab->n && v->n) v->older = address(v, v->tab->word, end);
  if (first) v->newer = address(v, v->tab->word, first > SCANS_SHOWN ? first - SCANS_SHOWN : 0);
  v->shown = msg_fill(a, v->r->lang, MSG_INSPECTION_SHOWN, "first", fmt_count(o, first + 1), "last",
                      fmt_count(o, end), "all", fmt_count(o, v->tab->n), NULL);
  return NULL;
}

static int64_t count_pending(struct request *r) {
  DIR *d = opendir(file_join(r->a, r->web->host->site->path, "uploads"));
  int64_t n = 0;
  if (!d) return 0;
  for (struct dirent *e; (e = readdir(d));)
    n += !strncmp(e->d_name, "report-", 7) && strlen(e->d_name) == 71;
  closedir(d);
  return n;
}

static const char *asked(const struct request *r, const char *name) {
  const char *s = request_query(r, name);
  return s && *s ? s : NULL;
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct scans_view v = {
      .r = r,
      .may_import = request_may(r, PERM_SCANS_IMPORT),
      .may_keys = request_may(r, PERM_KEYS_ISSUE),
      .f = {.machine = asked(r, "may"), .unit = asked(r, "don-vi"), .limit = SCANS_SHOWN}};
  int64_t from = 0;
  v.filtered = v.f.machine || v.f.unit;
  TRY(fill_tabs(&v, db));
  if (request_int(&r->query, "tu", 0, 1000000000, &from) && from < v.tab->n)
    v.f.offset = (size_t)from;
  if (v.filtered) v.clear = arena_printf(r->a, "/ra-quet?xem=%s", v.tab->word);
  TRY(fill_units(&v, db));
  TRY(fill_rows(&v, db, o));
  if (v.may_import) v.pending = count_pending(r);
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
static struct err *check(struct request *r, struct site *site, const char *name, int fd,
                         char ret_hash[65]) {
  struct reader *db CLEANUP(store_read_end) = NULL;
  struct inspection_source s = {.fd = fd, .what = *name ? name : "?"};
  struct inspection_options options = {0};
  struct inspection_preview p;
  TRY(store_read(site->store, &db));
  TRY(inspection_look(site_journal(site), db, &s, &options, r->a, &p));
  memcpy(ret_hash, p.file_hash, 65);
  inspection_preview_free(&p);
  return NULL;
}

static struct err *keep_one(struct request *r, struct site *site, const struct upload_file *f,
                            char ret_hash[65]) {
  struct stat st;
  int fd CLEANUP(file_closep) = open(f->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 || fstat(fd, &st)) return err_errno(errno, "upload");
  TRY(check(r, site, f->name, fd, ret_hash));
  const char *folder = file_join(r->a, site->path, "uploads");
  sweep(folder, st.st_mtime);
  if (rename(f->path, arena_printf(r->a, "%s/report-%s", folder, ret_hash)))
    return err_errno(errno, "upload");
  return NULL;
}

// Of several files each stands for itself: what is wrong with one is told, the others are kept.
static void keep_many(struct request *r, struct site *site) {
  size_t kept = 0;
  char hash[65];
  for (size_t i = 0; i < r->n_uploads; i++) {
    const struct upload_file *f = &r->uploads[i];
    struct err *e CLEANUP(err_freep) = f->size ? keep_one(r, site, f, hash) : NULL;
    if (e)
      request_field_error(r, "file", MSG_CONDUCT_UPLOAD_BAD, "file", f->name, "why",
                          err_message(r->a, r->lang, e), NULL);
    kept += f->size && !e;
  }
  if (kept && r->n_field_errors)
    request_field_error(r, "file", MSG_CONDUCT_UPLOAD_KEPT, "n",
                        arena_printf(r->a, "%zu", kept), NULL);
}

static struct err *post(struct request *r, struct site *site) {
  char hash[65];
  if (!request_may(r, PERM_SCANS_IMPORT))
    return err_new(ERR_DENIED, MSG_INSPECTION_IMPORT_DENIED, MSG_NONE, NULL);
  if (!r->n_uploads || (r->n_uploads == 1 && !r->uploads[0].size)) {
    request_field_error(r, "file", MSG_INSPECTION_FILE_MISSING, NULL);
    return NULL;
  }
  if (r->n_uploads == 1) {
    TRY(keep_one(r, site, &r->uploads[0], hash));
    request_redirect(r, arena_printf(r->a, "/ra-quet/nhan/%s", hash), MSG_NONE);
    return NULL;
  }
  keep_many(r, site);
  if (!r->n_field_errors) request_redirect(r, "/ra-quet/cho-nhan", MSG_NONE);
  return NULL;
}

const struct page page_scans = {"/ra-quet", NAV_SCAN, PERM_SCANS_VIEW, MSG_WEB_NAV_SCAN,
                                get,        post,     PAGE_UPLOAD,     NULL};
