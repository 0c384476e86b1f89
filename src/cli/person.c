// `kin person …`: persons, their posts and duties.
#include "cli/act.h"
#include "people/people.h"

#define ID_OPERAND .operands = "ID", .min_operands = 1, .max_operands = 1
#define EDITS .need = NEED_ACCOUNT, .permission = PERM_PEOPLE_EDIT

enum { LIST_MAX = 10000 };

static const struct option ADD[] = {{"name", "TEXT", MSG_PEOPLE_OPT_NAME, true, false},
                                    {"unit", "CODE", MSG_PEOPLE_OPT_UNIT, true, false},
                                    {"post", "TEXT", MSG_PEOPLE_OPT_POST, true, false},
                                    CLI_ACT_OPTIONS};

static struct err *add(struct change *c, const struct args *args) {
  struct person_new p = {.id = args_operand(args, 0),
                         .name = args_get(args, "name"),
                         .unit = args_get(args, "unit"),
                         .post = args_get(args, "post"),
                         .on = args_get(args, "on"),
                         .basis = args_get(args, "basis")};
  return people_person_add(c, &p);
}
static struct err *run_add(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, add);
}
const struct command command_person_add = {.name = "person add",
                                           ID_OPERAND,
                                           EDITS,
                                           .options = ADD,
                                           .summary = MSG_PEOPLE_CMD_PERSON_ADD,
                                           .run = run_add};

static const struct option RENAME[] = {{"basis", "TEXT", MSG_OPT_BASIS, false, false},
                                       {"reason", "TEXT", MSG_PEOPLE_OPT_REASON, false, false},
                                       {NULL, NULL, MSG_NONE, false, false}};

static struct err *rename_person(struct change *c, const struct args *args) {
  return people_person_rename(c, args_operand(args, 0), args_operand(args, 1),
                              args_get(args, "basis"));
}
static struct err *run_rename(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, rename_person);
}
const struct command command_person_rename = {.name = "person rename",
                                              .operands = "ID NAME",
                                              .min_operands = 2,
                                              .max_operands = 2,
                                              EDITS,
                                              .options = RENAME,
                                              .summary = MSG_PEOPLE_CMD_PERSON_RENAME,
                                              .run = run_rename};

static const struct option MOVE[] = {{"unit", "CODE", MSG_PEOPLE_OPT_UNIT, false, false},
                                     {"post", "TEXT", MSG_PEOPLE_OPT_POST, false, false},
                                     CLI_ACT_OPTIONS};

static struct err *move(struct change *c, const struct args *args) {
  return people_person_move(c, args_operand(args, 0), args_get(args, "unit"),
                            args_get(args, "post"), args_get(args, "on"), args_get(args, "basis"));
}
static struct err *run_move(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, move);
}
const struct command command_person_move = {.name = "person move",
                                            ID_OPERAND,
                                            EDITS,
                                            .options = MOVE,
                                            .summary = MSG_PEOPLE_CMD_PERSON_MOVE,
                                            .run = run_move};

static const struct option LEAVE[] = {{"on", "DAY", MSG_PEOPLE_OPT_ON, false, false},
                                      {"why", "TEXT", MSG_PEOPLE_OPT_WHY, false, false},
                                      {"reason", "TEXT", MSG_PEOPLE_OPT_REASON, false, false},
                                      {NULL, NULL, MSG_NONE, false, false}};

static struct err *leave(struct change *c, const struct args *args) {
  return people_person_leave(c, args_operand(args, 0), args_get(args, "on"), args_get(args, "why"));
}
static struct err *run_leave(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, leave);
}
const struct command command_person_leave = {.name = "person leave",
                                             ID_OPERAND,
                                             EDITS,
                                             .options = LEAVE,
                                             .summary = MSG_PEOPLE_CMD_PERSON_LEAVE,
                                             .run = run_leave};

static const struct option ASSIGN[] = {{"duty", "DUTY", MSG_PEOPLE_OPT_DUTY, true, false},
                                       {"unit", "CODE", MSG_PEOPLE_OPT_DUTY_UNIT, false, false},
                                       {"mode", "full|part", MSG_PEOPLE_OPT_MODE, false, false},
                                       {"decision", "TEXT", MSG_PEOPLE_OPT_DECISION, false, false},
                                       {"on", "DAY", MSG_PEOPLE_OPT_ON, false, false},
                                       {"reason", "TEXT", MSG_PEOPLE_OPT_REASON, false, false},
                                       {NULL, NULL, MSG_NONE, false, false}};

static struct err *assign(struct change *c, const struct args *args) {
  struct duty_new d = {.person = args_operand(args, 0),
                       .unit = args_get(args, "unit"),
                       .duty = args_get(args, "duty"),
                       .mode = args_get(args, "mode"),
                       .decision = args_get(args, "decision"),
                       .on = args_get(args, "on")};
  return people_duty_assign(c, &d);
}
static struct err *run_assign(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, assign);
}
const struct command command_person_assign = {.name = "person assign",
                                              ID_OPERAND,
                                              EDITS,
                                              .options = ASSIGN,
                                              .summary = MSG_PEOPLE_CMD_PERSON_ASSIGN,
                                              .run = run_assign};

static const struct option RELIEVE[] = {{"duty", "DUTY", MSG_PEOPLE_OPT_DUTY, true, false},
                                        {"unit", "CODE", MSG_PEOPLE_OPT_DUTY_UNIT, false, false},
                                        CLI_ACT_OPTIONS};

