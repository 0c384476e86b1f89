// The table of readers and the names of grades and parts, as they stand in records.
#include "scan/readers/readers.h"

const struct reader *const scan_readers[] = {
    &scan_reader_ooxml, &scan_reader_odf,   &scan_reader_odf_flat, &scan_reader_xml2003, &scan_reader_zip,
    &scan_reader_pdf,   &scan_reader_known, &scan_reader_plain, &scan_reader_compound, &scan_reader_doc, &scan_reader_xls, &scan_reader_ppt, &scan_reader_rtf, &scan_reader_archive,    &scan_reader_mail, &scan_reader_sealed,
    &scan_reader_msg, &scan_reader_pst, &scan_reader_tnef, NULL,
};

const char *unread_grade_name(enum unread_grade g) {
  static const char *const names[UNREAD_COUNT] = {
      [UNREAD_NONE] = "none",       [UNREAD_ENCRYPTED] = "encrypted",
      [UNREAD_DAMAGED] = "damaged", [UNREAD_UNSUPPORTED] = "unsupported",
      [UNREAD_LIMIT] = "limit",     [UNREAD_TIMEOUT] = "timeout",
      [UNREAD_DENIED] = "denied",   [UNREAD_CRASH] = "crash",
      [UNREAD_PICTURE] = "picture",
  };
  return g < UNREAD_COUNT ? names[g] : "none";
}

const char *scan_part_name(enum scan_part p) {
  static const char *const names[PART_COUNT] = {
      [PART_BODY] = "body",         [PART_HEADER] = "header", [PART_FOOTER] = "footer",
      [PART_TEXTBOX] = "textbox",   [PART_NOTE] = "note",     [PART_COMMENT] = "comment",
      [PART_SHEET] = "sheet",       [PART_SLIDE] = "slide",   [PART_PROPERTY] = "property",
      [PART_FILENAME] = "filename",
  };
  return p < PART_COUNT ? names[p] : "body";
}
