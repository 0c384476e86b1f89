// Size of a picture from its first bytes, without decoding it.
#pragma once

#include "base/base.h"

/// A name for the picture format ("png"), or NULL; width and height are 0 when the header does not
/// say.
const char *picture_size(const uint8_t *p, size_t n, int *ret_width, int *ret_height);
/// True when the picture may be a scanned page: upright, about A4, at least 700 pixels wide.
bool picture_is_page(const uint8_t *p, size_t n);
