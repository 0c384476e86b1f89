// kin scan: finds documents that bear a mark of secrecy. Prints JSON lines or a calm listing: what
// was found and why, what was not read, and a summary.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/scan.h"
#include "scan/rules.h"
#include "seal/seal.h"
#include "viet/viet.h"

enum { AUTHORITY_MAX = 512 };

// The key is opened before anything is read, so that a wrong passphrase costs no scan.
static struct err *take_key(struct cli *cli, const struct args *args, struct carried_key *ret) {
  const char *path = args_get(args, "key");
  char *typed;
  if (!path) return NULL;
  if (!args_has(args, "report")) return err_new(ERR_USAGE, MSG_SCAN_KEY_ALONE, MSG_NONE, NULL);
  TRY(carried_key_look(path, ret));
  TRY(cli_secret(cli, args, "passphrase-file", MSG_SCAN_ASK_PASSPHRASE, false, &typed));
  struct buf nfc CLEANUP(buf_free) = buf_init(4096);
  viet_nfc((struct bytes){(const uint8_t *)typed, strlen(typed)}, &nfc);
  struct err *e = carried_key_open(path, buf_str(&nfc), ret);
  seal_wipe(typed, strlen(typed));
  if (nfc.p) seal_wipe(nfc.p, nfc.n);
  return e;
}

static struct err *on_record(void *ctx, const struct scan_record *r) {
  struct scanning *s = ctx;
  scan_clear(s);
  if (r->kind == SCAN_FINDING) {
    if (!s->any_finding || r->level > s->keep_as) s->keep_as = r->level;
    s->any_finding = true;
  }
  if (s->report) TRY(scan_report_record(s, r));
  if (s->cli->json) {
    if (s->quiet && r->kind != SCAN_SUMMARY) return NULL;
    struct buf b CLEANUP(buf_free) = buf_init(SCAN_LINE_BYTES);
    scan_record_json(&b, r);
    buf_putc(&b, '\n');
    fwrite(b.p, 1, b.n, s->cli->out);
  } else if (r->kind == SCAN_SUMMARY) {
    scan_print_summary(s, &r->summary);
  } else if (!s->quiet && (r->kind == SCAN_FINDING || r->kind == SCAN_HINT)) {
    scan_print_finding(s, r);
  } else if (r->kind == SCAN_UNREAD) {
    scan_keep_unread(s, r);
  } else if (!s->quiet && r->kind == SCAN_RULE) {
    scan_print_rule(s, r);
  }
  if (ferror(s->cli->out))
    return err_new(ERR_IO, MSG_SCAN_OUT_FAILED, MSG_SCAN_OUT_FAILED_HINT, NULL);
  return NULL;
}

static void on_progress(void *ctx, const struct scan_progress *p) {
  struct scanning *s = ctx;
  s->last = *p;
  scan_draw(s, p, false);
}

static bool on_paused(void *ctx) {
  struct scanning *s = ctx;
  bool paused = scan_keys_paused();
  if (paused && !s->paused && cli_interactive(s->cli)) scan_draw(s, &s->last, true);
  s->paused = paused;
  return paused;
}

static void on_state_found(void *ctx, bool continues, uint64_t files) {
  struct scanning *s = ctx;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 14);
  fprintf(s->cli->err, "%s\n",
          msg_fill(a, s->cli->lang,
                   continues ? MSG_CONDUCT_STATE_CONTINUES : MSG_CONDUCT_STATE_FOUND, "files",
                   scan_count_word(a, s->cli, files), NULL));
}

static bool on_decided(void *ctx, const uint8_t sha256[32]) {
  const struct scanning *s = ctx;
  return decided_has(s->decided, sha256);
}

static bool on_cancelled(void *ctx) {
  (void)ctx;
  return cli_stopped();
}

// ---- the command
// ---------------------------------------------------------------------------------------

static struct err *bad_value(enum msg m, const char *value) {
  return err_new(ERR_USAGE, m, MSG_NONE, "value", value, NULL);
}

