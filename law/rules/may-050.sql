-- id: may-050
-- severity: refuse
-- events: machine.changed, machine.retired
-- values: prohibited.device_reuse_before_wiping
-- from: 2020-07-01
-- article: Luật 29/2018/QH14, Điều 5 khoản 7
-- certainty: V
-- title.vi: Chuyển mục đích hoặc thải máy khi chưa xử lý tệp nghi vấn
-- title.en: A machine changes its use or is retired before its findings are handled
-- explain.vi: Cấm chuyển mục đích sử dụng máy tính, thiết bị khi chưa loại bỏ bí mật nhà nước. Máy này còn tệp chưa
--   quyết định, chưa rõ, hoặc đã xác nhận mà chưa ghi biện pháp. Việc cần làm: quyết định từng tệp, xóa an toàn, ghi
--   biện pháp và biên bản, rồi mới ghi thay đổi. Từ 01/03/2026 còn phải đối chiếu với luật mới nên Kín hỏi lý do,
--   không chặn.
-- explain.en: Changing the use of computers and devices before the secrets are removed is prohibited. This
--   machine still has findings that are undecided, unclear, or confirmed without a measure. What to do: decide on
--   each, wipe safely, record measure and minutes, then record the change. Since 01/03/2026 the new law still
--   has to be compared, so Kín asks for a reason instead of refusing.

SELECT h.machine AS subject, MIN(f.id) || ', ' || CAST(COUNT(DISTINCT f.id) AS TEXT) AS detail
FROM machine_history h
JOIN scan s ON s.machine = h.machine AND s.seq < h.seq
JOIN finding f ON f.scan = s.id AND f.hint = 0
WHERE (f.decision IN ('', 'unclear') OR (f.decision = 'confirmed' AND f.measure = ''))
AND (h.what = 'retired' OR (h.what = 'changed' AND h.purpose <>
  (SELECT p.purpose FROM machine_history p WHERE p.machine = h.machine AND p.seq < h.seq ORDER BY p.seq DESC LIMIT 1)))
AND (CAST(:seq AS BIGINT) = 0 OR h.seq = :seq)
GROUP BY h.machine
ORDER BY h.machine
