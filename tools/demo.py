"""Writes the script of the demo province (for `kin demo`) and the folders of files its scans read.

usage: demo.py FOLDER
Tỉnh Sơn Giang, its units, people and papers are fictional. Three years end at the fixed day 2026-11-20; the
same script is made every time. What the script does goes through the program's own commands.
"""
import random
import signal
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

PASSWORD, PASSPHRASE = "Kin-dung-thu-2026", "bốn từ dùng thử"
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
DEMO = Path(__file__).resolve().parent.parent / "demo"
UNITS = [line.split(";") for line in (DEMO / "units.csv").read_text(encoding="utf-8").splitlines()[2:]]
CONNECTED = {"XD": "XD-KT-03", "TA": "TA-VP-03", "YX": "YX-VP-02", "YT": "YT-VT-02", "TC": "TC-KH-02", "NV": "NV-VT-02", "GD": "GD-VP-02", "VH": "VH-VP-02"}
NEVER, LATE = {"x-nam-lau", "x-dong-lam", "cty-xskt"}, {"so-y-te", "mttq", "x-phu-hoa"}
MERGED = (("so-gtvt", "so-xay-dung", "2025-03-01"), ("so-khdt", "so-tai-chinh", "2025-03-01"), ("so-tnmt", "so-nn", "2025-03-01"),
          ("p-tan-binh", "p-tan-an", "2025-07-01"), ("x-an-lac", "p-tan-an", "2025-07-01"))
DISSOLVED = (("tp-son-giang", "p-minh-tan"), ("h-yen-thuong", "x-yen-thuong"), ("h-nam-lau", "x-nam-lau"))
ENDED = {**{code: day for code, _, day in MERGED}, **{code: "2025-07-01" for code, _ in DISSOLVED}}
FINDS = [line.split(";") for line in (DEMO / "finds.csv").read_text(encoding="utf-8").splitlines()[2:]]
ROUNDS = ["2024-04-16", "2024-10-08", "2025-05-13", "2025-10-14", "2026-04-14", "2026-10-06"]
pick = random.Random(20231101)
lines, people, scans, machines = [], [0], {}, []


def do(when, who, command, **options):
    words = "".join(f' --{k.replace("_", "-")} "{v}"' if v is not True else f" --{k}" for k, v in options.items())
    lines.append((when, len(lines), f"{when} {who} {command}{words}"))


def person(when, unit, post, name=""):
    people[0] += 1
    family = pick.choice("Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Lý Nông Lò".split())
    name = name or f'{family} {pick.choice("Văn Thị Đức Minh Quốc Thu Hữu Ngọc".split())} {pick.choice("An Bình Chi Dũng Giang Hà Hiếu Khôi Lan Long Mai Nam Oanh Phong Quân Sơn Tâm Uyên Vinh Yến".split())}'
    number = f"CB{people[0]:03d}"
    do(when, "thang.vd" if people[0] > 2 else "khai.lv", f"person add {number}", name=name, unit=unit, post=post)
    return number


def assign(when, number, unit, duty, mode, decision):
    paper = {"decision": decision} if decision else {"reason": "Quyết định đang trình ký"}
    do(when, "thang.vd", f"person assign {number}", unit=unit, duty=duty, mode=mode, **paper)


def docx(path, paragraphs):
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(t)}</w:t></w:r></w:p>' for t in paragraphs)
    parts = {"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
             "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
             "word/document.xml": f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'}
    with zipfile.ZipFile(path, "w") as z:
        for name, text in parts.items():
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)


