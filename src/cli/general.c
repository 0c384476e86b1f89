// `kin help`, `kin version`.
#include <string.h>

#include "cli/help.h"

static const struct option HELP[] = {{"all", NULL, MSG_OPT_HELP_ALL, false, false}, {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_help(struct cli *cli, const struct args *args) {
  const char *one = args_operand(args, 0), *two = args_operand(args, 1);
  if (args_has(args, "all")) {
    cli_manual(cli);
    return NULL;
  }
  if (!one) {
    cli_help_all(cli);
    return NULL;
  }
  char *name = two ? arena_printf(cli->a, "%s %s", one, two) : arena_strdup(cli->a, one);
  bool found = false;
  for (const struct command *const *c = cli_commands; *c && !found; c++)
    if (!strcmp((*c)->name, name)) {
      cli_help_command(cli, *c);
      found = true;
    }
  if (found || (!two && cli_help_group(cli, name))) return NULL;
  return err_new(ERR_USAGE, MSG_ERR_COMMAND_UNKNOWN, MSG_ERR_COMMAND_HINT, "word", name, NULL);
}

const struct command command_help = {.name = "help", .operands = "[COMMAND]", .summary = MSG_CMD_HELP,
                                     .need = NEED_NOTHING, .options = HELP, .max_operands = 2, .run = run_help};

static struct err *run_version(struct cli *cli, const struct args *args) {
  (void)args;
  fprintf(cli->out, "kin %s\n", KIN_VERSION);
  return NULL;
}

const struct command command_version = {.name = "version", .summary = MSG_CMD_VERSION, .need = NEED_NOTHING,
                                        .run = run_version};
