// Prints a document as one HTML page that needs nothing beside it: its style stands inside, no script, no address.
#include <string.h>

#include "paper/blocks.h"

static const char STYLE[] =
    ":root{color-scheme:light;--canvas:#f7f7f4;--surface:#fff;--line:#cfcfc7;--ink:#191e23;--ink-2:#485058;"
    "--sunken:#f0f0ec;--warn:#7d5200;--warn-tint:#faf1de}"
    "@media (prefers-color-scheme:dark){:root{color-scheme:dark;--canvas:#121618;--surface:#191e21;"
    "--line:#3c454a;--ink:#e9ecec;--ink-2:#b6bec3;--sunken:#20262a;--warn:#e3b866;--warn-tint:#33290f}}"
    "*{box-sizing:border-box}body{margin:0;background:var(--canvas);color:var(--ink);"
    "font:16px/1.5 \"Liberation Serif\",\"Times New Roman\",\"Noto Serif\",serif}"
    "main{max-width:900px;margin:24px auto;padding:48px 56px;background:var(--surface);border:1px solid var(--line)}"
    "h1{font-size:20px;line-height:1.35;text-align:center;margin:24px 0 2px}h2{font-size:17px;line-height:1.35;margin:24px 0 6px}"
    "p{margin:0 0 8px}.below{text-align:center;font-weight:700;margin-bottom:20px}"
    ".state{display:flex;gap:16px;justify-content:space-between;text-align:center}.state>div{flex:2}.state>div+div{flex:3}"
    ".state p{margin:0}.state .r{display:inline-block;border-bottom:1px solid currentColor;padding-bottom:3px;margin-bottom:4px}"
    ".day{font-style:italic}.mark{text-align:right;font-weight:700;letter-spacing:.045em}"
    ".small{font-size:14px;color:var(--ink-2)}.mono,td.mono{font:13px/1.45 \"JetBrains Mono\",\"Liberation Mono\",monospace;"
    "overflow-wrap:anywhere}.note{border:1px solid var(--warn);background:var(--warn-tint);padding:10px 14px;margin:12px 0}"
    "dl{display:grid;grid-template-columns:minmax(9em,30%) 1fr;gap:4px 16px;margin:0 0 8px}dt{color:var(--ink-2)}"
    "dd{margin:0;overflow-wrap:anywhere}.tw{overflow-x:auto;margin:8px 0 14px}table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.45}"
    "caption{text-align:left;font-style:italic;padding-bottom:4px}th,td{border:1px solid var(--line);padding:5px 8px;vertical-align:top;text-align:left}"
    "thead th{background:var(--sunken);font-weight:700}.n{text-align:right}.c{text-align:center}"
    ".sign{display:flex;flex-wrap:wrap;gap:16px;margin-top:32px;break-inside:avoid}.sign>div{flex:1 1 30%;text-align:center;min-height:130px}"
    ".sign b{display:block}.sign i{font-size:14px}footer{margin-top:28px;border-top:1px solid var(--line);padding-top:6px;font-size:13px;color:var(--ink-2)}"
    "@media (max-width:700px){main{margin:0;padding:20px 16px;border:0}.state{display:block}.state>div+div{margin-top:12px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:6px}}"
    "@media print{:root{color-scheme:light;--canvas:#fff;--surface:#fff;--line:#000;--ink:#000;--ink-2:#000;--sunken:#fff;--warn:#000;--warn-tint:#fff}"
    "main{max-width:none;margin:0;padding:0;border:0}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}"
    "@page{size:A4;margin:20mm 15mm 20mm 30mm}}";

static void put_text(struct buf *b, const char *s) {
  for (; s && *s; s++) {
    switch (*s) {
      case '&':
        buf_puts(b, "&amp;");
        break;
      case '<':
        buf_puts(b, "&lt;");
        break;
      case '>':
        buf_puts(b, "&gt;");
        break;
      case '"':
        buf_puts(b, "&quot;");
        break;
      case '\n':
        buf_puts(b, "<br>");
        break;
      default:
        buf_putc(b, *s);
    }
  }
}

static void put(struct buf *b, const char *open, const char *text, const char *close) {
  buf_puts(b, open);
  put_text(b, text);
  buf_puts(b, close);
}

static void optional(struct buf *b, const char *open, const char *text, const char *close) {
  if (text) put(b, open, text, close);
}

