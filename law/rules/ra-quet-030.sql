-- id: ra-quet-030
-- severity: audit
-- events:
-- values: duty.direct_manager_on_breach
-- from: 2020-07-01
-- article: Luật 29/2018/QH14, Điều 26 khoản 2 điểm c
-- certainty: V
-- title.vi: Tệp đã xác nhận nhưng chưa ghi biện pháp
-- title.en: A confirmed finding has no measure
-- explain.vi: Phát hiện vi phạm thì người quản lý trực tiếp phải xử lý, báo cáo và báo cơ quan đã xác định bí mật
--   nhà nước. Tệp này đã được xác nhận mà chưa ghi làm gì. Việc cần làm: xử lý, rồi ghi biện pháp (ngắt mạng, chuyển,
--   xóa an toàn, biên bản số mấy) vào quyết định.
-- explain.en: On a breach the direct manager handles it, reports, and informs the agency that determined the
--   secret. This finding was confirmed and nothing is recorded about what was done. What to do: handle it, then
--   record the measure (disconnected, moved, wiped, number of the minutes) with the decision.

SELECT f.id AS subject, CASE WHEN s.machine = '' THEN s.unit ELSE s.machine END AS detail
FROM finding f JOIN scan s ON s.id = f.scan
WHERE f.decision = 'confirmed' AND f.hint = 0 AND f.measure = ''
ORDER BY f.id
