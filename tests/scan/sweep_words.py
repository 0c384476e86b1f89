"""Finds words the judge has learnt and the sweep does not know: takes every phrase of the judge's sources, puts it into
lines of many shapes, spellings and encodings, and asks sweep-check whether a line that marks is no candidate.

usage: sweep_words.py SWEEP-CHECK SOURCE-FOLDER [ROUNDS]
"""
import random
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

VOWELS = {"A": "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ", "E": "EÈÉẺẼẸÊỀẾỂỄỆ", "I": "IÌÍỈĨỊ", "O": "OÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ", "U": "UÙÚỦŨỤƯỪỨỬỮỰ",
          "Y": "YỲÝỶỸỴ", "D": "DĐ"}
TRUE = ["Bản số: 05", "Bản sao số: 02", "Không được phép sao, chụp", "Được phép sao chụp", "Tài liệu thu hồi",
        "Thời hạn bảo vệ: từ ngày 01 tháng 02 năm 2026", "Chỉ người có tên mới được bóc bì", "Bản sao bí mật nhà nước",
        "Lưu: VT (không sao, chụp).", "MẬT", "TỐI MẬT", "TUYỆT MẬT", "Độ mật: Tối mật", "ĐÃ GIẢI MẬT", "TÀI LIỆU MẬT", "(Mật)",
        "- Như trên (02 bản). Không sao chụp.", "Mức độ mật: Tuyệt mật", "[TUYỆT MẬT] Báo cáo"]
SHAPES = ["{}", "{}:", "{} 05", "{}: 05", "- {}: 03/05", "{}, {}", "{} {}", "{} MẬT", "{}: Tối mật", "({})", "{}: từ ngày 01 năm 2026",
          "{}.", "1. {}", "Lưu: {}", "{} ({})", "đây là {} trong câu"]
CP1252 = {b: bytes([b]).decode("cp1252", "replace") for b in range(256)}


def phrases(source: Path) -> list[str]:
    found = {}
    for path in sorted((source / "src/scan").glob("match*.c")) + sorted((source / "src/scan").glob("judge*.c")):
        for text in re.findall(r'"((?:[^"\\]|\\.)*)"', path.read_text()):
            if re.search(r"[A-ZĐ]{2}", text) and not re.search(r"[a-z%/\\]{3}", text):
                found[text.strip()] = None
    return list(found)


def accented(rng, text: str) -> str:
    return "".join(rng.choice(VOWELS[c]) if c in VOWELS and rng.random() < 0.6 else c for c in text)


def cased(rng, text: str) -> str:
    return rng.choice([str, str.lower, str.upper, str.capitalize, str.title])(text)


def spelled(rng, text: str, old: dict) -> str:
    way = rng.randrange(12)
    if way == 0:
        return unicodedata.normalize("NFD", text)
    if way == 1:
        return "".join(c for c in unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d")) if not unicodedata.combining(c))
    if way == 2:
        return " ".join(text)
    if way == 3:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    if way == 4:
        return "".join({"M": "М", "T": "Т", "O": "О", "A": "А"}.get(c, c) if rng.random() < 0.5 else c for c in text)
    if way == 5:
        return "".join(c + rng.choice(["", "", "\u00ad", "\u200b"]) for c in text)
    if way == 6:
        return text.replace(" ", rng.choice(["  ", "\u00a0", "\t", " \u00a0", ".", " - "]))
    if way in (7, 8):
        return "".join(old[way].get(c, c) for c in text)
    if way == 9 and len(text) > 2:
        k = rng.randrange(1, len(text))
        return text[:k] + rng.choice([" ", "|", ".", "\u2009"]) + text[k:]
    return text


def old_letters() -> dict:
    """TCVN3 and VNI letters as office files hold them, from the writer of test documents."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import make_formats as formats
    tables = {7: {}, 8: {}}
    for vowels in list(VOWELS.values()) + ["".join(VOWELS.values()).lower()]:
        for c in vowels:
            for way, encoding in ((7, "tcvn3"), (8, "vni")):
                raw = formats.write_text({"lines": [{"text": c}]}, encoding).strip(b"\r\n")
                if ord(c) > 127:
                    tables[way][c] = "".join(CP1252[b] for b in raw)
    return tables


def lines(source: Path, rounds: int):
    rng = random.Random(20260722)
    known, old = phrases(source), old_letters()
    assert len(known) > 60, "no phrases found in the judge's sources"
    for text in known:
        for shape in SHAPES:
            yield shape.format(text, rng.choice(known))
    for first in known:
        for second in known:
            yield f"{first} {second}"
    for _ in range(rounds):
        base = rng.choice(TRUE) if rng.random() < 0.5 else accented(rng, rng.choice(SHAPES).format(rng.choice(known), rng.choice(known)))
        if rng.random() < 0.2:
            base = accented(rng, unicodedata.normalize("NFC", base).upper())
        yield spelled(rng, cased(rng, base), old)


def main(check: str, source: str, rounds: str = "60000") -> None:
    text = "\n".join(line.replace("\n", " ") for line in lines(Path(source), int(rounds)))
    done = subprocess.run([check, "--lines"], input=text.encode(), stdout=subprocess.PIPE)
    print(done.stdout.decode(errors="replace"), end="")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main(*sys.argv[1:])
