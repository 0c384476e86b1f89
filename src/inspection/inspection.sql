-- name: key_insert
INSERT INTO inspection_key (id, team, public_key, valid_until, issued, issued_by, revoked, revoked_by, grounds)
VALUES (:subject, :team, :public, :valid_until, :time, :actor, 0, '', '')
-- name: key_revoke
UPDATE inspection_key SET revoked = :time, revoked_by = :actor, grounds = :grounds WHERE id = :subject AND revoked = 0
-- name: key_get
SELECT id, team, public_key, valid_until, issued, issued_by, revoked, revoked_by, grounds
FROM inspection_key WHERE id = :id
-- name: key_list
-- scan: all keys of one site are shown, some dozens
SELECT id, team, public_key, valid_until, issued, issued_by, revoked, revoked_by, grounds
FROM inspection_key ORDER BY issued DESC, id
-- name: key_count
SELECT COUNT(*) FROM inspection_key WHERE id LIKE :like
-- name: scan_count
SELECT COUNT(*) FROM scan WHERE id LIKE :like
-- name: scan_insert
INSERT INTO scan (id, seq, machine, unit, authority, team, signing_key, signed, started, finished, files, members,
 bytes, findings, hints, unread, seconds, keep_as, report, names, jail, stopped, imported, imported_by)
VALUES (:subject, :seq, :machine, :unit, :authority, :team, :key, :signed, :started, :finished, :files, :members,
 :bytes, :findings, :hints, :unread, :seconds, :keep_as, :report, :names, :jail, :stopped, :time, :actor)
-- name: scan_detail_insert
INSERT INTO scan_detail (scan, host, matched, trust, signer, content, software, made, exposures, links, special,
 gone, restarts, milliseconds, roots)
VALUES (:subject, :host, :matched, :trust, :signer, :content, :software, :made, :exposures, :links, :special,
 :gone, :restarts, :milliseconds, :roots)
-- name: finding_insert
INSERT INTO finding (id, scan, number, level, confidence, hint, declassified, sha256, size, modified, extension,
 depth, cut, path, members, reasons, met, recorded, decision, decided, decided_seq, decided_by, grounds, measure, same_as)
VALUES (:subject, :scan, :number, :level, :confidence, :hint, :declassified, :sha256, :size, :modified, :extension,
 :depth, :cut, :path, :members, :reasons, :met, :time, '', 0, 0, '', '', '', '')
-- name: unread_count_insert
INSERT INTO unread_count (scan, grade, count, partial, listed) VALUES (:subject, :grade, :count, :partial, :listed)
-- name: unread_insert
INSERT INTO unread_file (seq, scan, grade, partial, detail, extension, depth, cut, path, members)
VALUES (:seq, :subject, :grade, :partial, :detail, :extension, :depth, :cut, :path, :members)
-- name: exposure_insert
INSERT INTO exposure (seq, scan, exposure, what, first_seen, last_seen, source, certainty, path)
VALUES (:seq, :subject, :exposure, :what, :first, :last, :source, :certainty, :path)
-- name: fact_insert
INSERT INTO scan_fact (seq, scan, fact, name, said, count, amount, milliseconds, path)
VALUES (:seq, :subject, :fact, :name, :said, :count, :amount, :milliseconds, :path)
-- name: facts
SELECT fact, name, said, count, amount, milliseconds, path FROM scan_fact WHERE scan = :scan ORDER BY seq LIMIT :limit
-- name: finding_decide
UPDATE finding SET decision = :decision, decided = :time, decided_seq = :seq, decided_by = :actor, grounds = :grounds,
 measure = :measure, same_as = :same_as WHERE id = :subject
