// Workbooks in the binary form of OOXML (.xlsb): the parts that hold records where .xlsx holds XML.
// Format: [MS-XLSB].
#pragma once

#include "scan/readers/ooxml/ooxml.h"

/// Whether the package is such a workbook.
bool xlsb_is(const struct zip *z);
/// Whether a part of such a workbook holds records: those are read by xlsb_read() and by nobody
/// else.
bool xlsb_owns(const char *name);
/// Reads all its parts with records: strings and looks first, then sheets, comments, kept values.
void xlsb_read(struct ooxml *d);
