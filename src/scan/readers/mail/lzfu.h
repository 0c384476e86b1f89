// Compressed RTF as mail programs of Microsoft keep it. Format: [MS-OXRTFCP].
#pragma once

#include "base/buf.h"

/// Appends the RTF text. False when the bytes are no compressed RTF or break off; what could be
/// followed is appended.
bool lzfu_decode(struct bytes in, struct buf *out);
