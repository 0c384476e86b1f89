// `kin scan compare`: two reports of one machine, and what has changed between them.
#include <stdlib.h>
#include <string.h>

#include "cli/scan.h"
#include "inspection/compare.h"
#include "inspection/inspection.h"

static const struct option OPTIONS[] = {
    {"all", NULL, MSG_CONDUCT_OPT_ALL, false, false},
    {"other-machine", NULL, MSG_CONDUCT_OPT_OTHER_MACHINE, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static bool unchanged(enum compare_change c) {
  return c == COMPARE_STILL || c == COMPARE_UNREAD_STILL;
}

static void put_lines(struct buf *b, const char *path, const char *members, const char *extension) {
  if (!path) {
    buf_printf(b, "….%s", *extension ? extension : "?");
    return;
  }
  scan_put_shown(b, path);
  for (const char *m = members; m && *m;) {
    char *one CLEANUP(base_freep) = base_strdup(m);
    size_t n = strcspn(m, "\n");
    one[n] = 0;
    buf_puts(b, " › ");
    scan_put_shown(b, one);
    m += n + (m[n] == '\n');
  }
}

static const char *level_name(struct cli *cli, const char *level) {
  static const struct {
    const char *name;
    enum scan_level level;
  } known[] = {{"UNKNOWN", SCAN_UNKNOWN},
               {"MAT", SCAN_MAT},
               {"TOI_MAT", SCAN_TOI_MAT},
               {"TUYET_MAT", SCAN_TUYET_MAT}};
  for (size_t i = 0; i < ARRAY_LEN(known); i++)
    if (!strcmp(known[i].name, level)) return scan_level_word(cli, known[i].level);
  return level;
}

static void tell_item(struct cli *cli, const struct compare_item *i) {
  struct buf b CLEANUP(buf_free) = buf_init(1 << 18);
  put_lines(&b, i->path, i->members, i->extension);
  if (i->old_path) {
    buf_puts(&b, " (← ");
    put_lines(&b, i->old_path, i->old_members, i->extension);
    buf_puts(&b, ")");
  }
  if (*i->grade)
    fprintf(cli->out, "  %s: %s\n",
            msg_text(cli->lang, inspection_grade_label(inspection_grade_by_name(i->grade))),
            buf_str(&b));
  else
    fprintf(cli->out, "  %s%s  %d%%  %s  %.12s…\n", i->hint ? "(" : "", level_name(cli, i->level),
            i->confidence, buf_str(&b), i->sha256);
}

static void put_text(json_t *o, const char *key, const char *value) {
  if (value && *value) json_object_set_new(o, key, json_string(value));
}

static void json_item(struct cli *cli, const struct compare_item *i) {
  json_t *o = json_pack("{s:s,s:s}", "type", "change", "change", compare_change_name(i->change));
  put_text(o, "level", i->level);
  put_text(o, "grade", i->grade);
  put_text(o, "sha256", i->sha256);
  put_text(o, "extension", i->extension);
  put_text(o, "path", i->path);
  put_text(o, "members", i->members);
  put_text(o, "old_path", i->old_path);
  put_text(o, "old_members", i->old_members);
  if (!*i->grade) json_object_set_new(o, "confidence", json_integer(i->confidence));
  if (i->hint) json_object_set_new(o, "hint", json_integer(1));
  cli_json(cli, o);
}

static void json_summary(struct cli *cli, const struct compare *c) {
  json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:s,s:i}", "type", "comparison", "machine",
                        c->new_side.machine, "old_machine", c->old_side.machine, "old",
                        c->old_side.file_hash, "new", c->new_side.file_hash, "partial", c->partial);
  json_t *counts = json_object();
  for (int i = 0; i < COMPARE_COUNT; i++)
    json_object_set_new(counts, compare_change_name((enum compare_change)i),
                        json_integer(c->counts[i]));
  json_object_set_new(o, "counts", counts);
  cli_json(cli, o);
}

static void tell(struct cli *cli, const struct compare *c, bool all) {
  struct buf machine CLEANUP(buf_free) = buf_init(4096);
  scan_put_shown(&machine, c->new_side.machine);
  cli_say(cli, MSG_CONDUCT_COMPARE_HEAD, "machine", buf_str(&machine), "old",
          time_format_shown(cli->a, c->old_side.started), "new",
          time_format_shown(cli->a, c->new_side.started), NULL);
  if (c->partial) cli_say(cli, MSG_CONDUCT_COMPARE_PARTIAL, NULL);
  if (c->old_side.hashed || c->new_side.hashed) cli_say(cli, MSG_CONDUCT_COMPARE_HASHED, NULL);
  int64_t changes = 0;
  for (int k = 0; k < COMPARE_COUNT; k++) {
    enum compare_change change = (enum compare_change)k;
    if (!c->counts[k]) continue;
    if (!unchanged(change)) changes += c->counts[k];
    fprintf(cli->out, "\n%s: %s\n", msg_text(cli->lang, compare_change_label(change)),
            cli_count(cli, c->counts[k]));
    for (size_t i = 0; i < c->n; i++)
      if (c->items[i].change == change && (all || !unchanged(change))) tell_item(cli, &c->items[i]);
  }
  if (!changes) cli_say(cli, MSG_CONDUCT_COMPARE_SAME, NULL);
}

static struct err *compare(const struct args *args, struct arena *a,
                           struct compare *c) {
  TRY(compare_reports(args_operand(args, 0), args_operand(args, 1), a, c));
  if (c->same_machine || args_has(args, "other-machine")) return NULL;
  return err_new(ERR_INPUT, MSG_CONDUCT_COMPARE_OTHER, MSG_CONDUCT_COMPARE_OTHER_HINT, "old",
                 c->old_side.machine, "new", c->new_side.machine, NULL);
}

static struct err *run(struct cli *cli, const struct args *args) {
  struct arena *a CLEANUP(arena_freep) = arena_new((size_t)1 << 30);
  struct compare c;
  bool all = args_has(args, "all");
  TRY(compare(args, a, &c));
  if (cli->json) {
    for (size_t i = 0; i < c.n; i++)
      if (all || !unchanged(c.items[i].change)) json_item(cli, &c.items[i]);
    json_summary(cli, &c);
  } else {
    tell(cli, &c, all);
  }
  int64_t found = 0;
  for (size_t i = 0; i < c.n; i++)
    found += !c.items[i].hint &&
             (c.items[i].change == COMPARE_NEW || c.items[i].change == COMPARE_READ_NOW);
  cli->exit_code = found > 0;
  return NULL;
}

const struct command command_scan_compare = {.name = "scan compare",
                                             .operands = "OLD NEW",
                                             .summary = MSG_CONDUCT_CMD_COMPARE,
                                             .manual = MSG_CONDUCT_CMD_COMPARE_MANUAL,
                                             .need = NEED_NOTHING,
                                             .options = OPTIONS,
                                             .min_operands = 2,
                                             .max_operands = 2,
                                             .run = run};
