-- id: ra-quet-050
-- severity: warn
-- events: scan.imported
-- values:
-- article:
-- certainty: D
-- title.vi: Nhận báo cáo rà quét không có chữ ký làm chứng cứ
-- title.en: A scan report without a signature was taken in as evidence
-- explain.vi: Báo cáo không ký bằng khóa kiểm tra thì không chứng minh được ai lập và có bị sửa trên đường hay
--   không; chỉ mã băm ghi trong biên bản giữ được nó. Việc cần làm: ghi mã băm của tệp vào biên bản, có chữ ký hai
--   bên; lần sau cấp khóa cho đoàn trước khi đi. Đây là đề xuất của Kín.
-- explain.en: A report that is not signed with an inspection key does not show who made it or whether it was
--   changed on the way; only its hash in the minutes binds it. What to do: write the file's hash into the
--   minutes, signed by both sides; next time issue a key to the team before it leaves. This is a proposal of Kín.

SELECT s.id AS subject, CASE WHEN s.machine = '' THEN s.unit ELSE s.machine END AS detail
FROM scan s
WHERE s.signed = 0 AND (CAST(:subject AS TEXT) = '' OR s.id = :subject)
ORDER BY s.id
