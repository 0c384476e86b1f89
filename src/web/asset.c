// Looks up the embedded files; there are a few dozen, so a plain search is fast enough.
#include "web/asset.h"

#include <string.h>

const char *asset_url(const char *path) {
  for (size_t i = 0; i < asset_count; i++)
    if (!strcmp(asset_table[i].path, path)) return asset_table[i].url;
  base_assert_failed(__FILE__, __LINE__, path, 0, 1);
}

const struct asset *asset_find(const char *url) {
  for (size_t i = 0; i < asset_count; i++)
    if (!strcmp(asset_table[i].url, url)) return &asset_table[i];
  return NULL;
}
