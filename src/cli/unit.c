// `kin unit …`: the tree of units and what happens to them.
#include "cli/act.h"
#include "equipment/equipment.h"
#include "people/people.h"

#define CODE_OPERAND .operands = "CODE", .min_operands = 1, .max_operands = 1
#define EDITS .need = NEED_ACCOUNT, .permission = PERM_UNITS_EDIT

static const struct option CREATE[] = {{"name", "TEXT", MSG_PEOPLE_OPT_UNIT_NAME, true, false},
                                       {"kind", "KIND", MSG_PEOPLE_OPT_KIND, true, false},
                                       {"parent", "CODE", MSG_PEOPLE_OPT_PARENT, false, false},
                                       CLI_ACT_OPTIONS};

static struct err *create(struct change *c, const struct args *args) {
  struct unit_new u = {.code = args_operand(args, 0),
                       .name = args_get(args, "name"),
                       .kind = args_get(args, "kind"),
                       .parent = args_get(args, "parent"),
                       .on = args_get(args, "on"),
                       .basis = args_get(args, "basis")};
  return people_unit_create(c, &u);
}
static struct err *run_create(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, create);
}
const struct command command_unit_create = {.name = "unit create",
                                            CODE_OPERAND,
                                            EDITS,
                                            .options = CREATE,
                                            .summary = MSG_PEOPLE_CMD_UNIT_CREATE,
                                            .run = run_create};

static const struct option RENAME[] = {{"kind", "KIND", MSG_PEOPLE_OPT_KIND, false, false},
                                       CLI_ACT_OPTIONS};

static struct err *rename_unit(struct change *c, const struct args *args) {
  return people_unit_rename(c, args_operand(args, 0), args_operand(args, 1), args_get(args, "kind"),
                            args_get(args, "on"), args_get(args, "basis"));
}
static struct err *run_rename(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, rename_unit);
}
const struct command command_unit_rename = {.name = "unit rename",
                                            .operands = "CODE NAME",
                                            .min_operands = 2,
                                            .max_operands = 2,
                                            EDITS,
                                            .options = RENAME,
                                            .summary = MSG_PEOPLE_CMD_UNIT_RENAME,
                                            .run = run_rename};

static const struct option MOVE[] = {{"parent", "CODE", MSG_PEOPLE_OPT_PARENT, false, false},
                                     CLI_ACT_OPTIONS};

static struct err *move(struct change *c, const struct args *args) {
  return people_unit_move(c, args_operand(args, 0), args_get(args, "parent"), args_get(args, "on"),
                          args_get(args, "basis"));
}
static struct err *run_move(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, move);
}
const struct command command_unit_move = {.name = "unit move",
                                          CODE_OPERAND,
                                          EDITS,
                                          .options = MOVE,
                                          .summary = MSG_PEOPLE_CMD_UNIT_MOVE,
                                          .run = run_move};

static const struct option MERGE[] = {{"into", "CODE", MSG_PEOPLE_OPT_INTO, true, false},
                                      CLI_ACT_OPTIONS};

static struct err *merge(struct change *c, const struct args *args) {
  return people_unit_merge(c, args_operand(args, 0), args_get(args, "into"), args_get(args, "on"),
                           args_get(args, "basis"), equipment_follow_unit);
}
static struct err *run_merge(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, merge);
}
const struct command command_unit_merge = {.name = "unit merge",
                                           CODE_OPERAND,
                                           EDITS,
                                           .options = MERGE,
                                           .summary = MSG_PEOPLE_CMD_UNIT_MERGE,
                                           .manual = MSG_PEOPLE_CMD_UNIT_MERGE_MANUAL,
                                           .run = run_merge};

static const struct option SPLIT[] = {{"new", "CODE", MSG_PEOPLE_OPT_NEW, true, false},
                                      {"name", "TEXT", MSG_PEOPLE_OPT_UNIT_NAME, true, false},
                                      {"kind", "KIND", MSG_PEOPLE_OPT_KIND, false, false},
                                      {"parent", "CODE", MSG_PEOPLE_OPT_PARENT, false, false},
                                      CLI_ACT_OPTIONS};

