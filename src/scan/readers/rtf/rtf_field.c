// Two small helpers of the reader for RTF: what an equation field shows, and code pages told by
// names of fonts.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/rtf/rtf.h"

// "SYMBOL 65 \f "Symbol"": one letter by its number.
static bool is_symbol(struct buf *code) {
  const char *s = buf_str(code);
  s += strspn(s, " \t");
  if (strncasecmp(s, "SYMBOL ", 7) != 0) return false;
  long n = strtol(s + 7, NULL, 10);
  buf_clear(code);
  if (n >= ' ' && n <= 0xFFFF) buf_put_utf8(code, (uint32_t)n);
  return true;
}

// "EQ \x(TỐI MẬT)", "EQ \o\ad(\s\up 11(a),b)": switches, their numbers and commas are left out;
// what stands small above a word is put behind it.
bool rtf_equation(struct buf *code, bool *ret_framed) {
  char *s = code->p;
  if (is_symbol(code)) return true;
  size_t at = 0, n = code->n, kept = 0, last_comma = 0;
  bool above = false;
  int depth = 0;
  *ret_framed = false;
  while (at < n && (s[at] == ' ' || s[at] == '\t'))
    at++;
  if (n - at < 3 || (s[at] | 32) != 'e' || (s[at + 1] | 32) != 'q' || s[at + 2] != ' ')
    return false;
  for (at += 3; at < n; at++) {
    if (s[at] == '\\') {
      if (at + 1 < n && (s[at + 1] | 32) == 'x') *ret_framed = true;
      for (; at < n && s[at] != '('; at++)
        above = above || (n - at > 2 && memcmp(s + at, "\\up", 3) == 0);
      depth++;
    } else if (s[at] == '(') {
      depth++;
    } else if (s[at] == ')') {
      depth--;
    } else if (depth > 0) {
      if (s[at] == ',') last_comma = kept;
      if (s[at] != ',' || !above) s[kept++] = s[at] == ',' || s[at] == ';' ? ' ' : s[at];
    }
  }
  if (above && last_comma && last_comma < kept) {
    struct buf turned CLEANUP(buf_free) = buf_init(kept + 1);
    buf_put(&turned, s + last_comma, kept - last_comma);
    buf_put(&turned, s, last_comma);
    memcpy(s, turned.p, kept);
  }
  code->n = kept;
  s[kept] = 0;
  return true;
}

int rtf_page_of_font(const char *name) {
  static const struct {
    const char *end;
    int page;
  } pages[] = {{" CE", 1250},     {" Cyr", 1251},         {" Greek", 1253},
               {" Tur", 1254},    {" (Hebrew)", 1255},    {" (Arabic)", 1256},
               {" Baltic", 1257}, {" (Vietnamese)", 1258}};
  size_t n = strlen(name);
  for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
    size_t k = strlen(pages[i].end);
    if (n > k && strcmp(name + n - k, pages[i].end) == 0) return pages[i].page;
  }
  return 0;
}
