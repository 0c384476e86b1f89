// The elements of office XML that mean something to the walker of text, found by their local names.
#pragma once

#include "scan/readers/ooxml/ooxml.h"

// The elements that mean something here, by their local names.
#define TAGS(X)                                                                                  \
  X(p)                                                                                           \
  X(r)                                                                                           \
  X(t) X(br) X(cr) X(tab) X(ptab) X(fld) X(ins) X(del) X(moveTo) X(moveFrom) X(delText) X(text)  \
      X(pStyle) X(pBdr) X(framePr) X(noBreakHyphen) X(sym) X(rFonts) X(rStyle) X(latin) X(rFont) \
          X(color) X(srgbClr) X(bdr) X(txbxContent) X(textbox) X(comment) X(cm) X(footnote)      \
              X(endnote) X(AlternateContent) X(Fallback) X(rPh) X(rt) X(textpath) X(pic) X(blip) \
                  X(imagedata) X(lastRenderedPageBreak) X(sp) X(graphicFrame) X(off) X(ext)      \
                      X(docPr) X(cNvPr) X(shape) X(property) X(numCache) X(v) X(pt) X(s) X(font) \
                          X(b) X(i) X(u) X(span) X(ClientData) X(ddList) X(result) X(listEntry)  \
                              X(ocxPr) X(hdr) X(ftr) X(annotation) X(binData) X(docOleData)      \
                                  X(styles) X(fonts) X(rPr) X(DocumentProperties)                \
                                      X(CustomDocumentProperties)
enum tag {
  TAG_none,
#define X(name) TAG_##name,
  TAGS(X)
#undef X
      TAG_COUNT
};

/// Fills the document's table of names once.
void ooxml_tags_prepare(struct ooxml *d);
/// TAG_none for any other element.
enum tag ooxml_tag_of(const struct ooxml *d, const char *name);
