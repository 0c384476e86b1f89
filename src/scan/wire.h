// The frames between the scanner and its jailed workers (docs/design/scan-protocol.md). The decoder
// takes the worker for hostile: lengths, ranges, text and order are checked, and one mistake ends
// the worker.
#pragma once

#include "scan/scan.h"

enum { WIRE_CONFIG = JAIL_TYPE_FIRST, WIRE_FILES, WIRE_FINDING, WIRE_UNREAD, WIRE_DONE, WIRE_RULES };
enum {
  WIRE_BATCH = 32,
  WIRE_DETAIL_MAX = 160,
  WIRE_WORDS_MAX = 64,
  WIRE_REPLY_HEAD = 8,               ///< bytes the parent keeps beside each reply
  WIRE_REPLY_BYTES_MAX = 32 << 20,   ///< of the replies to one file with their heads
};

// ---- what grows with the size of a file: a mailbox of 2 GiB may take and hold more than a letter

/// Milliseconds for one file in place of `ms`: a second more for every 4 MiB.
int64_t wire_time(int64_t ms, uint64_t size);
/// Bytes all its members together may have in place of `bytes`: at least four times its own.
uint64_t wire_inflated(uint64_t bytes, uint64_t size);
/// Members or records in place of `count`: at least one for every 4 KiB.
uint64_t wire_count(uint64_t count, uint64_t size);

// ---- to the worker

/// The limits a worker applies by itself.
struct wire_config {
  uint64_t inflated_bytes, members, ratio;
  uint32_t depth, soft_ms;
  bool sweep_only;  ///< no reader: only raw bytes are looked at
};
struct wire_file {
  uint32_t seq;
  uint64_t size;
  const char *name;  ///< last part of the path
};

// ---- from the worker

/// A finding (every verdict that is marked), a part not read, or the end of a file.
struct wire_reply {
  int type;
  uint32_t seq;
  size_t n_members;
  const char *members[SCAN_DEPTH_MAX];
  // finding
  enum scan_level level;
  int confidence;
  bool declassified;
  uint64_t size;
  uint8_t sha256[32];
  size_t n_reasons;
  struct {
    enum reason_kind kind;
    enum scan_part part;
    int page, line;
    const char *words;  ///< "" when there are none
  } reasons[16];
  // unread
  enum unread_grade grade;
  bool partial;
  const char *detail;
  // done
  uint32_t member_count;
  const char *format;  ///< name of the reader of the file itself; "" when none bid for it
};

/// Each encoder writes a body of at most JAIL_FRAME_MAX bytes and returns its length.
size_t wire_put_config(uint8_t *p, const struct wire_config *c);
bool wire_get_config(const uint8_t *p, size_t n, struct wire_config *ret);
size_t wire_put_files(uint8_t *p, const struct wire_file *files, size_t n);
/// Names point into p.
bool wire_get_files(const uint8_t *p, size_t n, struct wire_file *ret, size_t *ret_n);
size_t wire_put_reply(uint8_t *p, const struct wire_reply *r);
/// False on anything a decent worker would not send. Texts point into p.
bool wire_get_reply(int type, const uint8_t *p, size_t n, struct wire_reply *ret);
