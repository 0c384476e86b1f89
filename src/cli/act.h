// What commands that record acts on units, persons and machines share: one act is one change, days
// are read alike.
#pragma once

#include <string.h>

#include "base/buf.h"
#include "cli/cli.h"
#include "site/site.h"

/// Opens a change, takes --reason, runs the act, commits, says that it is done.
static inline struct err *cli_act(struct cli *cli, const struct args *args,
                                  struct err *(*act)(struct change *c, const struct args *args)) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  change_reason(c, args_get(args, "reason"));
  TRY(act(c, args));
  TRY(change_commit(&c));
  if (cli->json)
    cli_json(cli, json_pack("{s:s}", "type", "done"));
  else
    cli_say(cli, MSG_SAID_DONE, NULL);
  return NULL;
}

/// The day of --at in ISO form, or today.
static inline struct err *cli_at(struct cli *cli, const struct args *args, const char **ret) {
  struct date d = time_to_date(time_now());
  const char *given = args_get(args, "at");
  if (given && !date_parse(given, &d))
    return err_new(ERR_INPUT, MSG_ERR_PEOPLE_DAY, MSG_ERR_PEOPLE_DAY_HINT, "day", given, NULL);
  char *day = arena_alloc(cli->a, 11);
  date_format_iso(d, day);
  *ret = day;
  return NULL;
}

/// "2026-03-01" as people read it; "" stays.
static inline const char *cli_day(struct cli *cli, const char *iso) {
  struct date d;
  if (!date_parse(iso, &d)) return iso;
  char *shown = arena_alloc(cli->a, 11);
  date_format_shown(d, shown);
  return shown;
}

/// Prints text and blanks up to `columns` letters.
static inline void cli_column(struct cli *cli, const char *text, int columns) {
  int n = (int)utf8_count(text);
  fprintf(cli->out, "%s%*s", text, columns > n ? columns - n : 1, "");
}

/// "Đơn vị      …" in a sheet of facts; an empty text prints nothing.
static inline void cli_fact(struct cli *cli, enum msg name, const char *text) {
  if (!text || !*text) return;
  cli_column(cli, msg_text(cli->lang, name), 20);
  fprintf(cli->out, "%s\n", text);
}

#define CLI_ACT_OPTIONS                                                                           \
  {"on", "DAY", MSG_PEOPLE_OPT_ON, false, false}, {"basis", "TEXT", MSG_OPT_BASIS, false, false}, \
      {"reason", "TEXT", MSG_PEOPLE_OPT_REASON, false, false}, {                                  \
    NULL, NULL, MSG_NONE, false, false                                                            \
  }
