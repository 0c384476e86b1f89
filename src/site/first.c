// The first unit and persons of a new site.
#include "site/first.h"

#include <stdio.h>

static const char *const NUMBERS[ROLE_COUNT] = {
    [ROLE_HEAD] = "001", [ROLE_CLERK] = "002", [ROLE_ADMINISTRATOR] = "003", [ROLE_AUDITOR] = "004",
    [ROLE_SECURITY_OFFICER] = "005", [ROLE_INSPECTOR] = "006", [ROLE_DRAFTER] = "007", [ROLE_STAFF] = "008"};

const char *site_person_of(int role, const struct site_plan *p) {
  return p->accounts[role].person && *p->accounts[role].person ? NUMBERS[role] : "";
}

struct err *site_first_unit(struct site *s, struct change *c, const struct site_plan *p) {
  char today[11];
  (void)s;
  date_format_iso(time_to_date(change_time(c)), today);
  struct date since = {2000, 1, 1};
  if (p->since && !date_parse(p->since, &since))
    return err_new(ERR_INPUT, MSG_ERR_EVENT_DAY, MSG_NONE, "field", "since", NULL);
  char founded[11];
  date_format_iso(since, founded);
  TRY(CHANGE_EVENT(c, EVENT_UNIT_CREATED, p->agency_code, {"name", V_TEXT(p->agency)},
                   {"kind", V_TEXT(p->kind ? p->kind : "office")}, {"on", V_TEXT(founded)}));
  for (int r = 0; r < ROLE_COUNT; r++)
    if (p->accounts[r].name && *site_person_of(r, p))
      TRY(CHANGE_EVENT(c, EVENT_PERSON_ADDED, site_person_of(r, p), {"name", V_TEXT(p->accounts[r].person)},
                       {"unit", V_TEXT(p->agency_code)}, {"post", V_TEXT(p->accounts[r].post)}, {"on", V_TEXT(today)}));
  return NULL;
}
