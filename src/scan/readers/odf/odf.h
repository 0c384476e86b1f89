// The reader for OpenDocument: odt, ods, odp, odg and flat XML. Format: OASIS ODF 1.2.
#pragma once

#include "scan/reader.h"
#include "scan/readers/zip.h"

bool odf_is_package(const struct zip *z);
void odf_read_package(struct zip *z, struct sink *s);
