-- A row of unit_history with until > day is a state of the unit; one with until = day only tells what happened.
-- name: unit_insert
INSERT INTO unit (code, name, kind, parent, since, until, ended_by, successor)
VALUES (:subject, :name, :kind, :parent, :on, '', '', '')
-- name: history_created
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:subject, :seq, 'created', :on, '', :name, :kind, :parent, '', :basis)
-- name: history_close
UPDATE unit_history SET until = :on WHERE unit = :subject AND until = ''
-- name: unit_rename
UPDATE unit SET name = :name, kind = :kind WHERE code = :subject
-- name: history_renamed
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:subject, :seq, 'renamed', :on, '', :name, :kind, (SELECT parent FROM unit WHERE code = :subject), '', :basis)
-- name: unit_move
UPDATE unit SET parent = :parent WHERE code = :subject
-- name: history_moved
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:subject, :seq, 'moved', :on, '', (SELECT name FROM unit WHERE code = :subject),
(SELECT kind FROM unit WHERE code = :subject), :parent, '', :basis)
-- name: unit_merge
UPDATE unit SET until = :on, ended_by = 'merged', successor = :into WHERE code = :subject
-- name: history_merged
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:subject, :seq, 'merged', :on, :on, '', '', '', :into, :basis)
-- name: history_joined
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:into, :seq, 'joined', :on, :on, '', '', '', :subject, :basis)
-- name: split_insert
INSERT INTO unit (code, name, kind, parent, since, until, ended_by, successor)
VALUES (:into, :name, :kind, :parent, :on, '', '', '')
-- name: history_split_new
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:into, :seq, 'split_from', :on, '', :name, :kind, :parent, :subject, :basis)
-- name: history_split
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:subject, :seq, 'split', :on, :on, '', '', '', :into, :basis)
-- name: unit_dissolve
UPDATE unit SET until = :on, ended_by = 'dissolved', successor = :into WHERE code = :subject
-- name: history_dissolved
INSERT INTO unit_history (unit, seq, what, day, until, name, kind, parent, other, basis)
VALUES (:subject, :seq, 'dissolved', :on, :on, '', '', '', :into, :basis)
-- name: person_insert
INSERT INTO person (id, name, unit, post, since, until, why) VALUES (:subject, :name, :unit, :post, :on, '', '')
ON CONFLICT (id) DO UPDATE SET name = excluded.name, unit = excluded.unit, post = excluded.post,
since = excluded.since, until = '', why = ''
-- name: person_rename
UPDATE person SET name = :name WHERE id = :subject
-- name: person_move
UPDATE person SET unit = :unit, post = :post WHERE id = :subject
-- name: person_leave
UPDATE person SET until = :on, why = :why WHERE id = :subject
-- name: post_insert
INSERT INTO person_post (person, seq, unit, post, since, until, basis)
VALUES (:subject, :seq, :unit, :post, :on, '', :basis)
-- name: post_close
UPDATE person_post SET until = :on WHERE person = :subject AND until = ''
-- name: duty_insert
INSERT INTO duty (seq, person, unit, duty, mode, decision, since, until)
VALUES (:seq, :subject, :unit, :duty, :mode, :decision, :on, '')
-- name: duty_close
UPDATE duty SET until = :on WHERE person = :subject AND unit = :unit AND duty = :duty AND until = ''

-- Questions before an act.
-- name: unit_get
SELECT code, name, kind, parent, since, until, ended_by, successor FROM unit WHERE code = :code
-- name: unit_state_day
SELECT MAX(day) FROM unit_history WHERE unit = :unit AND what IN ('created', 'renamed', 'moved', 'split_from')
-- name: unit_last_day
SELECT MAX(day) FROM (
SELECT day FROM unit_history WHERE unit = :unit AND what IN ('created', 'renamed', 'moved', 'split_from', 'split', 'joined')
UNION ALL SELECT day FROM unit_history WHERE parent = :unit
UNION ALL SELECT until FROM unit_history WHERE parent = :unit
UNION ALL SELECT since FROM person_post WHERE unit = :unit
UNION ALL SELECT until FROM person_post WHERE unit = :unit
UNION ALL SELECT since FROM duty WHERE unit = :unit
UNION ALL SELECT until FROM duty WHERE unit = :unit) AS days
-- name: unit_is_above
-- scan: the rows of the recursion itself: as many as there are units above
WITH RECURSIVE up (code) AS (
SELECT code FROM unit WHERE code = :below
UNION
SELECT h.parent FROM up JOIN unit_history h ON h.unit = up.code
WHERE h.parent <> '' AND h.until <> h.day AND (h.until = '' OR h.until > :on))
SELECT COUNT(*) FROM up WHERE code = :above
-- name: children_count
SELECT COUNT(*) FROM unit WHERE parent = :unit AND until = ''
-- name: children
SELECT code FROM unit WHERE parent = :unit AND until = '' ORDER BY code
-- name: persons_count
SELECT COUNT(*) FROM person WHERE unit = :unit AND until = ''
-- name: persons_living
SELECT id, post FROM person WHERE unit = :unit AND until = '' ORDER BY id
-- name: duties_living_of_unit
SELECT person, duty FROM duty WHERE unit = :unit AND until = '' ORDER BY seq
-- name: duties_living_of_person
SELECT unit, duty, since FROM duty WHERE person = :person AND until = '' ORDER BY seq
-- name: person_get
SELECT p.id, p.name, p.unit, u.name, p.post, p.since, p.until, p.why
FROM person p JOIN unit u ON u.code = p.unit WHERE p.id = :id
-- name: person_post_day
SELECT MAX(since) FROM person_post WHERE person = :person
-- name: person_last_day
SELECT MAX(day) FROM (SELECT since AS day FROM person_post WHERE person = :person
UNION ALL SELECT until FROM person_post WHERE person = :person
UNION ALL SELECT since FROM duty WHERE person = :person
UNION ALL SELECT until FROM duty WHERE person = :person) AS days
-- name: duty_since
SELECT since FROM duty WHERE person = :person AND unit = :unit AND duty = :duty AND until = ''
-- name: duty_overlap
SELECT COUNT(*) FROM duty WHERE person = :person AND unit = :unit AND duty = :duty AND (until = '' OR until > :on)
-- name: duty_other_holder
SELECT person FROM duty WHERE unit = :unit AND duty = :duty AND (until = '' OR until > :on) LIMIT 1

