"""Makes the tables of old Windows, DOS and Macintosh code pages from Python's codecs.

usage: codepages.py OUTPUT.c
One-byte pages become 128 code points each (bytes 0x80 to 0xFF); two-byte pages one row of trail bytes 0x40 to 0xFE
for each lead byte 0x81 to 0xFE. 0 says that the page has no letter there.
"""
import sys

ONE = {437: "cp437", 737: "cp737", 775: "cp775", 850: "cp850", 852: "cp852", 855: "cp855", 857: "cp857", 860: "cp860",
       861: "cp861", 862: "cp862", 863: "cp863", 864: "cp864", 865: "cp865", 866: "cp866", 869: "cp869", 874: "cp874",
       1250: "cp1250", 1251: "cp1251", 1252: "cp1252", 1253: "cp1253", 1254: "cp1254", 1255: "cp1255", 1256: "cp1256",
       1257: "cp1257", 1258: "cp1258", 10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic",
       10029: "mac_latin2", 10081: "mac_turkish", 20866: "koi8_r", 21866: "koi8_u", 28591: "iso8859_1",
       28592: "iso8859_2", 28593: "iso8859_3", 28594: "iso8859_4", 28595: "iso8859_5", 28596: "iso8859_6",
       28597: "iso8859_7", 28598: "iso8859_8", 28599: "iso8859_9", 28603: "iso8859_13", 28605: "iso8859_15"}
TWO = {932: "cp932", 936: "gbk", 949: "cp949", 950: "cp950"}


def letter(raw: bytes, codec: str) -> int:
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return 0
    return ord(text) if len(text) == 1 and ord(text) < 0x10000 else 0


def numbers(row) -> str:
    row = list(row)
    return "\n".join("  " + " ".join(f"{c:#x}," if c else "0," for c in row[i:i + 16]) for i in range(0, len(row), 16))


def main(output: str) -> None:
    out = ['// Made by tools/codepages.py: code points of old code pages.', '#include "scan/readers/codepage_tables.h"', "",
           "const struct codepage_one codepage_one[] = {"]
    for page, codec in ONE.items():
        out += [f"  {{{page}, {{", numbers(letter(bytes([b]), codec) for b in range(0x80, 0x100)), "  }},"]
    out += ["};", f"const int codepage_one_count = {len(ONE)};", "", "const struct codepage_two codepage_two[] = {"]
    for page, codec in TWO.items():
        single = (letter(bytes([b]), codec) for b in range(0x80, 0x100))
        rows = "\n".join("  {\n" + numbers(letter(bytes([lead, trail]), codec) for trail in range(0x40, 0xFF)) + "\n  }," for lead in range(0x81, 0xFF))
        out += [f"  {{{page}, {{", numbers(single), "  }, {", rows, "  }},"]
    out += ["};", f"const int codepage_two_count = {len(TWO)};", ""]
    with open(output, "w", encoding="ascii") as f:
        f.write("\n".join(out))


main(sys.argv[1])
