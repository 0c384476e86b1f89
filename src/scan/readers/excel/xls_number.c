// Numbers of sheets as their cells show them: words, currencies and dates of the number format are
// kept, digits are written plainly. Format: ECMA-376 part 1, 18.8.31.
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "scan/readers/excel/xls.h"

enum { CODE_MAX = 255, DAY_1970 = 25569, DAYS_1904 = 1462, DAY_LAST = 2958465 };

const char *xls_number_builtin(unsigned id) {
  static const char *const codes[] = {
      [1] = "0",          [2] = "0.00",      [3] = "#,##0",          [4] = "#,##0.00",
      [9] = "0%",         [10] = "0.00%",    [14] = "d/m/yyyy",      [15] = "d-mmm-yy",
      [16] = "d-mmm",     [17] = "mmm-yy",   [18] = "h:mm AM/PM",    [19] = "h:mm:ss AM/PM",
      [20] = "h:mm",      [21] = "h:mm:ss",  [22] = "d/m/yyyy h:mm", [37] = "#,##0",
      [38] = "#,##0",     [39] = "#,##0.00", [40] = "#,##0.00",      [45] = "mm:ss",
      [46] = "[h]:mm:ss", [47] = "mm:ss"};
  return id < ARRAY_LEN(codes) ? codes[id] : NULL;
}

const char *xls_truth_text(uint8_t value, bool error) {
  if (!error) return value ? "TRUE" : "FALSE";
  switch (value) {
    case 0x00:
      return "#NULL!";
    case 0x07:
      return "#DIV/0!";
    case 0x0F:
      return "#VALUE!";
    case 0x17:
      return "#REF!";
    case 0x1D:
      return "#NAME?";
    case 0x24:
      return "#NUM!";
    default:
      return "#N/A";
  }
}

// Where one piece of a format code ends: a quoted text, a bracket, an escaped letter, a run of one
// letter.
static size_t piece(const char *s, size_t n) {
  char close = *s == '"' ? '"' : *s == '[' ? ']' : 0;
  if (close) {
    const char *end = memchr(s + 1, close, n - 1);
    return end ? (size_t)(end - s) + 1 : n;
  }
  if (strchr("\\_*", *s)) return n > 1 ? 2 : 1;
  size_t k = 1;
  while (k < n && (s[k] | 32) == (*s | 32) && ((*s | 32) >= 'a' && (*s | 32) <= 'z'))
    k++;
  return k;
}

// The section of the code for a value: positive; negative; zero.
static size_t section(const char **code, double v) {
  const char *s = *code, *end = s + strnlen(s, CODE_MAX), *starts[4] = {s};
  size_t sizes[4] = {0}, count = 0;
  while (s < end && count < 3) {
    if (*s == ';') {
      sizes[count] = (size_t)(s - starts[count]);
      starts[++count] = ++s;
    } else {
      s += piece(s, (size_t)(end - s));
    }
  }
  if (count < 3) sizes[count] = (size_t)(end - starts[count]), count++;
  size_t want = v < 0 ? 1 : v > 0 ? 0 : 2;
  if (want >= count) want = 0;
  *code = starts[want];
  return sizes[want];
}

static bool is_am_pm(const char *s, size_t n) {
  return (n >= 5 && memcmp(s, "AM/PM", 5) == 0) || (n >= 3 && memcmp(s, "A/P", 3) == 0);
}

static bool is_date(const char *s, size_t n) {
  for (size_t i = 0; i < n; i += piece(s + i, n - i)) {
    if (n - i >= 7 && strncasecmp(s + i, "General", 7) == 0) return false;
    if (strchr("dDmMyYhHsS", s[i])) return true;
    if (s[i] == '[' && i + 1 < n && strchr("hms", s[i + 1] | 32)) return true;
  }
  return false;
}

// Text that stands in the code for itself: quoted, escaped, a currency in brackets.
static void literal(const char *s, size_t n, struct buf *ret) {
  if (*s == '"') {
    buf_put(ret, s + 1, n > 1 && s[n - 1] == '"' ? n - 2 : n - 1);
  } else if (*s == '\\') {
    if (n > 1) buf_putc(ret, s[1]);
  } else if (*s == '_') {
    buf_putc(ret, ' ');
  } else if (*s == '[') {
    if (n < 3 || s[1] != '$') return;
    size_t k = 2;
    while (k < n && s[k] != '-' && s[k] != ']')
      k++;
    buf_put(ret, s + 2, k - 2);
  } else if (*s != '*') {
    buf_put(ret, s, n);
  }
}

struct moment {
  struct date day;
  int weekday, seconds;  ///< 0 Sunday; of the day
  double serial;
  bool half_days, after_hour;
};

