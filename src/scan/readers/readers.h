// The readers compiled in, by name, and what they share.
#pragma once

#include "scan/reader.h"

extern const struct reader scan_reader_ooxml, scan_reader_odf, scan_reader_odf_flat, scan_reader_xml2003,
    scan_reader_zip, scan_reader_pdf, scan_reader_known, scan_reader_plain,
    scan_reader_compound, scan_reader_doc, scan_reader_xls, scan_reader_ppt, scan_reader_rtf, scan_reader_archive, scan_reader_mail, scan_reader_sealed, scan_reader_msg, scan_reader_pst, scan_reader_tnef;

/// Opens a zip container and reads it as what its directory says it is: OOXML, ODF or any archive.
void package_read(const struct input *in, struct sink *s);
/// Reads decoded UTF-8 as plain lines or, when it is HTML or XML, without its tags.
void plain_read_text(const char *p, size_t n, struct sink *s);
/// The same for bytes in any encoding; the name only helps to know a table.
void plain_read_bytes(const uint8_t *p, size_t n, const char *name, struct sink *s);
