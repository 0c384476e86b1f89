// Fonts of old Vietnamese files to Unicode; see legacy.h.
#include "scan/readers/legacy.h"

#include "viet/viet.h"

bool legacy_font_known(const char *font) {
  return font && *font && viet_encoding_of_font(font, NULL) != VIET_UTF8;
}

void legacy_font_to_unicode(const char *font, const char *s, size_t n, struct buf *out) {
  viet_text_of_run((struct bytes){(const uint8_t *)s, n}, font, out);
}
