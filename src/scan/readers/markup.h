// Strips the tags of HTML and XML text and hands on its lines; fed piece by piece with UTF-8.
#pragma once

#include "scan/readers/lines.h"

enum markup_state { MARKUP_TEXT, MARKUP_TAG, MARKUP_ENTITY, MARKUP_COMMENT, MARKUP_SKIP };

struct markup {
  struct sink *sink;
  struct gather line;
  bool xml;  ///< every tag ends a line; in HTML only block tags do
  bool refused;
  enum markup_state state;
  char name[24];  ///< of the tag or entity being read
  size_t n_name;
  bool name_done;
  char skip_until[10];  ///< "/script", "/style"
  char tail[3];         ///< last bytes of a comment
  int number;
  bool spaced;
};

/// 0 no markup, 1 HTML, 2 XML, by the first bytes of decoded text.
int markup_kind(const char *p, size_t n);
void markup_begin(struct markup *m, struct sink *s, int kind);
/// False when the sink refused.
bool markup_feed(struct markup *m, const char *p, size_t n);
void markup_end(struct markup *m);
