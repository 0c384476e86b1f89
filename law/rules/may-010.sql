-- id: may-010
-- severity: refuse
-- events: machine.registered, machine.changed
-- values: network.allowed
-- from: 2020-07-01
-- article: Luật 29/2018/QH14, Điều 5; từ 01/03/2026 Luật 117/2025/QH15, Điều 5
-- certainty: V2
-- title.vi: Máy soạn thảo bí mật nhà nước có nối mạng
-- title.en: A machine for drafting secrets is connected to a network
-- explain.vi: Cấm soạn thảo, lưu giữ bí mật nhà nước trên máy có kết nối mạng máy tính, Internet, mạng viễn
--   thông. Việc cần làm: ngắt mạng và giao kiểm tra an ninh rồi mới ghi là máy soạn thảo; hoặc ghi máy này là
--   máy thường và chuyển việc soạn thảo sang máy độc lập (từ 01/03/2026 có thể là mạng LAN độc lập trong một trụ
--   sở).
-- explain.en: Drafting or storing state secrets on a machine connected to a computer network, the Internet
--   or a telecom network is prohibited. What to do: disconnect it and have it checked before it is entered as a
--   drafting machine; or enter it as an ordinary machine and draft on a standalone one (since 01/03/2026 also
--   on an independent LAN within one premises).

SELECT m.code AS subject, m.unit AS detail
FROM machine m
WHERE m.until = '' AND m.purpose = 'drafting' AND m.network = 'connected'
AND (CAST(:subject AS TEXT) = '' OR m.code = :subject)
ORDER BY m.code