-- Whoever followed this decision without being asked waits for a person again when it is no longer a false alarm.
-- name: finding_undecide_followers
UPDATE finding SET decision = '', decided = 0, decided_seq = 0, decided_by = '', grounds = '', measure = '', same_as = ''
WHERE same_as = :subject AND CAST(:decision AS TEXT) <> 'false-alarm'
-- name: report_known
SELECT id FROM scan WHERE report = :report UNION SELECT scan FROM scan_detail WHERE content = :content
-- The newest decision of a person on the same file.
-- name: decided_before
SELECT id, decision FROM finding
WHERE sha256 = :sha256 AND decided_seq > 0 AND same_as = '' AND decision IN ('confirmed', 'false-alarm')
ORDER BY decided_seq DESC LIMIT 1
-- name: any_decided
-- scan: at most one row of a subquery
SELECT COUNT(*) FROM (SELECT 1 FROM finding WHERE decision IN ('confirmed', 'false-alarm') LIMIT 1) q
-- All, newest first, by number.
-- name: scans
SELECT s.id, s.seq, s.machine, s.unit, s.authority, s.team, s.signing_key, s.signed, s.started, s.finished,
 s.files, s.members, s.bytes, s.findings, s.hints, s.unread, s.seconds, s.keep_as, s.report, s.names, s.jail,
 s.stopped, s.imported, s.imported_by, d.host, d.matched, d.trust, d.signer, d.content, d.software, d.made,
 d.exposures, d.links, d.special, d.gone, d.restarts, d.milliseconds, d.roots,
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = ''),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'confirmed'),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'false-alarm'),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'unclear')
FROM scan s JOIN scan_detail d ON d.scan = s.id
WHERE (CAST(:machine AS TEXT) = '' OR s.machine = :machine) AND (CAST(:unit AS TEXT) = '' OR s.unit = :unit)
AND (CAST(:view AS TEXT) = '' OR (:view = 'found' AND s.findings > 0) OR (:view = 'unsigned' AND s.signed = 0)
 OR (:view = 'waiting' AND EXISTS (SELECT 1 FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = '')))
ORDER BY s.seq DESC LIMIT :limit OFFSET :offset
-- name: scan_views
-- scan: counts every scan taken in, for the links above their list
SELECT COUNT(*),
 COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = '')
  THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN s.findings > 0 THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN s.signed = 0 THEN 1 ELSE 0 END), 0)
FROM scan s
WHERE (CAST(:machine AS TEXT) = '' OR s.machine = :machine) AND (CAST(:unit AS TEXT) = '' OR s.unit = :unit)
-- Units of which scans were taken in, also those that have ended since.
-- name: scan_units
-- scan: the distinct units of an index
SELECT q.unit, COALESCE((SELECT u.name FROM unit u WHERE u.code = q.unit), q.unit)
FROM (SELECT s.unit FROM scan s GROUP BY s.unit) q WHERE q.unit <> '' ORDER BY q.unit LIMIT :limit
-- name: scan_get
SELECT s.id, s.seq, s.machine, s.unit, s.authority, s.team, s.signing_key, s.signed, s.started, s.finished,
 s.files, s.members, s.bytes, s.findings, s.hints, s.unread, s.seconds, s.keep_as, s.report, s.names, s.jail,
 s.stopped, s.imported, s.imported_by, d.host, d.matched, d.trust, d.signer, d.content, d.software, d.made,
 d.exposures, d.links, d.special, d.gone, d.restarts, d.milliseconds, d.roots,
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = ''),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'confirmed'),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'false-alarm'),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'unclear')
FROM scan s JOIN scan_detail d ON d.scan = s.id
WHERE s.id = :id
-- name: scan_of_machine
SELECT s.id, s.seq, s.machine, s.unit, s.authority, s.team, s.signing_key, s.signed, s.started, s.finished,
 s.files, s.members, s.bytes, s.findings, s.hints, s.unread, s.seconds, s.keep_as, s.report, s.names, s.jail,
 s.stopped, s.imported, s.imported_by, d.host, d.matched, d.trust, d.signer, d.content, d.software, d.made,
 d.exposures, d.links, d.special, d.gone, d.restarts, d.milliseconds, d.roots,
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = ''),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'confirmed'),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'false-alarm'),
 (SELECT COUNT(*) FROM finding f WHERE f.scan = s.id AND f.hint = 0 AND f.decision = 'unclear')
FROM scan s JOIN scan_detail d ON d.scan = s.id
WHERE s.machine = :machine ORDER BY s.seq DESC LIMIT 1
-- name: findings
SELECT id, scan, number, level, confidence, hint, declassified, sha256, size, modified, extension, depth, cut, path,
 members, reasons, met, recorded, decision, decided, decided_by, grounds, measure, same_as