def scan(folder, day, machine, found="", decisions="", key=True):
    """Lays out the machine's files, scans them, takes the report in, decides."""
    place = Path("may") / day / machine / "Tai lieu"
    for i in range(pick.randint(5, 14)):
        docx(folder / place / f"Nam {day[:4]}" / f"cong-van-{i + 1:02d}.docx",
             ["ỦY BAN NHÂN DÂN", f"Số: {pick.randint(1, 900)}/CV", f"Đề nghị báo cáo số liệu tháng {pick.randint(1, 12)}.", "Văn bản hư cấu để dùng thử Kín."])
    if pick.random() < 0.3:
        (folder / place / "luu-tru.zip").write_bytes((SAMPLES / "co-mat-khau.zip").read_bytes())
    paths = [place]
    for one in filter(None, found.split(",")):
        name, level = one.split("=")
        paths.append(place.parent / "Luu tam" / f"{name}.docx")  # named one by one: findings are numbered in this order
        docx(folder / paths[-1], ["ỦY BAN NHÂN DÂN", "Số: 00/BC-UBND", level, "BÁO CÁO", f"Nội dung {name}, hư cấu để dùng thử Kín."])
    round_ = f"Quyết định {40 + len(scans)}/QĐ-BCĐ ngày {day[8:]}/{day[5:7]}/{day[:4]} của Ban Chỉ đạo"
    hour = 9 + sum(s.startswith(day) for s in scans) % 7
    minute = pick.randint(10, 40) if machine != "TA-VP-02" else 12
    year = day[:4]
    signed = {"key": f"khoa-{year}.key", "passphrase_file": "cum-mat-khau"} if key else {}
    scans[f"{day}/{machine}"] = scans.get(year, 0) + 1
    scans[year] = scans.get(year, 0) + 1
    do(f"{day}T{hour:02d}:{minute}", "-", "scan", machine=machine, authority=round_, report=f"bao-cao/{day}-{machine}.kin", jobs=1, quiet=True, **signed)
    lines[-1] = (*lines[-1][:2], lines[-1][2] + "".join(f' "{path}"' for path in paths))
    do(f"{day}T{hour:02d}:{minute + 15}", "dung.pv", f"inspect import bao-cao/{day}-{machine}.kin")
    number = f"Q-{year}-{scans[year]:04d}"
    for i, d in enumerate(decisions):
        when = f"{day}T17:{10 + i}" if day != "2026-11-20" else f"{day}T10:{10 + i}"
        words = {"c": ("confirmed", {}), "m": ("confirmed", {"measure": "Ngắt mạng, chuyển bản gốc về văn thư, xóa an toàn; biên bản 15/BB-BCĐ"}),
                 "f": ("false-alarm", {"reason": "Tài liệu tập huấn có in mẫu dấu, không phải tài liệu mật"}),
                 "u": ("unclear", {"reason": "Chờ cơ quan ban hành trả lời về độ mật"})}.get(d)
        if words:
            do(when, "thang.vd", f"inspect decide {number}/{i + 1} {words[0]}", **words[1])


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bao-cao").mkdir(exist_ok=True)
    (folder / "mat-khau").write_text(PASSWORD + "\n")
    (folder / "cum-mat-khau").write_text(PASSPHRASE + "\n")
    t = "2023-11-01T08:00"
    do(t, "-", "init", demo=True, agency="Văn phòng UBND tỉnh Sơn Giang", code="vp-ubnd", superior="UBND tỉnh Sơn Giang", tier="province",
       premises="Số 1 phố Dùng Thử, phường Minh Tân", profile="work", head="khai.lv", clerk="hanh.nt", administrator="huy.pg", auditor="ly.tt", password_file="mat-khau")
    lines[-1] = (*lines[-1][:2], lines[-1][2] + "".join(f' --person "{p}"' for p in ("head=Lê Văn Khải, Chánh Văn phòng", "clerk=Nguyễn Thị Hạnh, Văn thư",
                 "administrator=Phạm Gia Huy, Quản trị mạng", "auditor=Lý Thu Trang, Kiểm soát viên")))
    for code, name, kind, parent, _, since, _ in UNITS:
        if code != "vp-ubnd":
            do("2023-11-01T09:00", "khai.lv", f"unit create {code}", name=name, kind=kind, on=since, **({"parent": parent} if parent not in ("", "vp-ubnd") else {}))
    do("2023-11-02T08:00", "khai.lv", "unit move vp-ubnd", parent="ubnd")
    for code in ("p-tong-hop", "p-quan-tri"):
        do("2023-11-02T08:01", "khai.lv", f"unit move {code}", parent="vp-ubnd")
    for number, unit, post, name, account, role in (("CB001", "vp-ubnd", "Tổ Thường trực Ban Chỉ đạo", "Vũ Đình Thắng", "thang.vd", "security_officer"),
                                                    ("CB002", "thanh-tra", "Thanh tra viên", "Phan Văn Dũng", "dung.pv", "inspector"),
                                                    ("CB003", "p-tong-hop", "Chuyên viên", "Trần Quốc Bảo", "bao.tq", "drafter"),
                                                    ("CB004", "p-quan-tri", "Chuyên viên", "Đỗ Thu Mai", "mai.dt", "staff")):
        person("2023-11-02T08:10", unit, post, name)
        do("2023-11-02T08:10", "huy.pg", f"account create {account}", role=role, person=number, password_file="mat-khau")
    assign("2023-11-02T08:20", "CB001", "vp-ubnd", "security_officer", "full", "Quyết định 1204/QĐ-UBND")
    assign("2023-11-02T08:20", "CB001", "ubnd", "security_officer", "full", "Quyết định 1204/QĐ-UBND")
    assign("2023-11-02T08:20", "002", "vp-ubnd", "clerk", "full", "Quyết định 87/QĐ-VP")
    heads = {"department": "Giám đốc", "ward": "Chủ tịch", "commune": "Chủ tịch", "district": "Chủ tịch", "enterprise": "Giám đốc"}
    for n, (code, name, kind, _, prefix, _, officer) in enumerate(UNITS):
        t = f"2023-11-{6 + n // 3:02d}T{8 + n % 3:02d}:00"
        if code not in ("ubnd", "vp-ubnd"):
            boss, clerk, _ = (person(t, code, post) for post in (heads.get(kind, "Người đứng đầu"), "Văn thư", "Chuyên viên"))
            assign(t, boss, code, "head", "full", f"Quyết định {100 + n}/QĐ-UBND")
            if officer != "n":
                assign(t, clerk, code, "security_officer", "part", f"Quyết định {200 + n}/QĐ-{prefix}" if officer == "y" else "")
        for code2, purpose, network in ((f"{prefix}-DL-01", "drafting", "standalone"), (CONNECTED.get(prefix, f"{prefix}-VP-02"), "ordinary", "connected")):
            if prefix and (purpose == "ordinary" or kind not in ("ward", "commune", "mass") or n % 2):
                do(t, "hanh.nt", f"machine register {code2}", unit=code, purpose=purpose, network=network, basis="Sổ tài sản năm 2023")
                machines.append(code2)
    do("2023-11-28T08:00", "huy.pg", "account create nhan.vien.cu", role="staff", person="CB022", password_file="mat-khau")
    do("2023-11-28T09:00", "hanh.nt", "machine register MAU-01", unit="p-quan-tri", purpose="ordinary", network="connected", label="Máy làm mẫu, thư mục samples", basis="Sổ tài sản năm 2023")
    do("2023-11-28T09:00", "hanh.nt", "machine register VP-SO-01", unit="vp-ubnd", purpose="register", network="standalone", basis="Biên bản bàn giao 7/BB-VP")
    for y in (2024, 2025, 2026):
        do(f"{y}-01-10T08:30", "thang.vd", "inspect key", team=f"Đoàn kiểm tra số {y - 2022}, Ban Chỉ đạo tỉnh", out=f"khoa-{y}.key", until=f"{y}-12-31", passphrase_file="cum-mat-khau")
    do("2024-06-03T08:00", "khai.lv", "unit split so-cong-thuong", new="ban-kcn", name="Ban Quản lý khu công nghiệp", kind="department", parent="ubnd", basis="Quyết định 611/QĐ-UBND")
    do("2024-06-10T08:00", "hanh.nt", "machine register KC-VP-01", unit="ban-kcn", purpose="ordinary", network="connected", basis="Sổ tài sản năm 2024")
    do("2025-07-01T07:30", "khai.lv", "unit create p-tan-an", name="Phường Tân An", kind="ward", parent="ubnd", basis="Nghị quyết sắp xếp đơn vị hành chính (hư cấu)")
    for code, into, day in MERGED:
        do(f"{day}T08:00", "khai.lv", f"unit merge {code}", into=into, basis="Nghị quyết về sắp xếp tổ chức bộ máy (hư cấu)")
    do("2025-03-01T08:30", "khai.lv", 'unit rename so-nn "Sở Nông nghiệp và Môi trường"', basis="Nghị quyết về sắp xếp tổ chức bộ máy (hư cấu)")
    for code, _, _, parent, *_ in UNITS:
        if parent in ("tp-son-giang", "h-yen-thuong", "h-nam-lau") and code not in ("p-tan-binh", "x-an-lac"):
            do("2025-07-01T09:00", "khai.lv", f"unit move {code}", parent="ubnd", basis="Bỏ cấp huyện")
    for code, to in DISSOLVED:
        do("2025-07-01T10:00", "khai.lv", f"unit dissolve {code}", into=to, basis="Bỏ cấp huyện")
    for code, _, _, _, prefix, _, _ in UNITS:
        for machine in [m for m in machines if code in ENDED and m.startswith(prefix + "-")]:
            do("2025-09-15T08:00", "hanh.nt", f"machine retire {machine}", why="Thanh lý sau sắp xếp tổ chức")
    for day, machine in (("2025-07-10T08:00", "TA-VP-02"), ("2025-07-10T08:05", "TA-VP-03")):
        drafting = machine == "TA-VP-02"
        do(day, "hanh.nt", f"machine register {machine}", unit="p-tan-an", purpose="drafting" if drafting else "ordinary", network="standalone" if drafting else "connected",
           label="Tem 004417" if drafting else "Phòng 107", basis="Biên bản bàn giao tài sản")
    for day, number, unit, post in (("2024-03-04", "CB017", "so-noi-vu", "Chuyên viên"), ("2024-09-02", "CB031", "so-tai-chinh", "Trưởng phòng"), ("2026-02-03", "CB045", "so-tu-phap", "Phó Giám đốc")):
        do(f"{day}T08:00", "thang.vd", f"person move {number}", unit=unit, post=post, basis="Quyết định điều động")
    for day, number, why in (("2025-04-01T08:00", "CB022", "nghỉ hưu"), ("2026-06-30T08:00", "CB038", "chuyển công tác"), ("2026-09-15T08:00", "CB029", "thôi việc")):
        do(day, "thang.vd", f"person leave {number}", why=why)
    jobs = [tuple(f) for f in FINDS]
    for r, day in enumerate(ROUNDS):
        for n, (code, _, _, _, prefix, _, _) in enumerate(UNITS):
            own = [m for m in machines if m.startswith(prefix + "-") and m not in {f[1] for f in FINDS}]
            late = code in LATE and day > "2025-10-20"
            if prefix and own and n % 2 == r % 2 and code not in NEVER and not late and day < ENDED.get(code, "9999"):
                for m in own if day > "2026" else own[r // 2 % len(own):][:1]:
                    jobs.append((day, m, "", ""))
    for day, m, marked, decisions in sorted(jobs):
        scan(folder, day, m, marked, decisions, key=day != "2024-04-16")
    do("2026-11-20T11:30", "thang.vd", "machine change TA-VP-02", purpose="ordinary", network="connected", basis="Biên bản 15/BB-BCĐ",
       reason="Có dấu vết nối mạng; dừng soạn thảo từ 09:30, ngắt mạng, niêm phong, giữ nguyên hiện trạng")
    for y, m in [(y, m) for y in (2024, 2025, 2026) for m in (1, 4, 7, 10)] + [(2026, 11)]:
        do(f"{y}-{m:02d}-19T22:00", "-", "verify")
        if m > 9:
            do(f"{y}-{m:02d}-19T22:15", "-", f"backup sao-luu-{y}-{m:02d}.kin")
    do("2026-11-20T07:00", "-", "verify")
    do("2026-11-20T16:00", "ly.tt", "audit")
    (folder / "kich-ban.txt").write_text("\n".join(line for _, _, line in sorted(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main(Path(sys.argv[1]))
