// Fuzz target for the frames a jailed worker sends: whatever it says, what is accepted is in range and ends inside the frame.
#include <stdlib.h>
#include <string.h>

#include "scan/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void bounded(const char *s, const uint8_t *p, size_t n) {
  if (!s || (const uint8_t *)s < p || (const uint8_t *)s >= p + n || !memchr(s, 0, (size_t)(p + n - (const uint8_t *)s))) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 1 || n > JAIL_FRAME_MAX) return 0;
  static struct wire_reply r;
  struct wire_file files[WIRE_BATCH];
  struct wire_config config;
  size_t count = 0, body = n - 1;
  uint8_t *p = malloc(body ? body : 1);
  if (!p) abort();
  memcpy(p, data + 1, body);
  int type = WIRE_CONFIG + data[0] % 6;
  memset(&r, 0, sizeof r);
  if (wire_get_reply(type, p, body, &r)) {
    if (r.n_members > SCAN_DEPTH_MAX || r.n_reasons > 16 || r.confidence < 0 || r.confidence > 100) abort();
    for (size_t i = 0; i < r.n_members; i++)
      bounded(r.members[i], p, body);
    for (size_t i = 0; i < r.n_reasons; i++)
      if (*r.reasons[i].words) bounded(r.reasons[i].words, p, body);
  }
  if (wire_get_files(p, body, files, &count)) {
    if (count > WIRE_BATCH) abort();
    for (size_t i = 0; i < count; i++)
      bounded(files[i].name, p, body);
  }
  wire_get_config(p, body, &config);
  free(p);
  return 0;
}
