-- id: ra-quet-010
-- severity: audit
-- events:
-- values: network.allowed
-- from: 2020-07-01
-- article: Luật 29/2018/QH14, Điều 5; từ 01/03/2026 Luật 117/2025/QH15, Điều 5
-- certainty: V2
-- title.vi: Tài liệu đã xác nhận là mật nằm trên máy nối mạng
-- title.en: A confirmed secret document lies on a connected machine
-- explain.vi: Cấm lưu giữ bí mật nhà nước trên máy có nối mạng. Việc cần làm: ngắt mạng, giữ nguyên hiện trạng, báo
--   người đứng đầu và cơ quan đã xác định độ mật; sau khi có ý kiến thì chuyển tài liệu, xóa an toàn, ghi biện
--   pháp, rà quét lại.
-- explain.en: Storing state secrets on a connected machine is prohibited. What to do: disconnect it, leave it as it
--   is, inform the head and the agency that determined the level; once they have answered, move the document, wipe
--   safely, record the measure, scan again.

SELECT f.id AS subject, m.code || ', ' || m.unit AS detail
FROM finding f JOIN scan s ON s.id = f.scan JOIN machine m ON m.code = s.machine
WHERE f.decision = 'confirmed' AND f.hint = 0 AND m.network = 'connected' AND m.until = ''
ORDER BY f.id
