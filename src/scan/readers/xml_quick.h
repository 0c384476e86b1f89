// A tokenizer for the XML of office files: UTF-8, no document type. Gives what expat would give, several times as fast;
// whatever it is not made for it leaves to expat.
#pragma once

#include "scan/readers/xml.h"

/// False, with no handler called yet, when the text is not for it: another encoding, a document type. Else
/// true and the grade as xml_walk_text() gives it. W3C XML 1.0, 5th edition.
bool xml_quick_walk(struct xml_walk *w, const char *p, size_t n, enum unread_grade *ret);
