-- id: may-040
-- severity: refuse
-- events: machine.changed
-- values: prohibited.network_machine
-- from: 2020-07-01
-- article: Luật 29/2018/QH14, Điều 5
-- certainty: V
-- title.vi: Dùng máy đã từng nối mạng làm máy soạn thảo
-- title.en: A machine that was connected before is used for drafting
-- explain.vi: Luật năm 2018 cấm soạn thảo, lưu giữ bí mật nhà nước trên máy đã kết nối hoặc đang kết nối mạng. Sổ
--   ghi máy này từng nối mạng. Việc cần làm: dùng máy khác; hoặc cài lại, kiểm tra an ninh, có biên bản. Chưa rõ luật năm
--   2025 còn cấm máy “đã kết nối” hay không, nên từ 01/03/2026 Kín nhắc và hỏi lý do, không chặn.
-- explain.en: The law of 2018 prohibits drafting and storing on a machine that was or is connected. The register
--   says this one was. What to do: use another machine; or reinstall it, have it checked and keep the minutes.
--   It is not yet known whether the law of 2025 still covers “was connected”, so since 01/03/2026 Kín warns and
--   asks for a reason.

SELECT m.code AS subject, m.unit || ', ' || MIN(h.day) AS detail
FROM machine m JOIN machine_history h ON h.machine = m.code
WHERE m.until = '' AND m.purpose = 'drafting' AND m.network <> 'connected' AND h.network = 'connected'
AND (CAST(:subject AS TEXT) = '' OR m.code = :subject)
GROUP BY m.code, m.unit
ORDER BY m.code
