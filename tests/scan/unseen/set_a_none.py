"""The papers of set A that bear no mark: rules, news, lessons, questions, forms, registers, samples of stamps, honey, names, released papers."""
from collection import P, paper

TEXTS = {
    "rules": [
        "NGHỊ ĐỊNH\nQuy định việc đóng dấu\nChương II\nDẤU CHỈ ĐỘ MẬT\nĐiều 7. Các loại dấu\n1. Dấu Tuyệt mật khắc chữ\nTUYỆT MẬT\n2. Dấu Tối mật khắc chữ\nTỐI MẬT\nĐiều 8. Mực dấu\nĐiều 9. Nơi đóng dấu độ mật",
        "QUY ĐỊNH\nvề quản lý văn bản mật tại Đài Khí tượng\nĐiều 1. Văn bản mật đến phải ghi sổ riêng.\nĐiều 2. Độ mật do người ký quyết định.\nĐiều 3. Người đánh máy ghi chữ \"MẬT\" ở góc trái.\nĐiều 4. Bí mật nhà nước chỉ lưu trên máy không nối mạng.",
        "HƯỚNG DẪN NGHIỆP VỤ SỐ 4\n3.1. Đối với công văn: dấu độ mật đóng dưới số, ký hiệu.\nVí dụ:\nSố: 15/ABC\nMẬT\n3.2. Đối với bì: đóng chữ A, B hoặc C.",
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC\nĐiều 8. Phân loại\nBí mật nhà nước độ Tuyệt mật; độ Tối mật; độ Mật.\nĐiều 9. Danh mục\nĐiều 10. Xác định độ mật\nĐiều 11. Sao, chụp\nĐiều 12. Thống kê, lưu giữ",
        "QUYẾT ĐỊNH\nBan hành Danh mục bí mật nhà nước lĩnh vực dự trữ (đã đăng Công báo)\nĐiều 1. Bí mật nhà nước độ Tuyệt mật: kế hoạch tổng thể.\nĐiều 2. Bí mật nhà nước độ Tối mật gồm: a) số liệu tồn kho; b) vị trí kho.\nĐiều 3. Bí mật nhà nước độ Mật: kế hoạch năm.\nĐiều 4. Hiệu lực.",
        "NỘI QUY PHÒNG MÁY\n1. Không soạn thảo văn bản có dấu \"MẬT\", \"TỐI MẬT\" trên máy nối mạng.\n2. Không cắm USB lạ.\n3. Tắt máy khi ra về.",
        "Art. 5. Classification stamps\n(a) \"TUYỆT MẬT\" (Top secret)\n(b) \"TỐI MẬT\" (Secret)\n(c) \"MẬT\" (Confidential)\nArt. 6. State secrets shall be kept in safes."],
    "news": [
        "Tân Hải: Tập huấn bảo vệ bí mật nhà nước cho 200 cán bộ\nCập nhật 14:20 ngày 3/5\nSáng 3/5, Công an thành phố mở lớp tập huấn. Báo cáo viên nêu nhiều vụ lộ tài liệu mật qua mạng xã hội.\nẢnh: Thu Hà",
        "Bắt nhóm bán tài liệu ‘mật’ trên mạng\nCơ quan điều tra cho biết tài liệu có đóng dấu “Tối mật” là giả. Các bị can khai làm dấu từ cao su.\nTheo báo Tân Hải",
        "Giải mã hồ sơ TUYỆT MẬT của tàu ngầm mất tích\nSau 50 năm, kho lưu trữ nước A công bố 300 trang. Trang nào cũng có dòng chữ TOP SECRET.\nBình luận (12)",
        "HỒ SƠ MẬT\nChương trình truyền hình thực tế, 20h30 thứ Bảy\nTập 7: Người đàn ông trong toa tàu số 4. Đạo diễn: Trần Khởi.",
        "TUYỆT MẬT\nTiểu thuyết trinh thám của Đ. H. Lam, NXB Sóng Mới, 312 trang, giá bìa 98.000đ. Mua hai quyển giảm 10%.",
        "MẬT\nThơ\nGiọt rơi từ nhụy hoa vàng\nCon ong chở nắng về làng làm duyên\nTác giả gửi tặng bạn đọc số Xuân",
        "Đoàn kiểm tra làm việc tại huyện Ngọc Vừng\nQua kiểm tra, các phòng chấp hành nghiêm quy định; còn tình trạng soạn thảo văn bản mật trên máy tính nối mạng. Đoàn đề nghị khắc phục dứt điểm, tổ chức ký cam kết bảo vệ bí mật nhà nước.",
        "Hội nghị sơ kết 3 năm thi hành Luật Bảo vệ bí mật nhà nước\nĐồng chí Phó Chủ tịch nhấn mạnh cần kiện toàn Ban chỉ đạo, trang bị máy tính độc lập, tăng cường thanh tra, xử lý nghiêm vi phạm. Dự hội nghị có đại diện các sở."],
    "lessons": [
        "BÀI 3. PHÂN LOẠI BÍ MẬT NHÀ NƯỚC\nMục tiêu bài học: học viên phân biệt được ba độ mật.\n\nTUYỆT MẬT\nGây nguy hại đặc biệt nghiêm trọng.\n\nTỐI MẬT\nGây nguy hại rất nghiêm trọng.",
        "Chuyên đề tập huấn văn thư\nCách trình bày văn bản mật\nSố: 01/VD\nTỐI MẬT\nGiảng viên lưu ý: chữ in hoa, đậm, có khung.",
        "Câu 12: Văn bản có dấu nào sau đây do người đứng đầu cơ quan trung ương ký?\nA. MẬT\nB. TỐI MẬT\nC. TUYỆT MẬT\nD. Cả ba\nCâu 13: Thời hạn bảo vệ độ Mật là bao nhiêu năm?\nA. 10\nB. 20\nC. 30",
        "ĐỐ VUI PHÁP LUẬT\n1) Bí mật nhà nước có mấy độ? - Ba.\n2) Dấu nào lớn nhất? - TUYỆT MẬT\n3) Dấu nào nhỏ nhất? - MẬT",
        "Phiếu học tập số 2\nNối cột A với cột B\nTUYỆT MẬT\t30 năm\nTỐI MẬT\t20 năm\nMẬT\t10 năm",
        "Em hãy đọc đoạn văn sau: \"Trên tập giấy có hai chữ TỐI MẬT màu đỏ. Anh giao liên giấu vào ống tre.\" Hỏi: anh giao liên là người như thế nào?",
        "Kịch bản tiểu phẩm\nVĂN THƯ (cầm phong bì): Có chữ C, lại có dấu MẬT, sao chị mở ra?\nPHÓ PHÒNG: Tôi quên!\nMàn hạ.",
        "FLASHCARD 18\nMặt trước: SECRET\nMặt sau: TỐI MẬT\nFLASHCARD 19\nMặt trước: BRIEFCASE\nMặt sau: CẶP DA"],
    "forms": [
        "PHIẾU MƯỢN HỒ SƠ\nHọ tên: ....................\nHồ sơ số: ..................\nĐộ mật: ...................\nNgày trả: ..................",
        "☐ Mật   ☐ Tối mật   ☐ Tuyệt mật   ☐ Không\nTên tài liệu ______________\nNgười đề xuất ______________\nÝ kiến lãnh đạo ______________",
        "MẪU 05\nSỔ QUẢN LÝ SAO, CHỤP BÍ MẬT NHÀ NƯỚC\nSTT\tTên tài liệu\tĐộ mật\tSố bản\tNgười ký\n\t\t\t\t\n\t\t\t\t",
        "TÊN CƠ QUAN CHỦ QUẢN\nTÊN CƠ QUAN\nSố: ..../....\n(Dấu độ mật)\nKính gửi: ..........................\n....................................\n....................................",
        "{{ten_don_vi}}\nSố: {{so}}/{{ky_hieu}}\n{{do_mat}}\nKính gửi: {{noi_nhan}}\nMặc định do_mat = MẬT",
        "GIẤY ĐỀ NGHỊ CẤP BÍ SỐ\nKính gửi: ......\nTôi là: ......\nĐộ mật đề nghị: Mật / Tối mật / Tuyệt mật (gạch bỏ độ không dùng)\nLý do: ......\nKý tên ......"],
    "registers": [
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI\nSố\tNgày\tTrích yếu\tĐộ mật\n11\t2/3\tHọp giao ban\tThường\n12\t4/3\tPhương án M5\tMật\n13\t5/3\tNghỉ lễ\tThường",
        "BẢNG TỔNG HỢP\nĐơn vị\tTuyệt mật\tTối mật\tMật\nPhòng 1\t0\t3\t22\nPhòng 2\t0\t1\t9\nCộng\t0\t4\t31",
        "Độ mật\tSố lượng hồ sơ\nMật\t214\nTối mật\t31\nTuyệt mật\t2\nKhông\t1890",
        "Biểu số 3. Số liệu lưu trữ\n- Hồ sơ độ Mật: 56\n- Hồ sơ độ Tối mật: 4\n- Hồ sơ độ Tuyệt mật: không có"],
    "samples": [
        "CỬA HÀNG KHẮC DẤU MINH TÂM\nDấu chữ nhật có viền\nMẬT\n75.000 đ\nHỎA TỐC\n80.000 đ\nGiao hàng trong ngày.",
        "Ảnh 3. Con dấu cũ\nTỐI MẬT\nHiện vật số BT-112, cao su, khoảng 1965.\nẢnh 4. Máy đánh chữ.",
        "Thử font chữ VNI-Univer\nMẬT TỐI MẬT TUYỆT MẬT\nabc xyz 0123456789\nKHẨN THƯỢNG KHẨN",
        "Bước 4: chọn Insert > WordArt, gõ chữ MẬT, đặt màu đỏ, kéo vào góc trái.\nBước 5: in thử.\nKết quả như hình dưới:\nMẬT",
        "Vị trí 10a trên sơ đồ bố trí thể thức:\n┌────────┐\n│ TỐI MẬT │\n└────────┘\nVị trí 10b: dấu khẩn. Khổ giấy A4, lề trái 30 mm.",
        "Bảng kê vật tư văn phòng\nMặt hàng\tĐVT\tSL\nDấu MẬT\tcái\t2\nDấu TỐI MẬT\tcái\t1\nMực đỏ\tlọ\t5",
        "Hóa đơn 0021\nKhắc 01 dấu \"TUYỆT MẬT\" 40x8\t120.000\nKhắc 01 dấu \"ĐẾN\"\t90.000\nCộng\t210.000"],
    "honey": [
        "BẢNG GIÁ HTX ONG NÚI CẤM\nTên hàng\tGiá\nMẬT\t180.000\nPHẤN\t250.000\nSỮA CHÚA\t900.000",
        "MẬT\nRỪNG U MINH\nNguyên chất - chai 500 ml\nHạn dùng 24 tháng",
        "Thực đơn\nBánh rán mật\nChuối nướng mật ong\nMẬT (chén nhỏ)\t5.000\nTrà gừng\t15.000",
        "Siêu âm bụng\nGan: bình thường\nMẬT: không sỏi\nTụy: bình thường\nThận: không ứ nước",
        "GAN\t12\nMẬT\t7\nTỤY\t3\nDẠ DÀY\t20\nSố ca nội soi theo cơ quan",
        "Kho ngày 12/8\nĐƯỜNG\t40 kg\nMẬT\t25 kg\nBỘT\t60 kg\nTRỨNG\t300 quả",
        "Túi mật giãn, thành dày 4 mm. Kết luận: viêm túi mật. Đề nghị mổ.",
        "Công thức\n2 thìa MẬT\n1 quả chanh\n300 ml nước ấm\nKhuấy đều, uống buổi sáng."],
    "names": [
        "DANH SÁCH LỚP 7A2\n1\tĐỗ Thị\tLan\n2\tPhan Văn\tMật\n3\tLý Thị\tMỹ\n4\tTô\tMẬT\n5\tHồ\tNgân",
        "GIẤY MỜI\nKính mời ông: NGUYỄN VĂN\nMẬT\nđến dự lễ lúc 8 giờ",
        "Người lập biểu\nTRẦN THỊ MẬT\nKế toán trưởng\nLÊ VĂN TỐI",
        "Trưởng thôn\n(Đã ký)\nMật\nThôn Bãi Sậy, ngày 3 tháng 2",
        "BẢNG CHẤM CÔNG\nHọ và tên\t1\t2\t3\nMẬT\tx\tx\t0\nHÒA\tx\t0\tx\nTUYẾT\tx\tx\tx",
        "Kính gửi anh Mật, em gửi anh bản thiết kế. Anh Mật xem rồi báo lại. Thân, Tuyết",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nĐƠN XIN XÁC NHẬN\nKính gửi: UBND xã\nTôi là Võ Thị Mật, sinh 1970.\nNgười làm đơn\nMật\nVõ Thị Mật",
        "ĐỘI BÓNG XÓM BẮC\nThủ môn: Mật\nHậu vệ: Tối, Lâm\nTiền đạo: Mật (em)"],
    "other words": [
        "BẢO MẬT\nCHÍNH SÁCH BẢO MẬT THÔNG TIN KHÁCH HÀNG\nChúng tôi giữ bí mật dữ liệu. Mật khẩu được băm.",
        "Độ bảo mật: cao\nĐộ mã hóa: AES-256\nMật khẩu Wi-Fi: hoalan2024",
        "Mật độ dân số: 412 người/km2\nMật độ đường: 1,2 km/km2",
        "MẬT THƯ SỐ 3\nChìa khóa: A = 1\nBản tin: 13-1-20\nĐội nào giải trước được 10 điểm.",
        "MẬT MÃ DA VINCI\nDiễn viên: ...\nSuất chiếu 19:30",
        "TM. BAN GIÁM ĐỐC\nKT. TRƯỞNG PHÒNG\nTL. GIÁM ĐỐC\nTUQ. CỤC TRƯỞNG",
        "Cuộc họp kín, bỏ phiếu kín, hoạt động bí mật trong lòng địch, giao liên mật, cơ sở mật.",
        "THỎA THUẬN BẢO MẬT (NDA)\nThông tin mật là mọi thông tin đóng dấu \"Mật\" hoặc \"Confidential\" của Bên A.\nBên B giữ kín 03 năm.",
        "Quan hệ mật thiết, phối hợp chặt chẽ; không khí thân mật; bàn bạc cẩn mật.",
        "CONFIDENTIAL\nFor internal use only\nQuarterly revenue of ABC Co.",
        "YOGA MAT 6 MM\nMAT\nNon slip\nToi la nguoi ban hang, mat hang moi ve",
        "Hom nay mat dien, mat nuoc. Toi mat 2 gio di lai. Mat bang cho thue toi thieu 1 nam. Do mat troi gay gat.",
        "Chăm sóc da mặt\nMẶT NẠ TỐI\nTỐI: MẶT NẠ NGỦ\nMÁT LẠNH",
        "Phòng trọ TỐI MÁT, giá 2 triệu, có chỗ để xe, gần chợ.",
        "LƯU HÀNH NỘI BỘ\nBản tin Đài Khí tượng số 12\nKhông phổ biến ra ngoài"],
    "software": [
        "enum DoMat { THUONG, MAT, TOI_MAT, TUYET_MAT };\nstatic const char *ten[] = {\"Thường\", \"MẬT\", \"TỐI MẬT\", \"TUYỆT MẬT\"};",
        "<select name=\"do_mat\">\n<option>Thường</option>\n<option>Mật</option>\n<option>Tối mật</option>\n</select>",
        "msgid \"top secret\"\nmsgstr \"TUYỆT MẬT\"\n\nmsgid \"secret\"\nmsgstr \"TỐI MẬT\"",
        "Độ mật: bắt buộc, kiểu chuỗi\nMAT: Mật\nTOI_MAT: Tối mật\nTUYET_MAT: Tuyệt mật",
        "INSERT INTO do_mat VALUES (1,'MẬT'),(2,'TỐI MẬT'),(3,'TUYỆT MẬT');",
        "- name: classification\n  enum:\n    - MẬT\n    - TỐI MẬT\n  default: MẬT",
        "Test case 14: nhập \"Độ mật: Tối mật\", hệ thống hiển thị nhãn TỐI MẬT màu đỏ ở góc trái. Kết quả mong đợi: đạt."],
    "on the work": [
        "KẾ HOẠCH\nTự kiểm tra công tác bảo vệ bí mật nhà nước năm 2024\nKính gửi: các phòng\n1. Rà soát văn bản độ Mật, Tối mật.\n2. Kiểm tra dấu chỉ độ mật.\n3. Lập biên bản.",
        "BIÊN BẢN KIỂM TRA\nKết quả: 05 văn bản đóng dấu MẬT sai vị trí; 02 văn bản đóng dấu TỐI MẬT không vào sổ; 01 máy tính lưu tài liệu mật.\nKiến nghị: chấn chỉnh ngay.",
        "CÔNG VĂN\nV/v đính chính\nCông văn số 14/UBND ngày 2/3 đóng nhầm dấu MẬT, nay đính chính: văn bản trên không thuộc danh mục bí mật nhà nước.",
        "THÔNG BÁO\nV/v giải mật tài liệu\nCác tài liệu độ Mật từ năm 2005 trở về trước của Sở hết thời hạn bảo vệ, được giải mật theo Điều 22.",
        "BẢN CAM KẾT\nTôi cam kết không tiết lộ bí mật nhà nước, không sao chụp tài liệu mật, bàn giao đủ khi chuyển công tác.",
        "TỜ TRÌNH\nV/v mua két sắt lưu tài liệu mật\nPhòng có 31 hồ sơ độ Mật, 4 hồ sơ độ Tối mật, chưa có két. Đề nghị duyệt mua 02 két.",
        "Lịch công tác tuần\nThứ hai: họp giao ban\nThứ ba: tập huấn bảo vệ bí mật nhà nước\nThứ tư: kiểm kê tài liệu mật\nThứ năm: nghỉ"]}
