-- name: head
SELECT size, last_hash, frontier, checkpoint FROM journal_head WHERE id = 1
-- name: head_insert
INSERT INTO journal_head (id, size, last_hash, frontier, checkpoint) VALUES (1, :size, :last_hash, :frontier, :checkpoint)
-- name: head_update
UPDATE journal_head SET size = :size, last_hash = :last_hash, frontier = :frontier, checkpoint = :checkpoint WHERE id = 1
-- name: event_insert
INSERT INTO journal_event (seq, time, actor, kind, subject, prev, body, hash)
VALUES (:seq, :time, :actor, :kind, :subject, :prev, :body, :hash)
-- name: event_get
SELECT seq, time, actor, kind, subject, prev, body, hash FROM journal_event WHERE seq = :seq
-- name: event_range
SELECT seq, time, actor, kind, subject, prev, body, hash FROM journal_event
WHERE seq >= :first AND seq < :after ORDER BY seq
-- name: event_hashes
SELECT hash FROM journal_event WHERE seq >= :first AND seq < :after ORDER BY seq
-- name: event_time
SELECT time FROM journal_event WHERE seq = :seq
-- name: event_last
SELECT COALESCE(MAX(seq), 0) FROM journal_event
-- name: event_first
SELECT MIN(seq) FROM journal_event
-- name: list
SELECT seq, time, actor, kind, subject, body FROM journal_event
WHERE seq < :before AND (:actor = '' OR actor = :actor) AND (:subject = '' OR subject = :subject)
AND (:kind = '' OR (kind >= :kind AND kind < :kind_after)) AND time >= :from AND time < :to
AND (CAST(:marked AS BIGINT) = 0 OR body LIKE '%"warned":%' OR body LIKE '%"against":%')
ORDER BY seq DESC LIMIT :limit
-- name: private_insert
INSERT INTO journal_private (seq, field, slot, box) VALUES (:seq, :field, :slot, :box)
-- name: private_get
SELECT slot, box FROM journal_private WHERE seq = :seq AND field = :field
-- name: private_range
SELECT seq, field, slot, box FROM journal_private WHERE seq >= :first AND seq < :after ORDER BY seq, field
-- name: tile_insert
INSERT INTO journal_tile (level, number, hash) VALUES (:level, :number, :hash)
-- name: tile_range
SELECT number, hash FROM journal_tile WHERE level = :level AND number >= :first AND number < :after ORDER BY number
-- name: checkpoint_insert
INSERT INTO journal_checkpoint (size, time, text) VALUES (:size, :time, :text) ON CONFLICT DO NOTHING
-- name: checkpoint_list
SELECT size, time, text FROM journal_checkpoint ORDER BY size, time
-- name: verified
INSERT INTO verification (seq, time, entries, outcome) VALUES (:seq, :time, :entries, :outcome)
-- name: verification_last
-- scan: the last row by primary key
SELECT seq, time, entries, outcome FROM verification ORDER BY seq DESC LIMIT 1
