// Reads INI files of the law strictly: whatever is not a section, a key with its value, a
// continuation or a comment is refused with its line. Written here and not left to libinih, whose
// Debian build silently cuts lines at 200 bytes, section names at 49, and values at " ;", and
// cannot tell a doubled section: a value of the law must never change its meaning without an error.
#include "law/internal.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_LINES 16384
#define MAX_NAME 96
#define MAX_SECTIONS 2048
#define MAX_KEYS 64  // of one section

static struct err *too_large(const char *file) {
  return err_new(ERR_LIMIT, MSG_LAW_TOO_LARGE, MSG_LAW_FILE_HINT, "file", file, NULL);
}

struct err *law_bad(enum msg message, const char *file, int line, const char *what) {
  char number[16];
  snprintf(number, sizeof number, "%d", line);
  char shown[121];  // a bad line may be long, or no text at all: cut to valid UTF-8
  size_t n = what ? strnlen(what, sizeof shown - 1) : 0;
  memcpy(shown, what ? what : "", n);
  while (n && !law_valid_utf8((const uint8_t *)shown, n))
    n--;
  shown[n] = '\0';
  return err_detail(err_new(ERR_INPUT, message, MSG_LAW_FILE_HINT, "file", file, "line", number,
                            "what", shown, NULL),
                    "%s:%d", file, line);
}

bool law_valid_utf8(const uint8_t *p, size_t n) {
  for (size_t i = 0; i < n;) {
    uint8_t c = p[i];
    size_t more = c < 0x80             ? 0
                  : (c & 0xE0) == 0xC0 ? 1
                  : (c & 0xF0) == 0xE0 ? 2
                  : (c & 0xF8) == 0xF0 ? 3
                                       : 9;
    if (more == 9 || more > n - i - 1) return false;
    uint32_t u = more == 0 ? c : c & (0x3F >> more);
    for (size_t k = 1; k <= more; k++) {
      if ((p[i + k] & 0xC0) != 0x80) return false;
      u = u << 6 | (p[i + k] & 0x3F);
    }
    static const uint32_t LEAST[] = {0, 0x80, 0x800, 0x10000};
    if (u < LEAST[more] || u > 0x10FFFF || (u >= 0xD800 && u < 0xE000)) return false;
    i += more + 1;
  }
  return true;
}

static bool name_ok(const char *s, size_t n) {
  if (!n || n > MAX_NAME) return false;
  for (size_t i = 0; i < n; i++)
    if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') || s[i] == '_' ||
          s[i] == '.' || s[i] == '*'))
      return false;
  return true;
}

static bool blank(char c) {
  return c == ' ' || c == '\t';
}

/// One file while it is read.
struct reading {
  struct arena *a;
  struct ini *ini;
  size_t room_sections, room_entries;
  struct ini_entry *entries;  ///< of all sections, one run
  size_t n_entries;
  bool open;  ///< the last line was an entry that may be continued
};

static struct err *begin_section(struct reading *r, char *s, size_t n, int line) {
  struct ini *ini = r->ini;
  if (s[n - 1] != ']' || !name_ok(s + 1, n - 2))
    return law_bad(MSG_LAW_BAD_SECTION, ini->file, line, s);
  s[n - 1] = '\0';
  for (size_t i = 0; i < ini->n; i++)
    if (!strcmp(ini->sections[i].name, s + 1))
      return law_bad(MSG_LAW_DOUBLE_SECTION, ini->file, line, s + 1);
  if (ini->n >= MAX_SECTIONS) return too_large(ini->file);
  ASSERT(ini->n < r->room_sections);
  ini->sections[ini->n++] =
      (struct ini_section){.name = s + 1, .line = line, .entries = r->entries + r->n_entries};
  r->open = false;
  return NULL;
}

