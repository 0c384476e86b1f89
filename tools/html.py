"""Compiles one page template into a C header with `static void NAME_html(struct out *, const struct NAME_view *)`.

usage: html.py NAME.html NAME.html.h          (the language is described at the head of src/web/page.h)

The position of an expression decides its escaping; what cannot be escaped safely is refused here, with
file:line. A branch must end in the position where it began, every element must be closed, addresses
are local, and each <form method="post"> gets its token by itself.
"""
import re
import sys
from pathlib import Path

from htmlstate import URLS, Position, Refused

CLOSERS = {"{{": "}}", "[[": "]]", "{%": "%}", "{#": "#}", "{>": "}", "<!--": "-->"}
LITERALS = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|//[^\n]*|/\*.*?\*/', re.S)


class Template:
    def __init__(self, path: str, text: str):
        self.path, self.text, self.at = path, text, Position()
        self.blocks: list[tuple[tuple, int]] = []
        self.static, self.out = "", []

    def flush(self, raw: bool | None = None) -> None:
        """Writes the plain text gathered so far; line breaks with their indentation become one line break."""
        if not (self.at.in_raw() if raw is None else raw):
            self.static = re.sub(r"\s*\n\s*", "\n", self.static)
        if self.static:
            size = len(self.static.encode("utf-8"))
            text = self.static.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            self.out.append(f'  out_static(o, "{text}", {size});')
        self.static = ""

    def emit(self, code: str) -> None:
        self.flush()
        self.out += [f'#line {self.at.line} "{self.path}"', f"  {code}"]

    def plain(self, c: str) -> None:
        raw = self.at.in_raw()
        self.at.take(c)
        if raw != self.at.in_raw():
            self.flush(raw)
        self.static += c
        for call in self.at.after:
            self.emit(call + ";")
        self.at.after = []

    def message(self, code: str) -> None:
        if self.at.state == "value" and self.at.attr in URLS:
            raise Refused("a message is no address")
        self.at.printer()
        if code.startswith("="):
            return self.emit(f"out_msg(o, ({code[1:].strip()}));")
        key, _, rest = code.partition(" ")
        if not re.fullmatch(r"[a-z0-9_.]+", key):
            raise Refused(f"[[{code}]]: no message key")
        name = "MSG_" + key.upper().replace(".", "_")
        parts = re.split(r"(?:^|\s)(\w+)=(?!=)", rest)
        if parts[0].strip():
            raise Refused(f"[[{code}]]: values are written name=expression")
        if len(parts) == 1:
            return self.emit(f"out_msg(o, {name});")
        pairs = list(zip(parts[1::2], parts[2::2]))
        args = ", ".join(f'{{"{n}", OUT_STR(o, ({v.strip()}))}}' for n, v in pairs)
        return self.emit(f"out_msg_fill(o, {name}, (const struct msg_arg[]){{{args}}}, {len(pairs)});")

    def statement(self, code: str) -> None:
        if self.at.state in ("name", "tagname") and self.at.tag:
            self.plain(" ")  # ends the word, in the page too: two halves must not join to one
        if self.at.state not in ("text", "tag", "value"):
            raise Refused("a statement cannot stand here")
        if re.search(r"\bout_\w+|\bbuf_\w+", code):
            raise Refused("a page prints through {{ }} and [[ ]] only")
        for brace in re.findall(r"[{}]", LITERALS.sub("", code)):
            if brace == "{":
                self.blocks.append((self.at.here(), self.at.line))
            elif not self.blocks:
                raise Refused("} without {")
            elif self.blocks.pop()[0] != self.at.here():
                raise Refused("this branch ends in another position than it began")
        self.emit(code)

    def part(self, code: str) -> None:
        if self.at.state != "text" or not re.fullmatch(r"[a-z0-9_]+(\s.+)?", code, re.S):
            raise Refused("a part is written {> name expression } and stands in text")
        name, _, arg = code.partition(" ")
        self.emit(f"{name}_html(o, {arg.strip() or 'NULL'});")

    def construct(self, kind: str, code: str) -> None:
        if kind == "{%":
            self.statement(code)
        elif kind == "[[":
            self.message(code)
        elif kind == "{{":
            self.emit(f"{self.at.printer()}(o, ({code}));")
        elif kind == "{>":
            self.part(code)
        elif kind == "<!--" and (self.at.state != "text" or re.search(r"\{\{|\[\[|\{%|\{>", code)):
            raise Refused("an HTML comment stands in text and holds no expression; write {# #}")

    def walk(self) -> None:
        at = 0
        while at < len(self.text):
            kind = next((k for k in CLOSERS if self.text.startswith(k, at)), None)
            if kind:
                end = self.text.find(CLOSERS[kind], at + len(kind))
                if end < 0:
                    raise Refused(f"{kind} without {CLOSERS[kind]}")
                self.construct(kind, self.text[at + len(kind):end].strip())
                end += len(CLOSERS[kind])
            else:
                end = at + 1
                self.plain(self.text[at])
            self.at.line += self.text.count("\n", at, end)
            at = end
        if self.at.state != "text":
            raise Refused(f"the file ends inside <{self.at.tag}>")
        for what, line in [(f"<{t}>", n) for t, n in self.at.open[::-1]] + [("{", n) for _, n in self.blocks]:
            self.at.line = line
            raise Refused(f"{what} is never closed")
        self.flush()


def compile_text(path: str, text: str) -> str:
    """The body of the function; stops the build with file:line when the template is refused."""
    template = Template(path, text)
    try:
        template.walk()
    except Refused as why:
        sys.exit(f"{path}:{template.at.line}: {why}")
    return "\n".join(template.out)


def main(source: str, target: str) -> None:
    name = Path(source).stem.replace("-", "_")
    body = compile_text(source, Path(source).read_text(encoding="utf-8"))
    Path(target).write_text(
        f'// Generated by tools/html.py from {Path(source).name}.\n#include "web/out.h"\n\nstatic void '
        f"{name}_html(struct out *o, const struct {name}_view *v) {{\n  (void)v;\n{body}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
