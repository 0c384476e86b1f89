// Strips the tags of HTML, XML and SVG text and hands on its lines; fed piece by piece with UTF-8.
// Fonts and colours of elements are followed, so that text in fonts of old Vietnamese encodings can
// be read.
#pragma once

#include "scan/readers/lines.h"

enum markup_kind { MARKUP_NONE, MARKUP_HTML, MARKUP_XML, MARKUP_SVG };
enum markup_state { MARKUP_TEXT, MARKUP_TAG, MARKUP_ENTITY, MARKUP_COMMENT, MARKUP_SKIP };

enum { MARKUP_OPEN_MAX = 64, MARKUP_RULES_MAX = 64 };

/// What an element says about the text in it.
struct markup_look {
  char font[40];    ///< "" not said
  signed char red;  ///< -1 not said
  bool boxed;
  signed char part;  ///< enum scan_part; -1 not said
};

/// An open element that says something.
struct markup_open {
  char name[12];
  int inner;  ///< open elements of the same name inside
  struct markup_look look;
};

/// A rule of a style sheet that says something of interest.
struct markup_rule {
  char tag[12], class[40];
  struct markup_look look;
};

struct markup {
  struct sink *sink;
  struct gather line;
  enum markup_kind kind;
  bool refused;
  enum markup_state state;
  struct buf tag;  ///< the tag being read, without its brackets
  char quote;      ///< inside an attribute's value
  char name[12];   ///< of the entity being read
  size_t n_name;
  char skip_until[10];  ///< "/script", "/style"
  char tail[3];         ///< last bytes of a comment
  struct buf style;     ///< of the style sheet being read
  struct markup_open open[MARKUP_OPEN_MAX];
  size_t n_open;
  struct markup_rule rules[MARKUP_RULES_MAX];
  size_t n_rules;
  int numbers[PART_COUNT];
  int shown;  ///< SVG: elements open whose text is shown
  enum scan_part part;
  bool spaced;
};

/// What the first bytes of decoded text look like.
enum markup_kind markup_kind_of(const char *p, size_t n);
void markup_begin(struct markup *m, struct sink *s, enum markup_kind kind);
/// False when the sink refused.
bool markup_feed(struct markup *m, const char *p, size_t n);
void markup_end(struct markup *m);

/// The character a name without & and ; stands for. False when there is none.
bool markup_entity(const char *name, struct buf *out);
/// The value of an attribute in the text of a tag, entities resolved. False when there is none.
bool markup_attribute(const char *tag, const char *name, struct buf *out);
/// What the attributes of a tag and the style sheet say. False when it is nothing.
bool markup_look_of(const struct markup *m, const char *name, const char *tag,
                    struct markup_look *ret);
/// Takes the rules of interest from a style sheet.
void markup_take_style(struct markup *m, const char *css);
