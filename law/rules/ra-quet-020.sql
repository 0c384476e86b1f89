-- id: ra-quet-020
-- severity: audit
-- events:
-- values:
-- article:
-- certainty: D
-- title.vi: Tệp nghi vấn chờ quyết định quá lâu
-- title.en: A finding has waited too long for a decision
-- explain.vi: Tệp nghi vấn chưa ai quyết định quá số ngày đã đặt (thiết lập finding.decide_days, không đặt là 30).
--   Nếu là bí mật nhà nước thì đang nằm sai chỗ từng ấy ngày. Việc cần làm: mở lần rà quét, xem tại máy,
--   quyết định xác nhận, báo nhầm hoặc chưa rõ kèm lý do. Số ngày là thiết lập nội bộ, không phải luật.
-- explain.en: Nobody has decided on this finding within the days set (setting finding.decide_days, 30 when not
--   set). If it is a secret it has been in the wrong place that long. What to do: open the scan, look at the
--   machine, decide confirmed, false alarm or unclear with the reason. The days are a local setting, not law.

SELECT f.id AS subject, CASE WHEN s.machine = '' THEN s.unit ELSE s.machine END AS detail
FROM finding f JOIN scan s ON s.id = f.scan
WHERE f.decision = '' AND f.hint = 0
AND f.recorded < CAST(:time AS BIGINT) - 86400000 * COALESCE((SELECT CAST(value AS BIGINT) FROM setting
  WHERE name = 'finding.decide_days' AND value <> '' AND LENGTH(value) <= 4 AND LTRIM(value, '0123456789') = ''), 30)
ORDER BY f.id
