// Formats that are known by their first bytes but not read yet: names them, so that nobody takes
// silence for clean. Any other binary file ends here, too.
#include <string.h>

#include "scan/readers/picture.h"
#include "scan/readers/readers.h"

#define ICON_PIXELS 200  ///< a picture smaller than this on both sides is no page

static const struct {
  uint16_t offset, n;
  const char *bytes, *format;
} signatures[] = {
    {0, 5, "{\\rtf", "rtf"},
    {0, 6, "7z\xBC\xAF\x27\x1C", "7z"},
    {0, 6, "Rar!\x1a\x07", "rar"},
    {257, 5, "ustar", "tar"},
    {0, 2, "\x1f\x8b", "gzip"},
    {0, 3, "BZh", "bzip2"},
    {0, 6,
     "\xFD"
     "7zXZ\0",
     "xz"},
    {0, 4, "\x28\xB5\x2F\xFD", "zstd"},
    {0, 4, "MSCF", "cab"},
    {32769, 5, "CD001", "iso9660"},
    {0, 4, "!BDN", "pst"},
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

static const char cfb[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

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

static bool has_wide(const struct input *in, const char *name) {
  char wide[64];
  size_t n = strlen(name);
  for (size_t i = 0; i < n; i++)
    wide[2 * i] = name[i], wide[2 * i + 1] = 0;
  return memmem(in->p, in->n, wide, 2 * n) != NULL;
}

static void read_compound(const struct input *in, struct sink *s) {
  if (has_wide(in, "EncryptedPackage") || has_wide(in, "EncryptionInfo")) {
    s->unread(s, UNREAD_ENCRYPTED, false, "office");
    return;
  }
  static const char *const streams[][2] = {{"WordDocument", "doc"},
                                           {"Workbook", "xls"},
                                           {"PowerPoint Document", "ppt"},
                                           {"__substg1.0", "msg"},
                                           {"__properties_version1", "msg"}};
  const char *format = "ole2";
  for (size_t i = 0; i < ARRAY_LEN(streams); i++)
    if (has_wide(in, streams[i][0])) {
      format = streams[i][1];
      break;
    }
  s->unread(s, UNREAD_UNSUPPORTED, false, format);
}

static bool is_compound(const struct input *in) {
  return in->n >= 8 && memcmp(in->p, cfb, 8) == 0;
}

// A mail or mailbox: header lines before the first blank line. Its parts may be encoded, so as
// plain text it would look clean without being read.
static bool is_mail(const struct input *in) {
  size_t n = in->n < 4096 ? in->n : 4096;
  if (n >= 5 && memcmp(in->p, "From ", 5) == 0 && memmem(in->p, n, "\nFrom:", 6)) return true;
  static const char *const starts[] = {
      "Return-Path:", "Received:", "Delivered-To:", "MIME-Version:", "From:",
      "To:",          "Subject:",  "Date:",         "Message-ID:",   "X-"};
  bool start = false;
  for (size_t i = 0; i < ARRAY_LEN(starts) && !start; i++)
    start = n > strlen(starts[i]) && memcmp(in->p, starts[i], strlen(starts[i])) == 0;
  if (!start) return false;
  return memmem(in->p, n, "MIME-Version:", 13) || memmem(in->p, n, "Message-ID:", 11) ||
         memmem(in->p, n, "Message-Id:", 11);
}

static int bid(const struct input *in) {
  int w, h;
  if (is_compound(in)) return 80;
  if (picture_size(in->p, in->n, &w, &h)) return 70;
  if (is_mail(in)) return 70;
  const char *format = signature_of(in);
  if (!format) return 1;
  // Two-byte signatures also begin ordinary text: there the plain reader's bid is higher.
  return strcmp(format, "executable") == 0 || strcmp(format, "audio") == 0 ||
                 strcmp(format, "font") == 0
             ? 35
             : 65;
}

static void read_known(const struct input *in, struct sink *s) {
  int w, h;
  if (is_compound(in)) {
    read_compound(in, s);
    return;
  }
  const char *picture = picture_size(in->p, in->n, &w, &h);
  if (picture) {
    if (!w || !h || w >= ICON_PIXELS || h >= ICON_PIXELS)
      s->unread(s, UNREAD_PICTURE, false, picture);
    return;
  }
  if (is_mail(in)) {
    s->unread(s, UNREAD_UNSUPPORTED, false, "mail");
    return;
  }
  const char *format = signature_of(in);
  s->unread(s, UNREAD_UNSUPPORTED, false, format ? format : "unknown");
}

const struct reader scan_reader_known = {"known", bid, read_known};
