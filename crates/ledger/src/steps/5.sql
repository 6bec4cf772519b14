-- Numbers of findings are never given twice, whatever expires: how far a finding was forwarded is said by its number.
CREATE TABLE findings_numbered (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    organization TEXT NOT NULL,
    uid TEXT NOT NULL,
    source TEXT NOT NULL,
    rule TEXT NOT NULL,
    level INTEGER NOT NULL,
    kind TEXT NOT NULL,
    time BIGINT,
    received BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    key INTEGER NOT NULL,
    body BLOB NOT NULL,
    amended BIGINT,
    superseded_by TEXT,
    UNIQUE (organization, uid)
);
INSERT INTO findings_numbered
    (number, organization, uid, source, rule, level, kind, time, received, recorded, key, body, amended, superseded_by)
    SELECT number, organization, uid, source, rule, level, kind, time, received, recorded, key, body, amended, superseded_by
    FROM findings ORDER BY number;
DROP TABLE findings;
ALTER TABLE findings_numbered RENAME TO findings;
CREATE INDEX findings_by_rule ON findings (organization, rule, number);
CREATE INDEX findings_by_recorded ON findings (recorded);
DELETE FROM sqlite_sequence WHERE name = 'findings';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'findings', MAX(COALESCE((SELECT MAX(number) FROM findings), 0), COALESCE((SELECT MAX(number) FROM forwards), 0));
