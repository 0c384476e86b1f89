// The scanner's face: give it paths, it walks them, has every file read by a jailed worker, and
// hands out records: what bears a mark, what could not be read, and a summary. It writes nothing
// anywhere.
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "jail/jail.h"
#include "scan/judge.h"

// ---- records

enum scan_kind {
  SCAN_START,
  SCAN_FINDING,
  SCAN_HINT,
  SCAN_UNREAD,
  SCAN_EXPOSURE,
  SCAN_SUMMARY,
  SCAN_MACHINE,
  SCAN_VOLUME,
  SCAN_RULE
};

enum {
  SCAN_DEPTH_MAX = 32,    ///< members inside members, whatever the limits say
  SCAN_NAME_MAX = 1024,   ///< bytes of a member's name kept in a record
  SCAN_REASONS_MAX = 24,  ///< of the judge and of the place together
  SCAN_WHERE_MAX = 48,
  SCAN_FINDING_PERCENT = 50,  ///< confidence from which a hint is a finding
  SCAN_FORMAT_NAME = 16,      ///< bytes of a reader's name, NUL included
  SCAN_FORMATS_MAX = 64,
  SCAN_RULES_MAX = 256,    ///< rules by which files are left out
  SCAN_PATTERN_MAX = 1024, ///< bytes of a pattern
};

/// Files on disk that one reader read, and how long that took (all workers together).
struct scan_format {
  char name[SCAN_FORMAT_NAME];
  uint64_t files, bytes;
  int64_t milliseconds;
};

/// The machine on which the scanner runs. Texts are "" and numbers 0 when they are not known.
struct scan_machine {
  char system[128], version[64];   ///< "Debian GNU/Linux", "12"
  char kernel[128], processor[64];
  char user[64];                   ///< the account that scans
  char time_zone[64];              ///< "Asia/Ho_Chi_Minh"
  int utc_minutes;                 ///< offset of its local time from UTC
  instant booted, clock;           ///< by its own clock
  uint64_t processors, memory;     ///< memory in bytes
};
/// A file system under a scanned path.
struct scan_volume {
  char kind[32], device[128];  ///< "ext4", "/dev/sda2"
  char mount[1024];            ///< where it is attached: a path
  uint64_t bytes, free;
  bool read_only;
};
/// A rule by which files are left out, and how many it left out so far.
struct scan_rule {
  const char *kind;         ///< "since" or "exclude"
  const char *text;         ///< a day (2026-03-01) or a pattern
  uint64_t files, folders;  ///< folders are not entered: what they hold is not counted
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
  uint64_t skipped, skipped_folders;  ///< left out by a rule of the person who scans
  uint64_t unchanged;                 ///< of `files`: told from the state of a former scan
  uint64_t decided;                   ///< of `findings`: decided a false alarm before
  size_t n_formats;
  struct scan_format formats[SCAN_FORMATS_MAX];
  int64_t milliseconds;  ///< without pauses
  bool stopped;  ///< somebody asked to stop; what is not listed was not looked at
};

/// One record; which fields hold something depends on `kind`. Everything is borrowed for the call.
/// Paths and names are bytes as the disk has them, not text.
struct scan_record {
  enum scan_kind kind;
  // start
  const char *version, *machine, *authority;
  const char *rules_agency, *rules_sha256;  ///< of the agency's rule file; NULL: none was used
  bool sweep_only;  ///< only raw bytes were looked at
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
  bool decided;  ///< the same file was decided a false alarm before
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
  // machine, volume, rule
  const struct scan_machine *facts;
  const struct scan_volume *volume;
  const struct scan_rule *rule;
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
  uint64_t inflated_bytes;  ///< of all members of one file together (1 GiB); four times its size when that is more
  uint64_t members;         ///< of one file (100,000); one for every 4 KiB of it when that is more
  uint64_t ratio;           ///< inflated to stored, above 64 MiB inflated (1,000)
  uint64_t worker_files;    ///< after these a worker is replaced (200,000)
  int depth;                ///< members inside members (16)
  int file_seconds;         ///< wall clock for one file (60), and one for every 4 MiB of it
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
  struct bytes rules;     ///< an agency's rule file that rules_parse() takes; empty: none
  const char *rules_agency, *rules_sha256;  ///< whose it is, and its hash in hexadecimal
  bool estimate;          ///< count ahead, so that the time left is known
  bool sweep_only;        ///< a quick look: raw bytes of every file are swept for marks, nothing is opened by a reader
  instant since;            ///< files changed before this are left out; 0: none
  const char *since_day;    ///< the same as a day, for the rule
  const char *const *excludes;  ///< patterns of names, or of whole paths when they hold a '/'
  size_t n_excludes;
  const char *state;           ///< file that keeps what was done; NULL: none
  const uint8_t *fingerprint;  ///< 32 bytes: what the state may be used with; with `state`
  bool rehash;                 ///< files count as unchanged by their content only
  /// True when a file of this SHA-256 was decided a false alarm; may be NULL.
  bool (*decided)(void *ctx, const uint8_t sha256[32]);
  /// Asked often: true while the scan is to pause; may be NULL.
  bool (*paused)(void *ctx);
  /// The state holds `files` files of a former scan; `continues`: that scan was not finished. NULL: not asked.
  void (*state_found)(void *ctx, bool continues, uint64_t files);
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
  /// Whether lines ended by '\n' may make the judge mark a document; NULL: any line may.
  bool (*may_mark)(const char *text, size_t n);
};
#define SCAN_WORKER_ROLE "scan-worker"
/// The life of a worker: files come in by descriptor, records go out. Returns the exit code.
int scan_worker_run(struct jail_link *l, const struct scan_kit *kit);
/// The role for main()'s table, with scan_readers and the judge of this module.
extern const struct jail_role scan_worker_role;
