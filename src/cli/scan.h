// Inside src/cli only: one run of `kin scan` as its parts share it: listing, report, terminal.
#pragma once

#include "carried/keyfile.h"
#include "cli/cli.h"
#include "inspection/decisions.h"
#include "scan/scan.h"

enum { SCAN_SHOWN_PATHS = 10, SCAN_LINE_BYTES = 8 << 20 };
// Of the 16,384 bytes a path or the members may take in a report; escaped twice they still fit a
// line.
enum { REPORT_PATH_BYTES = 12000, REPORT_MACHINE_MAX = 256 };

struct shown_unread {
  uint64_t count;
  struct buf paths;  // the first few, one a line, ready to print
};

struct scanning {
  struct cli *cli;
  bool explain;       // say of every reason why it counts
  bool quiet, drawn;  // drawn: a progress line stands on the terminal
  struct shown_unread unread[UNREAD_COUNT];
  const struct scan_options *options;
  struct carried_writer *report;  // NULL: none was asked for
  enum scan_level keep_as;        // highest level among the findings
  bool any_finding;
  struct decided_list *decided;  // NULL: none was taken along
  struct scan_progress last;     // as drawn last
  bool paused;
};

// ---- words (scan_listing.c)

const char *scan_level_word(const struct cli *cli, enum scan_level l);
const char *scan_count_word(struct arena *a, const struct cli *cli, uint64_t n);
const char *scan_size_word(struct arena *a, const struct cli *cli, uint64_t n);
const char *scan_time_word(struct arena *a, const struct cli *cli, int64_t ms);

void scan_print_finding(struct scanning *s, const struct scan_record *r);
void scan_keep_unread(struct scanning *s, const struct scan_record *r);
void scan_print_rule(struct scanning *s, const struct scan_record *r);
void scan_print_summary(struct scanning *s, const struct scan_summary *sum);
/// The line on the terminal: how far, how long still.
void scan_draw(struct scanning *s, const struct scan_progress *p, bool paused);
void scan_clear(struct scanning *s);

// ---- the report (scan_report.c; docs/design/scan-report.md)

struct err *scan_report_begin(struct scanning *s, const char *path) MUST_USE;
struct err *scan_report_record(struct scanning *s, const struct scan_record *r) MUST_USE;
struct err *scan_report_end(struct scanning *s, const char *path,
                            const struct carried_key *key) MUST_USE;

// ---- terminal and priority (scan_terminal.c)

/// Lets everything that follows use only what others leave: CPU and disk.
void scan_give_way(void);
/// Keys are read while a scan runs in the foreground of a terminal: p pauses, Ctrl-Z pauses and stops.
void scan_keys_begin(void);
void scan_keys_end(void);
bool scan_keys_on(void);
/// True while the scan is to pause; with Ctrl-Z the whole program stops here and goes on with fg.
bool scan_keys_paused(void);
