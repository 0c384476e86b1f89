"""Follows plain HTML character by character and knows where in it a template stands: used by html.py.

It accepts a strict subset, so that the position is never in doubt: quoted values, lower-case names, every
element closed, no script or style in the page, local addresses only.
"""
import re

VOID = set("area br col hr img input link meta source track wbr".split())
URLS = set("href src action formaction xlink:href poster data cite background ping manifest".split())
BANNED_TAGS = set("style iframe frame object embed base applet noscript template plaintext".split())
BANNED_ATTRS = {"style", "srcdoc", "srcset", "http-equiv", "is", "slot"}
LOCAL = re.compile(r"/(?![/\\])|[?#]")


class Refused(Exception):
    """What is wrong, for a person; html.py adds file and line."""


class Position:
    """state is one of text, tagname, tag, name, equals, value; `after` asks the compiler for a call."""

    def __init__(self) -> None:
        self.state, self.tag, self.attr, self.quote = "text", "", "", ""
        self.value, self.dynamic, self.attrs = "", False, {}
        self.open: list[tuple[str, int]] = []
        self.after: list[str] = []
        self.line = 1

    def here(self) -> tuple:
        """What must be equal at both ends of a branch."""
        inside = {"text": (), "tag": (self.tag,),
                  "value": (self.tag, self.attr, self.quote, bool(self.value) or self.dynamic)}
        return (self.state, tuple(self.open), *inside[self.state])

    def in_raw(self) -> bool:
        return any(tag in ("pre", "textarea") for tag, _ in self.open)

    def take(self, c: str) -> None:
        getattr(self, "in_" + self.state)(c)

    def in_text(self, c: str) -> None:
        if c == "<":
            self.state, self.tag = "tagname", ""
        elif self.open and self.open[-1][0] == "script" and not c.isspace():
            raise Refused("a script stands in web/kin.js, not in a page")

    def in_tagname(self, c: str) -> None:
        if not (c.isspace() or (c in ">/" and self.tag)):
            self.tag += c
            return
        name = self.tag.lower()
        if name.lstrip("/") in BANNED_TAGS:
            raise Refused(f"<{name}> is not allowed in a page")
        if not re.fullmatch(r"/?[a-z][a-z0-9]*|!doctype", name):
            raise Refused(f"<{self.tag} is no tag; write &lt; for the sign itself")
        self.state, self.tag, self.attrs, self.attr = "tag", name, {}, ""
        self.in_tag(c)

    def in_tag(self, c: str) -> None:
        if c == ">":
            self.end_tag()
        elif c == "=":
            raise Refused("= without the name of an attribute")
        elif c == "/" or c.isspace():
            self.attr = "/" if c == "/" else ""
        else:
            self.state, self.attr = "name", c

    def in_name(self, c: str) -> None:
        if c in ">/=" or c.isspace():
            self.end_name()
            if c == "=":
                self.state = "equals"
            else:
                self.in_tag(c)
        elif c in "\"'<":
            raise Refused(f"{c} in the name of an attribute")
        else:
            self.attr += c

    def end_name(self) -> None:
        self.attr, self.state = self.attr.lower(), "tag"
        if self.attr.startswith("on") or self.attr in BANNED_ATTRS:
            raise Refused(f"attribute {self.attr} is not allowed: behaviour is in kin.js, shape in kin.css")
        self.attrs[self.attr] = ""

    def in_equals(self, c: str) -> None:
        if c not in "\"'":
            raise Refused(f"the value of {self.attr} needs quotes")
        self.state, self.quote, self.value, self.dynamic = "value", c, "", False

    def in_value(self, c: str) -> None:
        if c != self.quote:
            self.value += c
            return
        self.state, self.attrs[self.attr] = "tag", self.value or "?" * self.dynamic
        if self.attr in URLS and not self.dynamic and not LOCAL.match(self.value):
            raise Refused(f'{self.attr}="{self.value}": an address begins with / ? or #')
        if self.tag == "use" and self.attr == "href" and not self.dynamic:
            self.after.append(f'icon_use(o, ICON_{self.value[3:].upper().replace("-", "_")})')
        self.attr = ""

    def end_tag(self) -> None:
        tag, self.state = self.tag, "text"
        if tag.startswith("/"):
            if not self.open or self.open[-1][0] != tag[1:]:
                was = "<%s> of line %d" % self.open[-1] if self.open else "nothing"
                raise Refused(f"<{tag}> closes {was}")
            self.open.pop()
        elif tag not in VOID and tag != "!doctype" and self.attr != "/":
            self.open.append((tag, self.line))
        if tag == "script" and not self.attrs.get("src"):
            raise Refused("a script needs src; its text stands in web/kin.js")
        if tag == "form" and self.attrs.get("method", "").lower() == "post":
            self.after.append("out_form_token(o)")

    def printer(self) -> str:
        """The function that may print an expression here."""
        if self.state not in ("text", "value") or self.open and self.open[-1][0] == "script":
            raise Refused("an expression stands in text or in a quoted value, nowhere else")
        if self.state == "value" and self.attr in ("method", "type", "name") and self.tag in ("form", "meta"):
            raise Refused(f"{self.attr} of <{self.tag}> is fixed text")
        if self.state == "text" or self.attr not in URLS:
            self.dynamic = True
            return "OUT_TEXT"
        start, self.dynamic = not self.value and not self.dynamic, True
        if self.value and not LOCAL.match(self.value):
            raise Refused(f"{self.attr}: an address begins with / ? or #")
        return "OUT_URL" if start else "OUT_URL_PART"