-- What people look at. A state holds at :day when since <= :day and it has not ended by then.
-- name: tree
-- scan: the whole tree is asked for
SELECT h.unit, h.name, h.kind, h.parent, u.since, COALESCE(p.n, 0), COALESCE(d.n, 0)
FROM unit_history h JOIN unit u ON u.code = h.unit
LEFT JOIN (SELECT unit, COUNT(*) AS n FROM person_post
  WHERE since <= :day AND (until = '' OR until > :day) GROUP BY unit) p ON p.unit = h.unit
LEFT JOIN (SELECT unit, COUNT(*) AS n FROM duty WHERE duty = 'security_officer'
  AND since <= :day AND (until = '' OR until > :day) GROUP BY unit) d ON d.unit = h.unit
WHERE h.day <= :day AND (h.until = '' OR h.until > :day)
-- name: units_ended
-- scan: all units that ended are asked for
SELECT code, name, kind, parent, since, until, ended_by, successor FROM unit
WHERE until <> '' AND until <= :day ORDER BY until, code
-- name: unit_at
SELECT h.unit, h.name, h.kind, h.parent, u.since, u.until, u.ended_by, u.successor
FROM unit_history h JOIN unit u ON u.code = h.unit
WHERE h.unit = :unit AND h.day <= :day AND (h.until = '' OR h.until > :day)
-- name: history
SELECT h.day, h.seq, h.what, h.name, h.kind, h.parent, COALESCE(p.name, ''), h.other, COALESCE(o.name, ''), h.basis
FROM unit_history h LEFT JOIN unit p ON p.code = h.parent LEFT JOIN unit o ON o.code = h.other
WHERE h.unit = :unit ORDER BY h.day, h.seq
-- name: missing_officer
SELECT h.unit, h.name, h.kind, h.parent, u.since, u.until, u.ended_by, u.successor
FROM unit_history h JOIN unit u ON u.code = h.unit
WHERE h.day <= :day AND (h.until = '' OR h.until > :day)
AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.unit = h.unit AND d.duty = 'security_officer'
  AND d.since <= :day AND (d.until = '' OR d.until > :day))
ORDER BY h.unit
-- name: persons_of_unit
SELECT p.id, p.name, t.unit, u.name, t.post, t.since, t.until, p.why
FROM person_post t JOIN person p ON p.id = t.person JOIN unit u ON u.code = t.unit
WHERE t.unit = :unit AND t.since <= :day AND (t.until = '' OR t.until > :day) ORDER BY p.id
-- name: persons_all
SELECT p.id, p.name, p.unit, u.name, p.post, p.since, p.until, p.why
FROM person p JOIN unit u ON u.code = p.unit ORDER BY p.id
-- name: posts
SELECT t.unit, u.name, t.post, t.since, t.until, t.basis FROM person_post t JOIN unit u ON u.code = t.unit
WHERE t.person = :person ORDER BY t.since, t.seq
-- name: duties_of_person
SELECT d.seq, d.person, p.name, d.unit, u.name, d.duty, d.mode, d.decision, d.since, d.until
FROM duty d JOIN person p ON p.id = d.person JOIN unit u ON u.code = d.unit
WHERE d.person = :person ORDER BY d.since, d.seq
-- name: duties_of_unit
SELECT d.seq, d.person, p.name, d.unit, u.name, d.duty, d.mode, d.decision, d.since, d.until
FROM duty d JOIN person p ON p.id = d.person JOIN unit u ON u.code = d.unit
WHERE d.unit = :unit AND d.since <= :day AND (d.until = '' OR d.until > :day) ORDER BY d.since, d.seq
