-- id: ra-quet-040
-- severity: warn
-- events: finding.recorded
-- values:
-- article:
-- certainty: D
-- title.vi: Tệp đã xác nhận trước đây lại được tìm thấy
-- title.en: A file confirmed earlier was found again
-- explain.vi: Đúng tệp này đã được xác nhận ở lần rà quét trước, nay lại thấy: chưa xóa, chép lại từ nơi khác, hoặc nằm
--   trên máy khác. Việc cần làm: tìm bản gốc và đường đi của bản sao, xem lại biện pháp lần trước, xử lý rồi
--   quyết định về lần này. Đây là đề xuất của Kín.
-- explain.en: This very file was confirmed in an earlier scan and is there again: not removed, copied back, or on
--   another machine. What to do: find the original and the way of the copy, look at the earlier measure, handle
--   it, then decide on this finding. This is a proposal of Kín.

SELECT q.id AS subject, q.met || ', ' || CASE WHEN s.machine = '' THEN s.unit ELSE s.machine END AS detail
FROM (SELECT id, scan, met, hint, decision FROM finding WHERE CAST(:subject AS TEXT) = '' AND met <> ''
 UNION ALL SELECT id, scan, met, hint, decision FROM finding WHERE id = :subject AND met <> '') q
JOIN scan s ON s.id = q.scan
WHERE q.hint = 0 AND q.decision <> 'false-alarm'
ORDER BY q.id
