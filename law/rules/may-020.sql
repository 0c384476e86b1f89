-- id: may-020
-- severity: warn
-- events: machine.registered, machine.changed
-- values: vn-2018/network.allowed
-- from: 2020-07-01
-- to: 2026-02-28
-- article: Luật 29/2018/QH14, Điều 5
-- certainty: V
-- title.vi: Máy soạn thảo đặt trong mạng LAN trước ngày 01/03/2026
-- title.en: A drafting machine on a LAN before 01/03/2026
-- explain.vi: Luật năm 2018 chưa cho soạn thảo trên mạng LAN độc lập; chỉ máy không nối mạng, hoặc theo pháp luật
--   về cơ yếu. Việc cần làm: tách máy khỏi mạng; nếu mạng được bảo vệ bằng cơ yếu thì nêu lý do, ghi số văn
--   bản.
-- explain.en: The law of 2018 did not yet allow drafting on an independent LAN; only standalone machines, or
--   as cryptography law provides. What to do: take the machine off the network; if the network is protected by
--   cipher, give that as the reason with the number of the paper.

SELECT m.code AS subject, m.unit AS detail
FROM machine m
WHERE m.until = '' AND m.purpose = 'drafting' AND m.network = 'lan'
AND (CAST(:subject AS TEXT) = '' OR m.code = :subject)
ORDER BY m.code
