// Archives and compressed files of every kind but plain zip, through libarchive.
#pragma once

#include "scan/readers/zip.h"

/// Opens what the names of members need; called once before the worker gives up its rights.
void archive_prepare(void);

/// Reads the entries of a zip whose method zip.c does not know. `wanted` holds one flag for each
/// entry of z; flags of entries that became members are cleared. False when the sink refused.
bool archive_read_zip(const struct zip *z, bool *wanted, struct sink *s);
