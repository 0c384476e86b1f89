// Walks one XML part within bounds: no entities of its own, limited depth, stops when asked.
#pragma once

#include "scan/reader.h"

#define XML_MAX_DEPTH 2000

struct xml_walk {
  /// Names come without their prefix; attributes as name, value, …, NULL with prefixes.
  void (*start)(struct xml_walk *w, const char *name, const char **attrs);
  void (*end)(struct xml_walk *w, const char *name);
  void (*text)(struct xml_walk *w, const char *s, size_t n);
  struct sink *sink;
  void *user;
  int depth;  ///< of the element at hand; 1 for the root
  bool halt;  ///< set by a handler: enough
  bool over;  ///< a limit was hit
  void *parser;
};

/// UNREAD_NONE, DAMAGED or LIMIT. What was well formed has been handed to the handlers.
enum unread_grade xml_walk_text(struct xml_walk *w, const char *p, size_t n);
/// The same by expat alone, for comparison.
enum unread_grade xml_walk_expat(struct xml_walk *w, const char *p, size_t n);
/// The value of an attribute by its name without prefix, or NULL.
const char *xml_attr(const char **attrs, const char *name);
/// An attribute as a number, or `otherwise`.
long xml_attr_long(const char **attrs, const char *name, long otherwise);
/// The part of a name after its prefix.
const char *xml_local(const char *name);