static void state_head(const struct paper *p, const struct block *k, struct buf *b) {
  buf_puts(b, "<div class=\"state\"><div>");
  optional(b, "<p>", k->texts[0], "</p>");
  optional(b, "<p><b class=\"r\">", k->texts[1], "</b></p>");
  optional(b, "<p>", k->texts[2], "</p>");
  put(b, "</div><div><p><b>", paper_state(p), "</b></p>");
  put(b, "<p><b class=\"r\">", paper_motto(p), "</b></p>");
  optional(b, "<p class=\"day\">", k->texts[3], "</p>");
  buf_puts(b, "</div></div>\n");
}

static const char *class_of(const struct paper_column *c) {
  return c->mono                     ? " class=\"mono\""
         : c->align == PAPER_RIGHT  ? " class=\"n\""
         : c->align == PAPER_CENTRE ? " class=\"c\""
                                    : "";
}

static void table_head(const struct block *k, struct buf *b) {
  buf_puts(b, "<div class=\"tw\"><table>");
  optional(b, "<caption>", k->texts[0], "</caption>");
  buf_puts(b, "<thead><tr>");
  for (size_t i = 0; i < k->n; i++)
    put(b, "<th scope=\"col\">", k->columns[i].title, "</th>");
  buf_puts(b, "</tr></thead><tbody>\n");
}

static void row(const struct block *k, struct buf *b) {
  buf_puts(b, "<tr>");
  for (size_t i = 0; i < k->n; i++) {
    buf_printf(b, "<td%s>", class_of(&k->table->columns[i]));
    put_text(b, k->texts[i]);
    buf_puts(b, "</td>");
  }
  buf_puts(b, "</tr>\n");
}

static void text(const struct block *k, struct buf *b) {
  static const char *const open[] = {[PAPER_TEXT] = "<p>",
                                     [PAPER_SMALL] = "<p class=\"small\">",
                                     [PAPER_NOTE] = "<p class=\"note\">",
                                     [PAPER_MONO] = "<p class=\"mono\">"};
  put(b, open[k->style], k->texts[0], "</p>\n");
}

static void signatures(const struct block *k, struct buf *b) {
  buf_puts(b, "<div class=\"sign\">");
  for (size_t i = 0; i + 1 < k->n; i += 2) {
    put(b, "<div><b>", k->texts[i], "</b>");
    put(b, "<i>", k->texts[i + 1], "</i></div>");
  }
  buf_puts(b, "</div>\n");
}

static void one(const struct paper *p, const struct block *k, struct buf *b) {
  switch (k->kind) {
    case BLOCK_STATE_HEAD:
      state_head(p, k, b);
      break;
    case BLOCK_TITLE:
      put(b, "<h1>", k->texts[0], "</h1>\n");
      optional(b, "<p class=\"below\">", k->texts[1], "</p>\n");
      break;
    case BLOCK_HEADING:
      put(b, "<h2>", k->texts[0], "</h2>\n");
      break;
    case BLOCK_TEXT:
      text(k, b);
      break;
    case BLOCK_FACT:
      put(b, "<dt>", k->texts[0], "</dt>");
      put(b, "<dd>", k->texts[1], "</dd>\n");
      break;
    case BLOCK_TABLE:
      table_head(k, b);
      break;
    case BLOCK_ROW:
      row(k, b);
      break;
    case BLOCK_SIGNATURES:
      signatures(k, b);
      break;
  }
}

static bool in_table(const struct block *k) {
  return k && k->kind == BLOCK_ROW;
}

struct err *paper_html(const struct paper *p, struct buf *ret) {
  if (p->over) return err_new(ERR_LIMIT, MSG_PAPER_TOO_LARGE, MSG_NONE, NULL);
  buf_printf(ret, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width\"><title>",
             lang_code(p->o.lang));
  put_text(ret, p->o.title);
  buf_printf(ret, "</title><style>%s</style></head><body><main>\n", STYLE);
  optional(ret, "<p class=\"mark\">", p->o.mark, "</p>\n");
  for (const struct block *k = p->first, *before = NULL; k; before = k, k = k->next) {
    if (k->kind == BLOCK_FACT && (!before || before->kind != BLOCK_FACT)) buf_puts(ret, "<dl>\n");
    one(p, k, ret);
    if (k->kind == BLOCK_FACT && (!k->next || k->next->kind != BLOCK_FACT)) buf_puts(ret, "</dl>\n");
    bool table = k->kind == BLOCK_TABLE || k->kind == BLOCK_ROW;
    if (table && !in_table(k->next)) buf_puts(ret, "</tbody></table></div>\n");
  }
  optional(ret, "<footer>", p->o.running, "</footer>\n");
  buf_puts(ret, "</main></body></html>\n");
  return ret->over ? err_new(ERR_LIMIT, MSG_PAPER_TOO_LARGE, MSG_NONE, NULL) : NULL;
}
