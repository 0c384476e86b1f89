-- id: can-bo-050
-- severity: warn
-- events: duty.assigned
-- values: duty.leaver_commitment
-- from: 2020-07-01
-- article: Luật 29/2018/QH14, Điều 26 khoản 2 điểm d
-- certainty: V
-- title.vi: Người đã rời cơ quan vẫn giữ nhiệm vụ
-- title.en: A person who has left still holds a duty
-- explain.vi: Trước khi thôi việc, chuyển công tác phải bàn giao; người này đã rời cơ quan nhưng nhiệm vụ chưa
--   kết thúc. Việc cần làm: cho thôi nhiệm vụ, giao người khác, lập biên bản bàn giao và giữ bản cam kết.
-- explain.en: Whoever leaves hands over before; this person has left but the duty has not ended. What to do:
--   end the duty, assign somebody else, make hand-over minutes and keep the undertaking.

SELECT d.person AS subject, d.unit || ', ' || d.duty AS detail
FROM duty d JOIN person p ON p.id = d.person
WHERE p.until <> '' AND p.until <= :today AND (d.until = '' OR d.until > p.until)
AND (CAST(:seq AS BIGINT) = 0 OR d.seq = :seq)
ORDER BY d.person, d.seq
