// `kin machine …`: the machines of the units.
#include "cli/act.h"
#include "equipment/equipment.h"
#include "people/people.h"

#define CODE_OPERAND .operands = "CODE", .min_operands = 1, .max_operands = 1
#define EDITS .need = NEED_ACCOUNT, .permission = PERM_MACHINES_EDIT

enum { LIST_MAX = 200000 };

/// The unit that receives a machine must exist on that day.
static struct err *usable(struct change *c, const struct args *args) {
  struct date d = time_to_date(change_time(c));
  char on[11];
  if (args_get(args, "on") && !date_parse(args_get(args, "on"), &d))
    return err_new(ERR_INPUT, MSG_ERR_PEOPLE_DAY, MSG_ERR_PEOPLE_DAY_HINT, "day",
                   args_get(args, "on"), NULL);
  date_format_iso(d, on);
  return people_unit_usable(change_reader(c), args_get(args, "unit"), on);
}

static const struct option REGISTER[] = {
    {"unit", "CODE", MSG_PEOPLE_OPT_UNIT, true, false},
    {"purpose", "PURPOSE", MSG_EQUIPMENT_OPT_PURPOSE, true, false},
    {"network", "NETWORK", MSG_EQUIPMENT_OPT_NETWORK, false, false},
    {"label", "TEXT", MSG_EQUIPMENT_OPT_LABEL, false, false},
    CLI_ACT_OPTIONS};

static struct err *enter(struct change *c, const struct args *args) {
  struct machine_new m = {.code = args_operand(args, 0),
                          .unit = args_get(args, "unit"),
                          .purpose = args_get(args, "purpose"),
                          .network = args_get(args, "network"),
                          .label = args_get(args, "label"),
                          .on = args_get(args, "on"),
                          .basis = args_get(args, "basis")};
  TRY(usable(c, args));
  return equipment_register(c, &m);
}
static struct err *run_register(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, enter);
}
const struct command command_machine_register = {.name = "machine register",
                                                 CODE_OPERAND,
                                                 EDITS,
                                                 .options = REGISTER,
                                                 .summary = MSG_EQUIPMENT_CMD_REGISTER,
                                                 .run = run_register};

static const struct option CHANGE[] = {
    {"purpose", "PURPOSE", MSG_EQUIPMENT_OPT_PURPOSE, false, false},
    {"network", "NETWORK", MSG_EQUIPMENT_OPT_NETWORK, false, false},
    {"label", "TEXT", MSG_EQUIPMENT_OPT_LABEL, false, false},
    CLI_ACT_OPTIONS};

static struct err *change(struct change *c, const struct args *args) {
  return equipment_change(c, args_operand(args, 0), args_get(args, "purpose"),
                          args_get(args, "network"), args_get(args, "label"), args_get(args, "on"),
                          args_get(args, "basis"));
}
static struct err *run_change(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, change);
}
const struct command command_machine_change = {.name = "machine change",
                                               CODE_OPERAND,
                                               EDITS,
                                               .options = CHANGE,
                                               .summary = MSG_EQUIPMENT_CMD_CHANGE,
                                               .run = run_change};

static const struct option MOVE[] = {{"unit", "CODE", MSG_PEOPLE_OPT_UNIT, true, false},
                                     CLI_ACT_OPTIONS};

static struct err *move(struct change *c, const struct args *args) {
  TRY(usable(c, args));
  return equipment_move(c, args_operand(args, 0), args_get(args, "unit"), args_get(args, "on"),
                        args_get(args, "basis"));
}
static struct err *run_move(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, move);
}
const struct command command_machine_move = {.name = "machine move",
                                             CODE_OPERAND,
                                             EDITS,
                                             .options = MOVE,
                                             .summary = MSG_EQUIPMENT_CMD_MOVE,
                                             .run = run_move};

static const struct option RETIRE[] = {{"why", "TEXT", MSG_EQUIPMENT_OPT_WHY, true, false},
                                       {"on", "DAY", MSG_PEOPLE_OPT_ON, false, false},
                                       {"reason", "TEXT", MSG_PEOPLE_OPT_REASON, false, false},
                                       {NULL, NULL, MSG_NONE, false, false}};

static struct err *retire(struct change *c, const struct args *args) {
  return equipment_retire(c, args_operand(args, 0), args_get(args, "on"), args_get(args, "why"));
}
static struct err *run_retire(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, retire);
}
const struct command command_machine_retire = {.name = "machine retire",
                                               CODE_OPERAND,
                                               EDITS,
                                               .options = RETIRE,
                                               .summary = MSG_EQUIPMENT_CMD_RETIRE,
                                               .run = run_retire};

