// A report that was brought in, before it is taken in: what would be recorded, what speaks against
// it, and the form in which a person says which machine it is about.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "inspection/inspection.h"
#include "people/people.h"
#include "site/site.h"
#include "web/layout.h"
#include "web/web.h"

struct scan_import_view {
  struct request *r;
  struct inspection_preview p;
  const char *hash, *problem, *problem_hint, *unit, *trust;
  int level;
  bool untrusted, done_before;
  char *hash_text;
};

#include "scan_import.html.h"

// The kept file of this page; NULL when the address holds no hash or the file is gone.
static char *kept_file(struct request *r, struct site *site) {
  const char *hash = request_value(r, "hash");
  if (strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64) return NULL;
  char *path = file_join(r->a, site->path, arena_printf(r->a, "uploads/report-%s", hash));
  return file_exists(path) ? path : NULL;
}

static struct err *gone(void) {
  return err_new(ERR_NOT_FOUND, MSG_INSPECTION_REPORT_GONE, MSG_INSPECTION_REPORT_GONE_HINT, NULL);
}

static struct inspection_options typed(struct request *r) {
  return (struct inspection_options){.machine = request_form(r, "machine"),
                                     .unit = request_form(r, "unit"),
                                     .as_unsigned = form_chosen(r, "as_unsigned", "1", false)};
}

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct site *site = r->web->host->site;
  struct scan_import_view v = {.r = r, .hash = request_value(r, "hash"), .unit = ""};
  struct inspection_source s = {.path = kept_file(r, site), .what = "?"};
  struct inspection_options options = typed(r);
  if (!s.path) return gone();
  TRY(inspection_look(site_journal(site), db, &s, &options, r->a, &v.p));
  if (v.p.refusal) {
    v.problem = err_message(r->a, r->lang, v.p.refusal);
    v.problem_hint = err_hint(r->a, r->lang, v.p.refusal);
    v.done_before = v.p.refusal->message == MSG_INSPECTION_IMPORTED_BEFORE ||
                    v.p.refusal->message == MSG_INSPECTION_NO_AUTHORITY;
  }
  struct unit *u = NULL;
  if (*v.p.unit) TRY(people_unit_get(db, v.p.unit, r->a, &u));
  v.unit = u ? u->name : v.p.unit;
  v.untrusted = v.p.trust >= TRUST_UNKNOWN;
  v.trust = msg_fill(r->a, r->lang, inspection_trust_label(v.p.trust), "key", v.p.signer, NULL);
  int level = (int)inspection_level_by_name(v.p.keep_as) - LEVEL_UNKNOWN;
  v.level = level < 0 ? 0 : level;
  uint8_t hash[SEAL_HASH];
  v.hash_text = seal_hex_decode(v.p.file_hash, hash, SEAL_HASH) ? carried_hash_text(r->a, hash)
                                                                : v.p.file_hash;
  scan_import_html(o, &v);
  inspection_preview_free(&v.p);
  return NULL;
}

static struct err *post(struct request *r, struct site *site) {
  struct inspection_source s = {.path = kept_file(r, site), .what = "?"};
  struct inspection_options options = typed(r);
  char *scan = NULL;
  if (!s.path) return gone();
  TRY(inspection_import(site_journal(site), r->user->user_name, &s, &options, r->a, &scan));
  unlink(
      s.path);  // what it says is in the journal; the report itself stays with whoever brought it
  request_redirect(r, arena_printf(r->a, "/ra-quet/%s", scan), MSG_INSPECTION_NOTE_IMPORTED);
  return NULL;
}

const struct page page_scan_import = {"/ra-quet/nhan/{hash}",
                                      NAV_SCAN,
                                      PERM_SCANS_IMPORT,
                                      MSG_INSPECTION_PAGE_IMPORT,
                                      get,
                                      post,
                                      0,
                                      NULL};
