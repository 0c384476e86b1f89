// What the pieces of the reader for OpenDocument share: the styles, the paragraphs open, the
// tracked changes.
#pragma once

#include "scan/readers/failures.h"
#include "scan/readers/lines.h"
#include "scan/readers/xml.h"

#define ODF_MAX_STYLES 8000
#define ODF_BUCKETS 1024
#define ODF_MAX_NEST 12
#define ODF_MAX_SPANS 24
#define ODF_MAX_CHANGES 256
#define ODF_MAX_BINARY ((size_t)96 << 20)

struct odf_style {
  char name[40], parent[40], font[40];
  uint16_t next;    ///< in its bucket: index + 1, 0 the end
  signed char red;  ///< -1 not said
};

struct odf_face {
  char name[40], family[40];
};

struct odf_look {
  char font[40];
  bool red;
};

/// A tracked change: what was deleted stands at the head of the text under a name, with a point in
/// the text.
struct odf_change {
  char id[24];
  bool insertion;
  char *deleted;   ///< its words when they are one paragraph
  int paragraphs;  ///< of what was deleted
};

struct odf {
  struct sink *sink;
  struct failures failures;
  struct odf_style *styles;
  size_t n_styles;
  uint16_t buckets[ODF_BUCKETS];
  struct odf_style default_style;
  struct odf_face faces[256];
  size_t n_faces;
  struct odf_style *style_now;
  struct gather nest[ODF_MAX_NEST];
  bool ready[ODF_MAX_NEST];
  int n_nest;
  struct odf_look spans[ODF_MAX_SPANS];  ///< looks of the paragraph and the spans open in it
  int n_spans;
  enum scan_part base, hf;
  bool in_hf, in_master, sheet_document, in_meta, in_body, in_ole;
  int box_depth, note_depth, comment_depth, label_depth, page, line;
  int mute;   ///< depth of an element whose text is not the paragraph's; 0 none
  int inner;  ///< depth of an office:document inside another one; 0 none
  struct odf_place {
    enum scan_part base;
    bool sheet_document, in_body;
    int page;
  } outer;            ///< what held outside of it
  struct buf cell;    ///< office:string-value of the cell at hand, while no paragraph says it
  struct buf binary;  ///< office:binary-data at hand
  bool in_binary;
  struct odf_change *changes;
  size_t n_changes;
  bool in_changes, changed, inserted;
  struct gather before;  ///< the paragraph at hand as it read before the changes
  size_t letters, parts, pictures;
};

/// Walks one XML text: content, styles or meta of a package, or a whole flat document.
void odf_read_part(struct odf *d, const char *p, size_t n, enum scan_part base);
/// Takes what an element says about styles and fonts.
void odf_style_start(struct odf *d, const char *name, const char **attrs);
/// Changes *l to what the style and those it is based on say.
void odf_style_look(const struct odf *d, const char *name, struct odf_look *l);