FROM finding WHERE scan = :scan AND hint = :hint
ORDER BY CASE WHEN decision = '' THEN 0 ELSE 1 END, confidence DESC, number LIMIT :limit OFFSET :offset
-- name: finding_get
SELECT id, scan, number, level, confidence, hint, declassified, sha256, size, modified, extension, depth, cut, path,
 members, reasons, met, recorded, decision, decided, decided_by, grounds, measure, same_as
FROM finding WHERE id = :id
-- name: unread_counts
SELECT grade, count, partial, listed FROM unread_count WHERE scan = :scan ORDER BY count DESC, grade
-- name: unread_files
SELECT grade, partial, detail, extension, depth, cut, path, members FROM unread_file
WHERE scan = :scan AND (CAST(:grade AS TEXT) = '' OR grade = :grade) ORDER BY grade, seq LIMIT :limit OFFSET :offset
-- name: exposures
SELECT exposure, what, first_seen, last_seen, source, certainty, path FROM exposure
WHERE scan = :scan ORDER BY exposure, seq LIMIT :limit
-- name: names_read
SELECT COUNT(*) FROM journal_event
WHERE subject = :scan AND kind = 'finding.names_read' AND actor = :actor AND time >= :since
-- name: undecided
SELECT COUNT(*), COALESCE(MIN(recorded), 0) FROM finding WHERE decision = '' AND hint = 0
-- name: unclear
SELECT COUNT(*) FROM finding WHERE decision = 'unclear' AND hint = 0
-- name: machine_unit
SELECT unit FROM machine WHERE code = :code
-- name: unit_exists
SELECT COUNT(*) FROM unit WHERE code = :code
-- name: confirmed_connected
SELECT COUNT(*) FROM finding f JOIN scan s ON s.id = f.scan JOIN machine m ON m.code = s.machine
WHERE f.decision = 'confirmed' AND f.hint = 0 AND m.network = 'connected'
-- name: machines_unscanned
-- scan: every machine is asked, with an index lookup each
SELECT COUNT(*) FROM machine m WHERE m.until = ''
AND NOT EXISTS (SELECT 1 FROM scan s WHERE s.machine = m.code AND s.started >= :since)
-- name: units_unscanned
-- scan: every unit is asked, with index lookups
SELECT COUNT(*) FROM unit u WHERE u.until = ''
AND EXISTS (SELECT 1 FROM machine m WHERE m.unit = u.code AND m.until = '')
AND NOT EXISTS (SELECT 1 FROM scan s WHERE s.unit = u.code AND s.started >= :since)
-- Files whose newest decision by a person is a false alarm, for the list that is taken along.
-- name: false_alarms
-- scan: every decided finding once, when the list is written
SELECT f.sha256, f.decided FROM finding f
WHERE f.decision = 'false-alarm' AND f.same_as = '' AND f.decided_seq > 0
AND NOT EXISTS (SELECT 1 FROM finding g WHERE g.sha256 = f.sha256 AND g.same_as = '' AND g.decided_seq > f.decided_seq)
ORDER BY f.sha256
-- name: by_level
SELECT level, COUNT(*) FROM finding WHERE scan = :scan AND hint = 0 GROUP BY level
-- The scan of the same machine before this one; an unregistered machine is known by its own name and its unit.
-- name: scan_before
SELECT s.id FROM scan s JOIN scan_detail d ON d.scan = s.id
WHERE s.machine = :machine AND (s.machine <> '' OR (d.host = :host AND s.unit = :unit))
AND (s.started < :started OR (s.started = :started AND s.seq < :seq))
ORDER BY s.started DESC, s.seq DESC LIMIT 1
-- Findings of one scan whose file does not stand among those of another, and how many do.
-- name: findings_not_in
SELECT id, scan, number, level, confidence, hint, declassified, sha256, size, modified, extension, depth, cut, path,
 members, reasons, met, recorded, decision, decided, decided_by, grounds, measure, same_as
FROM finding f WHERE f.scan = :scan AND f.hint = 0
AND NOT EXISTS (SELECT 1 FROM finding g WHERE g.sha256 = f.sha256 AND g.scan = :other AND g.hint = 0)
ORDER BY f.confidence DESC, f.number LIMIT :limit
-- name: findings_in
SELECT COUNT(*) FROM finding f WHERE f.scan = :scan AND f.hint = 0
AND EXISTS (SELECT 1 FROM finding g WHERE g.sha256 = f.sha256 AND g.scan = :other AND g.hint = 0)
