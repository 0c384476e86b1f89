// Undoes the compression of RTF bodies: a dictionary of 4096 bytes and references into it; see
// lzfu.h.
#include "scan/readers/mail/lzfu.h"

#include <string.h>

enum { HEAD = 16, DICTIONARY = 4096, COMPRESSED = 0x75465A4C, UNCOMPRESSED = 0x414C454D };

// What the dictionary holds before the first byte ([MS-OXRTFCP] 2.1.3.1).
static const char first[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static uint32_t u32(const uint8_t *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool expand(struct bytes in, size_t want, struct buf *out) {
  uint8_t d[DICTIONARY] = {0};
  size_t at = sizeof first - 1, i = 0, made = 0;
  memcpy(d, first, at);
  while (i < in.n && !out->over) {
    unsigned control = in.p[i++];
    for (int bit = 0; bit < 8 && i < in.n; bit++, control >>= 1) {
      if (!(control & 1)) {
        buf_putc(out, (char)(d[at] = in.p[i++]));
        at = (at + 1) % DICTIONARY;
        made++;
        continue;
      }
      if (i + 1 >= in.n) return false;
      unsigned reference = (unsigned)in.p[i] << 8 | in.p[i + 1];
      size_t from = reference >> 4, n = (reference & 15) + 2;
      i += 2;
      if (from == at) return true;
      for (; n; n--, made++) {
        buf_putc(out, (char)(d[at] = d[from]));
        at = (at + 1) % DICTIONARY;
        from = (from + 1) % DICTIONARY;
      }
    }
  }
  return made >= want && !out->over;
}

bool lzfu_decode(struct bytes in, struct buf *out) {
  if (in.n < HEAD) return false;
  uint32_t want = u32(in.p + 4), kind = u32(in.p + 8);
  struct bytes data = {in.p + HEAD, in.n - HEAD};
  if (kind == UNCOMPRESSED) {
    buf_put(out, data.p, data.n < want ? data.n : want);
    return data.n >= want && !out->over;
  }
  return kind == COMPRESSED && expand(data, want, out);
}
