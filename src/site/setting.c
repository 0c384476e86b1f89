// Local settings: what the law leaves to the agency. Each is declared here once, with what holds until it is set.
#include <stdlib.h>
#include <string.h>

#include "site/site.h"

const struct setting_info site_settings[] = {
    {"number.out", MSG_SETTING_NUMBER_OUT, "{số}/{loại}-{đơn vị}", 0, 0},
    {"number.in", MSG_SETTING_NUMBER_IN, "{số}", 0, 0},
    {"finding.decide_days", MSG_SETTING_DECIDE_DAYS, "30", 1, 3650},
    {"scan.unit_days", MSG_SETTING_SCAN_DAYS, "365", 1, 3650},
    {"journal.verify_days", MSG_SETTING_VERIFY_DAYS, "90", 1, 3650},
    {"backup.days", MSG_SETTING_BACKUP_DAYS, "30", 1, 3650},
    {NULL, MSG_NONE, NULL, 0, 0}};

const struct setting_info *site_setting_info(const char *name) {
  for (const struct setting_info *s = site_settings; s->name; s++)
    if (!strcmp(s->name, name)) return s;
  return NULL;
}

struct err *site_setting(struct reader *r, const char *name, struct arena *a, char **ret) {
  const struct setting_info *info = site_setting_info(name);
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_SITE_SETTING_GET, &rows, V_TEXT(name)));
  *ret = rows_next(rows) ? rows_dup(rows, 0, a) : arena_strdup(a, info ? info->otherwise : "");
  return rows_end(&rows);
}

static bool is_number_within(const char *s, int64_t least, int64_t most) {
  size_t n = strlen(s);
  if (n < 1 || n > 4 || strspn(s, "0123456789") != n) return false;
  int64_t v = strtoll(s, NULL, 10);
  return v >= least && v <= most;
}

struct err *site_setting_change(struct change *c, const char *name, const char *value) {
  const struct setting_info *info = site_setting_info(name);
  if (!info) return err_new(ERR_NOT_FOUND, MSG_ERR_SETTING_NONE, MSG_ERR_SETTING_NONE_HINT, "name", name, NULL);
  if (info->most && !is_number_within(value, info->least, info->most))
    return err_new(ERR_INPUT, MSG_ERR_SETTING_NUMBER, MSG_NONE, "name", name, NULL);
  if (!*value || strlen(value) > 200) return err_new(ERR_INPUT, MSG_ERR_SETTING_TEXT, MSG_NONE, "name", name, NULL);
  return CHANGE_EVENT(c, EVENT_SITE_SETTING_CHANGED, name, {"value", V_TEXT(value)});
}
