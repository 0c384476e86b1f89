-- A finding stands while nobody has decided on it, or while it is confirmed and no later finished scan of its
-- machine has missed it. The same file found again on the same machine is one document.

-- Documents bearing marks on machines registered as connected to a network, one row per machine.
-- name: documents
-- scan: rows of a subquery over the indexed findings
WITH newest (machine, started) AS (
SELECT machine, MAX(started) FROM scan WHERE machine <> '' AND stopped = 0 GROUP BY machine),
standing (machine, sha256, confirmed, recorded, level) AS (
SELECT s.machine, f.sha256, MAX(CASE WHEN f.decision = 'confirmed' THEN 1 ELSE 0 END), MIN(f.recorded),
 MAX(CASE f.level WHEN 'TUYET_MAT' THEN 3 WHEN 'TOI_MAT' THEN 2 WHEN 'MAT' THEN 1 ELSE 0 END)
FROM finding f JOIN scan s ON s.id = f.scan JOIN machine m ON m.code = s.machine
LEFT JOIN newest l ON l.machine = s.machine
WHERE f.hint = 0 AND m.network = 'connected' AND m.until = ''
AND (f.decision = '' OR (f.decision = 'confirmed' AND s.started >= COALESCE(l.started, 0)))
GROUP BY s.machine, f.sha256)
SELECT m.code, m.unit, u.name, COUNT(*), SUM(d.confirmed), MIN(d.recorded), MAX(d.level)
FROM standing d JOIN machine m ON m.code = d.machine JOIN unit u ON u.code = m.unit
GROUP BY m.code, m.unit, u.name ORDER BY MAX(d.level) DESC, COUNT(*) DESC, m.code

-- Files nobody could read at the newest scan of every machine registered as connected.
-- name: documents_unread
SELECT s.machine, s.id, s.unread FROM scan s JOIN machine m ON m.code = s.machine
WHERE m.network = 'connected' AND m.until = '' AND s.started = (
SELECT MAX(x.started) FROM scan x WHERE x.machine = s.machine) ORDER BY s.machine, s.seq DESC

-- name: officers
-- scan: every unit is asked
SELECT u.code, u.name, u.kind, u.since, COALESCE(e.until, ''),
 (SELECT COUNT(*) FROM person p WHERE p.unit = u.code AND p.until = ''), COALESCE(h.unwritten, 0)
FROM unit u
LEFT JOIN (SELECT unit, MAX(until) AS until FROM duty WHERE duty = 'security_officer'
  AND until <> '' AND until <= :day GROUP BY unit) e ON e.unit = u.code
LEFT JOIN (SELECT unit, SUM(CASE WHEN decision <> '' THEN 1 ELSE 0 END) AS written,
  SUM(CASE WHEN decision = '' THEN 1 ELSE 0 END) AS unwritten FROM duty WHERE duty = 'security_officer'
  AND since <= :day AND (until = '' OR until > :day) GROUP BY unit) h ON h.unit = u.code
WHERE (u.until = '' OR u.until > :day) AND u.since <= :day AND COALESCE(h.written, 0) = 0
ORDER BY COALESCE(h.unwritten, 0), CASE WHEN COALESCE(e.until, '') = '' THEN u.since ELSE e.until END, u.code

-- name: units_count
-- scan: every unit is counted
SELECT COUNT(*) FROM unit WHERE since <= :day AND (until = '' OR until > :day)

-- Units with machines in use of which none was scanned to the end since :since.
-- name: units_unscanned
WITH newest (machine, started) AS (
SELECT machine, MAX(started) FROM scan WHERE machine <> '' AND stopped = 0 GROUP BY machine)
SELECT m.unit, u.name, COUNT(*), COALESCE(MAX(l.started), 0)
FROM machine m JOIN unit u ON u.code = m.unit LEFT JOIN newest l ON l.machine = m.code
WHERE m.until = '' GROUP BY m.unit, u.name HAVING COALESCE(MAX(l.started), 0) < :since
ORDER BY COALESCE(MAX(l.started), 0), m.unit

