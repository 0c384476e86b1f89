-- id: can-bo-020
-- severity: audit
-- events:
-- values: staff.full_time_in
-- from: 2020-07-01
-- article: Nghị định 26/2020/NĐ-CP, Điều 7
-- certainty: V
-- title.vi: Văn phòng UBND cấp tỉnh chưa có cán bộ bảo mật chuyên trách
-- title.en: The office of the provincial People's Committee has no full-time security officer
-- explain.vi: Ở cơ quan cấp tỉnh, người làm công tác bảo vệ bí mật nhà nước đặt tại văn phòng phải là chuyên
--   trách, nhưng đang chỉ có người kiêm nhiệm hoặc chưa có ai. Việc cần làm: ra quyết định giao một người
--   làm chuyên trách, ghi vào Kín với hình thức chuyên trách và số quyết định.
-- explain.en: In a provincial agency the person in charge, placed at its office, must work full time; at
--   present there is only part-time staff or nobody. What to do: assign one person full time by decision and
--   record it with the mode “full” and the number of the decision.

SELECT s.agency_code AS subject, s.agency AS detail
FROM site s
WHERE s.tier = 'province'
AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.unit = s.agency_code AND d.duty = 'security_officer'
  AND d.mode = 'full' AND d.since <= :today AND (d.until = '' OR d.until > :today))
