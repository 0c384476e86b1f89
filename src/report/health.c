// How the installation itself does: verification, backup, clock, disk; and what a new one still lacks.
#include <string.h>

#include "base/file.h"
#include "report/report.h"

enum { DAY = 86400000 };
static const uint64_t DISK_LOW = 1u << 30;

static struct err *add_last_acts(struct reader *r, struct report_health *h) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_query(r, SQL_JOURNAL_VERIFICATION_LAST, NULL, 0, &rows));
  if (rows_next(rows)) {
    h->verified_at = rows_int(rows, 1);
    h->verified_entries = rows_int(rows, 2);
    h->verified_ok = !strcmp(rows_text(rows, 3), "ok");
  }
  TRY(rows_end(&rows));
  TRY(store_query(r, SQL_SITE_BACKUP_LAST, NULL, 0, &rows));
  if (rows_next(rows)) h->backup_at = rows_int(rows, 0);
  return rows_end(&rows);
}

struct err *report_health(struct site *s, struct reader *r, struct report_health *ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct journal_head head;
  instant now = time_now();
  *ret = (struct report_health){0};
  TRY(add_last_acts(r, ret));
  TRY(journal_head(r, a, &head));
  ret->entries = head.size;
  ret->last_event = head.last_time;
  ret->clock_behind = head.last_time > now;
  // A site younger than the limit is not late yet.
  instant begun = s->created;
  ret->verify_late = now - (ret->verified_at ? ret->verified_at : begun) > (instant)REPORT_VERIFY_DAYS * DAY;
  ret->backup_late = now - (ret->backup_at ? ret->backup_at : begun) > (instant)REPORT_BACKUP_DAYS * DAY;
  TRY(file_free_space(s->path, &ret->disk_free));
  ret->disk_low = ret->disk_free < DISK_LOW;
  return NULL;
}

struct err *report_steps(struct reader *r, struct report_steps *ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret = (struct report_steps){0};
  TRY(store_query(r, SQL_REPORT_STEPS, NULL, 0, &rows));
  if (rows_next(rows))
    *ret = (struct report_steps){rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2), rows_int(rows, 3),
                                 rows_int(rows, 4), rows_int(rows, 5), rows_int(rows, 6)};
  return rows_end(&rows);
}