// By what order: given, asked for on a terminal, or said to be missing.
static struct err *take_authority(struct cli *cli, const struct args *args,
                                  char line[AUTHORITY_MAX + 2]) {
  line[0] = 0;
  const char *given = args_get(args, "authority");
  if (given) {
    if (strlen(given) > AUTHORITY_MAX)
      return err_new(ERR_USAGE, MSG_SCAN_BAD_AUTHORITY, MSG_NONE, NULL);
    strcpy(line, given);
  } else if (isatty(STDIN_FILENO) && cli_interactive(cli)) {
    fprintf(cli->err, "%s", msg_text(cli->lang, MSG_SCAN_ASK_AUTHORITY));
    fflush(cli->err);
    if (!fgets(line, AUTHORITY_MAX + 2, stdin)) line[0] = 0;
    line[strcspn(line, "\r\n")] = 0;
  }
  bool control = false;
  for (const char *p = line; *p; p++)
    control = control || (unsigned char)*p < 0x20 || *p == 0x7f;
  if (control || !scan_is_utf8(line, strlen(line)))
    return err_new(ERR_USAGE, MSG_SCAN_BAD_AUTHORITY, MSG_NONE, NULL);
  if (!line[strspn(line, " ")]) {
    line[0] = 0;
    fprintf(cli->err, "%s\n", msg_text(cli->lang, MSG_SCAN_NO_AUTHORITY));
  }
  return NULL;
}

// Which files are left out, by day and by name.
static struct err *take_rules(const struct args *args, struct scan_options *o) {
  struct date day;
  const char *since = args_get(args, "since");
  if (since && !date_parse(since, &day)) return bad_value(MSG_CONDUCT_BAD_SINCE, since);
  if (since) {
    static char iso[11];
    date_format_iso(day, iso);
    o->since = time_from_date(day);
    o->since_day = iso;
  }
  while (o->n_excludes <= SCAN_RULES_MAX && args_nth(args, "exclude", o->n_excludes))
    o->n_excludes++;
  return NULL;
}

static struct err *take_options(const struct args *args, struct scan_options *o) {
  const char *jobs = args_get(args, "jobs"), *names = args_get(args, "names");
  if (jobs) {
    char *end;
    long n = strtol(jobs, &end, 10);
    if (end == jobs || *end || n < 1 || n > 256) return bad_value(MSG_SCAN_BAD_JOBS, jobs);
    o->jobs = (int)n;
  }
  if (names && strcmp(names, "hash") != 0) return bad_value(MSG_SCAN_BAD_NAMES, names);
  o->hash_names = names != NULL;
  o->stated_machine = args_get(args, "machine");
  if (o->stated_machine && (!*o->stated_machine || strlen(o->stated_machine) > REPORT_MACHINE_MAX ||
                            !scan_is_utf8(o->stated_machine, strlen(o->stated_machine))))
    return bad_value(MSG_SCAN_BAD_MACHINE, o->stated_machine);
  o->n_paths = args_count(args);
  return take_rules(args, o);
}

// A state may be used with the program and the rules it was made with: other programs read more.
static struct err *take_fingerprint(struct cli *cli, const struct args *args, uint8_t ret[SEAL_HASH]) {
  static const char *const matters[] = {"rules", "sweep"};
  struct seal_hasher h;
  char chunk[65536];
  (void)cli;
  int fd CLEANUP(file_closep) = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  seal_hash_begin(&h);
  for (ssize_t n; fd >= 0 && (n = read(fd, chunk, sizeof chunk)) > 0;)
    seal_hash_add(&h, chunk, (size_t)n);
  for (size_t i = 0; i < ARRAY_LEN(matters); i++) {
    const char *value = args_get(args, matters[i]);
    seal_hash_add(&h, value ? "+" : "-", 1);
    if (!value || !*value) continue;
    struct buf b CLEANUP(buf_free) = buf_init(16 << 20);
    TRY(file_read(value, &b));
    seal_hash_add(&h, buf_str(&b), b.n);
  }
  seal_hash_end(&h, ret);
  return NULL;
}

