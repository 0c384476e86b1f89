"""The papers of set B that bear no mark, by frames with slots: each frame is filled with other products, people, places and numbers."""
from collection import P, paper

FORMATS = ["txt", "docx", "odt", "pdf", "doc", "html", "rtf", "docx-lo"]
WHO = ["Giàng A Mật", "Hà Văn Mật", "Y Mật", "Triệu Thị Mật"]
SELL = ["cà phê vườn", "dừa nước", "bạc hà", "keo tràm", "nhãn lồng", "vải thiều"]
TOWN = ["Phú Lộc", "Bắc Sơn", "Hòn Mây", "Thác Bạc", "Mường Xa", "Cửa Lạch"]
M3 = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"]
# {w} a person called Mật, {s} a flower, {t} a town, {m} a level, {n} a number
FRAMES = {
    "honey": ["TRẠI ONG {t}\nBáo giá tháng {n}\nMẬT\t{n}5.000 đ/lít\nNHỘNG\t200.000 đ/kg\nSÁP\t80.000 đ/kg", "MẬT {S}\nĐặc sản {t}\nThành phần: 100% mật ong hoa {s}", "Bảng thành phần (100 g)\nĐường: 70\nMẬT: {n}\nNước: 18", "MẬT\nhoa {s}\nChai {n}00 ml", "Phiếu nhập kho {n}\nTên hàng\tSố lượng\nMẬT\t{n}0\nCHAI\t300", "Kết quả siêu âm số {n}\nGAN\nKhông to\nMẬT\nKhông sỏi\nTHẬN\nBình thường"],
    "names": ["DANH SÁCH ĐOÀN {t}\n1. {w}\n2. Sùng A Tối\n3. Mật (con ông Sáu)", "NGƯỜI VIẾT ĐƠN\n\nMật\n\n{w}", "Phiếu khám\nHọ tên:\n{W}\nTuổi: {n}\nMẬT\nGhi chú của điều dưỡng", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nGIẤY XÁC NHẬN\nUBND xã {t} xác nhận {w} thường trú tại xóm {n}.\nNgười xác nhận\nMật", "Sổ điểm\nTên\tToán\tVăn\nMật\t{n}\t7\nMẬT B\t5\t6\nLam\t8\t9", "THỦ QUỸ\nMẬT\nKẾ TOÁN\nLAN\nGIÁM ĐỐC\nHÙNG"],
    "rules": ["QUY CHẾ VĂN THƯ {t}\nĐiều {n}. Dấu chỉ độ mật\nDấu {m} đóng bằng mực đỏ.\nĐiều 12. Bì thư\nĐiều 13. Tài liệu mật chỉ giao tận tay.\nĐiều 14. Bí mật nhà nước", "Trích Thông tư\nĐiều 3. Mẫu dấu\na) Dấu\n{m}\nhình chữ nhật\nb) Dấu\nBẢN SAO SỐ\nĐiều 4. Sử dụng dấu độ mật\nĐiều 5. Bí mật nhà nước", "CHỈ THỊ\nVề tăng cường bảo vệ bí mật nhà nước tại {t}\n1. Không soạn văn bản có độ mật trên máy nối mạng.\n2. Kiểm tra việc đóng dấu độ mật, dấu {m}.\n3. Báo cáo trước ngày {n}.", "Nguyên tắc phòng hồ sơ {t}\n- Tài liệu {m} để két số {n}.\n- Tài liệu thường để giá ngoài.\n- Không mang tài liệu mật về nhà."],
    "news": ["{t}: kiểm tra công tác bảo vệ bí mật nhà nước\nĐoàn công tác đã làm việc tại {n} đơn vị. Một số nơi còn lưu văn bản mật trên máy nối mạng; cán bộ kiêm nhiệm chưa được tập huấn.\nẢnh: P.V", "Triển lãm “Những bức điện {m}” tại {t}\nKhách tham quan xem {n} hiện vật. Vé 30.000 đồng.", "{m}\nPhim hành động, {n} phút, chiếu tại rạp {t}\nĐạo diễn Lâm Bách. Vé đặt trước giảm 20%.", "Chuyên mục HỒ SƠ {m}\nKỳ {n}: Kho báu trên đảo Hòn Mây\nLời kể của ngư dân già.", "Tin vắn\nNước X công bố {n} tài liệu từng đóng dấu “{m}”. Các nhà sử học hoan nghênh."],
    "lessons": ["BÀI {n}\nDấu chỉ độ mật trên văn bản\nHọc viên quan sát hình:\n{m}\nThảo luận: bí mật nhà nước có mấy độ mật?", "Câu {n}. Dấu nào dùng cho bí mật nhà nước gây nguy hại nghiêm trọng?\na. TUYỆT MẬT\nb. TỐI MẬT\nc. MẬT\nCâu 9. Ai có quyền giải mật?", "Luyện chính tả lớp 2\nmật / mặt / mất\nTô màu chữ:\nMẬT\nĐặt {n} câu với từ mật.", "Thi tìm hiểu Luật Bảo vệ bí mật nhà nước, cụm {t}\nPhần {n}: nhìn dấu đoán thời hạn\n{m}\nĐội nhanh nhất được 10 điểm.", "Từ điển\nsecret (n): bí mật\ntop secret: {m}\nsecrecy: sự giữ kín"],
    "forms": ["PHIẾU GIAO VIỆC {n}\nNgười nhận: .............\nĐộ mật: [ ] M [ ] TM [ ] TuM\nHạn: .............\nKết quả: .............", "Mẫu M{n}: bìa hồ sơ\nTÊN CƠ QUAN: ................\n{m} (nếu có)\nHỒ SƠ SỐ: ................\nTừ ngày ...... đến ngày ......", "TÊN ĐƠN VỊ\nSố: ......../BC-......\n<ĐỘ MẬT>\nBÁO CÁO\n.............................\n.............................", "PHIẾU ĐỀ XUẤT\nĐộ mật đề xuất: Tuyệt mật, Tối mật, Mật\nCăn cứ: ............\nNgười soạn: ............ phòng {n}"],
    "registers": ["SỔ ĐĂNG KÝ TÀI LIỆU {t}\nSTT\tTên\tĐộ mật\n1\tHồ sơ {n}\tMật\n2\tHồ sơ 8\tTối mật\n3\tHồ sơ 9\tThường", "THỐNG KÊ {t}\nTuyệt mật: 0\nTối mật: {n}\nMật: 40\nThường: 900", "Mục lục hồ sơ {n}\n1\tTờ trình\tKhông\n2\tPhương án\tMật\n3\tBản vẽ\tMật"],
    "samples": ["Xưởng dấu {t}\nMẫu {n}\n{m}\nMẫu 8\nĐÃ THU TIỀN\nMẫu 9\nCÔNG VĂN ĐẾN", "Hướng dẫn cài đặt máy in\nIn thử chữ lớn:\n{m}\nNếu chữ mờ, thay hộp mực số {n}.", "Bảo tàng {t}\nHiện vật {n}: con dấu gỗ\n{m}\nNgười tặng: gia đình cụ Kiên", "Sơ đồ thể thức (trang {n})\nÔ 5: tên loại\nÔ 10a: {m}\nÔ 11: nơi nhận", "Báo giá khắc dấu {t}\n{m}\t9{n}.000\nHỎA TỐC\t95.000\nĐẾN\t90.000"],
    "other words": ["{t}: cơ sở mật của ta thời kháng chiến nằm sau chùa. Giao liên mật đi đêm, tránh bốt giặc. Có {n} gia đình nuôi giấu cán bộ.", "CHÍNH SÁCH BẢO MẬT\nPhòng khám {t}\nDữ liệu khách hàng được BẢO MẬT TUYỆT ĐỐI trong {n} năm.", "Quy tắc đặt mật khẩu tại {t}\nTối thiểu {n} ký tự\nKhông ghi mật khẩu ra giấy", "CẦN BÁN NHÀ MẶT TIỀN {t}\nMẶT\nTIỀN {n} M\nTỐI\nĐA 3 TẦNG", "Mật độ xây dựng {n}%. Tầng cao tối đa 5. Khu {t}.", "TRÒ CHƠI LỚN {t}\nTrạm {n}: MẬT THƯ\nKhóa: chẵn lẻ\nTrạm 4: DẤU ĐI ĐƯỜNG", "Hợp đồng bảo mật số {n}\nBên nhận giữ kín thông tin mật của bên giao.\nVi phạm phạt 100 triệu."],
    "software": ["levels = [\"{m}\", \"MẬT\"]\nfor x in levels:\n    print(x, {n})", "| Trường | Kiểu | Ví dụ |\n| do_mat | chuỗi | {m} |\n| so | số | {n} |", "{{\"id\": {n}, \"doMat\": \"{m}\", \"ten\": \"thử\"}}", "Lỗi #{n}: nhãn \"{m}\" hiển thị lệch phải trên màn hình nhỏ\nCách làm lại: mở trang Văn bản, chọn độ mật.", "classification.{n}={m}\nclassification.9=Thường\nbutton.save=Lưu"],
    "on the work": ["UBND TỈNH {t}\nSố: {n}/UBND-NC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nKính gửi: các sở\nYêu cầu rà soát văn bản độ Mật, Tối mật; kiểm tra dấu {m}; giải mật tài liệu hết hạn; bảo vệ bí mật nhà nước trên máy tính.", "BIÊN BẢN\nKiểm tra tại {t}\n- Sổ văn bản mật đi, đến: có.\n- Dấu {m}: 01 cái.\n- Máy tính riêng soạn tài liệu mật: {n} bộ.", "GIẤY MỜI\nDự hội nghị triển khai Luật Bảo vệ bí mật nhà nước tại {t}, lúc {n} giờ.\nĐại biểu không mang điện thoại vào phòng.", "Kế hoạch tiêu hủy\nPhòng {n} tại {t} có 12 hồ sơ độ Mật hết giá trị, 2 hồ sơ độ Tối mật. Lập Hội đồng tiêu hủy bí mật nhà nước.", "Thông báo đính chính: văn bản số {n} của {t} bị đóng nhầm dấu {m}; nay thu hồi dấu, coi như văn bản thường."],
    "stories": ["Tôi mở ngăn kéo, thấy tờ giấy vàng ghi {m}, bên dưới là bài thơ tình {n} câu.", "— Đây là chuyện {m} nhé! — thằng Tí nói nhỏ. Cả bọn {n} đứa cười vang bên bờ ao {t}.", "Hồi ký\nĐồn {t}, năm ấy tôi {n} tuổi. Trên túi công văn in hai chữ đỏ: {m}. Tôi giấu vào bao gạo."]}


def write(c, build):
    n = 0
    for kind, frames in FRAMES.items():
        for k, frame in enumerate(frames):
            for r in range(3 if kind in ("honey", "names", "samples", "rules", "lessons", "stories", "news") else 2):
                text = frame.replace("{{", "{").replace("}}", "}") if kind == "software" else frame
                for slot, value in (("{w}", WHO[(n + r) % 4]), ("{W}", WHO[(n + r) % 4].upper()), ("{s}", SELL[n % 6]), ("{S}", SELL[n % 6].upper()), ("{t}", TOWN[(n + k) % 6]), ("{m}", M3[(k + r) % 3]), ("{n}", str(n % 23 + 3))):
                    text = text.replace(slot, value)
                c.put(FORMATS[n % 8], paper(text.split("\n")), "none", kind)
                n += 1
    for i in range(36):
        c.put(FORMATS[i % 8], build(i, ""), "none", "ordinary paper")
    for i, e in enumerate(["tcvn3", "vni", "viscii", "viqr", "telex", "nfd"]):
        c.put("txt", build(i + 2, "", enc=e), "none", "ordinary paper, old encoding")
    for i in range(10):
        said = ["ĐÃ GIẢI MẬT", "Đã giải mật ngày 3/4/2019", "VĂN BẢN ĐÃ ĐƯỢC GIẢI MẬT", "GIẢI MẬT THEO QĐ SỐ 5", "ĐÃ GIẢI MẬT - 2018"][i % 5]
        c.put(FORMATS[i % 8], build(i + 1, M3[i % 3] + "\n" + said), "declassified", "released paper")
    for i in range(8):
        rows = [["Tên", "Số lượng"], [["MẬT", "Mật", "SÁP", "MẬT ONG"][i % 4], "5"], ["MẬT", "7"], ["ĐƯỜNG", "2"]] if i % 2 else [["Họ", "Tên", "Lớp"], ["Hà", "Mật", "9A"], ["Lý", "MẬT", "9B"], ["Vi", "An", "9A"]]
        c.sheet(["xlsx", "csv", "xls", "ods"][i % 4], [[TOWN[i % 6]]] + rows, "none", "honey and names in sheets")
    for i in range(6):
        rows = [["Số", "Tên hồ sơ", "Độ mật"]] + [[str(k), f"Tờ trình {k * 3 + i}", ["Mật", "Tối mật", "Thường"][(k + i) % 3]] for k in range(1, 6)]
        c.sheet(["csv", "xlsx", "ods", "xls", "csv", "xlsx"][i], rows, "none", "register in a sheet")
    for i, s in enumerate([[["BÀI GIẢNG", "Dấu chỉ độ mật"], ["MẬT", "10 năm"], ["TỐI MẬT", "20 năm"]], [["MẬT", "Hương vị núi rừng"], ["Giá: 120.000"]], [["Kỹ năng trại", "Mật thư"], ["Chìa khóa"]], [["Báo cáo quý", "Doanh thu"], ["Bảo mật dữ liệu khách hàng"]]]):
        c.slides(["pptx", "ppt", "odp", "pptx"][i], s, "none", "slides")
