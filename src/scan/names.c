// Names of files are bytes, not text: whether they are UTF-8, and forms of them that can be shown,
// carried in JSON and turned back.
#include "scan/scan.h"

#include <string.h>

// Length of the well-formed UTF-8 sequence at s (RFC 3629 §4), 0 when there is none.
static size_t sequence(const unsigned char *s, size_t n) {
  if (n == 0) return 0;
  if (s[0] < 0x80) return 1;
  size_t len = s[0] >= 0xC2 && s[0] <= 0xDF   ? 2
               : (s[0] & 0xF0) == 0xE0        ? 3
               : s[0] >= 0xF0 && s[0] <= 0xF4 ? 4
                                              : 0;
  if (len == 0 || n < len) return 0;
  for (size_t i = 1; i < len; i++)
    if ((s[i] & 0xC0) != 0x80) return 0;
  if (s[0] == 0xE0 && s[1] < 0xA0) return 0;  // overlong
  if (s[0] == 0xED && s[1] > 0x9F) return 0;  // surrogate
  if (s[0] == 0xF0 && s[1] < 0x90) return 0;  // overlong
  if (s[0] == 0xF4 && s[1] > 0x8F) return 0;  // above U+10FFFF
  return len;
}

bool scan_is_utf8(const char *s, size_t n) {
  const unsigned char *p = (const unsigned char *)s;
  for (size_t len; n; p += len, n -= len)
    if (!(len = sequence(p, n))) return false;
  return true;
}

static void put_escaped(struct buf *b, const char *s, bool controls, bool backslash) {
  const unsigned char *p = (const unsigned char *)s;
  size_t n = strlen(s);
  for (size_t len; n; p += len, n -= len) {
    len = sequence(p, n);
    // U+0080..U+009F are control characters too; terminals obey some of them.
    bool control = *p < 0x20 || *p == 0x7f || (len == 2 && p[0] == 0xC2 && p[1] < 0xA0);
    if (len && !(controls && control) && !(backslash && *p == '\\')) {
      buf_put(b, p, len);
      continue;
    }
    if (!len) len = 1;
    for (size_t i = 0; i < len; i++)
      buf_printf(b, "\\x%02x", p[i]);
  }
}

void scan_put_escaped(struct buf *b, const char *s) {
  put_escaped(b, s, false, true);
}

void scan_put_shown(struct buf *b, const char *s) {
  put_escaped(b, s, true, !scan_is_utf8(s, strlen(s)));
}
