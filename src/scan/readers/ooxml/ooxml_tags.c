// Names of elements to numbers by a small hash table; see ooxml_tags.h.
#include "scan/readers/ooxml/ooxml_tags.h"

#include <string.h>

static const char *const tag_names[TAG_COUNT] = {"",
#define X(name) #name,
                                                 TAGS(X)
#undef X
};

static unsigned tag_hash(const char *s) {
  unsigned h = 5381;
  for (; *s; s++)
    h = h * 33 ^ (unsigned char)*s;
  return (h ^ h >> 8) % OOXML_TAG_SLOTS;
}

void ooxml_tags_prepare(struct ooxml *d) {
  if (d->tags_ready) return;
  d->tags_ready = true;
  for (int i = 1; i < TAG_COUNT; i++) {
    unsigned h = tag_hash(tag_names[i]);
    while (d->tags[h])
      h = (h + 1) % OOXML_TAG_SLOTS;
    d->tags[h] = (uint8_t)i;
  }
}

enum tag ooxml_tag_of(const struct ooxml *d, const char *name) {
  for (unsigned h = tag_hash(name); d->tags[h]; h = (h + 1) % OOXML_TAG_SLOTS)
    if (strcmp(tag_names[d->tags[h]], name) == 0) return (enum tag)d->tags[h];
  return TAG_none;
}
