-- id: can-bo-040
-- severity: warn
-- events: duty.assigned
-- values:
-- article:
-- certainty: D
-- title.vi: Người ở vị trí trọng yếu, cơ yếu chưa có quyết định bố trí
-- title.en: The holder of a key or cipher post has no decision
-- explain.vi: Vị trí trọng yếu và cơ yếu cần quyết định bố trí để sau này đối chiếu tiêu chuẩn, tập huấn và
--   bàn giao. Việc cần làm: ghi số quyết định; nếu chưa có, nêu lý do và bổ sung sau. Đây là đề xuất của
--   Kín, không phải điều luật.
-- explain.en: Key and cipher posts need a decision against which criteria, training and hand-over are checked
--   later. What to do: give the number of the decision; if there is none yet, give a reason and add it later.
--   This is a proposal of Kín, not an article of law.

SELECT d.person AS subject, d.unit || ', ' || d.duty AS detail
FROM duty d
WHERE d.duty IN ('key_post', 'cipher') AND d.decision = ''
AND (d.until = '' OR d.until > :today) AND (CAST(:seq AS BIGINT) = 0 OR d.seq = :seq)
ORDER BY d.person, d.seq
