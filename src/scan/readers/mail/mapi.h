// A message as Outlook keeps it (MSG, winmail.dat, PST): the few properties that are read, and its
// form as a mail of RFC 5322, which the reader of mail then reads. Property tags: [MS-OXPROPS].
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "scan/readers/failures.h"

#define MAPI_MAX_TEXT ((size_t)64 << 20)   ///< bytes of one body
#define MAPI_MAX_SHORT ((size_t)64 << 10)  ///< bytes of a subject, a list of recipients

enum mapi_tag {
  MAPI_CLASS = 0x001A,
  MAPI_SUBJECT = 0x0037,
  MAPI_SENT_AT = 0x0039,
  MAPI_SENT_FOR = 0x0042,
  MAPI_SENDER = 0x0C1A,
  MAPI_SENDER_ADDRESS = 0x0C1F,
  MAPI_BCC = 0x0E02,
  MAPI_CC = 0x0E03,
  MAPI_TO = 0x0E04,
  MAPI_RECEIVED_AT = 0x0E06,
  MAPI_PLAIN_SUBJECT = 0x0E1D,
  MAPI_BODY = 0x1000,
  MAPI_RTF = 0x1009,
  MAPI_HTML = 0x1013,
  MAPI_NAME = 0x3001,
  MAPI_DATA = 0x3701,
  MAPI_SHORT_NAME = 0x3704,
  MAPI_METHOD = 0x3705,
  MAPI_LONG_NAME = 0x3707,
  MAPI_INTERNET_PAGE = 0x3FDE,
  MAPI_PAGE = 0x3FFD,
};
enum mapi_type {
  MAPI_INT16 = 0x0002,
  MAPI_INT32 = 0x0003,
  MAPI_OBJECT = 0x000D,
  MAPI_INT64 = 0x0014,
  MAPI_STRING8 = 0x001E,
  MAPI_UNICODE = 0x001F,
  MAPI_TIME = 0x0040,
  MAPI_GUID = 0x0048,
  MAPI_BINARY = 0x0102,
};
/// How an attachment is kept ([MS-OXCMSG] 2.2.2.9).
enum mapi_method { MAPI_BY_VALUE = 1, MAPI_EMBEDDED = 5, MAPI_OLE = 6 };

struct mapi_mail {
  struct buf subject, from, to, cc, bcc, body;  ///< UTF-8
  struct buf html;                              ///< in html_page
  struct buf rtf;                               ///< without its compression
  int html_page;                                ///< code page; 0 unknown
  bool rtf_broken;
  bool dated;
  struct date day;
};

void mapi_begin(struct mapi_mail *m);
void mapi_end(struct mapi_mail *m);
/// Takes a text or binary property of a message when it is one that is read. `type` as stored;
/// `page` of 8-bit text, 0 unknown.
void mapi_take(struct mapi_mail *m, unsigned tag, unsigned type, struct bytes value, int page);
/// A time property: 100 ns since 1601.
void mapi_take_time(struct mapi_mail *m, uint64_t filetime);
/// Text of a property as UTF-8.
void mapi_text(unsigned type, struct bytes value, int page, struct buf *out);
/// The message as a mail; its attachments are not in it.
void mapi_put_mail(const struct mapi_mail *m, struct buf *out);
/// Reads it into the document at hand.
void mapi_read(const struct mapi_mail *m, int depth, struct sink *s);
/// Hands it on as a member of this name. False when the sink wants no more.
bool mapi_member(const struct mapi_mail *m, const char *name, int depth, struct sink *s);
/// What the failures of the message itself are.
void mapi_failures(const struct mapi_mail *m, struct failures *f);
