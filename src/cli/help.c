// Prints help and the manual from the command descriptors.
#include "cli/help.h"

#include <string.h>

#include "base/buf.h"

static void row(struct cli *cli, const char *left, int column, const char *text) {
  int taken = (int)utf8_count(left);
  fprintf(cli->out, "  %s%*s  %s\n", left, column > taken ? column - taken : 0, "", text);
}

void cli_help_all(struct cli *cli) {
  cli_say(cli, MSG_HELP_INTRO, NULL);
  fputc('\n', cli->out);
  for (const struct command *const *c = cli_commands; *c; c++)
    row(cli, (*c)->name, 18, msg_text(cli->lang, (*c)->summary));
  fputc('\n', cli->out);
  cli_say(cli, MSG_HELP_MORE, NULL);
}

bool cli_help_group(struct cli *cli, const char *word) {
  size_t n = strlen(word);
  bool any = false;
  for (const struct command *const *c = cli_commands; *c; c++) {
    if (strncmp((*c)->name, word, n) != 0 || (*c)->name[n] != ' ') continue;
    row(cli, (*c)->name, 18, msg_text(cli->lang, (*c)->summary));
    any = true;
  }
  return any;
}

static void options(struct cli *cli, const struct option *o) {
  for (; o && o->name; o++) {
    if (o->group != MSG_NONE) fprintf(cli->out, "\n%s\n", msg_text(cli->lang, o->group));
    char *left = arena_printf(cli->a, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
    row(cli, left, 26, msg_text(cli->lang, o->help));
  }
}

void cli_help_command(struct cli *cli, const struct command *c) {
  fprintf(cli->out, "kin %s", c->name);
  for (const struct option *o = c->options; o && o->name; o++)
    fprintf(cli->out, o->required ? " --%s%s%s" : " [--%s%s%s]", o->name, o->value ? " " : "", o->value ? o->value : "");
  fprintf(cli->out, "%s%s\n\n%s\n", c->operands ? " " : "", c->operands ? c->operands : "",
          msg_text(cli->lang, c->summary));
  if (c->manual != MSG_NONE) fprintf(cli->out, "\n%s\n", msg_text(cli->lang, c->manual));
  bool grouped = c->options && c->options->group != MSG_NONE;
  if (!grouped) fprintf(cli->out, "\n%s\n", msg_text(cli->lang, MSG_HELP_OPTIONS));
  options(cli, c->options);
  if (grouped) fprintf(cli->out, "\n%s\n", msg_text(cli->lang, MSG_HELP_OPTIONS_COMMON));
  options(cli, cli_common_options());
}

void cli_manual(struct cli *cli) {
  fprintf(cli->out, "# kin\n\n%s\n", msg_text(cli->lang, MSG_HELP_INTRO));
  for (const struct command *const *c = cli_commands; *c; c++) {
    fprintf(cli->out, "\n## kin %s\n\n```\n", (*c)->name);
    cli_help_command(cli, *c);
    fprintf(cli->out, "```\n");
  }
}

/// Levenshtein distance of two short words, at most 3 matters.
static int distance(const char *a, const char *b) {
  int row_now[64], n = (int)strlen(b);
  if (n > 62 || strlen(a) > 62) return 99;
  for (int j = 0; j <= n; j++)
    row_now[j] = j;
  for (int i = 1; a[i - 1]; i++) {
    int diagonal = row_now[0];
    row_now[0] = i;
    for (int j = 1; j <= n; j++) {
      int above = row_now[j], best = diagonal + (a[i - 1] != b[j - 1]);
      if (above + 1 < best) best = above + 1;
      if (row_now[j - 1] + 1 < best) best = row_now[j - 1] + 1;
      diagonal = above;
      row_now[j] = best;
    }
  }
  return row_now[n];
}

const char *cli_nearest_command(const char *word) {
  const char *best = NULL;
  int near = 3;
  for (const struct command *const *c = cli_commands; *c; c++) {
    int d = distance(word, (*c)->name);
    if (d < near) {
      near = d;
      best = (*c)->name;
    }
  }
  return best;
}
