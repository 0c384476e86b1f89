-- name: machine_insert
INSERT INTO machine (code, unit, purpose, network, label, since, until, reason)
VALUES (:subject, :unit, :purpose, :network, :label, :on, '', '')
-- name: history_registered
INSERT INTO machine_history (machine, seq, what, day, until, unit, purpose, network, label, basis)
VALUES (:subject, :seq, 'registered', :on, '', :unit, :purpose, :network, :label, :basis)
-- name: history_close
UPDATE machine_history SET until = :on WHERE machine = :subject AND until = ''
-- name: machine_change
UPDATE machine SET purpose = :purpose, network = :network, label = :label WHERE code = :subject
-- name: history_changed
INSERT INTO machine_history (machine, seq, what, day, until, unit, purpose, network, label, basis)
VALUES (:subject, :seq, 'changed', :on, '', (SELECT unit FROM machine WHERE code = :subject),
:purpose, :network, :label, :basis)
-- name: machine_move
UPDATE machine SET unit = :unit WHERE code = :subject
-- name: history_moved
INSERT INTO machine_history (machine, seq, what, day, until, unit, purpose, network, label, basis)
VALUES (:subject, :seq, 'moved', :on, '', :unit, (SELECT purpose FROM machine WHERE code = :subject),
(SELECT network FROM machine WHERE code = :subject), (SELECT label FROM machine WHERE code = :subject), :basis)
-- name: machine_retire
UPDATE machine SET until = :on, reason = :why WHERE code = :subject
-- name: history_retired
INSERT INTO machine_history (machine, seq, what, day, until, unit, purpose, network, label, basis)
VALUES (:subject, :seq, 'retired', :on, :on, (SELECT unit FROM machine WHERE code = :subject), '', '', '', :why)

-- name: machine_get
SELECT code, unit, purpose, network, label, since, until, reason FROM machine WHERE code = :code
-- name: machine_day
SELECT MAX(day) FROM machine_history WHERE machine = :machine
-- name: unit_last_day
SELECT MAX(day) FROM (SELECT day FROM machine_history WHERE unit = :unit
UNION ALL SELECT until FROM machine_history WHERE unit = :unit) AS days
-- name: living_of_unit
SELECT code FROM machine WHERE unit = :unit AND until = '' ORDER BY code
-- name: living_count
SELECT COUNT(*) FROM machine WHERE unit = :unit AND until = ''
-- name: machines_of_unit
SELECT m.code, h.unit, h.purpose, h.network, h.label, m.since, m.until, m.reason
FROM machine_history h JOIN machine m ON m.code = h.machine
WHERE h.unit = :unit AND h.day <= :day AND (h.until = '' OR h.until > :day)
AND h.machine > :after ORDER BY h.machine LIMIT :limit
-- name: machines_count
SELECT COUNT(*) FROM machine_history
WHERE unit = :unit AND day <= :day AND (until = '' OR until > :day)
-- name: machines
SELECT m.code, h.unit, h.purpose, h.network, h.label, m.since, m.until, m.reason
FROM machine_history h JOIN machine m ON m.code = h.machine
WHERE h.day <= :day AND (h.until = '' OR h.until > :day)
AND h.machine > :after ORDER BY h.machine LIMIT :limit
-- name: counts
SELECT unit, COUNT(*), SUM(CASE WHEN purpose = 'drafting' THEN 1 ELSE 0 END) FROM machine_history
WHERE day <= :day AND (until = '' OR until > :day) GROUP BY unit ORDER BY unit
-- name: history
SELECT day, seq, what, unit, purpose, network, label, basis FROM machine_history
WHERE machine = :machine ORDER BY day, seq
