"""Papers of the first set that carry no mark of their own: texts about secrecy, forms, false friends, released papers."""

LAW = """LUẬT
BẢO VỆ BÍ MẬT NHÀ NƯỚC
Điều 2. Giải thích từ ngữ
1. Bí mật nhà nước là thông tin có nội dung quan trọng do người có thẩm quyền xác định, chưa công khai.
Điều 8. Phân loại bí mật nhà nước
Căn cứ vào tính chất quan trọng của nội dung thông tin, bí mật nhà nước được phân loại thành 03 độ mật, bao gồm:
1. Bí mật nhà nước độ Tuyệt mật là bí mật nếu bị lộ, bị mất có thể gây nguy hại đặc biệt nghiêm trọng;
2. Bí mật nhà nước độ Tối mật là bí mật nếu bị lộ có thể gây nguy hại rất nghiêm trọng;
3. Bí mật nhà nước độ Mật là bí mật nếu bị lộ có thể gây nguy hại nghiêm trọng đến lợi ích quốc gia.
Điều 10. Xác định bí mật nhà nước và độ mật
Người đứng đầu cơ quan quyết định việc xác định bí mật nhà nước, độ mật, phạm vi lưu hành."""
LAW2 = """NGHỊ ĐỊNH
Quy định chi tiết một số điều
Điều 2. Xác định bí mật nhà nước và độ mật
2. Dấu chỉ độ mật: TUYỆT MẬT, TỐI MẬT, MẬT được đóng ở góc trái, dưới số, ký hiệu của văn bản.
3. Văn bản điện tử phải tạo dấu chỉ độ mật ngay trên bản thảo; khi in phải đóng dấu độ mật theo quy định.
Điều 3. Sao, chụp
1. Bản sao phải đóng dấu "BẢN SAO SỐ", văn bản ghi nhận việc chụp phải có "Bản số:"."""
ANNEX = """PHỤ LỤC II
MẪU DẤU CHỈ ĐỘ MẬT
(Ban hành kèm theo Thông tư số 91/2020/TT-BXX)
Mẫu số 02a

TUYỆT MẬT

Kích thước 40 x 8 mm
Mẫu số 02b

TỐI MẬT

Kích thước 30 x 8 mm
Mẫu số 02c

MẬT

Kích thước 20 x 8 mm
Mẫu số 03

A

Mẫu số 07

TÀI LIỆU THU HỒI
Thời hạn: .........."""
ONE = """Mẫu số 02
(Ban hành kèm theo Thông tư)

MẪU DẤU MẬT

MẬT

Hình chữ nhật, kích thước 20 mm x 8 mm, có hai đường viền, khoảng cách 1 mm, chữ in hoa, kiểu chữ đứng, đậm."""
BOOK = """SỔ TAY CÔNG TÁC VĂN THƯ
Trang 47
Hình 12. Vị trí đóng dấu độ mật

    SỞ NỘI VỤ
    Số: .../BC-SNV
    TỐI MẬT

Hình 13. Vị trí đóng dấu độ khẩn

    HỎA TỐC

Khi đóng dấu phải dùng mực đỏ, đóng ngay ngắn."""
FORM = """ĐƠN VỊ ..................        Độ mật: ..........
PHIẾU TRÌNH GIẢI QUYẾT CÔNG VIỆC
Kính trình: ..............................
Vấn đề trình: ............................
Độ mật: □ Thường  □ Mật  □ Tối mật  □ Tuyệt mật
Độ khẩn: □ Thường  □ Khẩn  □ Hỏa tốc
Ý kiến của lãnh đạo: ....................."""
FORM2 = """PHIẾU ĐỀ XUẤT ĐỘ MẬT CỦA VĂN BẢN
1. Tên văn bản: ...............
2. Đề xuất độ mật (Mật/Tối mật/Tuyệt mật): ...............
3. Căn cứ: Danh mục bí mật nhà nước thuộc lĩnh vực ...............
4. Số lượng bản phát hành: ...............
Người soạn thảo                 Người duyệt"""
REG = """SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN
Năm: ........
STT\tNgày đến\tSố đến\tTác giả\tSố, ký hiệu\tTrích yếu\tĐộ mật\tBản số\tNgười nhận\tKý nhận
1
2
3"""
LIST = """DANH MỤC BÍ MẬT NHÀ NƯỚC TRONG LĨNH VỰC NỘI VỤ
Điều 1. Bí mật nhà nước độ Tối mật gồm:
1. Hồ sơ nhân sự cấp cao chưa công khai.
2. Phương án điều chỉnh địa giới đang xem xét.
Điều 2. Bí mật nhà nước độ Mật gồm:
1. Đề thi, đáp án kỳ thi tuyển công chức chưa công khai.
2. Số liệu thanh tra chưa kết luận.
Điều 3. Quyết định này có hiệu lực kể từ ngày ký."""
GLOSS = """THUẬT NGỮ
Mật: cấp độ thấp nhất trong ba cấp độ.
Tối mật: cấp độ ở giữa.
Tuyệt mật: cấp độ cao nhất.
Giải mật: xóa bỏ độ mật của bí mật nhà nước.
Sao lục: chép lại nguyên văn."""
HOWTO = """HƯỚNG DẪN ĐÓNG DẤU
Bước 1. Mở văn bản đã ký.
Bước 2. Chọn con dấu đúng độ mật. Ví dụ: văn bản độ Mật thì đóng dấu
MẬT
văn bản độ Tối mật thì đóng dấu
TỐI MẬT
Bước 3. Đóng dấu bằng mực đỏ dưới số, ký hiệu.
Bước 4. Ghi vào sổ đăng ký."""
DIRECTIVE = """CHỈ THỊ
Về tăng cường công tác bảo vệ bí mật nhà nước trên địa bàn tỉnh
Thời gian qua, một số cơ quan soạn thảo văn bản mật trên máy tính nối mạng Internet, gửi tài liệu mật qua Zalo.
Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
1. Nghiêm cấm soạn thảo, lưu giữ tài liệu có nội dung bí mật nhà nước trên máy tính nối mạng.
2. Văn bản có độ mật (Mật, Tối mật, Tuyệt mật) phải đăng ký vào sổ riêng.
3. Công an tỉnh chủ trì kiểm tra định kỳ."""
PLAN = """KẾ HOẠCH
Công tác bảo vệ bí mật nhà nước năm 2024
I. Mục đích
Nâng cao ý thức trách nhiệm của cán bộ trong bảo vệ bí mật nhà nước.
II. Nội dung
1. Tổ chức tập huấn về xác định độ mật, đóng dấu độ mật, sao chụp tài liệu mật.
2. Rà soát, thống kê tài liệu mật, thực hiện giải mật theo quy định.
3. Kiểm tra máy tính dùng để soạn thảo văn bản mật."""
NEWS = """Khởi tố cựu cán bộ làm lộ tài liệu tối mật
(Báo Lam Giang) - Chiều 12/5, cơ quan điều tra đã khởi tố bị can về tội cố ý làm lộ bí mật nhà nước.
Theo điều tra, bị can đã chụp ảnh văn bản đóng dấu "TỐI MẬT" và gửi cho người quen qua mạng xã hội.
Hành vi này có thể bị phạt tù từ 2 đến 7 năm. Bạn đọc bình luận: 14"""
QUIZ = """CÂU HỎI TRẮC NGHIỆM TÌM HIỂU LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC
Câu 1. Bí mật nhà nước được phân thành mấy độ mật?
A. Một
B. Hai
C. Ba
Câu 2. Dấu nào có kích thước 20 x 8 mm?
A. MẬT
B. TỐI MẬT
C. TUYỆT MẬT
Đáp án: A"""
EXAM = """ĐỀ THI HẾT HỌC PHẦN: CÔNG TÁC BẢO MẬT VĂN THƯ
Thời gian 90 phút (không kể thời gian giao đề)
Câu 1 (3 điểm): Phân biệt ba độ Mật, Tối mật, Tuyệt mật.
Câu 2 (4 điểm): Một văn bản được đóng dấu MẬT nhưng không có Bản số. Nêu cách xử lý.
Câu 3 (3 điểm): Trình bày thủ tục tiêu hủy tài liệu mật."""
PASS = """Hướng dẫn đổi mật khẩu hộp thư công vụ
Mật khẩu phải có ít nhất 12 ký tự. Không chia sẻ mật khẩu cho người khác.
Nếu quên mật khẩu, chọn "Quên mật khẩu" và nhập mã xác thực.
Chính sách bảo mật: thông tin của bạn được mã hóa. Mật mã chỉ dùng một lần."""
RECIPE = """MẬT ONG NGÂM TỎI
Nguyên liệu: 500 ml mật ong rừng, 200 g tỏi.
Cách làm: bóc tỏi, cho vào lọ, rót mật ngập tỏi, đậy kín 20 ngày.
Mật mía có thể thay mật ong. Người bị sỏi mật, viêm túi mật nên hỏi bác sĩ."""
TET = """MỨT GỪNG DẺO
MẬT ONG - 2 thìa
GỪNG - 300 g
ĐƯỜNG - 150 g
Ngâm gừng, luộc ba lần, sên nhỏ lửa tới khi dẻo."""
HONEY = """BẢNG GIÁ
MẬT
Loại 1: 250.000 đồng/lít
Loại 2: 180.000 đồng/lít
PHẤN HOA
Loại 1: 400.000 đồng/kg
Trại ong Đồi Thông, giao hàng tận nơi"""
POEM = """TỐI MẬT
(thơ vui)
Em giấu trong tim một chữ thương
Tối mật cho nên chẳng tỏ tường
Gió biết, trăng hay mà chẳng nói
Chỉ có mình anh đứng cuối đường."""
CONTRACT = """HỢP ĐỒNG CUNG CẤP PHẦN MỀM
Điều 7. Điều khoản bảo mật
7.1. Hai bên cam kết giữ bí mật kinh doanh, bí mật thông tin khách hàng.
7.2. Thông tin mật là mọi thông tin do một bên cung cấp được đóng dấu "Mật" hoặc "Confidential".
7.3. Nghĩa vụ bảo mật kéo dài 05 năm sau khi chấm dứt hợp đồng."""
ENG = """MAT 101 Syllabus
MAT
Room 4, yoga mat included. Students use Matlab in format long.
The MAT exam takes place in May. TOI is an abbreviation.
Bring your own MAT."""
FR = """Échec et mat
Le roi est mat.
MAT
Peinture mate, finition: mat. Le mât du bateau est haut."""
NAMES = """DANH SÁCH THƯỞNG TẾT
1\tNguyễn Văn Mật\t500.000
2\tTrần Thị Mật\t500.000
3\tLê Tối\t300.000
4\tPhạm Mật Độ\t300.000
Người lập biểu: Mật"""
SIGN = """GIẤY XÁC NHẬN
Tôi là trưởng thôn Đồi Thông xác nhận ông Tuyến cư trú tại thôn.
Lam Giang, ngày 12 tháng 5 năm 2023
TRƯỞNG THÔN
(đã ký)
Nguyễn Văn Mật"""
DENS = """MẬT ĐỘ DÂN SỐ THEO XÃ
Xã\tDiện tích\tDân số\tMật độ
Tân Phong\t12,4\t3410\t275
Tân Lập\t15,1\t2980\t197
Mật độ trung bình toàn huyện 236 người/km2. Quan hệ mật thiết giữa mật độ và giao thông."""
FACE = """MẶT CẮT NGANG TUYẾN ĐƯỜNG
MẶT
Mặt đường rộng 7 m, mặt bằng thi công bàn giao tháng 4. Bề mặt hoàn thiện BTN C12,5.
TỔNG MẶT BẰNG
Đất đã mất do sạt lở: 2 m."""
URG = """UBND TỈNH LAM GIANG        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ NÔNG NGHIỆP             Độc lập - Tự do - Hạnh phúc
Số: 88/SNN-TL
HỎA TỐC
V/v ứng phó bão số 4
Kính gửi: UBND các huyện
Đề nghị trực ban 24/24, sơ tán dân vùng trũng trước 17 giờ.
TM. BAN CHỈ HUY"""
INTERNAL = """TÀI LIỆU
LƯU HÀNH NỘI BỘ
Hướng dẫn sinh hoạt chi bộ tháng 6
XEM XONG TRẢ LẠI
Phần I. Tư tưởng. Phần II. Nhiệm vụ. TM. CHI ỦY"""
THANKS = """THƯ CẢM ƠN
Kính gửi: Công an huyện Sơn Khê
Gia đình tôi chân thành cảm ơn các đồng chí đã giúp tìm lại tài sản bị mất.
Tình cảm thân mật của các đồng chí làm chúng tôi rất xúc động."""
MUSEUM = """Phòng trưng bày số 3: Hiện vật thời kháng chiến
Bức điện đóng dấu TUYỆT MẬT gửi chiến trường năm 1974 nay được giới thiệu với công chúng.
Chiếc cặp da dùng chuyển tài liệu mật qua vùng địch.
Bảo tàng mở cửa từ 8 giờ đến 17 giờ."""
INDEX = """MỤC LỤC
Chương 1. Độ mật ........ 5
   Mật ........ 6
   Tối mật ........ 8
   Tuyệt mật ........ 11
Chương 2. Sao chụp ........ 15
Chương 3. Giải mật ........ 22"""
FILM = """LỊCH CHIẾU PHIM
19:00  Hồ sơ tuyệt mật
21:00  Mật danh K9
22:30  Nhiệm vụ tối mật (phần 2)
Rạp Ánh Sao, giá vé 60.000 đồng"""
GAME = """TRÒ CHƠI LỚN: MẬT THƯ
Trạm 1: giải mật thư bằng khóa A = 1.
Trạm 2: mật hiệu là tiếng cú.
MẬT THƯ SỐ 3
2-15-14-7. Đội nào giải được thì báo cáo mật khẩu."""
SOFT = """Thông số cấu hình hệ thống quản lý văn bản
Trường "do_mat": giá trị 0 = Thường, 1 = Mật, 2 = Tối mật, 3 = Tuyệt mật.
Trường "do_khan": 0 = Thường, 1 = Khẩn, 2 = Hỏa tốc.
Lưu ý hệ thống không được dùng để xử lý văn bản mật."""
STAT = """THỐNG KÊ SỐ LƯỢNG VĂN BẢN ĐI NĂM 2023
Loại\tThường\tMật\tTối mật\tTuyệt mật\tTổng
Công văn\t812\t14\t3\t0\t829
Báo cáo\t160\t9\t2\t0\t171"""
NORMALREG = """Số\tTrích yếu\tĐộ mật\tĐộ khẩn
12\tMời họp giao ban\tThường\tThường
13\tBáo cáo quý\tThường\tKhẩn
14\tLịch trực Tết\tBình thường\tThường"""
LABELNONE = """SỞ NỘI VỤ
Số: 41/GM-SNV
Độ mật: Thường
Độ khẩn: Khẩn
GIẤY MỜI
Dự họp triển khai cải cách hành chính."""
LABELNO = """Độ mật: Không
Người soạn: Lài
Thông báo lịch nghỉ lễ 30/4 và 1/5. Các phòng bố trí trực theo danh sách."""
COVER = """KỶ YẾU
HỘI NGHỊ BẢO MẬT VÀ AN TOÀN THÔNG TIN 2023
BẢO MẬT
AN TOÀN
TIN CẬY
Nhà xuất bản Ánh Sao"""
REPORT = """BÁO CÁO
Kết quả tự kiểm tra công tác bảo vệ bí mật nhà nước
1. Số văn bản mật đến: 45 (Tối mật: 3; Mật: 42).
2. Số văn bản mật đi: 12 (Mật: 12).
3. Chưa phát hiện lộ, mất bí mật nhà nước.
4. Đã giải mật 05 tài liệu độ Mật của năm 2012."""
DECISION = """QUYẾT ĐỊNH
Về việc giải mật bí mật nhà nước
Điều 1. Giải mật 12 tài liệu độ Mật do Sở ban hành giai đoạn 2005-2010 (có danh sách kèm theo).
Điều 2. Phòng Hành chính đóng dấu giải mật trên các tài liệu.
Điều 3. Quyết định có hiệu lực kể từ ngày ký."""
LESSON = """BÀI 4. SOẠN THẢO VĂN BẢN
Hoạt động 1. Học sinh điền vào chỗ trống các thành phần thể thức.
Gợi ý: ô 10a ghi dấu chỉ mức độ mật, ô 10b ghi dấu chỉ mức độ khẩn.
Bài tập: vẽ lại mẫu văn bản có dấu TỐI MẬT ở ô 10a."""
ORDER = """ĐẶT HÀNG KHẮC DẤU
STT\tNội dung dấu\tSố lượng\tĐơn giá
1\tMẬT\t02\t80.000
2\tTỐI MẬT\t02\t95.000
3\tHỎA TỐC\t03\t95.000
4\tĐÃ THU TIỀN\t01\t70.000"""
FAQ = """HỎI ĐÁP
Hỏi: Văn bản trả lời công văn mật có phải đóng dấu mật không?
Đáp: Chỉ khi nội dung chứa bí mật nhà nước theo danh mục.
Hỏi: Ai có thẩm quyền cho phép sao, chụp tài liệu Tối mật?
Đáp: Người đứng đầu cơ quan theo luật định."""
MED = """KẾT QUẢ SIÊU ÂM
Gan: bình thường
Mật: túi mật không sỏi, đường mật không giãn
Thận: hai thận bình thường
Kết luận: theo dõi viêm túi mật."""
BUDDH = """MẬT TÔNG VÀ CHÙA CỔ
Mật
Chú trì trong Mật tông là lời kinh ngắn. Hiển và mật là hai lối tu.
Chùa mở hội ngày rằm tháng giêng."""
CROSS = """Ô CHỮ
Hàng ngang 1: Ong làm ra (3 chữ cái): MẬT
Hàng ngang 2: Trái nghĩa với sáng (3 chữ cái): TỐI
Từ khóa: MẬT NGỌT"""
VOTE = """BIÊN BẢN KIỂM PHIẾU
Hội nghị tiến hành bỏ phiếu kín theo nguyên tắc bí mật, số phiếu phát ra 45, thu về 45.
Kết quả: đồng ý 44, không đồng ý 1. TM. BAN KIỂM PHIẾU"""
SALE = """BÍ MẬT KINH DOANH
Thỏa thuận không tiết lộ thông tin
Công ty Đồi Thông và ông Tuyến thống nhất không tiết lộ công thức nước chấm."""
COPYNO = """SỔ MƯỢN SÁCH
Tên sách: Dế mèn. Bản số: 05. Hạn trả: 30/6. Không được phép sao chụp giáo trình.
Tên sách: Toán 6. Bản số: 12. Hạn trả: 30/6."""
DECL = ["ĐÃ GIẢI MẬT", "GIẢI MẬT\nTừ ngày 01/3/2022", "ĐÃ GIẢI MẬT theo Quyết định số 12/QĐ-UBND", "TÀI LIỆU ĐÃ GIẢI MẬT", "GIẢI MẬT"]


