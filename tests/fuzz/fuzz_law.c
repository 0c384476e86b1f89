// Fuzz target for the law data: the input takes the place of one of the real files, or is appended to it. What loads is
// described in both languages; what does not load gives an error that is whole.
#include <stdlib.h>
#include <string.h>

#include "law/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 2 || law_embedded_count > 200) return 0;
  struct law_file files[201];
  memcpy(files, law_embedded, law_embedded_count * sizeof *files);
  size_t count = law_embedded_count, which = data[0] % (count + 1);
  struct law_file *f = &files[which];
  uint8_t *own = malloc(n + (which < count ? f->n : 0) + 1);
  if (!own) return 0;
  size_t kept = 0;
  if (which == count) {
    *f = (struct law_file){.path = "rules/xac-dinh-999.sql"};
    count++;
  } else if (data[1] & 1) {
    kept = f->n * (data[1] >> 1) / 127;  // the real file up to some place, then the input
    memcpy(own, f->p, kept);
  }
  memcpy(own + kept, data + 2, n - 2);
  f->p = own;
  f->n = kept + n - 2;
  struct law *law = NULL;
  struct err *e = law_load(files, count, &law);
  if (e) {
    struct arena *a = arena_new(1 << 20);
    for (int lang = 0; lang < LANG_COUNT; lang++)
      if (!*err_message(a, (enum lang)lang, e)) abort();
    arena_free(a);
    err_free(e);
  } else {
    if (!law_edition(law)) abort();
    law_free(law);
  }
  free(own);
  return 0;
}
