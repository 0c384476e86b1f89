// Escaping by position: the only place where text of people becomes HTML.
#include "web/out.h"

#include <string.h>

#include "web/fields.h"

struct out out_new(struct buf *b, struct arena *a, enum lang lang) {
  return (struct out){.b = b, .a = a, .lang = lang};
}

void out_static(struct out *o, const char *s, size_t n) {
  buf_put(o->b, s, n);
}

/// Characters that turn the direction of the text after them: they make a file name lie.
static bool turns_direction(uint32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
         c == 0x200F || c == 0x061C;
}

void out_text(struct out *o, const char *text) {
  const unsigned char *s = (const unsigned char *)text;
  while (s && *s) {
    uint32_t c;
    size_t n = utf8_next(s, &c);
    if (!n || (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0)) {
      buf_puts(o->b, "\xEF\xBF\xBD");
      s += n ? n : 1;
      continue;
    }
    switch (c) {
      case '&':
        buf_puts(o->b, "&amp;");
        break;
      case '<':
        buf_puts(o->b, "&lt;");
        break;
      case '>':
        buf_puts(o->b, "&gt;");
        break;
      case '"':
        buf_puts(o->b, "&#34;");
        break;
      case '\'':
        buf_puts(o->b, "&#39;");
        break;
      default:
        if (turns_direction(c))
          buf_printf(o->b, "[U+%04X]", c);
        else
          buf_put(o->b, s, n);
    }
    s += n;
  }
}

bool url_is_local(const char *s) {
  if (!s || (s[0] != '/' && s[0] != '?' && s[0] != '#')) return false;
  if (s[0] == '/' && (s[1] == '/' || s[1] == '\\')) return false;
  for (; *s; s++)
    if ((unsigned char)*s < 0x20 || *s == 0x7F) return false;
  return true;
}

void out_url(struct out *o, const char *s) {
  out_text(o, url_is_local(s) ? s : "#");
}

void out_url_part(struct out *o, const char *s) {
  for (; s && *s; s++) {
    unsigned char c = (unsigned char)*s;
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
        strchr("-._~", c))
      buf_putc(o->b, *s);
    else
      buf_printf(o->b, "%%%02X", c);
  }
}

void out_msg(struct out *o, enum msg m) {
  out_text(o, msg_text(o->lang, m));
}

void out_msg_fill(struct out *o, enum msg m, const struct msg_arg *args, size_t n) {
  out_text(o, msg_format(o->a, o->lang, m, args, n));
}

void out_form_token(struct out *o) {
  if (!o->token) return;
  buf_puts(o->b, "<input type=\"hidden\" name=\"token\" value=\"");
  out_text(o, o->token);
  buf_puts(o->b, "\">");
}

void out_sprite(struct out *o) {
  buf_puts(o->b,
           "<svg class=\"sprite\" aria-hidden=\"true\" xmlns=\"http://www.w3.org/2000/svg\">");
  for (size_t i = 0; i < ICON_COUNT; i++)
    if (o->icons[i]) buf_puts(o->b, icon_symbols[i]);
  buf_puts(o->b, "</svg>");
}

void out_append(struct out *o, const struct out *inner) {
  buf_put(o->b, buf_str(inner->b), inner->b->n);
  for (size_t i = 0; i < ICON_COUNT; i++)
    o->icons[i] |= inner->icons[i];
}

const char *out_str_text(struct out *o, const char *s) {
  (void)o;
  return s ? s : "";
}

const char *out_str_int(struct out *o, long long n) {
  return arena_printf(o->a, "%lld", n);
}

void icon_use(struct out *o, enum icon icon) {
  ASSERT((size_t)icon < ICON_COUNT);
  o->icons[icon] = true;
}

const char *icon_ref(struct out *o, enum icon icon) {
  icon_use(o, icon);
  return arena_printf(o->a, "#i-%s", icon_names[icon]);
}
