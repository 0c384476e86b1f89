// What is signed or sealed as a whole: CMS (S/MIME, .p7m), PGP and rights-managed mail. Signed
// content is read, sealed content is named. Formats: RFC 5652 (CMS in BER, X.690), RFC 4880,
// [MS-OXORMMS].
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "scan/readers/mail/mail.h"
#include "scan/readers/readers.h"

enum { BER_DEPTH = 24, SEQUENCE = 0x30, SET = 0x31, OID = 0x06, INTEGER = 0x02, OCTETS = 0x04 };

struct ber {
  uint8_t tag;
  struct bytes value;
  size_t next;  ///< bytes the whole element takes
};

static bool ber_read(struct bytes in, int depth, struct ber *ret);

// The bytes up to the end mark of an indefinite length; false when it is missing.
static bool ber_indefinite(struct bytes in, int depth, size_t *ret) {
  for (size_t at = 0; at + 2 <= in.n;) {
    if (in.p[at] == 0 && in.p[at + 1] == 0) {
      *ret = at;
      return true;
    }
    struct ber inner;
    if (!ber_read((struct bytes){in.p + at, in.n - at}, depth + 1, &inner)) return false;
    at += inner.next;
  }
  return false;
}

static bool ber_read(struct bytes in, int depth, struct ber *ret) {
  if (in.n < 2 || depth > BER_DEPTH || (in.p[0] & 31) == 31) return false;
  size_t head = 2, n = in.p[1];
  ret->tag = in.p[0];
  if (n == 0x80) {
    struct bytes inside = {in.p + 2, in.n - 2};
    if (!ber_indefinite(inside, depth, &n)) n = inside.n;
    ret->value = (struct bytes){inside.p, n};
    ret->next = n + 4 < in.n ? n + 4 : in.n;
    return true;
  }
  if (n > 0x80) {
    size_t k = n & 0x7F;
    if (k > 8 || in.n < 2 + k) return false;
    n = 0;
    for (size_t i = 0; i < k; i++)
      n = n << 8 | in.p[2 + i];
    head += k;
  }
  if (n > in.n - head) n = in.n - head;  // cut: what is there
  ret->value = (struct bytes){in.p + head, n};
  ret->next = head + n;
  return true;
}

/// Takes the next element of a sequence.
static bool ber_take(struct bytes *in, struct ber *ret) {
  if (!ber_read(*in, 0, ret)) return false;
  in->p += ret->next;
  in->n -= ret->next;
  return true;
}

static bool is_oid(const struct ber *e, const char *bytes, size_t n) {
  return e->tag == OID && e->value.n >= n && memcmp(e->value.p, bytes, n) == 0;
}

static const char pkcs7[] = "\x2A\x86\x48\x86\xF7\x0D\x01\x07";
static const char smime_ct[] = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01";

static void join_octets(struct bytes in, int depth, struct buf *room) {
  struct ber e;
  while (depth < BER_DEPTH && in.n > 2 && !room->over && ber_take(&in, &e)) {
    if (e.tag == OCTETS)
      buf_put(room, e.value.p, e.value.n);
    else if (e.tag == (OCTETS | 0x20))
      join_octets(e.value, depth + 1, room);
  }
}

static enum unread_grade signed_content(struct bytes in, struct buf *room, struct bytes *ret) {
  struct ber e, inner;
  if (!ber_take(&in, &e) || e.tag != SEQUENCE) return UNREAD_DAMAGED;
  in = e.value;
  bool found = false;
  while (!found && ber_take(&in, &e))
    found = e.tag == SEQUENCE;
  if (!found) return UNREAD_DAMAGED;
  in = e.value;
  if (!ber_take(&in, &e) || e.tag != OID) return UNREAD_DAMAGED;
  if (!ber_take(&in, &e)) return UNREAD_NONE;  // a signature that stands beside its content
  in = e.value;
  if (!ber_take(&in, &inner)) return UNREAD_DAMAGED;
  if (inner.tag == (OCTETS | 0x20)) {
    join_octets(inner.value, 0, room);
    *ret = (struct bytes){(const uint8_t *)buf_str(room), room->n};
    return room->over ? UNREAD_LIMIT : UNREAD_NONE;
  }
  *ret = inner.value;
  return UNREAD_NONE;
}

