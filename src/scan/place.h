// Where a file lies says something about how it travelled: chat downloads, synced folders, mail
// stores.
#pragma once

/// Calls `told` with the name of every such place the path goes through, each once.
void place_of_path(const char *path, void (*told)(void *ctx, const char *place), void *ctx);
