// The proof of one entry as a file: whoever holds a checkpoint checks it with kin-verify, without this site.
#include "cite.h"
#include "journal_see.h"

enum { PROOF_MAX = 256 << 10 };

static struct err *get(struct request *r, struct reader *db, struct out *o) {
  struct journal_entry *e;
  struct buf proof CLEANUP(buf_free) = buf_init(PROOF_MAX);
  (void)o;
  TRY(journal_find(r, db, &e));
  TRY(journal_prove(page_site(r)->journal, db, e->seq, &proof));
  request_download(r, "text/plain; charset=utf-8", arena_printf(r->a, "kin-bang-chung-%lld.txt", (long long)e->seq),
                   arena_strndup(r->a, buf_str(&proof), proof.n), proof.n);
  return NULL;
}

const struct page page_journal_proof = {"/nhat-ky/{so}/bang-chung", NAV_JOURNAL, PERM_JOURNAL_VIEW, MSG_PAGES_EVIDENCE,
                                        get, NULL, 0, journal_record_one};
