-- id: tai-khoan-020
-- severity: audit
-- events:
-- values:
-- article:
-- certainty: D
-- title.vi: Tài khoản không gắn với người nào
-- title.en: An account belongs to no person
-- explain.vi: Việc làm bằng tài khoản này không quy được về một người có tên. Việc cần làm: lập tài khoản mới gắn
--   với mã người, rồi đóng tài khoản này. Đây là đề xuất của Kín.
-- explain.en: What is done with this account cannot be traced to a named person. What to do: create a new
--   account tied to a person's number, then close this one. This is a proposal of Kín.

SELECT a.name AS subject, '' AS detail
FROM account a
WHERE a.closed = 0 AND a.person = ''
ORDER BY a.name