PRICES = [("Ong Vàng", "chai"), ("Suối Ngàn", "lít"), ("Bản Mây", "hũ"), ("Đồi Hoa", "can"), ("Rừng Tràm", "chai"), ("Tây Nguyên", "hũ")]
FORMATS = ["txt", "docx", "pdf", "odt", "html", "docx-lo", "doc", "rtf"]


def written(c):
    n = 0
    for kind, texts in TEXTS.items():
        for text in texts:
            c.put(FORMATS[n % 8], paper(text.split("\n")), "none", kind)
            n += 1
    for kind in ("rules", "samples", "names", "honey", "lessons", "forms"):  # the same kinds in another dress
        for i, text in enumerate(TEXTS[kind]):
            c.put(FORMATS[(i * 3 + 1) % 8], paper(["Trang nội bộ Phòng Tổng hợp", "Sưu tầm tháng " + str(i + 1)] + text.split("\n") + ["Hết trang."]), "none", kind)


def made(c, letter):
    for i in range(30):
        c.put(FORMATS[i % 8], letter(i), "none", "ordinary paper")
    for i in range(6):
        c.put("txt", letter(i + 3, enc=["tcvn3", "vni", "viqr", "telex", "viscii", "cp1258"][i], newline="\r\n"), "none", "ordinary paper, old encoding")
    about = ["Đã phổ biến Luật Bảo vệ bí mật nhà nước cho cán bộ.", "Rà soát 12 văn bản độ Mật, 2 văn bản độ Tối mật; không có văn bản Tuyệt mật.", "Thu hồi 1 ổ cứng lưu tài liệu mật.", "Đề nghị cấp trên hướng dẫn việc xác định độ mật."]
    for i in range(12):
        p = letter(i + 4)
        c.put(FORMATS[i % 8], dict(p, body=["BÁO CÁO", f"Công tác bảo vệ bí mật nhà nước quý {i % 4 + 1}"] + about[i % 3:] + about[:i % 2]), "none", "report on the work")
    for i, (brand, unit) in enumerate(PRICES):
        c.sheet(["xlsx", "csv", "ods", "xls", "xlsx", "csv"][i], [["Cơ sở " + brand], ["Mặt hàng", "ĐVT", "Giá"], ["MẬT", unit, "120"], ["SÁP", "kg", "90"], ["Mật hoa nhãn", unit, "150"]], "none", "honey in a sheet")
    for i in range(6):
        names = ["Lan", "Mật", "Tuấn", "MẬT", "Hạnh", "Tối"]
        c.sheet(["xlsx", "csv", "xls", "xlsx", "ods", "csv"][i], [["TT", "Họ đệm", "Tên", "Điểm"]] + [[str(k + 1), f"Ngô {'Văn' if k % 2 else 'Thị'}", names[(k + i) % 6], str(4 + k)] for k in range(6)], "none", "names in a sheet")
    for i in range(6):
        cells = [["Trích yếu", "Độ mật", "Năm"]] + [[f"Hồ sơ {k + i}", ["Mật", "Thường", "Tối mật", "MẬT"][(k + i) % 4], str(2010 + k)] for k in range(7)]
        c.sheet(["xlsx", "csv", "xls", "ods", "csv", "xlsx"][i], cells, "none", "register in a sheet")
    for i, s in enumerate([[["TẬP HUẤN", "Bảo vệ bí mật nhà nước 2024"], ["Ba độ mật", "TUYỆT MẬT\nTỐI MẬT\nMẬT"]], [["MẬT ONG BẢN MÂY", "Giới thiệu sản phẩm"], ["MẬT", "Vàng óng, thơm"]], [["Dấu hiệu nhận biết"], ["TỐI MẬT", "Dấu chữ nhật 30x8"], ["MẬT", "Dấu 20x8"]],
                           [["Bài học 5"], ["Ví dụ", "MẬT"], ["Câu hỏi ôn tập: bí mật nhà nước có mấy độ mật?"]], [["Đêm hội trăng rằm"], ["MẬT THƯ"], ["Quà tặng"]], [["Kết quả quý I", "Doanh thu tăng 4%"], ["Bảo mật hệ thống"]]]):
        c.slides(["pptx", "odp", "pptx", "ppt", "pptx", "ppt"][i], s, "none", "slides")
    for i in range(14):
        mark = ["MẬT", "TỐI MẬT", "MẬT", "TUYỆT MẬT"][i % 4]
        said = ["ĐÃ GIẢI MẬT", "GIẢI MẬT", "Văn bản này ĐÃ GIẢI MẬT", "ĐÃ GIẢI MẬT theo Quyết định số 8", "GIẢI MẬT TỪ NGÀY 01/01/2020", "Tài liệu đã giải mật", "ĐÃ ĐƯỢC GIẢI MẬT"][i % 7]
        c.put(FORMATS[i % 8], letter(i + 2, [mark, said]), "declassified", "released paper")
    quotes = ["Trong ảnh là tờ lệnh có dấu “{m}” đã ngả màu.", "Trên bì thư in chữ {m}, bên trong là thực đơn.", "Anh đọc to: “{m}!” rồi cả phòng cười.", "Dòng {m} ở đầu trang đã bị gạch bỏ từ năm 1976.", "Cô giáo hỏi chữ {m} nghĩa là gì."]
    for i in range(15):
        c.put(FORMATS[i % 8], paper([f"Kỷ niệm {i + 1}", "Buổi sáng hôm ấy trời trong.", quotes[i % 5].format(m=["TUYỆT MẬT", "TỐI MẬT", "MẬT"][i % 3]), "Chúng tôi còn kể lại chuyện này nhiều năm sau."]), "none", "mark quoted in a story")
    for i in range(3):
        c.raw("txt", P.bare("\n".join(["HOP TAC XA BAN MAY", f"So: {i}/HD", "Kinh gui: khach hang", ["MAT HANG MOI VE", "MAT ONG 180", "TOI: MAT, DEM: LANH"][i], "Xin cam on"])) + "\n", "none", "unaccented")
    for i in range(6):
        c.put("txt", paper(TEXTS["news"][i].split("\n"), enc=["tcvn3", "vni", "nfd", "utf16", "viqr", "telex"][i]), "none", "news in another encoding")


def write(c, letter, formats):
    written(c)
    made(c, letter)
