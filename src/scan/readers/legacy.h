// The bridge from fonts of old Vietnamese office files (.VnTime, VNI-Times) to Unicode, by way of
// viet.
#pragma once

#include "base/buf.h"

/// True when text set in this font is not Unicode but TCVN3 or VNI.
bool legacy_font_known(const char *font);
/// Appends the text as Unicode. `s` is UTF-8 in which each code of the old code page stands as the
/// Latin-1/Windows-1252 letter that office files show for it. Fonts ending in H print capitals.
void legacy_font_to_unicode(const char *font, const char *s, size_t n, struct buf *out);
