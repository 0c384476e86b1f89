// The scanner's face: give it paths, it walks them, has every file read by a jailed worker, and
// hands out records: what bears a mark, what could not be read, and a summary. It writes nothing
// anywhere.
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "jail/jail.h"
#include "scan/judge.h"

// ---- records

enum scan_kind { SCAN_START, SCAN_FINDING, SCAN_HINT, SCAN_UNREAD, SCAN_EXPOSURE, SCAN_SUMMARY };

enum {
  SCAN_DEPTH_MAX = 32,    ///< members inside members, whatever the limits say
  SCAN_NAME_MAX = 1024,   ///< bytes of a member's name kept in a record
  SCAN_REASONS_MAX = 24,  ///< of the judge and of the place together
  SCAN_WHERE_MAX = 48,
  SCAN_FINDING_PERCENT = 50,  ///< confidence from which a hint is a finding
};

struct scan_reason {
  enum reason_kind kind;
  enum scan_part part;  ///< with page and line: where in the document; not used by REASON_PLACE
  int page, line;       ///< 0 unknown
  char where[SCAN_WHERE_MAX];  ///< the same in one text: "header page 1 line 2", "Zalo Received
                               ///< Files"
  const char *words;           ///< only words of the mark or its label; NULL when there are none
};

struct scan_summary {
  uint64_t files, members, bytes, findings, hints, unread;
  uint64_t links,
      special;        ///< symbolic links and devices, pipes, sockets, pseudo file systems: not read
  uint64_t gone;      ///< removed between being listed and being opened
  uint64_t restarts;  ///< workers that crashed or were ended
  int64_t milliseconds;
  bool stopped;  ///< somebody asked to stop; what is not listed was not looked at
};

/// One record; which fields hold something depends on `kind`. Everything is borrowed for the call.
/// Paths and names are bytes as the disk has them, not text.
struct scan_record {
  enum scan_kind kind;
  // start
  const char *version, *machine, *authority;
  bool names_hashed;
  size_t n_layers;
  char layers[JAIL_LAYER_NAMES][JAIL_LAYER_NAME];
  instant started;
  // finding, hint, unread
  const char *path;
  size_t n_members;
  const char *members[SCAN_DEPTH_MAX];  ///< from the outermost container inwards
  // finding, hint
  enum scan_level level;
  int confidence;  ///< per cent
  bool declassified;
  size_t n_reasons;
  struct scan_reason reasons[SCAN_REASONS_MAX];
  uint8_t sha256[32];  ///< of the document that bears the mark
  uint64_t size;       ///< of the same, bytes
  bool has_modified;
  instant modified;  ///< of the file on disk
  // unread
  enum unread_grade grade;
  bool partial;        ///< other parts of this file were read
  const char *detail;  ///< technical, ASCII, never content
  // exposure: facts of this machine
  const char *exposure, *what, *first, *last, *source, *certainty;
  // summary
  struct scan_summary summary;
};

/// Appends the record as one JSON object, without a newline. The only place that gives records this
/// form.
void scan_record_json(struct buf *b, const struct scan_record *r);
/// The name of a record's kind: "scan", "finding", "hint", "unread", "exposure", "summary".
const char *scan_kind_name(enum scan_kind k);

/// True when the bytes are well-formed UTF-8 (RFC 3629).
bool scan_is_utf8(const char *s, size_t n);
/// Appends s so that it can be turned back: bytes outside UTF-8 and the backslash become \xHH.
void scan_put_escaped(struct buf *b, const char *s);
/// Appends s for a terminal: like scan_put_escaped, control characters too; plain text stays as it
/// is.
void scan_put_shown(struct buf *b, const char *s);

// ---- running

struct scan_limits {        ///< 0 means the default in brackets
  uint64_t file_bytes;      ///< largest file read (2 GiB)
  uint64_t inflated_bytes;  ///< of all members of one file together (1 GiB)
  uint64_t members;         ///< of one file (100,000)
  uint64_t ratio;           ///< inflated to stored, above 64 MiB inflated (1,000)
  uint64_t worker_files;    ///< after these a worker is replaced (200,000)
  int depth;                ///< members inside members (16)
  int file_seconds;         ///< wall clock for one file (60)
  int open_folders;         ///< folders held open by the walk (128)
};

struct scan_progress {
  struct scan_summary so_far;
  bool total_known;  ///< the counting walk has finished
  uint64_t total_files, total_bytes;
  int64_t left_ms;  ///< -1 unknown
};

struct scan_options {
  const char *const *paths;
  size_t n_paths;
  const char *authority;  ///< by what order this is done; "" when nobody said
  const char *stated_machine;  ///< its code in the register; NULL: the name the machine gives itself
  int jobs;               ///< workers; 0: one per processor
  bool hash_names;        ///< records carry hashes in place of names
  bool estimate;          ///< count ahead, so that the time left is known
  struct scan_limits limits;
  /// Gets every record, each file's records together. An error ends the scan and is returned by it.
  struct err *(*record)(void *ctx, const struct scan_record *r);
  /// About ten times a second; may be NULL.
  void (*progress)(void *ctx, const struct scan_progress *p);
  void *ctx;
  /// Asked often: true when the scan is to stop; may be NULL.
  bool (*cancelled)(void *ctx);
  unsigned jail_test;  ///< tests only: enum jail_test
};

/// Scans. A path that does not exist is ERR_NOT_FOUND before anything is read; workers that cannot
/// be jailed are ERR_UNSUPPORTED and nothing is read. A stopped scan is no error: ret->stopped.
struct err *scan_run(const struct scan_options *o, struct scan_summary *ret) MUST_USE;

// ---- the jailed side

/// What a worker works with: the readers compiled in and the judge, or a test's own.
struct scan_kit {
  const struct reader *const *readers;  ///< NULL at the end
  struct judge *(*judge_new)(const char *file_name);
  void (*judge_line)(struct judge *j, const struct line *l);
  void (*judge_end)(struct judge *j, struct verdict *ret);
  void (*judge_free)(struct judge *j);
};
#define SCAN_WORKER_ROLE "scan-worker"
/// The life of a worker: files come in by descriptor, records go out. Returns the exit code.
int scan_worker_run(struct jail_link *l, const struct scan_kit *kit);
/// The role for main()'s table, with scan_readers and the judge of this module.
extern const struct jail_role scan_worker_role;
