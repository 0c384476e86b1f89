// Runs a fuzz target over files named on the command line, without a fuzzer: seeds and findings as ordinary tests.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

int main(int argc, char **argv) {
  if (LLVMFuzzerInitialize) LLVMFuzzerInitialize(&argc, &argv);
  for (int i = 1; i < argc; i++) {
    FILE *f = fopen(argv[i], "rb");
    uint8_t *p = malloc(8 << 20);
    if (!f || !p) return 2;
    size_t n = fread(p, 1, 8 << 20, f);
    fclose(f);
    fprintf(stderr, "%s\n", argv[i]);
    LLVMFuzzerTestOneInput(p, n);
    free(p);
  }
  return 0;
}