static struct err *add_entry(struct reading *r, char *s, size_t n, int line) {
  struct ini *ini = r->ini;
  char *equals = memchr(s, '=', n);
  if (!equals) return law_bad(MSG_LAW_BAD_LINE, ini->file, line, s);
  size_t key = (size_t)(equals - s);
  while (key && blank(s[key - 1]))
    key--;
  if (!name_ok(s, key)) return law_bad(MSG_LAW_BAD_LINE, ini->file, line, s);
  char *value = equals + 1;
  while (blank(*value))
    value++;
  s[key] = '\0';
  if (!ini->n) return law_bad(MSG_LAW_NO_SECTION, ini->file, line, s);
  struct ini_section *section = &ini->sections[ini->n - 1];
  if (ini_get(section, s)) return law_bad(MSG_LAW_DOUBLE_KEY, ini->file, line, s);
  if (section->n >= MAX_KEYS) return too_large(ini->file);
  ASSERT(r->n_entries < r->room_entries);
  r->entries[r->n_entries++] = (struct ini_entry){.key = s, .value = value, .line = line};
  section->n++;
  r->open = true;
  return NULL;
}

static struct err *continue_entry(struct reading *r, char *s, int line) {
  while (blank(*s))
    s++;
  if (!r->open) return law_bad(MSG_LAW_BAD_LINE, r->ini->file, line, s);
  struct ini_entry *e = &r->entries[r->n_entries - 1];
  size_t have = strlen(e->value), more = strlen(s);
  // The value stands in the writable copy of the file and this line behind it: moving down always
  // fits.
  char *end = (char *)e->value + have;
  if (have) *end++ = ' ';
  memmove(end, s, more + 1);
  return NULL;
}

static struct err *read_line(struct reading *r, char *s, size_t n, int line) {
  bool indented = n && blank(s[0]);
  while (n && blank(s[n - 1]))
    s[--n] = '\0';
  if (!n) {
    r->open = false;
    return NULL;
  }
  if (indented) return continue_entry(r, s, line);
  if (s[0] == '#' || s[0] == ';') {
    r->open = false;
    return NULL;
  }
  return s[0] == '[' ? begin_section(r, s, n, line) : add_entry(r, s, n, line);
}

static struct err *check_bytes(const char *file, const uint8_t *p, size_t n, size_t *ret_lines) {
  int line = 1;
  const uint8_t *start = p;
  for (size_t i = 0; i < n; i++) {
    if (p[i] == '\n') {
      if (!law_valid_utf8(start, (size_t)(p + i - start)))
        return law_bad(MSG_LAW_NOT_UTF8, file, line, "");
      start = p + i + 1;
      line++;
    } else if ((p[i] < 0x20 && p[i] != '\t' && !(p[i] == '\r' && i + 1 < n && p[i + 1] == '\n')) ||
               p[i] == 0x7F) {
      return law_bad(MSG_LAW_CONTROL_BYTE, file, line, "");
    }
  }
  if (!law_valid_utf8(start, (size_t)(p + n - start)))
    return law_bad(MSG_LAW_NOT_UTF8, file, line, "");
  *ret_lines = (size_t)line;
  return NULL;
}

struct err *ini_read(struct arena *a, const char *file, const uint8_t *p, size_t n,
                     struct ini *ret) {
  if (n > LAW_MAX_FILE_BYTES) return too_large(file);
  if (n >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3)) p += 3, n -= 3;
  size_t lines = 0;
  TRY(check_bytes(file, p, n, &lines));
  if (lines > MAX_LINES ||
      arena_room(a) < n + 256 + lines * (sizeof(struct ini_entry) + sizeof(struct ini_section)))
    return too_large(file);
  struct ini ini = {.file = arena_strdup(a, file)};
  struct reading r = {.a = a, .ini = &ini, .room_sections = lines, .room_entries = lines};
  char *copy = arena_alloc(a, n + 1);
  memcpy(copy, p, n);
  ini.sections = ARENA_ARRAY(a, struct ini_section, lines);
  r.entries = ARENA_ARRAY(a, struct ini_entry, lines);
  int line = 0;
  for (char *s = copy, *end = copy + n; s < end;) {
    char *stop = memchr(s, '\n', (size_t)(end - s));
    if (!stop) stop = end;
    size_t length = (size_t)(stop - s);
    if (length && s[length - 1] == '\r') length--;
    s[length] = '\0';
    TRY(read_line(&r, s, length, ++line));
    s = stop + 1;
  }
  *ret = ini;
  return NULL;
}

const struct ini_entry *ini_get(const struct ini_section *s, const char *key) {
  for (size_t i = 0; i < s->n; i++)
    if (!strcmp(s->entries[i].key, key)) return &s->entries[i];
  return NULL;
}
