-- id: nhat-ky-010
-- severity: audit
-- events:
-- values:
-- article:
-- certainty: D
-- title.vi: Nhật ký lâu chưa được kiểm chứng
-- title.en: The journal has not been verified for a long time
-- explain.vi: Quá số ngày đã đặt (thiết lập journal.verify_days, không đặt là 90) chưa có lần kiểm chứng nhật ký nào.
--   Việc cần làm: chạy kin verify, giữ điểm kiểm chứng ở nơi khác. Đây là đề xuất của Kín.
-- explain.en: No verification of the journal within the days set (setting journal.verify_days, 90 when not set).
--   What to do: run kin verify and keep the checkpoint elsewhere. This is a proposal of Kín.

SELECT s.id AS subject, s.agency AS detail
FROM site s
WHERE NOT EXISTS (SELECT 1 FROM verification v WHERE v.outcome = 'ok'
  AND v.time >= CAST(:time AS BIGINT) - 86400000 * COALESCE((SELECT CAST(value AS BIGINT) FROM setting
    WHERE name = 'journal.verify_days' AND value <> '' AND LENGTH(value) <= 4 AND LTRIM(value, '0123456789') = ''), 90))
