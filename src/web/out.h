// What a page is printed into: escaping by position, messages in the reader's language, figures and
// dates. Templates compiled by tools/html.py call the functions in capitals; page authors call only
// fmt_… and icon_….
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "base/msg.h"
#include "web/asset.h"

struct out {
  struct buf *b;
  struct arena *a;  ///< for values that must be put together first
  enum lang lang;
  const char *token;  ///< the form token of this session, printed into every POST form; may be NULL
  bool icons[ICON_COUNT];  ///< used so far: the sprite holds only these
};

struct out out_new(struct buf *b, struct arena *a, enum lang lang);

/// Bytes of a template, as they are. Only generated code calls this.
void out_static(struct out *o, const char *s, size_t n);
/// Text or quoted attribute: & < > " ' become references; bytes that are no UTF-8 and control
/// characters become U+FFFD; characters that turn the direction of text are shown as [U+202E]. NULL
/// prints nothing.
void out_text(struct out *o, const char *s);
/// A whole address: only a local one (/… ? #) is printed, anything else as "#".
void out_url(struct out *o, const char *s);
/// A piece of an address after its beginning: percent-encoded but for letters, digits and - . _ ~.
void out_url_part(struct out *o, const char *s);
void out_msg(struct out *o, enum msg m);
void out_msg_fill(struct out *o, enum msg m, const struct msg_arg *args, size_t n);
/// <input type="hidden" name="token" …>
void out_form_token(struct out *o);
/// <svg class="sprite"> with the symbols of the icons used so far.
void out_sprite(struct out *o);
/// What another out has gathered, icons included: the layout around a page.
void out_append(struct out *o, const struct out *inner);

const char *out_str_text(struct out *o, const char *s);
const char *out_str_int(struct out *o, long long n);
/// Any value a template may print, as text.
#define OUT_STR(o, x) \
  _Generic((x), char *: out_str_text, const char *: out_str_text, int: out_str_int,              \
           long: out_str_int, long long: out_str_int, unsigned long: out_str_int,                \
           unsigned: out_str_int)((o), (x))
#define OUT_TEXT(o, x) out_text((o), OUT_STR((o), (x)))
#define OUT_URL(o, x) out_url((o), OUT_STR((o), (x)))
#define OUT_URL_PART(o, x) out_url_part((o), OUT_STR((o), (x)))

/// True for an address of this site: begins with / ? or #, not // or /\, no control characters.
bool url_is_local(const char *s);

/// Marks an icon as used; templates that name one in <use href="#i-…"> do it by themselves.
void icon_use(struct out *o, enum icon icon);
/// "#i-name", and marks it: <use href="{{ icon_ref(o, v->icon) }}"/>.
const char *icon_ref(struct out *o, enum icon icon);

/// 48213 → "48.213" (vi) or "48,213" (en).
const char *fmt_count(struct out *o, int64_t n);
/// "2026-03-01" → "01/03/2026"; "" and what is no day stay as they are.
const char *fmt_day(struct out *o, const char *iso);
/// "20/11/2026 07:40" Vietnamese time.
const char *fmt_instant(struct out *o, instant t);
/// "07:40" Vietnamese time.
const char *fmt_clock(struct out *o, instant t);
/// 1536 → "1,5 kB" (vi) or "1.5 kB" (en).
const char *fmt_size(struct out *o, int64_t bytes);
/// Parts per thousand → "62,5 %" (vi) or "62.5%" (en).
const char *fmt_permille(struct out *o, int64_t permille);
/// A deadline for a person: relative within 60 days ("quá 4 ngày", "hôm nay", "còn 18 ngày"), else
/// the day.
const char *fmt_deadline(struct out *o, struct date today, struct date due);
/// The first letters of the first and last word of a name: "Nguyễn Thị Hạnh" → "NH".
const char *fmt_initials(struct out *o, const char *name);
