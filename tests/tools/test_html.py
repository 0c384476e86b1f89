"""tools/html.py and htmlstate.py: what position gives which escaping, and what is refused with file:line."""
import importlib.util
import sys
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.append(str(TOOLS))  # last: the standard library has a module html too
_spec = importlib.util.spec_from_file_location("kin_html", TOOLS / "html.py")
html = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(html)


def compiled(text: str) -> str:
    return html.compile_text("t.html", text)


class Position(unittest.TestCase):
    def printed(self, text: str, call: str) -> None:
        self.assertIn(call, compiled(text))

    def test_text_and_attribute(self):
        self.printed("<p>{{ v->x }}</p>", "OUT_TEXT(o, (v->x));")
        self.printed('<p title="{{ v->x }}"></p>', "OUT_TEXT(o, (v->x));")
        self.printed("<p title='a {{ v->x }}'></p>", "OUT_TEXT(o, (v->x));")

    def test_addresses(self):
        self.printed('<a href="{{ v->x }}"></a>', "OUT_URL(o, (v->x));")
        self.printed('<a href="/u/{{ v->x }}"></a>', "OUT_URL_PART(o, (v->x));")
        self.printed('<a href="{{ v->x }}?a={{ v->y }}"></a>', "OUT_URL_PART(o, (v->y));")
        for name in ("href", "src", "action", "formaction", "xlink:href", "poster"):
            self.printed(f'<p {name}="{{{{ v->x }}}}"></p>', "OUT_URL(o, (v->x));")

    def test_messages(self):
        self.printed("<p>[[web.skip]]</p>", "out_msg(o, MSG_WEB_SKIP);")
        self.printed("<p>[[= v->m]]</p>", "out_msg(o, (v->m));")
        self.printed("<p>[[a.b who=v->who n=v->n + 1]]</p>",
                     '(const struct msg_arg[]){{"who", OUT_STR(o, (v->who))}, {"n", OUT_STR(o, (v->n + 1))}}, 2);')

    def test_parts_icons_tokens(self):
        self.printed("<p></p>{> badge v->level }", "badge_html(o, v->level);")
        self.printed('<svg><use href="#i-alert-circle"/></svg>', "icon_use(o, ICON_ALERT_CIRCLE);")
        self.printed('<form method="post" action="/x"></form>', "out_form_token(o);")
        self.assertNotIn("out_form_token", compiled('<form action="/x"></form>'))

    def test_branches_and_lines(self):
        out = compiled('<ul>\n{% for (;;) { %}<li{% if (a) { %} class="x"{% } else { %} id="y"{% } %}>{{ b }}</li>{% } %}</ul>')
        self.assertIn('#line 2 "t.html"\n  } else {', out)
        self.assertIn(">  a\\n  b</pre", compiled("<pre>  a\n  b</pre>"))
        self.assertNotIn("gone", compiled("<p>{# gone #}<!-- gone --></p>"))

    def test_braces_in_strings_do_not_count(self):
        compiled("<p>{% if (c == '{' || s == \"}\") { %}x{% } %}</p>")


class Refusal(unittest.TestCase):
    def refused(self, text: str, why: str, line: int = 1) -> None:
        with self.assertRaises(SystemExit) as stopped:
            compiled(text)
        self.assertTrue(str(stopped.exception).startswith(f"t.html:{line}: "), stopped.exception)
        self.assertIn(why, str(stopped.exception))

    def test_positions_without_escaping(self):
        for text in ("<p {{ x }}></p>", '<{{ x }}></p>', "<p {{ x }}=\"a\"></p>", "<p class={{ x }}></p>", "<p a{{ x }}=\"\"></p>",
                     '<script src="/a.js">{{ x }}</script>', "<p [[web.skip]]></p>"):
            with self.assertRaises(SystemExit, msg=text):
                compiled(text)
        self.refused("<!-- {{ x }} -->", "comment")
        self.refused('<a href="[[web.skip]]"></a>', "no address")

    def test_style_and_script(self):
        self.refused('<p style="x"></p>', "style")
        self.refused('<p onclick="x"></p>', "onclick")
        self.refused('<p ONCLICK="x"></p>', "onclick")
        self.refused("<style>p{}</style>", "style")
        self.refused("<script>x</script>", "src")
        self.refused('<script src="/a.js">x</script>', "kin.js")
        self.refused('<iframe src="/x"></iframe>', "iframe")
        self.refused('<base href="/x">', "base")
        self.refused('<meta http-equiv="refresh">', "http-equiv")
        self.refused('<meta name="{{ x }}">', "fixed")
        self.refused('<form method="{{ x }}" action="/x"></form>', "fixed")

    def test_foreign_addresses(self):
        for url in ("https://evil.example", "//evil.example", "/\\evil", "javascript:x", "data:x", "", "x"):
            self.refused(f'<a href="{url}"></a>', "begins with")
        self.refused('<a href="https://{{ x }}"></a>', "begins with")

    def test_what_is_not_closed(self):
        self.refused("<div>\n<p>\n</div>", "<p> of line 2", 3)
        self.refused("<p>\n<div>", "never closed", 2)
        self.refused("</p>", "closes nothing")
        self.refused("<p>\n{% if (x) { %}", "<p> is never closed")
        self.refused("\n{% if (x) { %}a", "{ is never closed", 2)
        self.refused("<p>{{ x </p>", "without }}")
        self.refused("<p class=\"x></p>", "ends inside")
        self.refused("a < b", "no tag")
        self.refused("{% } %}", "} without {")

    def test_branches_that_change_position(self):
        self.refused('{% if (x) { %}<p>{% } %}</p>', "another position")
        self.refused('<p{% if (x) { %} class="{% } %}"></p>', "another position")
        self.refused('<a href="{% if (x) { %}/y{% } %}{{ z }}"></a>', "another position")

    def test_a_statement_parts_words(self):
        self.assertIn('<scr "', compiled('<scr{% x(); %}ipt></scr>'))
        self.assertIn(' da "', compiled('<p da{% x(); %}ta-x="x"></p>'))
        self.refused('<p on{% x(); %}click="x"></p>', "on")

    def test_printing_around_the_escaping(self):
        self.refused("{% out_static(o, x, 1); %}", "prints through")
        self.refused("{% buf_puts(o->b, x); %}", "prints through")


if __name__ == "__main__":
    unittest.main()
