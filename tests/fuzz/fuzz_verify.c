// Fuzz target for kin-verify: exported journals and proofs of hostile origin. Its one way out, exit(), leads back here.
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static jmp_buf way_out;
static FILE *opened;
static void *held[4096];  // what the program allocates and would leave to its end
static size_t n_held;

static _Noreturn void leave(void) {
  longjmp(way_out, 1);
}

static void *hold(size_t n) {
  if (n_held == sizeof held / sizeof *held) leave();
  return held[n_held++] = malloc(n);
}

static void let_go(void *p) {
  for (size_t i = 0; i < n_held; i++)
    if (held[i] == p) held[i] = held[--n_held];
  free(p);
}

#define main kin_verify_main
#define exit(c) ((void)(c), leave())
#define printf(...) ((void)0)
#define vfprintf(f, fmt, ap) ((void)fmt)
#define fprintf(...) ((void)0)
#define malloc hold
#define free let_go
int kin_verify_main(int argc, char **argv);
#include "../../verify/kin-verify.c"
#undef malloc
#undef free

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 2) return 0;
  char line[LINE_MAX_BYTES];
  strcpy(site, "abcdefghijkmnpqrstuvwxyz23");
  memset(public_key, 7, sizeof public_key);
  opened = fmemopen((void *)(uintptr_t)(data + 1), n - 1, "rb");
  if (!opened) return 0;
  if (!setjmp(way_out)) {
    if (data[0] & 2) {
      char *text = hold(n);
      memcpy(text, data + 1, n - 1);
      text[n - 1] = 0;
      read_checkpoint(text);
    } else if (read_line(opened, line)) {
      if (data[0] & 1)
        verify_journal(opened);
      else
        verify_proof(opened);
    }
  }
  while (n_held)
    free(held[--n_held]);
  fclose(opened);
  return 0;
}
