// `kin scan summary`: the paper for the minutes of an inspection, from a report.
#include <string.h>

#include "base/file.h"
#include "cli/scan.h"
#include "inspection/minutes.h"

enum { PAPER_FILE_MAX = 512 << 20 };

static const struct option OPTIONS[] = {
    {"html", "FILE", MSG_CONDUCT_OPT_HTML, false, false},
    {"pdf", "FILE", MSG_CONDUCT_OPT_PDF, false, false},
    {"with-paths", NULL, MSG_CONDUCT_OPT_WITH_PATHS, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *write_paper(struct cli *cli, const struct args *args, const char *option,
                               const struct paper *p) {
  const char *path = args_get(args, option);
  if (!path) return NULL;
  struct buf b CLEANUP(buf_free) = buf_init(PAPER_FILE_MAX);
  TRY(!strcmp(option, "pdf") ? paper_pdf(p, &b) : paper_html(p, &b));
  TRY(file_write(path, b.p, b.n, 0600));
  struct buf shown CLEANUP(buf_free) = buf_init(1 << 16);
  scan_put_shown(&shown, path);
  cli_say(cli, MSG_CONDUCT_SUMMARY_WRITTEN, "file", buf_str(&shown), NULL);
  return NULL;
}

static struct err *check(const struct args *args) {
  static const char *const options[] = {"html", "pdf"};
  if (!args_has(args, "html") && !args_has(args, "pdf"))
    return err_new(ERR_USAGE, MSG_CONDUCT_SUMMARY_WHAT, MSG_NONE, NULL);
  for (size_t i = 0; i < ARRAY_LEN(options); i++) {
    const char *path = args_get(args, options[i]);
    if (path && file_exists(path))
      return err_new(ERR_CONFLICT, MSG_CONDUCT_SUMMARY_EXISTS, MSG_NONE, "file", path, NULL);
  }
  return NULL;
}

static struct err *run(struct cli *cli, const struct args *args) {
  struct arena *a CLEANUP(arena_freep) = arena_new(256u << 20);
  struct paper *p CLEANUP(paper_freep) = NULL;
  struct minutes m;
  bool paths = args_has(args, "with-paths");
  TRY(check(args));
  TRY(minutes_of_report(args_operand(args, 0), cli->lang, paths, a, &m));
  TRY(minutes_paper(&m, cli->lang, &p));
  TRY(write_paper(cli, args, "html", p));
  TRY(write_paper(cli, args, "pdf", p));
  if (!paths || m.keep_as == LEVEL_NONE) return NULL;
  static const enum scan_level levels[LEVEL_COUNT] = {
      [LEVEL_MAT] = SCAN_MAT, [LEVEL_TOI_MAT] = SCAN_TOI_MAT, [LEVEL_TUYET_MAT] = SCAN_TUYET_MAT};
  cli_say(cli, MSG_CONDUCT_SUMMARY_PATHS, "level",
          m.keep_as == LEVEL_UNKNOWN ? msg_text(cli->lang, MSG_INSPECTION_LEVEL_UNKNOWN)
                                     : scan_level_word(cli, levels[m.keep_as]),
          NULL);
  return NULL;
}

const struct command command_scan_summary = {.name = "scan summary",
                                             .operands = "REPORT",
                                             .summary = MSG_CONDUCT_CMD_SUMMARY,
                                             .manual = MSG_CONDUCT_CMD_SUMMARY_MANUAL,
                                             .need = NEED_NOTHING,
                                             .options = OPTIONS,
                                             .min_operands = 1,
                                             .max_operands = 1,
                                             .run = run};
