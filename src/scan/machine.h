// Inside src/scan only: facts about the machine a scan runs on, without content.
#pragma once

#include "scan/scan.h"

void machine_facts(struct scan_machine *ret);
/// Tells every file system that lies at one of the paths, each once.
struct err *machine_volumes(const char *const *paths, size_t n,
                            struct err *(*told)(void *ctx, const struct scan_volume *v),
                            void *ctx) MUST_USE;
