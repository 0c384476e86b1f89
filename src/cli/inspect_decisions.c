// `kin inspect decisions`: the hashes of files decided false alarms, to be taken along to a scan.
#include <string.h>

#include "cli/inspect.h"
#include "inspection/decisions.h"
#include "viet/viet.h"

static const struct option OPTIONS[] = {
    {"out", "FILE", MSG_CONDUCT_OPT_DECISIONS_OUT, true, false},
    {"key", "KEYFILE", MSG_CONDUCT_OPT_DECISIONS_KEY, false, false},
    {"passphrase-file", "FILE", MSG_SCAN_OPT_PASSPHRASE_FILE, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *take_key(struct cli *cli, const struct args *args, struct carried_key *ret) {
  char *typed = NULL;
  TRY(carried_key_look(args_get(args, "key"), ret));
  TRY(cli_secret(cli, args, "passphrase-file", MSG_SCAN_ASK_PASSPHRASE, false, &typed));
  struct buf nfc CLEANUP(buf_free) = buf_init(4096);
  viet_nfc((struct bytes){(const uint8_t *)typed, strlen(typed)}, &nfc);
  struct err *e = carried_key_open(args_get(args, "key"), buf_str(&nfc), ret);
  seal_wipe(typed, strlen(typed));
  if (nfc.p) seal_wipe(nfc.p, nfc.n);
  return e;
}

static struct err *run(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct carried_key key CLEANUP(carried_key_wipe) = {0};
  struct carried_hashes hashes;
  uint64_t n;
  const char *out = args_get(args, "out");
  if (args_has(args, "key")) TRY(take_key(cli, args, &key));
  TRY(inspect_reading(cli, &r));
  TRY(inspection_decisions_write(r, out, *key.name ? &key : NULL, &n, &hashes));
  struct buf hex CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&hex, hashes.file, SEAL_HASH);
  if (cli->json)
    cli_json(cli, json_pack("{s:s,s:s,s:I,s:s,s:s}", "type", "decisions", "file",
                            inspect_shown(cli, out), "n", (json_int_t)n, "key", key.name, "hash",
                            buf_str(&hex)));
  else
    cli_say(cli, *key.name ? MSG_CONDUCT_DECISIONS_SIGNED : MSG_CONDUCT_DECISIONS_WRITTEN, "file",
            inspect_shown(cli, out), "n", cli_count(cli, (int64_t)n), "key", key.name, "hash",
            carried_hash_text(cli->a, hashes.file), NULL);
  return NULL;
}

const struct command command_inspect_decisions = {.name = "inspect decisions",
                                                  .summary = MSG_CONDUCT_CMD_DECISIONS,
                                                  .manual = MSG_CONDUCT_CMD_DECISIONS_MANUAL,
                                                  .need = NEED_ACCOUNT,
                                                  .permission = PERM_SCANS_IMPORT,
                                                  .options = OPTIONS,
                                                  .run = run};
