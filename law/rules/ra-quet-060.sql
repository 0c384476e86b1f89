-- id: ra-quet-060
-- severity: audit
-- events:
-- values:
-- article:
-- certainty: D
-- title.vi: Đơn vị chưa từng rà quét hoặc quá một năm chưa rà quét
-- title.en: A unit was never scanned, or not for over a year
-- explain.vi: Đơn vị có máy tính nhưng trong số ngày đã đặt (thiết lập scan.unit_days, không đặt là 365) không có báo
--   cáo rà quét nào. Việc cần làm: đưa đơn vị vào đợt kiểm tra tới hoặc giao tự rà quét. Luật giao việc kiểm tra
--   nhưng không định kỳ hạn; số ngày là thiết lập nội bộ.
-- explain.en: The unit has machines, but no scan report within the days set (setting scan.unit_days, 365 when not
--   set). What to do: put the unit into the next inspection or have it scan itself. The law gives the duty to
--   inspect without a frequency; the days are a local setting.

SELECT u.code AS subject, u.name AS detail
FROM unit u
WHERE u.until = '' AND EXISTS (SELECT 1 FROM machine m WHERE m.unit = u.code AND m.until = '')
AND NOT EXISTS (SELECT 1 FROM scan s WHERE s.unit = u.code
  AND s.started >= CAST(:time AS BIGINT) - 86400000 * COALESCE((SELECT CAST(value AS BIGINT) FROM setting
    WHERE name = 'scan.unit_days' AND value <> '' AND LENGTH(value) <= 4 AND LTRIM(value, '0123456789') = ''), 365))
ORDER BY u.code
