// Text in the code pages of old Windows and Macintosh programs to UTF-8. The tables are made when the
// program is built (tools/codepages.py).
#pragma once

#include "base/buf.h"

/// Appends bytes of a code page as UTF-8: 874, 932, 936, 949, 950, 1250 to 1258, 437, 850, 866, 10000
/// (Macintosh Roman), 10007, 1200 (UTF-16LE), 1201, 65001 (UTF-8), 20127. Bytes without a letter and unknown
/// pages are read as 1252, bytes that 1252 leaves open as U+0080 to U+009F, so that fonts of old Vietnamese
/// text keep every byte (readers/legacy.h).
void codepage_decode(int page, const uint8_t *p, size_t n, struct buf *out);
/// Whether the first byte of a two-byte letter in this page.
bool codepage_is_lead(int page, uint8_t byte);
/// The code page of a font's character set (LOGFONT lfCharSet, RTF \fcharset): 163 → 1258; 0 → 1252.
int codepage_of_charset(int charset);
/// The code page of a Windows language identifier: 0x042A → 1258.
int codepage_of_language(int lcid);
