-- id: tai-khoan-010
-- severity: audit
-- events:
-- values:
-- article:
-- certainty: D
-- title.vi: Người đã rời cơ quan nhưng tài khoản còn mở
-- title.en: A person has left but the account is still open
-- explain.vi: Người giữ tài khoản này đã rời cơ quan, tài khoản vẫn đăng nhập được. Việc cần làm: đóng tài khoản, ghi căn
--   cứ; xem nhật ký từ ngày người đó rời đi. Đây là đề xuất của Kín.
-- explain.en: The holder of this account has left, yet the account can still sign in. What to do: close the
--   account and state the basis; look at the journal since the day of leaving. This is a proposal of Kín.

SELECT a.name AS subject, p.id || ', ' || p.until AS detail
FROM account a JOIN person p ON p.id = a.person
WHERE a.closed = 0 AND p.until <> '' AND p.until <= :today
ORDER BY a.name
