// Packages in zip containers that are one document each: electronic books (EPUB) and fixed pages
// (XPS, OpenXPS).
#pragma once

#include "scan/readers/zip.h"

bool epub_is_package(struct zip *z);
void epub_read_package(struct zip *z, struct sink *s);
bool fixed_page_is_package(const struct zip *z);
void fixed_page_read_package(struct zip *z, struct sink *s);

/// The name of the part a reference inside `from` means (relative or absolute, %-escapes resolved).
/// False when it is longer than any name.
bool package_path(const char *from, const char *reference, char out[1024]);
