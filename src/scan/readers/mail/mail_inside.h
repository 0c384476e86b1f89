// One message while it is read: shared by mail_parts.c (what it is made of) and mail_text.c (its
// text).
#pragma once

#include "scan/readers/failures.h"
#include "scan/readers/mail/mail.h"

#define MAIL_SEEN 4096  ///< lines remembered of alternative forms of one text

struct mail {
  struct sink sink;  ///< comes first: what readers of bodies are given
  struct sink *to;
  int depth;  ///< of the message's document
  int parts;
  enum scan_part as_part;  ///< what body lines count as; PART_COUNT as they come
  bool alternatives, later_alternative;
  bool read_something;  ///< a line or member, the headers aside
  bool refused;
  struct failures failures;
  uint64_t seen[MAIL_SEEN];
};

void mail_begin(struct mail *m, struct sink *to, int depth);
/// Text in a charset (NULL unknown) to lines of the document.
void mail_text(struct mail *m, struct bytes in, const char *charset, bool html);
/// The same for text/plain, where files may stand as uuencode.
void mail_plain_text(struct mail *m, struct bytes in, const char *charset);
/// Hands on a member; folders in the name are dropped.
void mail_member(struct mail *m, struct bytes in, const char *name);
