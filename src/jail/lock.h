// The steps by which a child takes every right from itself. Used by child.c only.
#pragma once

#include "jail/jail.h"

/// Closes all descriptors from `first` up.
void jail_close_from(int first);
/// Puts up all layers in their order. `test` as in jail.h. False with errno of the failed step when
/// the layer that must stand (seccomp) does not.
bool jail_lock(const struct jail_limits *limits, unsigned test, struct jail_layers *ret);
/// Loads the seccomp filter (filter.c). False with errno.
bool jail_filter_load(void);
