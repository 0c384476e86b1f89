// Reads only the headers of common picture formats; see picture.h.
#include "scan/readers/picture.h"

#include <string.h>

static int be16(const uint8_t *p) {
  return p[0] << 8 | p[1];
}
static int le16(const uint8_t *p) {
  return p[1] << 8 | p[0];
}
static int clamp32(uint32_t v) {
  return v > 1000000 ? 1000000 : (int)v;
}
static int be32(const uint8_t *p) {
  return clamp32((uint32_t)be16(p) << 16 | (uint32_t)be16(p + 2));
}
static int le32(const uint8_t *p) {
  return clamp32((uint32_t)le16(p + 2) << 16 | (uint32_t)le16(p));
}

// Segments of a JPEG up to the frame header (ITU-T T.81, B.2.2).
static void jpeg_size(const uint8_t *p, size_t n, int *w, int *h) {
  for (size_t at = 2; at + 9 < n;) {
    if (p[at] != 0xFF) return;
    int marker = p[at + 1];
    if (marker == 0xFF) {
      at++;
      continue;
    }
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      *h = be16(p + at + 5);
      *w = be16(p + at + 7);
      return;
    }
    at += 2 + (size_t)be16(p + at + 2);
  }
}

const char *picture_size(const uint8_t *p, size_t n, int *w, int *h) {
  *w = *h = 0;
  if (n < 12) return NULL;
  if (memcmp(p, "\x89PNG\r\n\x1a\n", 8) == 0) {
    if (n >= 24) *w = be32(p + 16), *h = be32(p + 20);
    return "png";
  }
  if (p[0] == 0xFF && p[1] == 0xD8 && p[2] == 0xFF) {
    jpeg_size(p, n, w, h);
    return "jpeg";
  }
  if (memcmp(p, "GIF8", 4) == 0) {
    *w = le16(p + 6), *h = le16(p + 8);
    return "gif";
  }
  if (memcmp(p, "BM", 2) == 0 && n >= 26 && p[15] == 0 && p[16] == 0 && p[17] == 0 &&
      (p[14] == 12 || p[14] >= 40)) {
    *w = p[14] == 12 ? le16(p + 18) : le32(p + 18);
    *h = p[14] == 12 ? le16(p + 20) : le32(p + 22);
    return "bmp";
  }
  if (memcmp(p, "II*\0", 4) == 0 || memcmp(p, "MM\0*", 4) == 0) return "tiff";
  if (memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBP", 4) == 0) return "webp";
  if (memcmp(p + 4, "ftypheic", 8) == 0 || memcmp(p + 4, "ftypmif1", 8) == 0) return "heic";
  if (memcmp(p, "\0\0\0\x0cjP  ", 8) == 0) return "jp2";
  if (memcmp(p, "AT&TFORM", 8) == 0) return "djvu";
  if (memcmp(p, "\0\0\1\0", 4) == 0 && p[4] && p[5] == 0 && n >= 22) {
    *w = p[6] ? p[6] : 256, *h = p[7] ? p[7] : 256;
    return "ico";
  }
  return NULL;
}

bool picture_is_page(const uint8_t *p, size_t n) {
  int w, h;
  const char *kind = picture_size(p, n, &w, &h);
  if (!kind) return false;
  if (!w || !h) return strcmp(kind, "tiff") == 0;
  return w >= 700 && h > w && (double)h / w >= 1.25 && (double)h / w <= 1.65;
}
