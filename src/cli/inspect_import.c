// `kin inspect import`: reports of one machine or of many are taken in as evidence, each by itself.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/inspect.h"

static const struct option IMPORT[] = {
    {"machine", "CODE", MSG_INSPECTION_OPT_MACHINE, false, false},
    {"unit", "CODE", MSG_INSPECTION_OPT_UNIT, false, false},
    {"as-unsigned", NULL, MSG_INSPECTION_OPT_AS_UNSIGNED, false, false},
    {"dry-run", NULL, MSG_INSPECTION_OPT_DRY_RUN, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static bool progress(void *ctx, uint64_t done, uint64_t all) {
  return cli_progress(ctx, (int64_t)done, (int64_t)all);
}

static json_t *preview_json(const struct inspection_preview *p) {
  json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "type", "preview",
                        "report", p->file_hash, "content", p->content_hash, "signature",
                        inspection_trust_name(p->trust), "key", p->signer, "team", p->team,
                        "authority", p->authority, "host", p->host, "machine", p->machine, "unit",
                        p->unit, "keep_as", p->keep_as, "names", p->names, "jail", p->jail);
  const struct {
    const char *name;
    int64_t n;
  } numbers[] = {{"files", p->files},
                 {"members", p->members},
                 {"bytes", p->file_bytes},
                 {"findings", p->findings},
                 {"hints", p->hints},
                 {"unread", p->unread},
                 {"exposures", p->exposures},
                 {"stopped", p->stopped},
                 {"false_alarm_before", p->false_alarm_before},
                 {"confirmed_before", p->confirmed_before},
                 {"without_names", p->without_names}};
  for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
    json_object_set_new(o, numbers[i].name, json_integer(numbers[i].n));
  json_t *unread = json_object();
  for (int g = 0; g < GRADE_COUNT; g++)
    if (p->by_grade[g])
      json_object_set_new(unread, inspection_grade_name((enum inspection_grade)g),
                          json_pack("{s:I,s:I}", "count", (json_int_t)p->by_grade[g], "listed",
                                    (json_int_t)p->listed_by_grade[g]));
  json_object_set_new(o, "unread_by_grade", unread);
  return o;
}

static void tell_preview(struct cli *cli, const struct inspection_preview *p) {
  cli_say(cli, MSG_INSPECTION_SAID_MACHINE, "machine",
          *p->machine ? p->machine : inspect_shown(cli, p->host), "unit", *p->unit ? p->unit : "-",
          "authority", inspect_shown(cli, p->authority), NULL);
  cli_say(cli, MSG_INSPECTION_SAID_TIME, "from", time_format_shown(cli->a, p->started), "to",
          time_format_shown(cli->a, p->finished), NULL);
  cli_say(cli, MSG_INSPECTION_SAID_SIGNATURE, "signature", inspect_trust_word(cli, p->trust, p->signer),
          "team", inspect_team_word(cli, p->team), NULL);
  cli_say(cli, MSG_INSPECTION_SAID_COUNTS, "files", cli_count(cli, p->files), "findings",
          cli_count(cli, p->findings), "hints", cli_count(cli, p->hints), "unread",
          cli_count(cli, p->unread), NULL);
  for (int g = 0; g < GRADE_COUNT; g++)
    if (p->by_grade[g])
      cli_say(cli, MSG_INSPECTION_SAID_GRADE, "grade",
              msg_text(cli->lang, inspection_grade_label((enum inspection_grade)g)), "count",
              cli_count(cli, p->by_grade[g]), "listed", cli_count(cli, p->listed_by_grade[g]),
              NULL);
  if (p->false_alarm_before || p->confirmed_before)
    cli_say(cli, MSG_INSPECTION_SAID_BEFORE, "false", cli_count(cli, p->false_alarm_before),
            "confirmed", cli_count(cli, p->confirmed_before), NULL);
  if (p->stopped) cli_say(cli, MSG_INSPECTION_SAID_STOPPED, NULL);
  cli_say(cli, MSG_INSPECTION_SAID_KEEP, "level", inspect_level_word(cli, p->keep_as), NULL);
  uint8_t hash[SEAL_HASH];
  if (seal_hex_decode(p->file_hash, hash, SEAL_HASH))
    cli_say(cli, MSG_INSPECTION_SAID_HASH, "hash", carried_hash_text(cli->a, hash), NULL);
}

static struct err *look(struct cli *cli, const struct inspection_source *s,
                        const struct inspection_options *o) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct inspection_preview p;
  TRY(inspect_reading(cli, &r));
  TRY(inspection_look(inspect_journal(cli), r, s, o, cli->a, &p));
  if (cli->json)
    cli_json(cli, preview_json(&p));
  else
    tell_preview(cli, &p);
  if (p.refusal) return p.refusal;
  if (!cli->json) cli_say(cli, MSG_INSPECTION_SAID_DRY, NULL);
  return NULL;
}

