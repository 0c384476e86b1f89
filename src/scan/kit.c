// The worker's role as it stands in the program: all readers compiled in and the judge of this
// module.
#include "scan/readers/archive/archive_reader.h"
#include "scan/raw.h"
#include "scan/scan.h"
#include "scan/sweep.h"
#include "seal/seal.h"

static bool prepare(void) {
  sweep_prepare();
  raw_prepare();
  archive_prepare();
  struct err *e CLEANUP(err_freep) = seal_start();
  return e == NULL;
}

static int run(struct jail_link *l) {
  const struct scan_kit kit = {scan_readers, judge_new, judge_line, judge_end, judge_free, sweep_text};
  return scan_worker_run(l, &kit);
}

const struct jail_role scan_worker_role = {SCAN_WORKER_ROLE, prepare, run};
