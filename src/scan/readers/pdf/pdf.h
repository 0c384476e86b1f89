// The pieces of the reader for PDF: the document, its pages, its forms in XML.
#pragma once

#include <poppler.h>

#include "scan/readers/failures.h"
#include "scan/readers/lines.h"

/// What was seen on the pages.
struct pdf_counts {
  size_t text_pages, picture_pages;
  size_t odd_pages;  ///< most letters have no Unicode value
  size_t stamps;     ///< stamps put on a page that have no words
};

/// Hands on the text, notes and filled-in fields of one page, numbered from 1.
void pdf_read_page(PopplerPage *page, int number, struct sink *s, struct failures *f,
                   struct pdf_counts *c);
/// Text with line ends as lines at one place; NULL is no text. False when the sink refused.
bool pdf_emit_lines(struct sink *s, const char *text, const struct line *place);
/// Words of an XML text (XMP, XFA) as lines in `part`. False when the sink refused.
bool pdf_emit_xml(struct sink *s, const char *p, size_t n, enum scan_part part);
/// The form in XML (XFA) that the bytes of a PDF hold, if any; ISO 32000-1, 12.7.8.
void pdf_read_xfa(const struct input *in, struct sink *s, struct failures *f);
