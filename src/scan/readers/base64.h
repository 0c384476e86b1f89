// Base64 inside XML office files (RFC 4648, section 4; white space is skipped).
#pragma once

#include "base/buf.h"

/// Appends the bytes; stops at '=' or when `ret` is full (ret->over).
void base64_decode(const char *p, size_t n, struct buf *ret);
