// Help: made from the same descriptors that run the commands.
#pragma once

#include "cli/cli.h"

const struct option *cli_common_options(void);
void cli_help_all(struct cli *cli);
void cli_help_command(struct cli *cli, const struct command *c);
/// Lists the commands that begin with a word ("unit"); false when there are none.
bool cli_help_group(struct cli *cli, const char *word);
/// A command's first word spelled nearly like this; NULL when none is near.
const char *cli_nearest_command(const char *word);
