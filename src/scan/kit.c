// The worker's role as it stands in the program: all readers compiled in and the judge of this
// module.
#include "scan/scan.h"
#include "seal/seal.h"

static bool prepare(void) {
  struct err *e CLEANUP(err_freep) = seal_start();
  return e == NULL;
}

static int run(struct jail_link *l) {
  const struct scan_kit kit = {scan_readers, judge_new, judge_line, judge_end, judge_free};
  return scan_worker_run(l, &kit);
}

const struct jail_role scan_worker_role = {SCAN_WORKER_ROLE, prepare, run};