static struct err *tell_imported(struct cli *cli, const char *id) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct inspection_scan *s;
  TRY(inspect_reading(cli, &r));
  TRY(inspection_scan(r, id, cli->a, &s));
  if (cli->json) {
    cli_json(cli,
             json_pack("{s:s,s:s,s:s,s:s,s:i,s:s,s:s,s:I,s:I,s:I,s:I}", "type", "scan_imported",
                       "scan", id, "machine", s->machine, "unit", s->unit, "signed", s->is_signed,
                       "report", s->report, "keep_as", s->keep_as, "findings",
                       (json_int_t)s->findings, "hints", (json_int_t)s->hints, "unread",
                       (json_int_t)s->unread, "undecided", (json_int_t)s->undecided));
    return NULL;
  }
  cli_say(cli, MSG_INSPECTION_SAID_IMPORTED, "scan", id, "machine",
          *s->machine ? s->machine : inspect_shown(cli, s->host), "unit", s->unit, "findings",
          cli_count(cli, s->findings), "undecided", cli_count(cli, s->undecided), "unread",
          cli_count(cli, s->unread), NULL);
  cli_say(cli, MSG_INSPECTION_SAID_SIGNATURE, "signature",
          inspect_trust_word(cli, inspection_trust_by_name(s->trust), s->signer), "team",
          inspect_team_word(cli, s->team), NULL);
  cli_say(cli, MSG_INSPECTION_SAID_KEEP, "level", inspect_level_word(cli, s->keep_as), NULL);
  uint8_t hash[SEAL_HASH];
  if (seal_hex_decode(s->report, hash, SEAL_HASH))
    cli_say(cli, MSG_INSPECTION_SAID_HASH, "hash", carried_hash_text(cli->a, hash), NULL);
  return NULL;
}

// ---- many
// ------------------------------------------------------------------------------------------

enum { FILES_MAX = 10000 };

struct batch {
  const char **files;
  size_t n, room;
  size_t taken, refused;
};

static void add_file(struct batch *b, const char *path) {
  if (b->n == b->room) {
    b->room = b->room ? b->room * 2 : 64;
    b->files = base_realloc(b->files, b->room * sizeof *b->files);
  }
  b->files[b->n++] = path;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Every ordinary file of a folder, by name; not of folders inside it.
static struct err *add_folder(struct cli *cli, struct batch *b, const char *folder) {
  size_t first = b->n;
  DIR *d = opendir(folder);
  if (!d) return err_errno(errno, folder);
  for (struct dirent *e; (e = readdir(d)) && b->n <= FILES_MAX;) {
    struct stat st;
    if (*e->d_name != '.' && fstatat(dirfd(d), e->d_name, &st, 0) == 0 && S_ISREG(st.st_mode))
      add_file(b, file_join(cli->a, folder, e->d_name));
  }
  closedir(d);
  if (b->n > first) qsort(b->files + first, b->n - first, sizeof *b->files, by_name);
  return NULL;
}

static bool is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static struct err *gather(struct cli *cli, const struct args *args, struct batch *b) {
  for (size_t i = 0; i < args_count(args) && b->n <= FILES_MAX; i++) {
    const char *path = args_operand(args, i);
    if (is_folder(path))
      TRY(add_folder(cli, b, path));
    else
      add_file(b, path);
  }
  return b->n <= FILES_MAX ? NULL : err_new(ERR_LIMIT, MSG_CONDUCT_MANY_FILES, MSG_NONE, NULL);
}

// One row of the table: the file and what became of it.
static struct err *tell_row(struct cli *cli, struct arena *a, const char *file, const char *id) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct inspection_scan *s;
  TRY(inspect_reading(cli, &r));
  TRY(inspection_scan(r, id, a, &s));
  if (cli->json)
    cli_json(cli, json_pack("{s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:I,s:i}", "type", "import", "outcome",
                            "taken", "file", inspect_shown(cli, file), "scan", id, "machine", *s->machine ? s->machine : s->host,
                            "findings", (json_int_t)s->findings, "undecided",
                            (json_int_t)s->undecided, "unread", (json_int_t)s->unread, "signed",
                            s->is_signed));
  else
    fprintf(cli->out, "%-13s %s\n", id,
            msg_fill(a, cli->lang, MSG_CONDUCT_ROW_TAKEN, "file", inspect_shown(cli, file),
                     "machine", *s->machine ? s->machine : inspect_shown(cli, s->host), "findings",
                     cli_count(cli, s->findings), "unread", cli_count(cli, s->unread), "signature",
                     inspect_trust_word(cli, inspection_trust_by_name(s->trust), s->signer), NULL));
  return NULL;
}

