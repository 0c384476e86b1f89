// Terms and deadlines: calendar days counted from the values of the law, never from numbers in C.
#include "law/internal.h"

/// A day a number of days away, kept inside the years a date can have.
static bool move_days(struct date d, int64_t days, struct date *ret) {
  if (!date_valid(d)) return false;
  *ret = date_add_days(d, days);
  return date_valid(*ret) && ret->year >= 1900 && ret->year <= 2999;
}

/// The anniversary after some years, moved by the offset that says which day is the last protected
/// one.
static struct law_day end_of_term(const struct law *law, struct date start, int64_t years,
                                  const struct law_value *v, struct date rule_day) {
  struct law_day out = {.value = v};
  int64_t offset;
  struct err *e CLEANUP(err_freep) =
      law_int_at(law, "term.last_protected_day_offset", rule_day, &offset);
  if (e || !date_valid(start) || years > 1000 || start.year + years > 2999) return out;
  out.set = move_days(date_add_years(start, (int)years), offset, &out.day);
  return out;
}

struct law_day law_term_end(const struct law *law, enum law_level level, struct date determined) {
  const struct law_value *v = law_level_value_at(law, "level", level, "term_years", determined);
  if (!v || v->word) return (struct law_day){.value = v};
  return end_of_term(law, determined, v->number, v, determined);
}

struct law_day law_extension_end(const struct law *law, enum law_level level, struct date term_end,
                                 struct date decided) {
  const struct law_value *v = law_value_at(law, "extension.max_base_terms", decided);
  const struct law_value *years = law_level_value_at(law, "level", level, "term_years", decided);
  struct law_day out = {.value = v};
  if (!v || v->word || !years || years->word || !date_valid(term_end)) return out;
  int64_t add = v->number * years->number;
  if (add > 1000 || term_end.year + add > 2999) return out;
  // From one last protected day to the next: the offset is already in it.
  out.day = date_add_years(term_end, (int)add);
  out.set = true;
  return out;
}

struct law_day law_extension_deadline(const struct law *law, struct date term_end) {
  const char *key = "deadline.extension_decision_before_expiry_days";
  const struct law_value *at_end = law_value_at(law, key, term_end), *v = at_end;
  struct law_day out = {.value = at_end};
  struct date day;
  if (at_end && !at_end->word && move_days(term_end, -at_end->number, &day)) {
    const struct law_value *then = law_value_at(law, key, day);  // the rule of the day of deciding
    if (then && !then->word) v = then;
    out.value = v;
    out.set = move_days(term_end, -v->number, &out.day);
  }
  return out;
}

struct law_day law_due(const struct law *law, const char *key, struct date event) {
  const struct law_value *v = law_value_at(law, key, event);
  struct law_day out = {.value = v};
  if (!v || v->kind != LAW_INT || !date_valid(event)) return out;
  if (v->word) {
    out.at_once = !strcmp(v->raw, "at_once");
    out.day = event;
    return out;
  }
  out.set = move_days(event, v->number, &out.day);
  return out;
}

int64_t law_days_left(struct date due, struct date today) {
  return date_to_days(due) - date_to_days(today);
}

struct law_period law_report_period(const struct law *law, int year) {
  struct date last = {year, 12, 31};
  struct law_period out = {.value = law_value_at(law, "report.annual.send_by", last)};
  const struct law_value *from = law_value_at(law, "report.annual.window_from", last);
  const struct law_value *to = law_value_at(law, "report.annual.window_to", last);
  if (!out.value || !from || !to || year < 1900 || year > 2999) return out;
  out.to = (struct date){year, (int)to->number, (int)to->high};
  out.send_by = (struct date){year, (int)out.value->number, (int)out.value->high};
  out.from = (struct date){year, (int)from->number, (int)from->high};
  if (date_compare(out.from, out.to) > 0)
    out.from.year--;  // a window over New Year begins the year before
  out.set =
      out.value->kind == LAW_MONTH_DAY && from->kind == LAW_MONTH_DAY && to->kind == LAW_MONTH_DAY;
  return out;
}