static struct err *take_state(struct scanning *s, const struct args *args, struct scan_options *o,
                              uint8_t fingerprint[SEAL_HASH]) {
  o->state = args_get(args, "state");
  o->rehash = args_has(args, "rehash");
  o->sweep_only = args_has(args, "sweep");
  if (o->sweep_only && (args_has(args, "report") || args_has(args, "state")))
    return err_new(ERR_USAGE, MSG_SCAN_SWEEP_ALONE, MSG_NONE, NULL);
  if (o->rehash && !o->state) return err_new(ERR_USAGE, MSG_CONDUCT_REHASH_ALONE, MSG_NONE, NULL);
  if (o->state) TRY(take_fingerprint(s->cli, args, fingerprint));
  o->fingerprint = fingerprint;
  o->state_found = on_state_found;
  return NULL;
}

// The agency's own rules: read here first, so that a mistake is told before anything is read.
static struct err *take_agency_rules(struct scanning *s, const struct args *args,
                                     struct scan_options *o, struct buf *text) {
  const char *path = args_get(args, "rules");
  if (!path) return NULL;
  struct arena *a = s->cli->a;
  struct rules *r CLEANUP(rules_freep) = NULL;
  struct buf hex CLEANUP(buf_free) = buf_init(2 * SEAL_HASH + 1);
  uint8_t hash[SEAL_HASH];
  char n[16];
  TRY(file_read(path, text));
  o->rules = (struct bytes){(const uint8_t *)buf_str(text), text->n};
  TRY(rules_parse(o->rules, &r));
  seal_hash(o->rules.p, o->rules.n, hash);
  buf_put_hex(&hex, hash, sizeof hash);
  o->rules_sha256 = arena_strdup(a, buf_str(&hex));
  o->rules_agency = arena_strdup(a, r->agency);
  snprintf(n, sizeof n, "%zu", r->n);
  fprintf(s->cli->err, "%s\n",
          msg_fill(a, s->cli->lang, MSG_RULES_SAID_RULES, "agency", r->agency, "n", n, "hash",
                   o->rules_sha256, NULL));
  return NULL;
}

// A list of earlier decisions: checked, and said whose it is, before anything is read.
static struct err *take_decided(struct scanning *s, const struct args *args,
                                const struct carried_key *key) {
  const char *path = args_get(args, "decided");
  if (!path) return NULL;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  TRY(decided_open(path, *key->name ? key : NULL, &s->decided));
  const struct decided_facts *f = decided_facts(s->decided);
  fprintf(s->cli->err, "%s\n",
          msg_fill(a, s->cli->lang,
                   f->own       ? MSG_CONDUCT_LIST_OWN
                   : *f->signer ? MSG_CONDUCT_LIST_SIGNED
                                : MSG_CONDUCT_LIST_UNSIGNED,
                   "n", scan_count_word(a, s->cli, f->n), "name", f->signer, NULL));
  return NULL;
}

static struct err *run_scan(struct cli *cli, const struct args *args, struct scanning *s,
                            struct carried_key *key) {
  char authority[AUTHORITY_MAX + 2];
  uint8_t fingerprint[SEAL_HASH];
  struct scan_options o = {.record = on_record,
                           .cancelled = on_cancelled,
                           .paused = on_paused,
                           .ctx = s,
                           .authority = authority};
  struct scan_summary sum;
  const char *report = args_get(args, "report");
  TRY(take_options(args, &o));
  TRY(take_authority(cli, args, authority));
  TRY(take_key(cli, args, key));
  TRY(take_state(s, args, &o, fingerprint));
  TRY(take_decided(s, args, key));
  struct buf rules CLEANUP(buf_free) = buf_init(RULES_BYTES_MAX + 4096);
  TRY(take_agency_rules(s, args, &o, &rules));
  if (s->decided) o.decided = on_decided;
  const char **paths = ARENA_ARRAY(cli->a, const char *, o.n_paths);
  for (size_t i = 0; i < o.n_paths; i++)
    paths[i] = args_operand(args, i);
  o.paths = paths;
  const char **excludes = ARENA_ARRAY(cli->a, const char *, o.n_excludes + 1);
  for (size_t i = 0; i < o.n_excludes; i++)
    excludes[i] = args_nth(args, "exclude", i);
  o.excludes = excludes;
  s->options = &o;
  if (cli_interactive(cli) && !s->quiet) {
    o.progress = on_progress;
    o.estimate = true;
  }
  if (report) TRY(scan_report_begin(s, report));
  cli_catch_stop();
  if (!args_has(args, "full-speed")) scan_give_way();
  if (cli_interactive(cli)) scan_keys_begin();
  struct err *e = scan_run(&o, &sum);
  scan_keys_end();
  scan_clear(s);
  if (e) return e;
  if (report) TRY(scan_report_end(s, report, key));
  if (o.sweep_only) fprintf(cli->err, "%s\n", msg_text(cli->lang, MSG_SCAN_SWEPT));
  if (fflush(cli->out) || ferror(cli->out))
    return err_new(ERR_IO, MSG_SCAN_OUT_FAILED, MSG_SCAN_OUT_FAILED_HINT, NULL);
  cli->exit_code = sum.stopped ? 2 : sum.findings ? 1 : 0;
  return NULL;
}

