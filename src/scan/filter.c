// Which files are left out: those not changed since a day, and those a pattern names. Nothing is left out in silence:
// every rule counts what it left out.
#include "scan/filter.h"

#include <fnmatch.h>
#include <string.h>

struct err *filter_make(const struct scan_options *o, struct filter *ret) {
  *ret = (struct filter){.since = o->since};
  if (o->since)
    ret->rules[ret->n++] = (struct scan_rule){.kind = "since", .text = o->since_day};
  for (size_t i = 0; i < o->n_excludes; i++) {
    const char *text = o->excludes[i];
    size_t n = strlen(text);
    if (!n || n > SCAN_PATTERN_MAX || !scan_is_utf8(text, n))
      return err_new(ERR_USAGE, MSG_CONDUCT_BAD_PATTERN, MSG_NONE, "value",
                     scan_is_utf8(text, n) && n ? text : "-", NULL);
    if (ret->n == SCAN_RULES_MAX)
      return err_new(ERR_USAGE, MSG_CONDUCT_MANY_PATTERNS, MSG_NONE, NULL);
    ret->rules[ret->n++] = (struct scan_rule){.kind = "exclude", .text = text};
  }
  return NULL;
}

int filter_rule(void *ctx, const char *path, size_t name_at, bool folder, const instant *modified) {
  const struct filter *f = ctx;
  if (modified) return !folder && f->since && *modified < f->since ? 0 : -1;
  for (size_t i = f->since != 0; i < f->n; i++) {
    const char *text = f->rules[i].text;
    if (fnmatch(text, strchr(text, '/') ? path : path + name_at, 0) == 0) return (int)i;
  }
  return -1;
}