-- name: machines_overdue
-- scan: every machine is asked
WITH newest (machine, started) AS (
SELECT machine, MAX(started) FROM scan WHERE machine <> '' AND stopped = 0 GROUP BY machine)
SELECT m.code, m.unit, u.name, m.purpose, m.network, COALESCE(l.started, 0)
FROM machine m JOIN unit u ON u.code = m.unit LEFT JOIN newest l ON l.machine = m.code
WHERE m.until = '' AND COALESCE(l.started, 0) < :since
ORDER BY CASE WHEN m.network = 'connected' THEN 0 ELSE 1 END, COALESCE(l.started, 0), m.code

-- The same file found again in the same unit after a person had confirmed it there.
-- name: recurring
-- scan: findings that met an earlier decision are looked for over the whole register
WITH again AS (
SELECT f.id, f.scan, f.sha256, s.machine, s.unit, s.started, f.recorded, f.decision, f.level
FROM finding f JOIN scan s ON s.id = f.scan
WHERE f.met <> '' AND f.hint = 0 AND f.decision <> 'false-alarm'),
earlier (sha256, unit, started, id) AS (
SELECT e.sha256, t.unit, MIN(t.started), MIN(e.id) FROM finding e JOIN scan t ON t.id = e.scan
WHERE e.decision = 'confirmed' AND e.sha256 IN (SELECT sha256 FROM again) GROUP BY e.sha256, t.unit)
SELECT a.id, a.scan, e.id, a.machine, a.unit, COALESCE(u.name, ''), a.recorded, a.decision,
 CASE a.level WHEN 'TUYET_MAT' THEN 3 WHEN 'TOI_MAT' THEN 2 WHEN 'MAT' THEN 1 ELSE 0 END
FROM again a JOIN earlier e ON e.sha256 = a.sha256 AND e.unit = a.unit AND e.started < a.started
LEFT JOIN unit u ON u.code = a.unit
ORDER BY a.recorded DESC, a.id

-- name: undecided
SELECT s.id, s.machine, s.unit, COALESCE(u.name, ''), COUNT(*), MIN(f.recorded),
 MAX(CASE f.level WHEN 'TUYET_MAT' THEN 3 WHEN 'TOI_MAT' THEN 2 WHEN 'MAT' THEN 1 ELSE 0 END),
 MAX(CASE WHEN m.network = 'connected' THEN 1 ELSE 0 END)
FROM finding f JOIN scan s ON s.id = f.scan LEFT JOIN unit u ON u.code = s.unit
LEFT JOIN machine m ON m.code = s.machine
WHERE f.decision = '' AND f.hint = 0
GROUP BY s.id, s.machine, s.unit, u.name ORDER BY MIN(f.recorded), s.id

-- What a new installation has.
-- name: steps
-- scan: existence only: the first row ends it
SELECT (SELECT COUNT(*) FROM unit WHERE until = ''), (SELECT COUNT(*) FROM person WHERE until = ''),
 (SELECT COUNT(*) FROM machine WHERE until = ''), (SELECT COUNT(*) FROM inspection_key),
 (SELECT COUNT(*) FROM scan), (SELECT COUNT(*) FROM backup WHERE what = 'made'),
 (SELECT COUNT(*) FROM verification WHERE outcome = 'ok')

-- The journal as its page lists it, newest first. :admin 1: acts on accounts, settings and backups, without sign-ins.
-- name: journal
SELECT seq, time, actor, kind, subject, body FROM journal_event
WHERE seq < :before AND (CAST(:actor AS TEXT) = '' OR actor = :actor)
AND (CAST(:like AS TEXT) = '' OR LOWER(subject) LIKE :like ESCAPE '\')
AND (CAST(:kind AS TEXT) = '' OR (kind >= :kind AND kind < :kind_after)) AND time >= :from AND time < :to
AND (CAST(:marked AS BIGINT) = 0 OR body LIKE '%"warned":%' OR body LIKE '%"against":%')
AND (CAST(:admin AS BIGINT) = 0 OR ((kind LIKE 'account.%' OR kind LIKE 'backup.%' OR kind = 'private.removed'
  OR kind = 'site.setting_changed') AND kind <> 'account.signed_in'))
ORDER BY seq DESC LIMIT :limit
-- name: entry_hashes
SELECT prev, hash FROM journal_event WHERE seq = :seq
