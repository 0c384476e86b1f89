// Fuzz target for an agency's rules: the input up to the first NUL is a rule file, the rest a text.
// Whatever the rules are, they never lower what the judge says without them.
#include <stdlib.h>
#include <string.h>

#include "scan/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct verdict judged(const char *s, size_t n) {
  struct judge *j = judge_new("a.txt");
  int number = 0;
  for (const char *end = s + n; s < end;) {
    const char *stop = memchr(s, '\n', (size_t)(end - s));
    if (!stop) stop = end;
    struct line l = {.text = s, .n = (size_t)(stop - s), .number = ++number};
    l.left = l.top = l.right = l.bottom = -1;
    judge_line(j, &l);
    s = stop + 1;
  }
  struct verdict v;
  judge_end(j, &v);
  judge_free(j);
  return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  const uint8_t *nul = n ? memchr(data, 0, n) : NULL;
  size_t n_rules = nul ? (size_t)(nul - data) : n;
  struct rules *r = NULL;
  struct err *e = rules_parse((struct bytes){data, n_rules}, &r);
  if (e) {
    if (r || e->hint == MSG_NONE) abort();
    err_free(e);
    return 0;
  }
  const char *text = nul ? (const char *)nul + 1 : "";
  size_t n_text = nul ? n - n_rules - 1 : 0;
  struct verdict without = judged(text, n_text);
  rules_use(r);
  struct verdict with = judged(text, n_text);
  rules_use(NULL);
  rules_free(r);
  if (with.marked < without.marked || with.confidence < without.confidence ||
      with.level < without.level)
    abort();
  return 0;
}
