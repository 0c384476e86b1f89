// Figures, sizes and days as people of each language write them.
#include <string.h>

#include "web/out.h"

const char *fmt_count(struct out *o, int64_t n) {
  char digits[24], out[32];
  uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
  size_t count = 0, k = sizeof out - 1;
  do
    digits[count++] = (char)('0' + size % 10);
  while (size /= 10);
  out[k] = '\0';
  for (size_t i = 0; i < count; i++) {
    if (i && i % 3 == 0) out[--k] = o->lang == LANG_VI ? '.' : ',';
    out[--k] = digits[i];
  }
  if (n < 0) out[--k] = '-';
  return arena_strdup(o->a, out + k);
}

const char *fmt_day(struct out *o, const char *iso) {
  struct date d;
  if (!iso || !date_parse(iso, &d)) return iso ? iso : "";
  char shown[11];
  date_format_shown(d, shown);
  return arena_strdup(o->a, shown);
}

const char *fmt_instant(struct out *o, instant t) {
  return time_format_shown(o->a, t);
}

const char *fmt_clock(struct out *o, instant t) {
  const char *both = time_format_shown(o->a, t), *space = strchr(both, ' ');
  return space ? space + 1 : both;
}

/// A value in tenths with the decimal sign of the language; ",0" is left out.
static const char *tenths(struct out *o, int64_t t) {
  if (t % 10 == 0) return fmt_count(o, t / 10);
  return arena_printf(o->a, "%s%c%d", fmt_count(o, t / 10), o->lang == LANG_VI ? ',' : '.',
                      (int)(t < 0 ? -(t % 10) : t % 10));
}

const char *fmt_size(struct out *o, int64_t bytes) {
  static const char *const unit[] = {"B", "kB", "MB", "GB", "TB"};
  int64_t step = 1;
  size_t u = 0;
  while (u + 1 < ARRAY_LEN(unit) && bytes >= step * 1024)
    step *= 1024, u++;
  if (!u) return arena_printf(o->a, "%s B", fmt_count(o, bytes));
  int64_t whole = bytes / step;
  const char *shown =
      whole >= 100 ? fmt_count(o, whole) : tenths(o, whole * 10 + bytes % step * 10 / step);
  return arena_printf(o->a, "%s %s", shown, unit[u]);
}

const char *fmt_permille(struct out *o, int64_t permille) {
  return arena_printf(o->a, o->lang == LANG_VI ? "%s %%" : "%s%%", tenths(o, permille));
}

const char *fmt_deadline(struct out *o, struct date today, struct date due) {
  int64_t days = date_to_days(due) - date_to_days(today);
  if (days == 0) return msg_text(o->lang, MSG_WEB_TODAY);
  if (days > 60 || days < -60) {
    char shown[11];
    date_format_shown(due, shown);
    return arena_strdup(o->a, shown);
  }
  return msg_fill(o->a, o->lang, days < 0 ? MSG_WEB_DAYS_OVER : MSG_WEB_DAYS_LEFT, "n",
                  arena_printf(o->a, "%d", (int)(days < 0 ? -days : days)), NULL);
}

/// The bytes of the first UTF-8 character.
static int first_letter(const char *s) {
  int n = 1;
  while (((unsigned char)s[n] & 0xC0) == 0x80)
    n++;
  return n;
}

const char *fmt_initials(struct out *o, const char *name) {
  if (!name || !*name) return "";
  const char *last = strrchr(name, ' ');
  if (!last || !last[1]) return arena_printf(o->a, "%.*s", first_letter(name), name);
  return arena_printf(o->a, "%.*s%.*s", first_letter(name), name, first_letter(last + 1), last + 1);
}
