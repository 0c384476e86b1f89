-- id: nhat-ky-020
-- severity: audit
-- events:
-- values:
-- article:
-- certainty: D
-- title.vi: Lâu chưa sao lưu
-- title.en: There has been no backup for a long time
-- explain.vi: Quá số ngày đã đặt (thiết lập backup.days, không đặt là 30) chưa có bản sao lưu nào. Việc cần làm: chạy
--   kin backup, giữ tệp như tài liệu ở độ mật cao nhất của nơi cài, thử phục hồi ít nhất mỗi năm một lần.
--   Đây là đề xuất của Kín.
-- explain.en: No backup within the days set (setting backup.days, 30 when not set). What to do: run kin backup,
--   keep the file as a document of the highest level held here, and try a restore at least once a year. This is
--   a proposal of Kín.

SELECT s.id AS subject, s.agency AS detail
FROM site s
WHERE NOT EXISTS (SELECT 1 FROM backup b WHERE b.what = 'made'
  AND b.time >= CAST(:time AS BIGINT) - 86400000 * COALESCE((SELECT CAST(value AS BIGINT) FROM setting
    WHERE name = 'backup.days' AND value <> '' AND LENGTH(value) <= 4 AND LTRIM(value, '0123456789') = ''), 30))
