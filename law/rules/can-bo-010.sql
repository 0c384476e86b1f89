-- id: can-bo-010
-- severity: audit
-- events:
-- values: staff.part_time_in
-- from: 2020-07-01
-- article: Nghị định 26/2020/NĐ-CP, Điều 7
-- certainty: V
-- title.vi: Đơn vị có việc bí mật nhà nước nhưng chưa phân công cán bộ
-- title.en: A unit that handles secrets has nobody assigned
-- explain.vi: Đơn vị có máy soạn thảo hoặc máy quản lý sổ bí mật nhà nước, hoặc đã có tệp được xác nhận
--   khi rà quét, nhưng không ai được phân công làm cán bộ bảo mật. Việc cần làm: người đứng đầu phân công
--   bằng văn bản một người đủ tiêu chuẩn (chuyên trách ở Văn phòng UBND cấp tỉnh, kiêm nhiệm ở đơn vị trực
--   thuộc), rồi ghi phân công kèm số quyết định. Từ 01/03/2026 quy định này lấy theo nghị định năm 2020,
--   còn phải đối chiếu với văn bản mới.
-- explain.en: The unit has a drafting or register machine, or a confirmed finding, but nobody is its
--   security officer. What to do: the head assigns a qualified person in writing (full time in the office of
--   a provincial People's Committee, part time in subordinate units), then the assignment is recorded with
--   the number of the decision. Since 01/03/2026 the rule is taken from the decree of 2020 and still has to
--   be compared with the new text.

SELECT u.code AS subject, u.name AS detail
FROM unit u
WHERE u.until = ''
AND (EXISTS (SELECT 1 FROM machine m WHERE m.unit = u.code AND m.until = '' AND m.purpose IN ('drafting', 'register'))
  OR EXISTS (SELECT 1 FROM scan s WHERE s.unit = u.code
    AND EXISTS (SELECT 1 FROM finding f WHERE f.scan = s.id AND f.decision = 'confirmed')))
AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.unit = u.code AND d.duty = 'security_officer'
  AND d.since <= :today AND (d.until = '' OR d.until > :today))
ORDER BY u.code