def write(m):
    """m: the names of make_set."""
    put, raw, make, sheet, P = m["put"], m["raw"], m["make"], m["sheet"], m["P"]
    texts = [("law and decree", [LAW, LAW2, LIST]), ("samples of stamps", [ANNEX, ONE, BOOK, HOWTO, LESSON, ORDER]), ("empty forms and registers", [FORM, FORM2, REG, NORMALREG, STAT]),
             ("work about secrecy", [DIRECTIVE, PLAN, REPORT, DECISION]), ("news, quiz, teaching", [NEWS, QUIZ, EXAM, FAQ, GLOSS, MUSEUM, INDEX]),
             ("computing", [PASS, SOFT, COVER]), ("false friends", [RECIPE, TET, HONEY, DENS, FACE, MED, BUDDH, CROSS, GAME, FILM, POEM]), ("names", [NAMES, SIGN]),
             ("other languages", [ENG, FR]), ("urgency, internal", [URG, INTERNAL]), ("contract, vote, letter", [CONTRACT, SALE, VOTE, THANKS, COPYNO]), ("label says none", [LABELNONE, LABELNO])]
    formats = ["txt", "docx", "pdf", "odt", "txt", "doc", "html", "rtf"]
    k = 0
    for kind, group in texts:
        for text in group:
            for _ in range(2):
                fmt = formats[k % len(formats)]
                k += 1
                lines = text.split("\n")
                body, rows = [], []
                for line in lines:
                    if "\t" in line:
                        rows.append(line.split("\t"))
                        continue
                    if rows:
                        body.append(rows)
                        rows = []
                    if line.strip():
                        body.append(line)
                if rows:
                    body.append(rows)
                put(fmt, dict(head=[], body=body), "none", kind)
    for i in range(10):   # ordinary papers, same offices and layouts, no mark
        put(["docx", "txt", "pdf", "doc", "odt"][i % 5], make("none", topic=i % 13, mark_at="none"), "none", "ordinary paper")
    for i, e in enumerate(["tcvn3", "vni", "viscii", "vps", "bare", "telex", "viqr", "utf16", "nfd", "bare", "bare", "tcvn3"]):
        raw("txt", [DIRECTIVE, RECIPE, NEWS, LAW, LAW, PLAN, QUIZ, PASS, LAW2, RECIPE, FACE, NAMES][i], "none", "encodings", e)
    for text in (STAT, NORMALREG, DENS):
        sheet([line.split("\t") for line in text.split("\n")], "none", "sheets", fmt=["xlsx", "csv", "xls"][(k := k + 1) % 3])
    sheet([["STT", "Số ký hiệu", "Ngày", "Trích yếu", "Độ mật", "Bản số"], ["", "", "", "", "", ""]], "none", "sheets")
    sheet([["Danh mục", "Giá trị"], ["Độ mật", "Thường"], ["Độ mật", "Mật"], ["Độ mật", "Tối mật"], ["Độ mật", "Tuyệt mật"], ["Độ khẩn", "Khẩn"]], "none", "sheets")
    for slides in ([["BẢO VỆ BÍ MẬT NHÀ NƯỚC", "Tài liệu tập huấn"], ["3 độ mật", "Tuyệt mật\nTối mật\nMật"], ["Dấu chỉ độ mật", "TUYỆT MẬT\nTỐI MẬT\nMẬT"]],
                   [["An toàn thông tin", "Mật khẩu mạnh"], ["Bảo mật", "Không mở tệp lạ"]],
                   [["Tập huấn văn thư"], ["Ví dụ 1", "Văn bản độ MẬT", "TỐI MẬT"], ["Câu hỏi thảo luận", "Khi nào đóng dấu MẬT?"]],
                   [["Cảm ơn đã lắng nghe"], ["Mật ong Đồi Thông", "MẬT ONG NGUYÊN CHẤT"]]):
        n = m["name"]("pptx")
        P.pptx(m["OUT"] / "papers" / n, slides)
        m["label"](n, "none", "slides")
    raw("txt", LAW, "none", "file name only", stem="van ban mat {}")
    raw("txt", INTERNAL, "none", "file name only", stem="TOIMAT_{}")
    raw("py", "do_mat = {'mat': 1, 'toi mat': 2}\nMAT = 3\n# MẬT\nprint('Độ mật:', MAT)\n", "none", "computing")
    raw("json", '{"do_mat": [{"id": 1, "ten": "Mật"}, {"id": 2, "ten": "Tối mật"}, {"id": 3, "ten": "Tuyệt mật"}]}\n', "none", "computing")
    raw("html", "<select name=domat><option>Thường<option>Mật<option>Tối mật<option>Tuyệt mật</select><input type=password placeholder='Mật khẩu'>", "none", "computing")
    raw("po", 'msgid "secret"\nmsgstr "Mật"\n\nmsgid "top secret"\nmsgstr "TUYỆT MẬT"\n', "none", "computing")
    for i, d in enumerate(DECL):
        for fmt in ("docx", "txt"):
            p = make("MAT", topic=i, mark=["MẬT", "TỐI MẬT"][i % 2])
            p["head"] += d.split("\n")
            put(fmt, p, "declassified", "declassified paper")
