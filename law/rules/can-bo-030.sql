-- id: can-bo-030
-- severity: warn
-- events: duty.assigned
-- values:
-- article:
-- certainty: D
-- title.vi: Phân công cán bộ bảo mật, văn thư, lưu trữ không ghi số quyết định
-- title.en: A security officer, registry clerk or archivist is assigned without a decision
-- explain.vi: Phân công không có số và ngày văn bản thì khi kiểm tra không chứng minh được ai chịu trách nhiệm
--   từ ngày nào. Việc cần làm: ghi số quyết định; nếu văn bản đang chờ ký, nêu lý do rồi ghi lại phân
--   công khi có số. Đây là đề xuất của Kín, luật không nêu rõ cho mọi cơ quan.
-- explain.en: Without number and day of the paper nobody can show later who was responsible from which day.
--   What to do: give the number of the decision; if it still waits for signature, give a reason and record
--   the assignment again once it has a number. This is a proposal of Kín, the law does not say so for every agency.

SELECT d.person AS subject, d.unit || ', ' || d.duty AS detail
FROM duty d
WHERE d.duty IN ('security_officer', 'clerk', 'archive') AND d.decision = ''
AND (d.until = '' OR d.until > :today) AND (CAST(:seq AS BIGINT) = 0 OR d.seq = :seq)
ORDER BY d.person, d.seq
