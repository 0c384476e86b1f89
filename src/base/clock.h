// Time: instants (milliseconds since 1970 UTC) and calendar days. The only place that reads the clock.
// People see Vietnamese time (UTC+7 all year); deadlines of the law count calendar days there.
#pragma once

#include "base/arena.h"

typedef int64_t instant;  ///< milliseconds since 1970-01-01T00:00:00Z

/// Now, or the instant set by time_fix().
instant time_now(void);
/// Fixes the clock (demo sites and tests); 0 lets it run again.
void time_fix(instant t);
bool time_is_fixed(void);
/// A clock that never goes back, in milliseconds: for durations only.
int64_t time_monotonic(void);
/// Minutes by which this machine's own local time is ahead of UTC at an instant.
int time_zone_minutes(instant t);

struct date {
  int year, month, day;  ///< proleptic Gregorian, 1-based month and day
};

bool date_valid(struct date d);
/// "2026-03-01" or "01/03/2026"; false when it is not a day that exists in years 1900..2999.
bool date_parse(const char *s, struct date *ret);
/// "2026-03-01": as stored; sorts as text. 11 bytes are written.
void date_format_iso(struct date d, char out[11]);
/// "01/03/2026": as shown in both languages. 11 bytes are written.
void date_format_shown(struct date d, char out[11]);
/// Days since 1970-01-01.
int64_t date_to_days(struct date d);
struct date date_from_days(int64_t days);
struct date date_add_days(struct date d, int64_t days);
/// The same day some years later; 29 February becomes 28 February in a common year.
struct date date_add_years(struct date d, int years);
int date_compare(struct date a, struct date b);

/// The calendar day in Việt Nam at an instant.
struct date time_to_date(instant t);
/// 00:00 Vietnamese time of a day.
instant time_from_date(struct date d);
/// "20/11/2026 07:40" Vietnamese time.
char *time_format_shown(struct arena *a, instant t) MUST_USE;
/// "2026-11-20T07:40:05+07:00"
char *time_format_iso(struct arena *a, instant t) MUST_USE;
/// Reads time_format_iso's form, "2026-11-20T07:40" or a bare day.
bool time_parse_iso(const char *s, instant *ret);