static void date_piece(const char *s, size_t n, const char *rest, size_t n_rest, struct moment *m,
                       struct buf *ret) {
  static const char *const months[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
  static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                     "Thursday", "Friday", "Saturday"};
  char c = (char)(*s | 32);
  bool before_seconds = false;
  for (size_t i = 0; i < n_rest && !before_seconds; i++) {
    if (strchr("dDyYhHmM", rest[i])) break;
    before_seconds = (rest[i] | 32) == 's';
  }
  int hour = m->seconds / 3600;
  if (c == 'y') {
    if (n > 2)
      buf_printf(ret, "%04d", m->day.year);
    else
      buf_printf(ret, "%02d", m->day.year % 100);
  } else if (c == 'd') {
    if (n > 3)
      buf_puts(ret, days[m->weekday]);
    else if (n == 3)
      buf_put(ret, days[m->weekday], 3);
    else
      buf_printf(ret, "%0*d", (int)n, m->day.day);
  } else if (c == 'h') {
    if (m->half_days) hour = (hour + 11) % 12 + 1;
    buf_printf(ret, "%0*d", n > 1 ? 2 : 1, hour);
  } else if (c == 's') {
    buf_printf(ret, "%0*d", n > 1 ? 2 : 1, m->seconds % 60);
  } else if (m->after_hour || before_seconds) {
    buf_printf(ret, "%0*d", n > 1 ? 2 : 1, m->seconds / 60 % 60);
  } else if (n >= 3) {
    buf_put(ret, months[m->day.month - 1], n > 3 ? strlen(months[m->day.month - 1]) : 3);
  } else {
    buf_printf(ret, "%0*d", (int)n, m->day.month);
  }
  m->after_hour = c == 'h';
}

static void date_text(double v, const char *s, size_t n, struct buf *ret) {
  struct moment m = {.serial = v};
  int64_t whole = (int64_t)v;
  m.seconds = (int)((v - (double)whole) * 86400 + 0.5);
  if (m.seconds >= 86400) m.seconds = 0, whole++;
  m.day = date_from_days((whole < 60 ? whole + 1 : whole) - DAY_1970);
  m.weekday = (int)((whole + 6) % 7);
  for (size_t i = 0; i < n && !m.half_days; i++)
    m.half_days = is_am_pm(s + i, n - i);
  for (size_t i = 0; i < n;) {
    size_t k = piece(s + i, n - i);
    if (is_am_pm(s + i, n - i)) {
      buf_puts(ret, m.seconds < 43200 ? "AM" : "PM");
      k = s[i + 1] == 'M' ? 5 : 3;
    } else if (s[i] == '[' && k > 2 && strchr("hms", s[i + 1] | 32)) {
      double unit = (s[i + 1] | 32) == 'h' ? 24 : (s[i + 1] | 32) == 'm' ? 1440 : 86400;
      buf_printf(ret, "%.0f", floor(v * unit + 1e-9));
      m.after_hour = (s[i + 1] | 32) == 'h';
    } else if (strchr("dDmMyYhHsS", s[i])) {
      date_piece(s + i, k, s + i + k, n - i - k, &m, ret);
    } else {
      literal(s + i, k, ret);
    }
    i += k;
  }
}

static void plain(double v, int decimals, bool percent, struct buf *ret) {
  if (percent) v *= 100;
  if (decimals < 0 || fabs(v) >= 1e15)
    buf_printf(ret, "%.15g", v);
  else
    buf_printf(ret, "%.*f", decimals > 15 ? 15 : decimals, v);
}

static void number_text(double v, const char *s, size_t n, struct buf *ret) {
  int decimals = 0;
  bool percent = false, point = false, written = false, comma = false;
  double scale = 1;
  for (size_t i = 0; i < n; i += piece(s + i, n - i)) {
    if (s[i] == '.') point = true;
    if (s[i] == ',' && (i + 1 >= n || !strchr("0#?", s[i + 1]))) comma = true, scale /= 1000;
    if (s[i] == '%') percent = true;
    if (point && strchr("0#?", s[i])) decimals++;
    if ((s[i] | 32) == 'e' || s[i] == '/') decimals = -1, point = false;
  }
  for (size_t i = 0; i < n;) {
    size_t k = piece(s + i, n - i);
    bool general = n - i >= 7 && strncasecmp(s + i, "General", 7) == 0;
    if (general) k = 7;
    if (general || strchr("0#?.,", s[i])) {
      if (!written) plain(comma ? v * scale : v, general ? -1 : decimals, percent, ret);
      written = true;
    } else if (written && (s[i] == '/' || (s[i] | 32) == 'e')) {
      if (i + k < n && strchr("+-", s[i + k])) k++;
    } else if (s[i] != '@') {
      literal(s + i, k, ret);
    }
    i += k;
  }
}

void xls_number_text(double v, const char *code, bool from_1904, struct buf *ret) {
  if (!isfinite(v)) return;
  if (!code || !*code) {
    plain(v, -1, false, ret);
    return;
  }
  const char *s = code;
  size_t n = section(&s, v);
  double serial = from_1904 ? v + DAYS_1904 : v;
  if (n && is_date(s, n)) {
    if (serial >= 0 && serial < DAY_LAST)
      date_text(serial, s, n, ret);
    else
      plain(v, -1, false, ret);
    return;
  }
  if (v < 0 && s == code) buf_putc(ret, '-');
  number_text(fabs(v), s, n, ret);
}