static struct err *split(struct change *c, const struct args *args) {
  struct unit_new u = {.code = args_get(args, "new"),
                       .name = args_get(args, "name"),
                       .kind = args_get(args, "kind"),
                       .parent = args_get(args, "parent"),
                       .on = args_get(args, "on"),
                       .basis = args_get(args, "basis")};
  return people_unit_split(c, args_operand(args, 0), &u);
}
static struct err *run_split(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, split);
}
const struct command command_unit_split = {.name = "unit split",
                                           CODE_OPERAND,
                                           EDITS,
                                           .options = SPLIT,
                                           .summary = MSG_PEOPLE_CMD_UNIT_SPLIT,
                                           .run = run_split};

static const struct option DISSOLVE[] = {{"into", "CODE", MSG_PEOPLE_OPT_INTO, false, false},
                                         CLI_ACT_OPTIONS};

static struct err *dissolve(struct change *c, const struct args *args) {
  return people_unit_dissolve(c, args_operand(args, 0), args_get(args, "into"),
                              args_get(args, "on"), args_get(args, "basis"), equipment_follow_unit);
}
static struct err *run_dissolve(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, dissolve);
}
const struct command command_unit_dissolve = {.name = "unit dissolve",
                                              CODE_OPERAND,
                                              EDITS,
                                              .options = DISSOLVE,
                                              .summary = MSG_PEOPLE_CMD_UNIT_DISSOLVE,
                                              .run = run_dissolve};

// ---- looking
// ---------------------------------------------------------------------------------------

static const struct option AT[] = {{"at", "DAY", MSG_PEOPLE_OPT_AT, false, false},
                                   {NULL, NULL, MSG_NONE, false, false}};

static void print_node(struct cli *cli, const struct unit_node *t, const struct unit_node *all) {
  if (cli->json) {
    cli_json(cli, json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:I, s:I}", "unit", t->code,
                            "name", t->name, "kind",
                            t->kind < UNIT_KIND_COUNT ? unit_kind_name(t->kind) : "", "since",
                            t->since, "parent", t->parent == SIZE_MAX ? "" : all[t->parent].code,
                            "depth", t->depth, "persons", (json_int_t)t->persons, "persons_below",
                            (json_int_t)t->persons_below, "officers", (json_int_t)t->officers));
    return;
  }
  cli_column(cli, arena_printf(cli->a, "%*s%s", 2 * t->depth, "", t->name), 48);
  cli_column(cli, t->code, 22);
  fprintf(cli->out, "%6s%s%s\n", cli_count(cli, t->persons), t->officers ? "" : "  ",
          t->officers ? "" : msg_text(cli->lang, MSG_PEOPLE_NO_OFFICER));
}

static struct err *run_list(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct unit_node *t = NULL;
  const char *day = NULL;
  size_t n = 0;
  TRY(cli_at(cli, args, &day));
  TRY(store_read(cli->site->store, &r));
  TRY(people_tree(r, day, cli->a, &t, &n));
  for (size_t i = 0; i < n; i++)
    print_node(cli, &t[i], t);
  if (!cli->json)
    cli_say(cli, MSG_PEOPLE_LIST_FOOT, "n", cli_count(cli, (int64_t)n), "day", cli_day(cli, day),
            NULL);
  return NULL;
}
const struct command command_unit_list = {.name = "unit list",
                                          .options = AT,
                                          .need = NEED_ACCOUNT,
                                          .permission = PERM_PEOPLE_VIEW,
                                          .summary = MSG_PEOPLE_CMD_UNIT_LIST,
                                          .run = run_list};

