-- id: ra-quet-070
-- severity: audit
-- events:
-- values: vn-2000/inspection.every_years
-- article:
-- certainty: K
-- title.vi: Theo Pháp lệnh năm 2000: quá hai năm chưa kiểm tra đơn vị
-- title.en: Under the Ordinance of 2000: a unit not inspected for two years
-- explain.vi: Thời Pháp lệnh, mỗi đơn vị được kiểm tra ít nhất hai năm một lần (nhớ lại, chưa đọc lại văn bản). Đơn
--   vị này không có lần rà quét nào trong hai năm. Việc cần làm: đưa vào kế hoạch kiểm tra; khi tổng kết nhiều năm, đối
--   chiếu với biên bản giấy thời đó.
-- explain.en: In the time of the Ordinance each unit was inspected at least once every two years (remembered, the
--   text was not re-read). This unit has no scan within two years. What to do: put it into the plan of
--   inspections; in a review of many years compare the paper minutes of that time.

SELECT u.code AS subject, u.name AS detail
FROM unit u
WHERE u.until = ''
AND NOT EXISTS (SELECT 1 FROM scan s WHERE s.unit = u.code
  AND s.started >= CAST(:time AS BIGINT) - 86400000 * CAST(731 AS BIGINT))
ORDER BY u.code
