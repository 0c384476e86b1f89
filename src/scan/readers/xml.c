// Bounded XML walking: the quick tokenizer for what office files hold, expat for the rest; see xml.h.
#include "scan/readers/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/xml_quick.h"

const char *xml_local(const char *name) {
  const char *colon = strchr(name, ':');
  return colon ? colon + 1 : name;
}

const char *xml_attr(const char **attrs, const char *name) {
  for (; *attrs; attrs += 2)
    if (strcmp(xml_local(attrs[0]), name) == 0) return attrs[1];
  return NULL;
}

long xml_attr_long(const char **attrs, const char *name, long otherwise) {
  const char *v = xml_attr(attrs, name);
  if (!v) return otherwise;
  char *end;
  long n = strtol(v, &end, 10);
  return end == v ? otherwise : n;
}

static void halt(struct xml_walk *w) {
  w->halt = true;
  XML_StopParser(w->parser, XML_FALSE);
}

static void on_start(void *user, const char *name, const char **attrs) {
  struct xml_walk *w = user;
  if (w->halt) return;
  if (++w->depth > XML_MAX_DEPTH) {
    w->over = true;
    halt(w);
    return;
  }
  w->start(w, xml_local(name), attrs);
  if (w->halt) halt(w);
}

static void on_end(void *user, const char *name) {
  struct xml_walk *w = user;
  if (w->halt) return;
  w->end(w, xml_local(name));
  w->depth--;
  if (w->halt) halt(w);
}

static void on_text(void *user, const char *s, int n) {
  struct xml_walk *w = user;
  if (!w->halt && n > 0) w->text(w, s, (size_t)n);
}

// Office formats define no entities; a document that does is a bomb or no office document.
static void on_entity(void *user, const XML_Char *name, int is_parameter, const XML_Char *value,
                      int n, const XML_Char *base, const XML_Char *system, const XML_Char *public,
                      const XML_Char *notation) {
  (void)name, (void)is_parameter, (void)value, (void)n, (void)base, (void)system, (void)public;
  (void)notation;
  struct xml_walk *w = user;
  w->over = true;
  halt(w);
}

enum unread_grade xml_walk_expat(struct xml_walk *w, const char *p, size_t n) {
  XML_Parser x = XML_ParserCreate(NULL);
  if (!x) return UNREAD_LIMIT;
  w->parser = x;
  w->depth = 0;
  w->halt = w->over = false;
  XML_SetUserData(x, w);
  XML_SetElementHandler(x, on_start, on_end);
  XML_SetCharacterDataHandler(x, on_text);
  XML_SetEntityDeclHandler(x, on_entity);
  enum unread_grade g = UNREAD_NONE;
  for (size_t at = 0;;) {
    size_t step = n - at < (1u << 16) ? n - at : (1u << 16);
    bool last = at + step == n;
    enum XML_Status status = XML_Parse(x, p + at, (int)step, last);
    if (status != XML_STATUS_OK && !w->halt) g = UNREAD_DAMAGED;
    if (status != XML_STATUS_OK || last || w->halt) break;
    at += step;
    if (w->sink->stop(w->sink)) {
      w->over = true;
      break;
    }
  }
  if (w->over) g = UNREAD_LIMIT;
  XML_ParserFree(x);
  w->parser = NULL;
  return g;
}

enum unread_grade xml_walk_text(struct xml_walk *w, const char *p, size_t n) {
  enum unread_grade g;
  return xml_quick_walk(w, p, n, &g) ? g : xml_walk_expat(w, p, n);
}