static struct err *run(struct cli *cli, const struct args *args) {
  struct scanning s = {
      .cli = cli, .quiet = args_has(args, "quiet"), .explain = args_has(args, "explain")};
  for (int g = 0; g < UNREAD_COUNT; g++)
    s.unread[g].paths = buf_init(SCAN_LINE_BYTES);
  // Whatever goes wrong: the scan did not take place.
  cli->exit_code = 2;
  struct carried_key key CLEANUP(carried_key_wipe) = {0};
  struct err *e = run_scan(cli, args, &s, &key);
  carried_writer_free(s.report);
  decided_free(s.decided);
  for (int g = 0; g < UNREAD_COUNT; g++)
    buf_free(&s.unread[g].paths);
  return e;
}

static const struct option OPTIONS[] = {
    {.name = "authority", .value = "TEXT", .help = MSG_SCAN_OPT_AUTHORITY, .group = MSG_CONDUCT_GROUP_REPORT},
    {.name = "machine", .value = "CODE", .help = MSG_SCAN_OPT_MACHINE},
    {.name = "report", .value = "FILE", .help = MSG_SCAN_OPT_REPORT},
    {.name = "key", .value = "KEYFILE", .help = MSG_SCAN_OPT_KEY},
    {.name = "passphrase-file", .value = "FILE", .help = MSG_SCAN_OPT_PASSPHRASE_FILE},
    {.name = "names", .value = "hash", .help = MSG_SCAN_OPT_NAMES},
    {.name = "since", .value = "DAY", .help = MSG_CONDUCT_OPT_SINCE, .group = MSG_CONDUCT_GROUP_WHICH},
    {.name = "exclude", .value = "PATTERN", .help = MSG_CONDUCT_OPT_EXCLUDE, .many = true},
    {.name = "sweep", .help = MSG_SCAN_OPT_SWEEP},
    {.name = "state", .value = "FILE", .help = MSG_CONDUCT_OPT_STATE, .group = MSG_CONDUCT_GROUP_AGAIN},
    {.name = "rehash", .help = MSG_CONDUCT_OPT_REHASH},
    {.name = "decided", .value = "FILE", .help = MSG_CONDUCT_OPT_DECIDED},
    {.name = "rules", .value = "FILE", .help = MSG_RULES_OPT_RULES, .group = MSG_CONDUCT_GROUP_JUDGE},
    {.name = "explain", .help = MSG_RULES_OPT_EXPLAIN},
    {.name = "jobs", .value = "N", .help = MSG_SCAN_OPT_JOBS, .group = MSG_CONDUCT_GROUP_RUN},
    {.name = "full-speed", .help = MSG_CONDUCT_OPT_FULL_SPEED},
    {.name = "quiet", .help = MSG_SCAN_OPT_QUIET},
    {0},
};

extern const struct command command_scan;

const struct command command_scan = {
    .name = "scan",
    .operands = "PATH…",
    .summary = MSG_SCAN_CMD,
    .manual = MSG_SCAN_MANUAL,
    .need = NEED_NOTHING,
    .options = OPTIONS,
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .error_exit = 2,
    .run = run,
};
