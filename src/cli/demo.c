// `kin demo`: makes the demo province by running a script of this program's own commands with a fixed clock.
// A script line is  DAY[Thh:mm]  ACCOUNT  COMMAND…  ; quotes hold words together, # begins a comment.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "cli/cli.h"
#include "site/site.h"

enum { WORDS_MAX = 64 };

/// Splits a line into words in place; "…" keeps spaces. Returns how many, -1 for an open quote.
static int split_words(char *line, char **words) {
  int n = 0;
  char *out = line;
  for (char *p = line; *p && n < WORDS_MAX;) {
    while (*p == ' ' || *p == '\t')
      p++;
    if (!*p || *p == '#') break;
    words[n++] = out;
    bool quoted = false;
    for (; *p && (quoted || (*p != ' ' && *p != '\t')); p++) {
      if (*p == '"')
        quoted = !quoted;
      else
        *out++ = *p;
    }
    if (quoted) return -1;
    if (*p) p++;
    *out++ = 0;
  }
  return n;
}

static struct err *script_error(const char *file, int line, struct err *cause) {
  char number[16];
  snprintf(number, sizeof number, "%d", line);
  return err_because(err_new(ERR_INPUT, MSG_ERR_SCRIPT, MSG_NONE, "file", file, "line", number, NULL), cause);
}

static struct err *run_line(struct cli *cli, char *line) {
  char *words[WORDS_MAX + 2];
  int n = split_words(line, words + 1);
  instant at;
  if (n == 0) return NULL;
  if (n < 3 || !time_parse_iso(words[1], &at)) return err_new(ERR_INPUT, MSG_ERR_SCRIPT_LINE, MSG_NONE, NULL);
  time_fix(at);
  cli->act_as = !strcmp(words[2], "-") ? NULL : words[2];
  char program[] = "kin";
  words[2] = program;
  cli->account = NULL;
  cli->exit_code = 0;
  return cli_dispatch(cli, n - 1, words + 2);
}

static struct err *run_script(struct cli *cli, const char *file, char *text) {
  int number = 0;
  FILE *shown = cli->out, *nowhere = fopen("/dev/null", "w");
  if (!nowhere) return err_new(ERR_IO, MSG_ERR_FILE_NOT_FOUND, MSG_NONE, "what", "/dev/null", NULL);
  struct err *e = NULL;
  struct arena *kept = cli->a;
  cli->out = nowhere;
  for (char *line = text; line && !e; number++) {
    struct arena *a CLEANUP(arena_freep) = arena_new(256u << 20);
    char *end = strchr(line, '\n');
    if (end) *end = 0;
    cli->a = a;
    e = cli_stopped() ? err_new(ERR_USAGE, MSG_ERR_STOPPED, MSG_NONE, NULL) : run_line(cli, line);
    line = end ? end + 1 : NULL;
    if (e) e = script_error(file, number + 1, e);
  }
  cli->a = kept;
  cli->out = shown;
  cli->act_as = NULL;
  cli->account = NULL;
  cli->exit_code = 0;
  fclose(nowhere);
  time_fix(0);
  return e;
}

static struct err *run_demo(struct cli *cli, const struct args *args) {
  for (size_t i = 0; i < args_count(args); i++) {
    struct buf text CLEANUP(buf_free) = buf_init(32u << 20);
    const char *file = args_operand(args, i);
    TRY(file_read(file, &text));
    char *copy = base_strdup(buf_str(&text));
    struct err *e = run_script(cli, file, copy);
    free(copy);
    TRY(e);
  }
  cli_say(cli, MSG_SAID_DEMO, "path", cli->site_path, NULL);
  return NULL;
}

const struct command command_demo = {.name = "demo", .operands = "SCRIPT…", .summary = MSG_CMD_DEMO,
                                     .manual = MSG_CMD_DEMO_MANUAL, .need = NEED_NOTHING, .min_operands = 1,
                                     .max_operands = 100, .run = run_demo};