static void tell_refused(struct cli *cli, struct arena *a, const char *file, const struct err *e) {
  const char *message = err_message(a, cli->lang, e), *hint = err_hint(a, cli->lang, e);
  if (cli->json) {
    cli_json(cli, json_pack("{s:s,s:s,s:s,s:s,s:s}", "type", "import", "outcome", "refused", "file",
                            inspect_shown(cli, file), "code", err_code_name(e->code), "message",
                            message));
    return;
  }
  fprintf(cli->out, "%-13s %s: %s\n", "-", inspect_shown(cli, file), message);
  if (hint) fprintf(cli->out, "%-13s %s\n", "", hint);
}

static struct err *one_of_many(struct cli *cli, struct arena *a, const char *file, bool dry,
                               const struct inspection_options *o) {
  const struct inspection_source s = {.path = file};
  char *id = NULL;
  if (!dry) {
    TRY(inspection_import(inspect_journal(cli), cli_actor(cli), &s, o, a, &id));
    return tell_row(cli, a, file, id);
  }
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct inspection_preview p;
  TRY(inspect_reading(cli, &r));
  TRY(inspection_look(inspect_journal(cli), r, &s, o, a, &p));
  if (p.refusal) return p.refusal;
  if (cli->json)
    cli_json(cli, preview_json(&p));
  else
    fprintf(cli->out, "%-13s %s\n", "(?)",
            msg_fill(a, cli->lang, MSG_CONDUCT_ROW_TAKEN, "file", inspect_shown(cli, file),
                     "machine", *p.machine ? p.machine : inspect_shown(cli, p.host), "findings",
                     cli_count(cli, p.findings), "unread", cli_count(cli, p.unread), "signature",
                     inspect_trust_word(cli, p.trust, p.signer), NULL));
  return NULL;
}

// Each report is a commit of its own; what is wrong with one does not stop the others.
static struct err *import_many(struct cli *cli, struct batch *b, bool dry,
                               const struct inspection_options *o) {
  for (size_t i = 0; i < b->n && !cli_stopped(); i++) {
    struct arena *a CLEANUP(arena_freep) = arena_new(256u << 20);
    struct err *e CLEANUP(err_freep) = one_of_many(cli, a, b->files[i], dry, o);
    cli_progress(cli, 1, 1);
    if (e)
      tell_refused(cli, a, b->files[i], e);
    *(e ? &b->refused : &b->taken) += 1;
    fflush(cli->out);
  }
  size_t left = b->n - b->taken - b->refused;
  if (cli->json)
    cli_json(cli, json_pack("{s:s,s:I,s:I,s:I}", "type", "imports", "taken", (json_int_t)b->taken,
                            "refused", (json_int_t)b->refused, "not_tried", (json_int_t)left));
  else
    cli_say(cli, dry ? MSG_CONDUCT_MANY_DRY : MSG_CONDUCT_MANY_DONE, "taken",
            cli_count(cli, (int64_t)b->taken), "refused", cli_count(cli, (int64_t)b->refused),
            "left", cli_count(cli, (int64_t)left), NULL);
  cli->exit_code = b->refused || left ? 1 : 0;
  return NULL;
}

static struct err *import_one(struct cli *cli, const char *file, bool dry,
                              const struct inspection_options *o) {
  const struct inspection_source s = {.path = file};
  char *id = NULL;
  struct err *e = dry ? look(cli, &s, o)
                      : inspection_import(inspect_journal(cli), cli_actor(cli), &s, o, cli->a, &id);
  cli_progress(cli, 1, 1);
  TRY(e);
  return id ? tell_imported(cli, id) : NULL;
}

static struct err *run_import(struct cli *cli, const struct args *args) {
  const struct inspection_options o = {.machine = args_get(args, "machine"),
                                       .unit = args_get(args, "unit"),
                                       .as_unsigned = args_has(args, "as-unsigned"),
                                       .progress = progress,
                                       .ctx = cli};
  bool dry = args_has(args, "dry-run");
  cli_catch_stop();
  if (args_count(args) == 1 && !is_folder(args_operand(args, 0)))
    return import_one(cli, args_operand(args, 0), dry, &o);
  if (o.machine) return err_new(ERR_USAGE, MSG_CONDUCT_MANY_MACHINE, MSG_NONE, NULL);
  struct batch b = {0};
  struct err *e = gather(cli, args, &b);
  if (!e && !b.n) e = err_new(ERR_NOT_FOUND, MSG_CONDUCT_NO_FILES, MSG_NONE, NULL);
  if (!e) e = import_many(cli, &b, dry, &o);
  free(b.files);
  return e;
}

const struct command command_inspect_import = {.name = "inspect import",
                                               .operands = "FILE|FOLDER…",
                                               .summary = MSG_INSPECTION_CMD_IMPORT,
                                               .manual = MSG_INSPECTION_CMD_IMPORT_MANUAL,
                                               .need = NEED_ACCOUNT,
                                               .permission = PERM_SCANS_IMPORT,
                                               .options = IMPORT,
                                               .min_operands = 1,
                                               .max_operands = SIZE_MAX,
                                               .run = run_import};
