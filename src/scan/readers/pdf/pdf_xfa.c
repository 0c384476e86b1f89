// Forms in XML inside PDF (XFA): poppler does not hand them on, so their streams are looked up in
// the bytes of the file. ISO 32000-1, 12.7.8; 7.3.8 for streams.
#include <ctype.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/pdf/pdf.h"

#define MAX_PACKETS 64
#define MAX_FORM ((size_t)32 << 20)

static const uint8_t *skip_blank(const uint8_t *p, const uint8_t *end) {
  while (p < end && isspace(*p))
    p++;
  return p;
}

static const uint8_t *number(const uint8_t *p, const uint8_t *end, unsigned long *ret) {
  const uint8_t *from = p;
  *ret = 0;
  while (p < end && isdigit(*p) && p - from < 9)
    *ret = *ret * 10 + (unsigned long)(*p++ - '0');
  return p > from ? p : NULL;
}

// "12 0 R" at p.
static const uint8_t *reference(const uint8_t *p, const uint8_t *end, unsigned long *ret) {
  unsigned long generation;
  const uint8_t *at = number(p, end, ret);
  if (at) at = number(skip_blank(at, end), end, &generation);
  if (at) at = skip_blank(at, end);
  return at && at < end && *at == 'R' ? at + 1 : NULL;
}

// The numbers of the objects named in the array or by the reference after "/XFA".
static size_t packets_of(const uint8_t *p, const uint8_t *end, unsigned long *ret) {
  size_t n = 0;
  p = skip_blank(p, end);
  if (p < end && *p != '[') return reference(p, end, &ret[0]) ? 1 : 0;
  for (const uint8_t *at = p; at < end && *at != ']' && n < MAX_PACKETS;) {
    if (*at == '(') {
      const uint8_t *close = memchr(at, ')', (size_t)(end - at));
      at = close ? close + 1 : end;
      continue;
    }
    const uint8_t *next = isdigit(*at) ? reference(at, end, &ret[n]) : NULL;
    n += next != NULL;
    at = next ? next : at + 1;
  }
  return n;
}

// Where "N 0 obj" begins, at the start of a word; the last one counts (later versions follow).
static const uint8_t *find_object(const struct input *in, unsigned long number_of) {
  char head[32];
  int k = snprintf(head, sizeof head, "%lu 0 obj", number_of);
  const uint8_t *end = in->p + in->n, *found = NULL;
  for (const uint8_t *at = in->p; (at = memmem(at, (size_t)(end - at), head, (size_t)k)); at++)
    if (at == in->p || !isdigit(at[-1])) found = at + k;
  return found;
}

static void inflate_into(const uint8_t *p, size_t n, struct buf *out, struct failures *f) {
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  for (size_t room = n * 6 + 65536; d && room <= MAX_FORM * 2; room *= 4) {
    char *made = base_alloc(room);
    size_t used = 0;
    enum libdeflate_result r = libdeflate_zlib_decompress_ex(d, p, n, made, room, NULL, &used);
    if (r == LIBDEFLATE_SUCCESS) buf_put(out, made, used);
    free(made);
    if (r == LIBDEFLATE_BAD_DATA) failures_add(f, UNREAD_DAMAGED, "form");
    if (r != LIBDEFLATE_INSUFFICIENT_SPACE) break;
    if (room * 4 > MAX_FORM * 2) failures_add(f, UNREAD_LIMIT, "form");
  }
  if (d) libdeflate_free_decompressor(d);
}

static void take_packet(const struct input *in, const uint8_t *object, struct buf *out,
                        struct failures *f) {
  const uint8_t *end = in->p + in->n;
  const uint8_t *stream = memmem(object, (size_t)(end - object), "stream", 6);
  const uint8_t *stop = stream ? memmem(stream, (size_t)(end - stream), "endstream", 9) : NULL;
  if (!stop || stream - object > 4096) {
    failures_add(f, UNREAD_DAMAGED, "form");
    return;
  }
  size_t head = (size_t)(stream - object);
  bool packed = memmem(object, head, "/Filter", 7) != NULL;
  stream += 6;
  if (stream < stop && *stream == '\r') stream++;
  if (stream < stop && *stream == '\n') stream++;
  if (!packed)
    buf_put(out, stream, (size_t)(stop - stream));
  else if (memmem(object, head, "/FlateDecode", 12))
    inflate_into(stream, (size_t)(stop - stream), out, f);
  else
    failures_add(f, UNREAD_UNSUPPORTED, "form");
}

void pdf_read_xfa(const struct input *in, struct sink *s, struct failures *f) {
  const uint8_t *end = in->p + in->n, *xfa = memmem(in->p, in->n, "/XFA", 4);
  unsigned long objects[MAX_PACKETS];
  if (!xfa || memmem(in->p, in->n, "/Encrypt", 8)) return;
  size_t n = packets_of(xfa + 4, end, objects);
  struct buf form CLEANUP(buf_free) = buf_init(MAX_FORM);
  for (size_t i = 0; i < n; i++) {
    const uint8_t *object = find_object(in, objects[i]);
    if (object) take_packet(in, object, &form, f);
  }
  if (form.over) failures_add(f, UNREAD_LIMIT, "form");
  if (form.n && !pdf_emit_xml(s, form.p, form.n, PART_BODY)) f->refused = true;
}
