// Old code pages to UTF-8; see codepage.h.
#include "scan/readers/codepage.h"

#include "scan/readers/codepage_tables.h"

static const struct codepage_one *one_of(int page) {
  for (int i = 0; i < codepage_one_count; i++)
    if (codepage_one[i].page == page) return &codepage_one[i];
  return NULL;
}

static const struct codepage_two *two_of(int page) {
  for (int i = 0; i < codepage_two_count; i++)
    if (codepage_two[i].page == page) return &codepage_two[i];
  return NULL;
}

static void put_code(struct buf *out, uint32_t c) {
  char s[4];
  size_t n = 0;
  if (c < 0x80) {
    s[n++] = (char)c;
  } else if (c < 0x800) {
    s[n++] = (char)(0xC0 | c >> 6);
    s[n++] = (char)(0x80 | (c & 63));
  } else if (c < 0x10000) {
    s[n++] = (char)(0xE0 | c >> 12);
    s[n++] = (char)(0x80 | (c >> 6 & 63));
    s[n++] = (char)(0x80 | (c & 63));
  } else {
    s[n++] = (char)(0xF0 | c >> 18);
    s[n++] = (char)(0x80 | (c >> 12 & 63));
    s[n++] = (char)(0x80 | (c >> 6 & 63));
    s[n++] = (char)(0x80 | (c & 63));
  }
  buf_put(out, s, n);
}

static void decode_utf16(bool big, const uint8_t *p, size_t n, struct buf *out) {
  for (size_t i = 0; i + 1 < n; i += 2) {
    uint32_t c = big ? (uint32_t)p[i] << 8 | p[i + 1] : (uint32_t)p[i + 1] << 8 | p[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < n) {
      uint32_t low = big ? (uint32_t)p[i + 2] << 8 | p[i + 3] : (uint32_t)p[i + 3] << 8 | p[i + 2];
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    put_code(out, (c >= 0xD800 && c < 0xE000) || !c ? 0xFFFD : c);
  }
}

static void decode_two(const struct codepage_two *t, const uint8_t *p, size_t n, struct buf *out) {
  for (size_t i = 0; i < n; i++) {
    uint32_t c = p[i];
    if (c >= 0x80) {
      uint32_t pair = 0;
      if (c >= 0x81 && c <= 0xFE && i + 1 < n && p[i + 1] >= 0x40 && p[i + 1] <= 0xFE)
        pair = t->pair[c - 0x81][p[i + 1] - 0x40];
      if (pair)
        i++;
      else
        pair = t->high[c - 0x80];
      c = pair ? pair : 0xFFFD;
    }
    put_code(out, c);
  }
}

void codepage_decode(int page, const uint8_t *p, size_t n, struct buf *out) {
  if (page == 65001) {
    buf_put(out, p, n);
    return;
  }
  if (page == 1200 || page == 1201) {
    decode_utf16(page == 1201, p, n, out);
    return;
  }
  const struct codepage_two *two = two_of(page);
  if (two) {
    decode_two(two, p, n, out);
    return;
  }
  const struct codepage_one *own = one_of(page), *western = one_of(1252);
  if (!own) own = western;
  for (size_t i = 0; i < n; i++) {
    uint32_t c = p[i];
    if (c >= 0x80) {
      c = own->high[p[i] - 0x80];
      if (!c) c = western->high[p[i] - 0x80];
      if (!c) c = p[i];
    }
    put_code(out, c);
  }
}

bool codepage_is_lead(int page, uint8_t byte) {
  if (byte < 0x81 || byte > 0xFE || !two_of(page)) return false;
  return page != 932 || byte < 0xA0 || (byte >= 0xE0 && byte <= 0xFC);
}

int codepage_of_charset(int charset) {
  // [MS-WMF] 2.1.1.5 CharacterSet and the Macintosh numbers of RTF 1.9.1.
  static const struct {
    int charset, page;
  } pages[] = {{77, 10000},  {78, 932},    {79, 949},    {80, 936},    {81, 950},   {85, 10006},
               {86, 10081},  {88, 10029},  {89, 10007},  {128, 932},   {129, 949},  {130, 949},
               {134, 936},   {136, 950},   {161, 1253},  {162, 1254},  {163, 1258}, {177, 1255},
               {178, 1256},  {186, 1257},  {204, 1251},  {222, 874},   {238, 1250}, {254, 437},
               {255, 850}};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
    if (pages[i].charset == charset) return pages[i].page;
  return 1252;
}

int codepage_of_language(int lcid) {
  // [MS-LCID]: the low ten bits name the language.
  static const struct {
    int language, page;
  } pages[] = {{0x01, 1256}, {0x02, 1251}, {0x05, 1250}, {0x08, 1253}, {0x0D, 1255}, {0x0E, 1250},
               {0x11, 932},  {0x12, 949},  {0x15, 1250}, {0x18, 1250}, {0x19, 1251}, {0x1B, 1250},
               {0x1C, 1250}, {0x1E, 874},  {0x1F, 1254}, {0x20, 1256}, {0x22, 1251}, {0x23, 1251},
               {0x24, 1250}, {0x25, 1257}, {0x26, 1257}, {0x27, 1257}, {0x29, 1256}, {0x2A, 1258},
               {0x2F, 1251}, {0x3F, 1251}, {0x40, 1251}, {0x44, 1251}, {0x50, 1251}};
  if (lcid == 0x0404 || lcid == 0x0C04 || lcid == 0x1404) return 950;
  if ((lcid & 0x3FF) == 0x04) return 936;
  if (lcid == 0x0C1A || lcid == 0x1C1A) return 1251;
  if ((lcid & 0x3FF) == 0x1A) return 1250;
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
    if (pages[i].language == (lcid & 0x3FF)) return pages[i].page;
  return 1252;
}
