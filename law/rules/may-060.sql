-- id: may-060
-- severity: audit
-- events:
-- values:
-- article:
-- certainty: D
-- title.vi: Máy soạn thảo chưa rõ có nối mạng hay không
-- title.en: Nobody knows whether a drafting machine is connected
-- explain.vi: Máy soạn thảo bí mật nhà nước phải biết chắc là không nối mạng. Việc cần làm: xem máy tại chỗ, rà
--   quét, rồi ghi rõ cách kết nối. Đây là đề xuất của Kín.
-- explain.en: Of a drafting machine it must be known that it is not connected. What to do: look at the machine,
--   scan it, then record how it is connected. This is a proposal of Kín.

SELECT m.code AS subject, m.unit AS detail
FROM machine m
WHERE m.until = '' AND m.purpose = 'drafting' AND m.network = 'unknown'
ORDER BY m.code
