// Fuzz target for what the journal reads from files: checkpoints, and plans to overwrite keys.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "journal/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct journal journal;
static char *signed_note;
static char folder[] = "/tmp/kin-fuzz-XXXXXX";

static void tidy(void) {
  char path[64];
  snprintf(path, sizeof path, "%s/keys.erase", folder);
  unlink(path);
  rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  struct err *e = seal_start();
  if (e || !mkdtemp(folder)) abort();
  atexit(tidy);
  journal.site_id = base_strdup("abcdefghijkmnpqrstuvwxyz23");
  journal.profile = base_strdup("work");
  seal_signer_new(&journal.setup.signer);
  struct arena *a = arena_new(1 << 16);
  tree_hash root = {1, 2, 3};
  signed_note = base_strdup(checkpoint_sign(&journal, a, 12345, root));
  arena_free(a);
  return 0;
}

static void read_note(const char *text, bool changed) {
  uint64_t size = 0;
  tree_hash root;
  if (!checkpoint_read(&journal, text, &size, root)) return;
  // Only the note that was signed, with further signature lines or without, may be believed.
  if (changed && strncmp(text, signed_note, strlen(signed_note)) != 0) abort();
  if (size != 12345) abort();
}

static void read_plan(const char *text, size_t n) {
  char path[64], keys[64];
  struct erasure list[ERASURES_MAX];
  size_t count = 0;
  snprintf(keys, sizeof keys, "%s/keys", folder);
  snprintf(path, sizeof path, "%s/keys.erase", folder);
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(text, 1, n, f) != n || fclose(f)) abort();
  struct err *e = private_planned(keys, list, &count);
  if (count > ERASURES_MAX) abort();
  for (size_t i = 0; !e && i < count; i++)
    if (list[i].slot < 0) abort();
  err_free(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 3) return 0;
  size_t length = strlen(signed_note);
  char *text = malloc(n + length + 1);
  if (!text) abort();
  switch (data[0] % 3) {
    case 0:
      memcpy(text, data + 1, n - 1);
      text[n - 1] = 0;
      if (journal_checkpoints_whole(text, n - 1) > n - 1) abort();
      read_note(text, true);
      break;
    case 1: {  // the signed note with some bytes replaced
      size_t at = data[1] * length / 256, k = n - 2 < length - at ? n - 2 : length - at;
      memcpy(text, signed_note, length + 1);
      memcpy(text + at, data + 2, k);
      read_note(text, true);
      break;
    }
    default:
      read_plan((const char *)data + 1, n - 1);
  }
  free(text);
  return 0;
}
