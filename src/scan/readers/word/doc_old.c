// Documents from before Word's information block of today: Windows Write and Word for DOS, Word 3
// to 5 for Macintosh. Their text is one byte a letter, in one stretch or in pieces.
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/word/doc.h"

enum { WRITE_TEXT = 0x80, MAC_CLX = 0xAC };

static uint32_t big16(const uint8_t *p) {
  return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t big32(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool doc_old_is(const uint8_t *p, size_t n) {
  if (n < 0x100) return false;
  bool write =
      (p[0] == 0x31 || p[0] == 0x32) && p[1] == 0xBE && !p[2] && !p[3] && !p[4] && p[5] == 0xAB;
  bool mac = p[0] == 0xFE && ((p[1] == 0x37 && !p[2] && (p[3] == 0x1C || p[3] == 0x23)) ||
                              (p[1] == 0x34 && !p[2] && !p[3]));
  return write || mac;
}

// Control letters end lines; one of them follows another at the end of a paragraph.
static void read_text(struct bytes b, int page, struct sink *s) {
  int number = 0;
  for (size_t at = 0; at < b.n;) {
    size_t n = 0, most = LINES_MAX_LINE / 4;
    while (at + n < b.n && n < most && (b.p[at + n] >= ' ' || b.p[at + n] == '\t'))
      n++;
    struct buf line CLEANUP(buf_free) = buf_init(LINES_MAX_LINE);
    codepage_decode(page, b.p + at, n, &line);
    if (n && !line_emit_text(s, buf_str(&line), line.n, PART_BODY, 1, ++number)) return;
    at += n < most ? n + 1 : n;
    if (s->stop(s)) return;
  }
}

// Word for Macintosh after a fast save: a table of pieces like that of [MS-DOC] 2.9.177,
// big-endian, behind lists of changes. False when there is none that holds together.
static bool join_pieces(const uint8_t *p, size_t n, struct buf *ret) {
  size_t at = big32(p + MAC_CLX), end = at + big16(p + MAC_CLX + 4);
  if (end > n) return false;
  while (at + 3 <= end && p[at] == 1)
    at += 3 + big16(p + at + 1);
  if (at + 3 > end || p[at] != 2) return false;
  size_t size = big16(p + at + 1), count = size < 16 ? 0 : (size - 4) / 12;
  if (at + 3 + size > end) return false;
  const uint8_t *places = p + at + 3, *about = places + 4 * (count + 1);
  for (size_t i = 0; i < count && !ret->over; i++) {
    uint32_t from = big32(places + 4 * i), to = big32(places + 4 * i + 4);
    uint32_t fc = big32(about + 8 * i + 2);
    if (to < from || fc > n || to - from > n - fc) return false;
    buf_put(ret, p + fc, to - from);
  }
  return ret->n > 0;
}

void doc_old_read(const uint8_t *p, size_t n, struct sink *s) {
  bool mac = p[0] == 0xFE;
  size_t from = mac ? big32(p + 0x14) : WRITE_TEXT, to = mac ? big32(p + 0x18) : doc_get32(p + 14);
  // Write states how many pages of the file it uses; Word for DOS leaves that out.
  int page = mac ? 10000 : doc_get16(p + 0x60) ? 1252 : 437;
  if (from > n || to > n || from >= to) {
    s->unread(s, UNREAD_DAMAGED, from < n, "doc");
    if (from >= n) return;
    to = n;
  }
  struct buf joined CLEANUP(buf_free) = buf_init(2 * n);
  if (mac && p[0xA] & 4 && join_pieces(p, n, &joined)) {
    if (joined.over) s->unread(s, UNREAD_LIMIT, true, "pieces");
    read_text((struct bytes){(const uint8_t *)joined.p, joined.n}, page, s);
    return;
  }
  read_text((struct bytes){p + from, to - from}, page, s);
  if (mac && p[0xA] & 4) s->unread(s, UNREAD_DAMAGED, true, "table of pieces");
}
