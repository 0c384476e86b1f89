// What the readers of OLE compound files share: the one that looks what a storage is and hands it to its
// reader, document properties, and files packed into a document.
#pragma once

#include "scan/readers/ole/cfb.h"

/// Reads one storage as what its streams say it is (.doc, .xls, .ppt, .msg, an embedded object); lines
/// go to the document at hand, packed files become members, properties included. `depth` bounds storages inside
/// storages.
void compound_read_storage(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s);
#define COMPOUND_MAX_DEPTH 8

/// \5SummaryInformation and \5DocumentSummaryInformation of a storage as property lines ([MS-OLEPS]).
void compound_read_properties(struct cfb *c, const struct cfb_entry *storage, struct sink *s);

// One function per format; each tells what it could not read. Called for the root and for embedded ones; whoever
// calls gives the properties of the storage first.
void doc_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s);
void xls_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s);
void ppt_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s);
void msg_read(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s);