static struct err *show_duties(struct cli *cli, struct reader *r, const char *code,
                               const char *day) {
  struct duty_held *d = NULL;
  size_t n = 0;
  TRY(people_duties_of_unit(cli->site->journal, r, code, day, cli->a, &d, &n));
  for (size_t i = 0; i < n; i++) {
    if (cli->json)
      cli_json(cli, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "type", "duty", "duty",
                              duty_name(d[i].duty), "mode", duty_mode_name(d[i].mode), "person",
                              d[i].person, "decision", d[i].decision, "since", d[i].since));
    else
      cli_fact(
          cli, duty_label(d[i].duty),
          arena_printf(cli->a, "%s (%s), %s, %s", d[i].person_name ? d[i].person_name : d[i].person,
                       d[i].person, msg_text(cli->lang, duty_mode_label(d[i].mode)),
                       cli_day(cli, d[i].since)));
  }
  return NULL;
}

static struct err *show_history(struct cli *cli, struct reader *r, const char *code) {
  struct unit_history *h = NULL;
  size_t n = 0;
  TRY(people_unit_history(r, code, cli->a, &h, &n));
  if (!cli->json) fprintf(cli->out, "\n");
  for (size_t i = 0; i < n; i++) {
    char *text = people_history_sentence(cli->a, cli->lang, &h[i]);
    if (cli->json)
      cli_json(cli, json_pack("{s:s, s:s, s:s, s:s, s:I}", "type", "history", "day", h[i].day,
                              "text", text, "basis", h[i].basis, "entry", (json_int_t)h[i].seq));
    else
      fprintf(cli->out, "%-12s%s%s%s\n", cli_day(cli, h[i].day), text, *h[i].basis ? "; " : "",
              h[i].basis);
  }
  return NULL;
}

static struct err *run_show(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct unit *u = NULL;
  const char *day = NULL, *code = args_operand(args, 0);
  TRY(cli_at(cli, args, &day));
  TRY(store_read(cli->site->store, &r));
  TRY(people_unit_at(r, code, day, cli->a, &u));
  if (!u) TRY(people_unit_get(r, code, cli->a, &u));
  if (!u)
    return err_new(ERR_NOT_FOUND, MSG_ERR_UNIT_NONE, MSG_ERR_UNIT_NONE_HINT, "unit", code, NULL);
  struct person *p = NULL;
  size_t n = 0, total = 0;
  int64_t machines = 0;
  TRY(people_persons(cli->site->journal, r, code, day, 0, 1, cli->a, &p, &n, &total));
  TRY(equipment_count(r, code, day, &machines));
  if (cli->json) {
    cli_json(
        cli,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "unit", u->code, "name", u->name,
                  "kind", u->kind < UNIT_KIND_COUNT ? unit_kind_name(u->kind) : "", "parent",
                  u->parent, "since", u->since, "until", u->until, "successor", u->successor,
                  "persons", (json_int_t)total, "machines", (json_int_t)machines));
  } else {
    fprintf(cli->out, "%s\n", u->name);
    cli_fact(cli, MSG_PEOPLE_CODE, u->code);
    cli_fact(cli, MSG_PEOPLE_KIND, msg_text(cli->lang, unit_kind_label(u->kind)));
    cli_fact(cli, MSG_PEOPLE_PARENT, u->parent);
    cli_fact(cli, MSG_PEOPLE_SINCE, cli_day(cli, u->since));
    cli_fact(cli, MSG_PEOPLE_UNTIL, cli_day(cli, u->until));
    cli_fact(cli, MSG_PEOPLE_SUCCESSOR, u->successor);
    cli_fact(cli, MSG_PEOPLE_PERSONS, cli_count(cli, (int64_t)total));
    cli_fact(cli, MSG_PEOPLE_MACHINES, cli_count(cli, machines));
  }
  TRY(show_duties(cli, r, code, day));
  return show_history(cli, r, code);
}
const struct command command_unit_show = {.name = "unit show",
                                          CODE_OPERAND,
                                          .options = AT,
                                          .need = NEED_ACCOUNT,
                                          .permission = PERM_PEOPLE_VIEW,
                                          .summary = MSG_PEOPLE_CMD_UNIT_SHOW,
                                          .run = run_show};