// ---- looking
// ---------------------------------------------------------------------------------------

static json_t *machine_json(const struct machine *m) {
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "machine", m->code, "unit", m->unit,
                   "purpose",
                   m->purpose < MACHINE_PURPOSE_COUNT ? machine_purpose_name(m->purpose) : "",
                   "network", m->network < NETWORK_COUNT ? machine_network_name(m->network) : "",
                   "label", m->label, "since", m->since, "until", m->until, "reason", m->reason);
}

static const struct option LIST[] = {{"unit", "CODE", MSG_PEOPLE_OPT_UNIT, false, false},
                                     {"at", "DAY", MSG_PEOPLE_OPT_AT, false, false},
                                     {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_list(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct machine *m = NULL;
  const char *day = NULL;
  size_t n = 0;
  TRY(cli_at(cli, args, &day));
  TRY(store_read(cli->site->store, &r));
  TRY(equipment_list(r, args_get(args, "unit"), day, "", LIST_MAX, cli->a, &m, &n));
  for (size_t i = 0; i < n; i++) {
    if (cli->json) {
      cli_json(cli, machine_json(&m[i]));
      continue;
    }
    cli_column(cli, m[i].code, 16);
    cli_column(cli, m[i].unit, 24);
    cli_column(cli, msg_text(cli->lang, machine_purpose_label(m[i].purpose)), 28);
    cli_column(cli, msg_text(cli->lang, machine_network_label(m[i].network)), 22);
    fprintf(cli->out, "%s\n", m[i].label);
  }
  if (!cli->json)
    cli_say(cli, MSG_EQUIPMENT_LIST_FOOT, "n", cli_count(cli, (int64_t)n), "day", cli_day(cli, day),
            NULL);
  return NULL;
}
const struct command command_machine_list = {.name = "machine list",
                                             .options = LIST,
                                             .need = NEED_ACCOUNT,
                                             .permission = PERM_MACHINES_VIEW,
                                             .summary = MSG_EQUIPMENT_CMD_LIST,
                                             .run = run_list};

static struct err *run_show(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct machine *m = NULL;
  struct machine_history *h = NULL;
  size_t n = 0;
  TRY(store_read(cli->site->store, &r));
  TRY(equipment_get(r, args_operand(args, 0), cli->a, &m));
  if (!m)
    return err_new(ERR_NOT_FOUND, MSG_ERR_MACHINE_NONE, MSG_ERR_MACHINE_NONE_HINT, "machine",
                   args_operand(args, 0), NULL);
  TRY(equipment_history(r, m->code, cli->a, &h, &n));
  if (cli->json) {
    cli_json(cli, machine_json(m));
  } else {
    fprintf(cli->out, "%s\n", m->code);
    cli_fact(cli, MSG_PEOPLE_UNIT, m->unit);
    cli_fact(cli, MSG_EQUIPMENT_PURPOSE, msg_text(cli->lang, machine_purpose_label(m->purpose)));
    cli_fact(cli, MSG_EQUIPMENT_NETWORK, msg_text(cli->lang, machine_network_label(m->network)));
    cli_fact(cli, MSG_EQUIPMENT_LABEL, m->label);
    cli_fact(cli, MSG_PEOPLE_SINCE, cli_day(cli, m->since));
    cli_fact(cli, MSG_PEOPLE_UNTIL, cli_day(cli, m->until));
    cli_fact(cli, MSG_PEOPLE_WHY, m->reason);
    fprintf(cli->out, "\n");
  }
  for (size_t i = 0; i < n; i++) {
    char *text = equipment_history_sentence(cli->a, cli->lang, &h[i]);
    if (cli->json)
      cli_json(cli, json_pack("{s:s, s:s, s:s, s:s, s:I}", "type", "history", "day", h[i].day,
                              "text", text, "basis", h[i].basis, "entry", (json_int_t)h[i].seq));
    else
      fprintf(cli->out, "%-12s%s%s%s\n", cli_day(cli, h[i].day), text, *h[i].basis ? "; " : "",
              h[i].basis);
  }
  return NULL;
}
const struct command command_machine_show = {.name = "machine show",
                                             CODE_OPERAND,
                                             .need = NEED_ACCOUNT,
                                             .permission = PERM_MACHINES_VIEW,
                                             .summary = MSG_EQUIPMENT_CMD_SHOW,
                                             .run = run_show};
