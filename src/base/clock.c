// Calendar arithmetic by counting days; no time zone database, no C locale.
#include "base/clock.h"

#include <string.h>
#include <time.h>

static const int64_t MS_PER_DAY = 86400000, MS_VIETNAM = 7 * 3600000;
static instant fixed_now;

instant time_now(void) {
  if (fixed_now) return fixed_now;
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (instant)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void time_fix(instant t) {
  fixed_now = t;
}

bool time_is_fixed(void) {
  return fixed_now != 0;
}

int64_t time_monotonic(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int time_zone_minutes(instant t) {
  const time_t seconds = (time_t)(t / 1000);
  struct tm local;
  tzset();
  return localtime_r(&seconds, &local) ? (int)(local.tm_gmtoff / 60) : 0;
}

static bool leap(int y) {
  return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int days_in_month(int y, int m) {
  static const int n[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m == 2 && leap(y) ? 29 : n[m - 1];
}

bool date_valid(struct date d) {
  return d.year >= 1900 && d.year <= 2999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
         d.day <= days_in_month(d.year, d.month);
}

static bool digits(const char *s, size_t n, int *ret) {
  int v = 0;
  for (size_t i = 0; i < n; i++) {
    if (s[i] < '0' || s[i] > '9') return false;
    v = v * 10 + (s[i] - '0');
  }
  *ret = v;
  return true;
}

bool date_parse(const char *s, struct date *ret) {
  struct date d;
  if (strlen(s) != 10) return false;
  bool iso = s[4] == '-' && s[7] == '-' && digits(s, 4, &d.year) && digits(s + 5, 2, &d.month) &&
             digits(s + 8, 2, &d.day);
  bool shown = !iso && s[2] == '/' && s[5] == '/' && digits(s, 2, &d.day) &&
               digits(s + 3, 2, &d.month) && digits(s + 6, 4, &d.year);
  if ((!iso && !shown) || !date_valid(d)) return false;
  *ret = d;
  return true;
}

static void put_digits(char *out, int width, int value) {
  for (int i = width - 1; i >= 0; i--, value /= 10)
    out[i] = (char)('0' + value % 10);
}

void date_format_iso(struct date d, char out[11]) {
  ASSERT(date_valid(d));
  memcpy(out, "0000-00-00", 11);
  put_digits(out, 4, d.year);
  put_digits(out + 5, 2, d.month);
  put_digits(out + 8, 2, d.day);
}

void date_format_shown(struct date d, char out[11]) {
  ASSERT(date_valid(d));
  memcpy(out, "00/00/0000", 11);
  put_digits(out, 2, d.day);
  put_digits(out + 3, 2, d.month);
  put_digits(out + 6, 4, d.year);
}

// Days from civil: Howard Hinnant's published algorithm (chrono-compatible low-level date algorithms).
int64_t date_to_days(struct date d) {
  int64_t y = d.year - (d.month <= 2);
  int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
  int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct date date_from_days(int64_t days) {
  int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
  int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  int month = (int)(mp < 10 ? mp + 3 : mp - 9);
  return (struct date){(int)(yoe + era * 400 + (month <= 2)), month,
                       (int)(doy - (153 * mp + 2) / 5 + 1)};
}

struct date date_add_days(struct date d, int64_t days) {
  return date_from_days(date_to_days(d) + days);
}

struct date date_add_years(struct date d, int years) {
  d.year += years;
  if (d.month == 2 && d.day == 29 && !leap(d.year)) d.day = 28;
  return d;
}

int date_compare(struct date a, struct date b) {
  int64_t x = date_to_days(a), y = date_to_days(b);
  return (x > y) - (x < y);
}

static int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0);
}

struct date time_to_date(instant t) {
  return date_from_days(floor_div(t + MS_VIETNAM, MS_PER_DAY));
}

instant time_from_date(struct date d) {
  return date_to_days(d) * MS_PER_DAY - MS_VIETNAM;
}

static void split(instant t, struct date *d, int *h, int *m, int *s) {
  *d = time_to_date(t);
  int64_t in_day = t - time_from_date(*d);
  *h = (int)(in_day / 3600000);
  *m = (int)(in_day / 60000 % 60);
  *s = (int)(in_day / 1000 % 60);
}

char *time_format_shown(struct arena *a, instant t) {
  struct date d;
  int h, m, s;
  split(t, &d, &h, &m, &s);
  return arena_printf(a, "%02d/%02d/%04d %02d:%02d", d.day, d.month, d.year, h, m);
}

char *time_format_iso(struct arena *a, instant t) {
  struct date d;
  int h, m, s;
  split(t, &d, &h, &m, &s);
  return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", d.year, d.month, d.day, h, m, s);
}

bool time_parse_iso(const char *s, instant *ret) {
  char day[11] = {0};
  size_t n = strlen(s);
  if (n < 10) return false;
  memcpy(day, s, 10);
  struct date d;
  if (day[4] != '-' || !date_parse(day, &d)) return false;
  int h = 0, m = 0, sec = 0;
  if (n > 10) {
    if (s[10] != 'T' || n < 16 || !digits(s + 11, 2, &h) || s[13] != ':' || !digits(s + 14, 2, &m))
      return false;
    if (n > 16 && (n < 19 || s[16] != ':' || !digits(s + 17, 2, &sec))) return false;
    if (n > 19 && strcmp(s + 19, "+07:00") != 0) return false;
    if (h > 23 || m > 59 || sec > 59) return false;
  }
  *ret = time_from_date(d) + h * 3600000LL + m * 60000LL + sec * 1000LL;
  return true;
}
