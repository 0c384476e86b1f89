"""Hard cases on both sides of the line, as texts in hard.txt, each in three formats: python3 set_hard.py FOLDER [EVERY].

Used while the judge was mended. `news()` writes the news that must be clean in every format: own words, and the two public
articles of ../shared/reference/sources when that folder is there.
"""
import sys
from pathlib import Path

from collection import Collection, paper

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[2].parent / "shared/reference/sources"
ENCODINGS = ["utf8", "utf8bom", "nfd", "utf16", "utf16be", "tcvn3", "vni", "viscii", "vps", "cp1258", "viqr", "telex", "bare"]
NEWS = ["""Thành phố Tân Hải siết chặt việc bảo vệ bí mật nhà nước

Cập nhật 09:12, thứ Ba

Chiều 4/6, Ủy ban nhân dân thành phố nghe đoàn công tác thông báo kết quả kiểm tra tại năm đơn vị. Các nội dung chính về bảo vệ bí mật nhà nước được thực hiện tương đối tốt.

Tuy vậy, vẫn còn nơi soạn thảo và lưu văn bản mật trên máy tính có kết nối internet; một số cán bộ chưa nắm danh mục tài liệu thuộc bí mật nhà nước; việc tuyên truyền còn hình thức.

Đoàn đề nghị chấm dứt việc chụp tài liệu bằng điện thoại rồi gửi qua thư điện tử, đồng thời kiểm tra định kỳ hằng năm.

Thu Hà
""", """Hội nghị sơ kết việc thi hành Pháp lệnh và Luật Bảo vệ bí mật nhà nước

(Báo Hạ Lưu) - Sáng nay, tại hội trường lớn, tỉnh tổ chức hội nghị sơ kết. Dự hội nghị có lãnh đạo các sở, ban, ngành.

Quang cảnh hội nghị. Ảnh: L.K.

Các đại biểu thống nhất tiếp tục kiện toàn ban chỉ đạo, bố trí cán bộ có năng lực ở các bộ phận trọng yếu, cơ mật, và tăng đầu tư cho hoạt động bảo vệ bí mật nhà nước.
"""]


def hard(c):
    for block in (HERE / "hard.txt").read_text().split("@@ ")[1:]:
        head, text = block.split("\n", 1)
        want, kind = (x.strip() for x in head.split("|"))
        c.raw("txt", text, want, kind)
        for fmt in ("docx", "html"):
            c.put(fmt, paper(text.rstrip().split("\n")), want, kind)


def news(c):
    texts = NEWS + [p.read_text() for p in sorted(SOURCES.glob("*.txt"))] if SOURCES.is_dir() else NEWS
    for text in texts:
        for how in ENCODINGS:
            c.put("txt", paper(text.split("\n"), enc=how), "none", "news as text, " + how)
        for fmt in ("html", "docx", "docx-lo", "odt", "pdf", "doc", "rtf"):
            c.put(fmt, paper(text.split("\n")), "none", "news as " + fmt)
        c.sheet("xlsx", [[x] for x in text.split("\n") if x], "none", "news in a sheet")
        c.slides("pptx", [[x] for x in text.split("\n") if x], "none", "news on slides")


def main():
    c = Collection(sys.argv[1], "h", int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    hard(c)
    c.end()


def main_news(folder):
    c = Collection(folder, "n")
    news(c)
    c.end()


if __name__ == "__main__":
    main_news(sys.argv[2]) if sys.argv[1] == "--news" else main()
