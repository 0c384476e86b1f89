// Formats that are known by their first bytes but not read yet: names them, so that nobody takes
// silence for clean. Any other binary file ends here, too.
#include <string.h>

#include "scan/readers/picture.h"
#include "scan/readers/readers.h"
#include "scan/readers/zip.h"

#define ICON_PIXELS 200  ///< a picture smaller than this on both sides is no page

static const struct {
  uint16_t offset, n;
  const char *bytes, *format;
} signatures[] = {
    {32769, 5, "NSR02", "udf disc"},
    {32769, 5, "NSR03", "udf disc"},
    {32769, 5, "BEA01", "udf disc"},
    {7, 7, "**ACE**", "ace"},
    {0, 2, "\x60\xEA", "arj"},
    {0, 4, "SZDD", "szdd"},
    {0, 4, "KWAJ", "kwaj"},
    {0, 4, "ISc(", "installshield cab"},
    {0, 8, "MSWIM\0\0\0", "wim"},
    {0, 8, "conectix", "disk image"},
    {0, 8, "vhdxfile", "disk image"},
    {0, 4, "KDMV", "disk image"},
    {0, 4, "QFI\xFB", "disk image"},
    {0, 4, "LRZI", "lrzip"},
    {0, 9, "\x89LZO\0\r\n\x1a\n", "lzop"},
    {0, 4,
     "\x7f"
     "ELF",
     "executable"},
    {0, 2, "MZ", "executable"},
    {0, 4, "\xCF\xFA\xED\xFE", "executable"},
    {0, 4, "\xCA\xFE\xBA\xBE", "executable"},
    {0, 4, "\0asm", "executable"},
    {0, 4, "dex\n", "executable"},
    {0, 5, "\0\1\0\0\0", "font"},
    {0, 4, "OTTO", "font"},
    {0, 4, "true", "font"},
    {0, 4, "ttcf", "font"},
    {0, 4, "wOFF", "font"},
    {0, 4, "wOF2", "font"},
    {0, 3, "ID3", "audio"},
    {0, 4, "fLaC", "audio"},
    {0, 4, "OggS", "audio or video"},
    {4, 4, "ftyp", "video"},
    {0, 4, "\x1A\x45\xDF\xA3", "video"},
    {0, 4, "FLV\1", "video"},
    {0, 4, "\0\0\1\xBA", "video"},
    {0, 4, "\0\0\1\xB3", "video"},
    {0, 4, "\x30\x26\xB2\x75", "audio or video"},
    {8, 4, "AVI ", "video"},
    {8, 4, "WAVE", "audio"},
    {0, 15, "SQLite format 3", "sqlite"},
    {4, 15, "Standard Jet DB", "access database"},
    {4, 15, "Standard ACE DB", "access database"},
    {0, 6, "\xD7\xCD\xC6\x9A\0\0", "wmf"},
    {40, 4, " EMF", "emf"},
    {0, 4, "8BPS", "psd"},
    {0, 4, "%!PS", "postscript"},
    {0, 4, "ITSF", "chm"},
    {0, 4, "\xAC\xED\0\5", "serialised objects"},
};

static const char *signature_of(const struct input *in) {
  for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
    size_t end = (size_t)signatures[i].offset + signatures[i].n;
    if (in->n >= end &&
        memcmp(in->p + signatures[i].offset, signatures[i].bytes, signatures[i].n) == 0)
      return signatures[i].format;
  }
  if (in->n >= 4 && in->p[0] == 0xFF && (in->p[1] & 0xE0) == 0xE0 && (in->p[1] & 6) == 2)
    return "audio";
  return NULL;
}

// The file Office puts beside an open document (~$name.docx): the name of who opened it, twice, and nothing else.
static bool is_owner_file(const struct input *in) {
  const char *base = zip_name_base(in->name);
  if (strncmp(base, "~$", 2) != 0 || (in->n != 162 && in->n != 165)) return false;
  size_t n = in->p[0];
  if (!n || n > 54) return false;
  for (size_t i = 1 + n; i < 54; i++)
    if (in->p[i] != 0 && in->p[i] != ' ') return false;
  size_t wide = in->n == 162 ? 54 : 55;
  return in->p[wide] == n || in->p[wide + 1] == n;
}

static int bid(const struct input *in) {
  if (is_owner_file(in)) return 90;
  int w, h;
  if (picture_size(in->p, in->n, &w, &h)) return 70;
  const char *format = signature_of(in);
  if (!format) return 1;
  // Two-byte signatures also begin ordinary text: there the plain reader's bid is higher.
  return strcmp(format, "executable") == 0 || strcmp(format, "audio") == 0 ||
                 strcmp(format, "font") == 0
             ? 35
             : 65;
}

static void read_known(const struct input *in, struct sink *s) {
  if (is_owner_file(in)) return;
  int w, h;
  const char *picture = picture_size(in->p, in->n, &w, &h);
  if (picture) {
    if (!w || !h || w >= ICON_PIXELS || h >= ICON_PIXELS)
      s->unread(s, UNREAD_PICTURE, false, picture);
    return;
  }
  const char *format = signature_of(in);
  s->unread(s, UNREAD_UNSUPPORTED, false, format ? format : "unknown");
}

const struct reader scan_reader_known = {"known", bid, read_known};