static enum unread_grade content_of(struct bytes in, struct buf *room, struct bytes *ret) {
  struct ber e;
  if (!ber_take(&in, &e) || e.tag != SEQUENCE) return UNREAD_DAMAGED;
  in = e.value;
  if (!ber_take(&in, &e) || e.tag != OID) return UNREAD_DAMAGED;
  uint8_t kind = e.value.n ? e.value.p[e.value.n - 1] : 0;
  bool pkcs = is_oid(&e, pkcs7, 8) && e.value.n == 9;
  if (is_oid(&e, smime_ct, 10) && e.value.n == 11)
    return kind == 23 ? UNREAD_ENCRYPTED : UNREAD_UNSUPPORTED;
  if (!pkcs) return UNREAD_UNSUPPORTED;
  if (kind == 3 || kind == 4 || kind == 6) return UNREAD_ENCRYPTED;
  if (kind != 2) return UNREAD_UNSUPPORTED;
  if (!ber_take(&in, &e)) return UNREAD_DAMAGED;
  return signed_content(e.value, room, ret);
}

static bool is_der(const uint8_t *p, size_t n) {
  if (n < 24 || p[0] != SEQUENCE) return false;
  size_t k = p[1] > 0x80 ? 2 + (size_t)(p[1] & 0x7F) : 2;
  if (k > 10 || p[k] != OID) return false;
  return (p[k + 1] == 9 && memcmp(p + k + 2, pkcs7, 8) == 0) ||
         (p[k + 1] == 11 && memcmp(p + k + 2, smime_ct, 10) == 0);
}

static const char pem[] = "-----BEGIN ";

static bool is_pem(const uint8_t *p, size_t n) {
  return n > 40 && memcmp(p, pem, 11) == 0 &&
         (memcmp(p + 11, "PKCS7", 5) == 0 || memcmp(p + 11, "CMS", 3) == 0);
}

bool cms_is(const uint8_t *p, size_t n) {
  return is_der(p, n) || is_pem(p, n);
}

enum unread_grade cms_content(struct bytes in, struct buf *room, struct bytes *ret) {
  struct buf der CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
  *ret = (struct bytes){0};
  if (!is_pem(in.p, in.n) && (in.n < 4 || memcmp(in.p, "MI", 2) != 0))
    return content_of(in, room, ret);
  // The same as base64, with or without its frame lines.
  size_t next = 0, last = in.n;
  if (is_pem(in.p, in.n)) {
    mime_line(in, &next);
    const uint8_t *end = memmem(in.p + next, in.n - next, "-----END", 8);
    if (end) last = (size_t)(end - in.p);
  }
  if (!mime_decode(MIME_BASE64, (struct bytes){in.p + next, last - next}, &der))
    return UNREAD_LIMIT;
  struct bytes inside = {0};
  enum unread_grade g =
      content_of((struct bytes){(const uint8_t *)buf_str(&der), der.n}, room, &inside);
  if (inside.n && inside.p != (const uint8_t *)room->p) buf_put(room, inside.p, inside.n);
  *ret = (struct bytes){(const uint8_t *)buf_str(room), room->n};
  return g;
}

// ---- the reader of such files

static const char rights_managed[] = "\x76\xE8\x04\x60\xC4\x11\xE3\x86";

static const char *sealed_kind(const struct input *in) {
  if (in->n >= 27 && memcmp(in->p, "-----BEGIN PGP MESSAGE-----", 27) == 0) return "pgp";
  if (in->n >= 8 && memcmp(in->p, rights_managed, 8) == 0) return "rights-managed mail";
  return NULL;
}

static int bid(const struct input *in) {
  if (sealed_kind(in)) return 75;
  return cms_is(in->p, in->n) ? 75 : 0;
}

// "to-trinh.docx.p7m" holds "to-trinh.docx".
static void inner_name(const char *name, char *ret, size_t room) {
  static const char *const ends[] = {".p7m", ".p7s", ".p7b", ".p7c"};
  snprintf(ret, room, "%s", *name ? name : "content");
  size_t n = strlen(ret);
  for (size_t i = 0; i < ARRAY_LEN(ends); i++)
    if (n > 4 && strcasecmp(ret + n - 4, ends[i]) == 0) ret[n - 4] = 0;
}

static void read_sealed(const struct input *in, struct sink *s) {
  const char *kind = sealed_kind(in);
  if (kind) {
    s->unread(s, UNREAD_ENCRYPTED, false, kind);
    return;
  }
  struct buf room CLEANUP(buf_free) = buf_init(MAIL_MAX_PART);
  struct bytes content;
  enum unread_grade g = cms_content((struct bytes){in->p, in->n}, &room, &content);
  bool refused = false;
  if (content.n) {
    char name[256];
    inner_name(in->name, name, sizeof name);
    struct input member = {.p = content.p, .n = content.n, .name = name, .depth = in->depth + 1};
    refused = !s->member(s, &member);
  }
  if (g && !refused) s->unread(s, g, content.n > 0, "cms");
}

const struct reader scan_reader_sealed = {"sealed", bid, read_sealed};
