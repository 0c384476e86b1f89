// `kin verify`, `kin log`, `kin prove`, `kin checkpoint`: the journal read and proven at the command line.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/cli.h"
#include "site/site.h"

// ---- verify ----------------------------------------------------------------------------------------

static const struct option VERIFY[] = {
    {"rebuild", NULL, MSG_OPT_REBUILD, false, false},
    {"against", "FILE", MSG_OPT_AGAINST, false, false},
    {"no-record", NULL, MSG_OPT_NO_RECORD, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static void tell_verified(struct cli *cli, const struct verify_result *v) {
  const char *what = msg_text(cli->lang, verify_fault_message(v->fault));
  if (cli->json) {
    cli_json(cli, json_pack("{s:s, s:b, s:I, s:I, s:I, s:s, s:I, s:I, s:I}", "type", "verify", "ok",
                            v->fault == VERIFY_OK, "entries", (json_int_t)v->entries, "first_bad",
                            (json_int_t)v->bad, "last_bad", (json_int_t)v->bad_last, "what", what,
                            "private_values", (json_int_t)v->private_values, "private_removed",
                            (json_int_t)v->private_removed, "checkpoints", (json_int_t)v->checkpoints));
  } else if (v->fault == VERIFY_OK) {
    cli_say(cli, MSG_VERIFY_GOOD, "entries", cli_count(cli, v->entries), "checkpoints",
            cli_count(cli, v->checkpoints), "private", cli_count(cli, v->private_values), "removed",
            cli_count(cli, v->private_removed), NULL);
    cli_say(cli, MSG_VERIFY_LIMITS, NULL);
  } else if (v->bad_last) {
    cli_say(cli, MSG_VERIFY_BAD_RANGE, "what", what, "first", cli_count(cli, v->bad), "last",
            cli_count(cli, v->bad_last), NULL);
  } else if (v->bad) {
    cli_say(cli, MSG_VERIFY_BAD_ENTRY, "what", what, "first", cli_count(cli, v->bad), NULL);
  } else {
    cli_say(cli, MSG_VERIFY_BAD, "what", what, NULL);
  }
}

static struct err *rebuild(struct cli *cli) {
  const char *table = NULL;
  int tables = 0;
  TRY(site_rebuild(cli->site, cli_progress, cli, cli->a, &table, &tables));
  cli_progress(cli, 1, 1);
  char *count = arena_printf(cli->a, "%d", tables);
  if (cli->json)
    cli_json(cli, json_pack("{s:s, s:b, s:i, s:s}", "type", "rebuild", "ok", table == NULL, "tables", tables,
                            "differs", table ? table : ""));
  else if (!table)
    cli_say(cli, MSG_REBUILD_GOOD, "tables", count, NULL);
  else
    cli_say(cli, MSG_REBUILD_BAD, "table", table, NULL);
  if (table) cli->exit_code = 1;
  return NULL;
}

static struct err *run_verify(struct cli *cli, const struct args *args) {
  struct verify_result v;
  struct buf against CLEANUP(buf_free) = buf_init(8 << 20);
  const char *file = args_get(args, "against");
  if (file) TRY(file_read(file, &against));
  cli_catch_stop();
  TRY(site_verify(cli->site, args_has(args, "no-record") ? NULL : cli_actor(cli), file ? buf_str(&against) : NULL,
                  cli_progress, cli, &v));
  cli_progress(cli, 1, 1);
  tell_verified(cli, &v);
  if (v.fault != VERIFY_OK) {
    cli->exit_code = 1;
    return NULL;
  }
  return args_has(args, "rebuild") ? rebuild(cli) : NULL;
}

const struct command command_verify = {.name = "verify", .summary = MSG_CMD_VERIFY, .manual = MSG_CMD_VERIFY_MANUAL,
                                       .need = NEED_SITE, .options = VERIFY, .run = run_verify};

// ---- log -------------------------------------------------------------------------------------------

static const struct option LOG[] = {
    {"actor", "ACCOUNT", MSG_OPT_LOG_ACTOR, false, false},
    {"kind", "KIND", MSG_OPT_LOG_KIND, false, false},
    {"subject", "ID", MSG_OPT_LOG_SUBJECT, false, false},
    {"from", "DAY", MSG_OPT_LOG_FROM, false, false},
    {"to", "DAY", MSG_OPT_LOG_TO, false, false},
    {"marked", NULL, MSG_OPT_LOG_MARKED, false, false},
    {"limit", "N", MSG_OPT_LIMIT, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *day_option(const struct args *args, const char *name, int64_t add_days, instant *ret) {
  const char *text = args_get(args, name);
  struct date d;
  *ret = 0;
  if (!text) return NULL;
  if (!date_parse(text, &d)) return err_new(ERR_INPUT, MSG_ERR_DAY, MSG_NONE, "text", text, NULL);
  *ret = time_from_date(date_add_days(d, add_days));
  return NULL;
}

static void tell_entry(struct cli *cli, const struct journal_entry *e) {
  char *sentence = journal_sentence(cli->a, cli->lang, e);
  if (!cli->json) {
    fprintf(cli->out, "%8s  %s  %s\n", cli_count(cli, e->seq), time_format_shown(cli->a, e->time), sentence);
    return;
  }
  json_t *j = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "seq", (json_int_t)e->seq, "time",
                        time_format_iso(cli->a, e->time), "actor", e->actor, "kind", e->kind, "subject", e->subject,
                        "sentence", sentence);
  json_object_set_new(j, "body", json_loads(e->body, 0, NULL));
  cli_json(cli, j);
}

static struct err *tell_entries(struct cli *cli, struct journal_filter *f, int64_t limit) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  TRY(store_read(cli->site->store, &r));
  while (limit > 0) {
    struct arena *a = cli->a;
    struct arena *batch CLEANUP(arena_freep) = arena_new(256u << 20);
    struct journal_entry *list;
    size_t n;
    TRY(journal_list(r, f, limit > 500 ? 500 : (size_t)limit, batch, &list, &n));
    cli->a = batch;
    for (size_t i = 0; i < n; i++)
      tell_entry(cli, &list[i]);
    cli->a = a;
    if (!n) break;
    limit -= (int64_t)n;
    f->before = list[n - 1].seq;
  }
  return NULL;
}

static struct err *run_log(struct cli *cli, const struct args *args) {
  struct journal_filter f = {.actor = args_get(args, "actor"), .kind = args_get(args, "kind"),
                             .subject = args_get(args, "subject"), .marked = args_has(args, "marked")};
  const char *limit = args_get(args, "limit");
  TRY(day_option(args, "from", 0, &f.from));
  TRY(day_option(args, "to", 1, &f.to));
  int64_t n = limit ? strtoll(limit, NULL, 10) : 50;
  if (n <= 0) return err_new(ERR_USAGE, MSG_ERR_NUMBER, MSG_NONE, "text", limit, NULL);
  // Reading the journal is itself an entry.
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  TRY(CHANGE_EVENT(c, EVENT_JOURNAL_READ, "", {"filter", V_TEXT(f.kind)}));
  TRY(change_commit(&c));
  return tell_entries(cli, &f, n);
}

const struct command command_log = {.name = "log", .summary = MSG_CMD_LOG, .manual = MSG_CMD_LOG_MANUAL,
                                    .need = NEED_ACCOUNT, .permission = PERM_JOURNAL_VIEW, .options = LOG,
                                    .run = run_log};

static struct err *put_file(void *arg, const void *p, size_t n) {
  FILE *f = arg;
  return fwrite(p, 1, n, f) == n ? NULL : err_errno(errno, "export");
}

static struct err *run_export(struct cli *cli, const struct args *args) {
  const char *path = args_operand(args, 0);
  struct reader *r CLEANUP(store_read_end) = NULL;
  TRY(store_read(cli->site->store, &r));
  FILE *f = fopen(path, "wbx");
  if (!f && errno == EEXIST) return err_new(ERR_CONFLICT, MSG_ERR_FILE_EXISTS, MSG_NONE, "what", path, NULL);
  if (!f) return err_errno(errno, path);
  struct err *e = journal_export(cli->site->journal, r, put_file, f);
  if (fclose(f) && !e) e = err_errno(errno, path);
  if (e) {
    remove(path);
    return e;
  }
  cli_say(cli, MSG_SAID_EXPORTED, "file", path, NULL);
  return NULL;
}

const struct command command_log_export = {
    .name = "log export", .operands = "FILE", .summary = MSG_CMD_LOG_EXPORT, .need = NEED_ACCOUNT,
    .permission = PERM_JOURNAL_VIEW, .min_operands = 1, .max_operands = 1, .run = run_export};

// ---- proofs ----------------------------------------------------------------------------------------

static const struct option PROVE[] = {{"out", "FILE", MSG_OPT_OUT, false, false}, {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_prove(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct buf proof CLEANUP(buf_free) = buf_init(1 << 20);
  char *end;
  int64_t seq = strtoll(args_operand(args, 0), &end, 10);
  if (*end || seq < 1) return err_new(ERR_USAGE, MSG_ERR_NUMBER, MSG_NONE, "text", args_operand(args, 0), NULL);
  TRY(store_read(cli->site->store, &r));
  TRY(journal_prove(cli->site->journal, r, seq, &proof));
  const char *out = args_get(args, "out");
  if (!out) {
    fwrite(proof.p, 1, proof.n, cli->out);
    return NULL;
  }
  TRY(file_write(out, proof.p, proof.n, 0600));
  cli_say(cli, MSG_SAID_PROVED, "file", out, "seq", args_operand(args, 0), NULL);
  return NULL;
}

const struct command command_prove = {.name = "prove", .operands = "EVENT", .summary = MSG_CMD_PROVE,
                                      .manual = MSG_CMD_PROVE_MANUAL, .need = NEED_ACCOUNT,
                                      .permission = PERM_JOURNAL_VIEW, .options = PROVE, .min_operands = 1,
                                      .max_operands = 1, .run = run_prove};

static struct err *run_checkpoint(struct cli *cli, const struct args *args) {
  char *text = NULL;
  (void)args;
  TRY(journal_checkpoint(cli->site->journal, cli->a, &text));
  fputs(text, cli->out);
  return NULL;
}

const struct command command_checkpoint = {.name = "checkpoint", .summary = MSG_CMD_CHECKPOINT, .need = NEED_ACCOUNT,
                                           .permission = PERM_JOURNAL_VERIFY, .run = run_checkpoint};

static const struct option REMOVE[] = {{"basis", "TEXT", MSG_OPT_BASIS, true, false}, {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_remove(struct cli *cli, const struct args *args) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  TRY(change_remove_private(c, strtoll(args_operand(args, 0), NULL, 10), args_operand(args, 1), args_get(args, "basis")));
  TRY(change_commit(&c));
  cli_say(cli, MSG_SAID_PRIVATE_REMOVED, NULL);
  return NULL;
}

const struct command command_private_remove = {
    .name = "private remove", .operands = "EVENT FIELD", .summary = MSG_CMD_PRIVATE_REMOVE,
    .manual = MSG_CMD_PRIVATE_REMOVE_MANUAL, .need = NEED_ACCOUNT, .permission = PERM_PRIVATE_REMOVE,
    .options = REMOVE, .min_operands = 2, .max_operands = 2, .run = run_remove};
