-- id: may-030
-- severity: refuse
-- events: machine.registered, machine.changed
-- values: prohibited.network_machine
-- from: 2020-07-01
-- article: Thông tư 24/2020/TT-BCA, Điều 3 khoản 3
-- certainty: V
-- title.vi: Máy quản lý sổ bí mật nhà nước có nối mạng
-- title.en: The machine that keeps the register is connected
-- explain.vi: Sổ đăng ký bí mật nhà nước lập trên máy tính thì máy không được nối Internet, mạng máy tính, mạng viễn
--   thông. Việc cần làm: ngắt mạng máy này hoặc chuyển sổ sang máy độc lập. Từ 01/03/2026 còn phải đối chiếu với
--   văn bản mới nên Kín chỉ nhắc, không chặn.
-- explain.en: A register of secrets kept on a computer must not be on the Internet, a computer network or a telecom
--   network. What to do: disconnect this machine or move the register to a standalone one. Since 01/03/2026 the
--   new text still has to be compared, so Kín warns and does not refuse.

SELECT m.code AS subject, m.unit AS detail
FROM machine m
WHERE m.until = '' AND m.purpose = 'register' AND m.network = 'connected'
AND (CAST(:subject AS TEXT) = '' OR m.code = :subject)
ORDER BY m.code
