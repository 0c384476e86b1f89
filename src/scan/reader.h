// What a reader of a file format is, and what it hands on: lines of text with their place, and members.
// A reader runs only inside the jailed worker. It bids for a file by its first bytes and then reads it.
#pragma once

#include "base/arena.h"
#include "base/err.h"

/// Why a file (or a part of it) was not read. Never "clean".
enum unread_grade {
  UNREAD_NONE,
  UNREAD_ENCRYPTED,    ///< needs a password
  UNREAD_DAMAGED,      ///< breaks the rules of its format
  UNREAD_UNSUPPORTED,  ///< no reader for this format yet
  UNREAD_LIMIT,        ///< too large, too deep, too many members, too high a ratio
  UNREAD_TIMEOUT,      ///< took longer than one file may
  UNREAD_DENIED,       ///< no right to open it
  UNREAD_CRASH,        ///< the reader's process ended; this costs one file
  UNREAD_PICTURE,      ///< a page or page-sized picture nobody has read
  UNREAD_COUNT
};
/// "encrypted", "damaged", … as in --json.
const char *unread_grade_name(enum unread_grade g);

/// Where in a document a line stands.
enum scan_part {
  PART_BODY, PART_HEADER, PART_FOOTER, PART_TEXTBOX, PART_NOTE, PART_COMMENT, PART_SHEET, PART_SLIDE,
  PART_PROPERTY, PART_FILENAME, PART_COUNT
};
const char *scan_part_name(enum scan_part p);

/// One line (paragraph, cell, text box line) of text, UTF-8, runs joined without added spaces.
struct line {
  const char *text;
  size_t n;
  enum scan_part part;
  int page;    ///< 1-based; 0 unknown
  int number;  ///< 1-based line within the part; 0 unknown
  /// Fractions of the page (0 left/top … 1 right/bottom); negative when the format does not say.
  float left, top, right, bottom;
  bool red;    ///< printed mostly in red
  bool boxed;  ///< inside a drawn frame or text box
  const char *font;  ///< font name of most of the line, or NULL: TCVN3 and VNI are known by it
};

/// A file or member to read: its bytes in memory (mapped, read-only) and what is known of it.
struct input {
  const uint8_t *p;
  size_t n;
  const char *name;  ///< its name, for a member with the folders inside its container; may be invalid UTF-8; ""
  int depth;         ///< 0 for a file on disk, 1 for a member of it, …
};

/// Where readers put what they find; implemented by the worker. Every call may be refused because a
/// cap was reached: then the call returns false and the reader returns at once with what it has.
struct sink {
  bool (*line)(struct sink *s, const struct line *l);
  /// A member (a file inside). The worker picks a reader for it and reads it before returning.
  bool (*member)(struct sink *s, const struct input *member);
  /// Something could not be read. partial: other parts of this same file were read.
  bool (*unread)(struct sink *s, enum unread_grade g, bool partial, const char *detail);
  /// True when the time or size of this file is used up; readers with long loops ask now and then.
  bool (*stop)(struct sink *s);
  /// A member (by its name, any bytes) that could not be read: there are no bytes to give, or only the first of
  /// them were given (partial).
  bool (*member_unread)(struct sink *s, const char *name, enum unread_grade g, bool partial,
                        const char *detail);
  /// Lines are asked for only from a document that may bear a mark: a reader that can tell from its bytes
  /// (sweep_bytes) may hand on nothing.
  bool candidates_only;
};

struct reader {
  const char *name;  ///< "ooxml", "pdf", …
  /// 0 no; 1..100 how sure, from the first bytes (up to 64 KiB) and the extension in in->name.
  int (*bid)(const struct input *in);
  /// Reads everything it can. Failure is told through sink->unread, so this returns nothing.
  void (*read)(const struct input *in, struct sink *s);
};

/// All readers compiled in, NULL at the end. One line per reader in readers.c.
extern const struct reader *const scan_readers[];
