// What the readers of mail share: MIME entities as slices of the bytes at hand, header values and
// names of files as UTF-8, text in any charset. Formats: RFC 5322, 2045 to 2047, 2231, 2183, 2557.
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "scan/reader.h"

#define MAIL_MAX_DEPTH 24                  ///< multiparts inside multiparts
#define MAIL_MAX_PARTS 10000               ///< of one message
#define MAIL_MAX_PART ((size_t)256 << 20)  ///< decoded bytes of one part
#define MAIL_MAX_VALUE ((size_t)16 << 10)  ///< bytes of one header value that are looked at
#define MAIL_MAX_HEAD ((size_t)1 << 20)    ///< bytes of a header block that are looked at

// ---- entities (mime.c)

/// One MIME entity: its header lines and what stands below them.
struct mime_entity {
  struct bytes head, body;
};

enum mime_coding { MIME_PLAIN, MIME_BASE64, MIME_QUOTED, MIME_UUENCODE };

/// Parts an entity at its first empty line, or at the first line that is no header line.
struct mime_entity mime_split(struct bytes entity) MUST_USE;
/// The first value of a header, unfolded and trimmed but not decoded. False when it is not there.
bool mime_header(struct bytes head, const char *name, struct buf *ret);
/// Steps through all headers: *at begins at 0. The value as mime_header() gives it.
bool mime_next_header(struct bytes head, size_t *at, struct bytes *ret_name, struct buf *ret);
/// Header lines at the start of the bytes, at most `most`; `*ret_known` of them have names of mail.
int mime_header_lines(struct bytes p, int most, int *ret_known);
/// The next line and the step behind its end; line ends are \n, \r\n, \r\r\n or a bare \r.
struct bytes mime_line(struct bytes p, size_t *ret_next);
enum mime_coding mime_coding_of(struct bytes head);
/// Undoes base64 or quoted-printable; what is no letter of the coding is passed over. False when
/// the result would be above `out->max`.
bool mime_decode(enum mime_coding c, struct bytes in, struct buf *out);
/// The value of a multipart's boundary is `boundary`: the offset of the next delimiter line from
/// `from` on, in->n when there is none. *ret_next is behind the line, *ret_last says that it
/// closes.
size_t mime_delimiter(struct bytes in, size_t from, const char *boundary, size_t *ret_next,
                      bool *ret_last);
/// The first line that looks like a delimiter above a part, when a message does not name it.
bool mime_guess_boundary(struct bytes in, struct buf *ret);

// ---- words (mail_words.c)

/// Appends text in a charset by its MIME name as UTF-8. Without a name, with an unknown one, and
/// where a Western one stands before old Vietnamese text, the bytes themselves are asked.
void mail_decode_charset(const char *charset, struct bytes in, struct buf *out);
/// The encoding that mail_decode_charset() would use, VIET_UNKNOWN for mixed text and for pages
/// (`*ret_page` is then the code page, else 0).
int mail_charset_of(const char *charset, struct bytes sample, int *ret_page);
/// Appends a header value as UTF-8: encoded words (RFC 2047) and bare 8-bit text.
void mail_decode_words(struct bytes value, struct buf *out);
/// A parameter of a header value ("charset", "filename"): RFC 2231, encoded words, unquoted.
bool mail_parameter(struct bytes value, const char *name, struct buf *ret);
/// The day in a header or "From " line; false when there is none.
bool mail_day(struct bytes value, struct date *ret);

// ---- whole messages (mail.c, mail_parts.c)

/// Reads one message into the document at hand; attachments become members.
void mail_read_message(struct bytes message, int depth, struct sink *s);
/// Reads what stands inside CMS (S/MIME) bytes: UNREAD_NONE and the signed content as a slice or in
/// `room`, or ENCRYPTED, UNSUPPORTED, DAMAGED. Detached signatures have no content. RFC 5652.
enum unread_grade cms_content(struct bytes in, struct buf *room, struct bytes *ret);
bool cms_is(const uint8_t *p, size_t n);
