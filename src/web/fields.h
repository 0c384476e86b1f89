// Inside src/web: decoding of queries, cookies and paths into name and value pairs, and matching of
// page paths.
#pragma once

#include "web/page.h"

enum { FIELDS_MAX = 2000 };

/// Length of the UTF-8 character at s, 0 when the bytes are no valid one. s ends with NUL.
size_t utf8_next(const unsigned char *s, uint32_t *ret);
bool utf8_valid(const char *s);

void fields_add(struct fields *f, struct arena *a, const char *name, const char *value);
/// "a=1&b=%20x+y". False on more than FIELDS_MAX pairs, a broken escape, NUL or invalid UTF-8.
bool fields_parse_query(struct fields *f, struct arena *a, const char *s);
/// "a=1; b=2" of a Cookie header: no escapes; pairs that are odd are left out.
void fields_parse_cookies(struct fields *f, struct arena *a, const char *s);
/// %XX decoded; `plus` turns + into a space. NULL when an escape is broken or gives NUL or invalid
/// UTF-8.
char *percent_decode(struct arena *a, const char *s, size_t n, bool plus);

/// True when a raw (still encoded) path fits the pattern; *ret gets the decoded {name} values and
/// *ret_literal the number of segments that matched by their letters.
bool route_match(struct arena *a, const char *pattern, const char *path, struct fields *ret,
                 int *ret_literal);
/// The page for a raw path: of several that fit, the one with the most literal segments. NULL:
/// none.
const struct page *route_find(struct arena *a, const struct page *const *pages, const char *path,
                              struct fields *ret_values);