static struct err *relieve(struct change *c, const struct args *args) {
  return people_duty_end(c, args_operand(args, 0), args_get(args, "unit"), args_get(args, "duty"),
                         args_get(args, "on"), args_get(args, "basis"));
}
static struct err *run_relieve(struct cli *cli, const struct args *args) {
  return cli_act(cli, args, relieve);
}
const struct command command_person_relieve = {.name = "person relieve",
                                               ID_OPERAND,
                                               EDITS,
                                               .options = RELIEVE,
                                               .summary = MSG_PEOPLE_CMD_PERSON_RELIEVE,
                                               .run = run_relieve};

// ---- looking
// ---------------------------------------------------------------------------------------

static const char *shown_name(struct cli *cli, const char *name) {
  return name ? name : msg_text(cli->lang, MSG_PEOPLE_NAME_REMOVED);
}

static json_t *person_json(const struct person *p) {
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "person", p->id, "name",
                   p->name ? p->name : "", "unit", p->unit, "post", p->post, "since", p->since,
                   "until", p->until, "why", p->why);
}

static const struct option LIST[] = {{"unit", "CODE", MSG_PEOPLE_OPT_UNIT, false, false},
                                     {"at", "DAY", MSG_PEOPLE_OPT_AT, false, false},
                                     {"find", "TEXT", MSG_PEOPLE_OPT_FIND, false, false},
                                     {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_list(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct person *p = NULL;
  const char *day = NULL, *find = args_get(args, "find"), *unit = args_get(args, "unit");
  size_t n = 0, total = 0;
  if (!find == !unit) return err_new(ERR_USAGE, MSG_ERR_PERSON_LIST, MSG_NONE, NULL);
  TRY(cli_at(cli, args, &day));
  TRY(store_read(cli->site->store, &r));
  if (find)
    TRY(people_search(cli->site->journal, r, find, LIST_MAX, cli->a, &p, &n, &total));
  else
    TRY(people_persons(cli->site->journal, r, unit, day, 0, LIST_MAX, cli->a, &p, &n, &total));
  for (size_t i = 0; i < n; i++) {
    if (cli->json) {
      cli_json(cli, person_json(&p[i]));
      continue;
    }
    cli_column(cli, p[i].id, 14);
    cli_column(cli, shown_name(cli, p[i].name), 28);
    cli_column(cli, p[i].post, 28);
    fprintf(cli->out, "%s%s%s\n", p[i].unit_name, *p[i].until ? ", → " : "",
            cli_day(cli, p[i].until));
  }
  if (!cli->json)
    cli_say(cli, MSG_PEOPLE_PERSONS_FOOT, "n", cli_count(cli, (int64_t)n), "total",
            cli_count(cli, (int64_t)total), NULL);
  return NULL;
}
const struct command command_person_list = {.name = "person list",
                                            .options = LIST,
                                            .need = NEED_ACCOUNT,
                                            .permission = PERM_PEOPLE_VIEW,
                                            .summary = MSG_PEOPLE_CMD_PERSON_LIST,
                                            .run = run_list};

static struct err *show_past(struct cli *cli, struct reader *r, const char *id) {
  struct person_post *posts = NULL;
  struct duty_held *d = NULL;
  size_t n_posts = 0, n = 0;
  TRY(people_posts(r, id, cli->a, &posts, &n_posts));
  TRY(people_duties_of_person(cli->site->journal, r, id, cli->a, &d, &n));
  for (size_t i = 0; i < n_posts; i++) {
    if (cli->json)
      cli_json(cli, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "type", "post", "unit",
                              posts[i].unit, "post", posts[i].post, "since", posts[i].since,
                              "until", posts[i].until, "basis", posts[i].basis));
    else
      fprintf(cli->out, "%-12s%-12s%s, %s\n", cli_day(cli, posts[i].since),
              cli_day(cli, posts[i].until), posts[i].post, posts[i].unit_name);
  }
  for (size_t i = 0; i < n; i++) {
    if (cli->json)
      cli_json(cli,
               json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "type", "duty", "duty",
                         duty_name(d[i].duty), "mode", duty_mode_name(d[i].mode), "unit", d[i].unit,
                         "decision", d[i].decision, "since", d[i].since, "until", d[i].until));
    else
      fprintf(cli->out, "%-12s%-12s%s (%s), %s; %s\n", cli_day(cli, d[i].since),
              cli_day(cli, d[i].until), msg_text(cli->lang, duty_label(d[i].duty)),
              msg_text(cli->lang, duty_mode_label(d[i].mode)), d[i].unit_name, d[i].decision);
  }
  return NULL;
}

static struct err *run_show(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct person *p = NULL;
  TRY(store_read(cli->site->store, &r));
  TRY(people_person_get(cli->site->journal, r, args_operand(args, 0), cli->a, &p));
  if (!p)
    return err_new(ERR_NOT_FOUND, MSG_ERR_PERSON_NONE, MSG_ERR_PERSON_NONE_HINT, "person",
                   args_operand(args, 0), NULL);
  if (cli->json) {
    cli_json(cli, person_json(p));
  } else {
    fprintf(cli->out, "%s\n", shown_name(cli, p->name));
    cli_fact(cli, MSG_PEOPLE_STAFF_NUMBER, p->id);
    cli_fact(cli, MSG_PEOPLE_UNIT, p->unit_name);
    cli_fact(cli, MSG_PEOPLE_POST, p->post);
    cli_fact(cli, MSG_PEOPLE_SINCE, cli_day(cli, p->since));
    cli_fact(cli, MSG_PEOPLE_UNTIL, cli_day(cli, p->until));
    cli_fact(cli, MSG_PEOPLE_WHY, p->why);
    fprintf(cli->out, "\n");
  }
  return show_past(cli, r, p->id);
}
const struct command command_person_show = {.name = "person show",
                                            ID_OPERAND,
                                            .need = NEED_ACCOUNT,
                                            .permission = PERM_PEOPLE_VIEW,
                                            .summary = MSG_PEOPLE_CMD_PERSON_SHOW,
                                            .run = run_show};
