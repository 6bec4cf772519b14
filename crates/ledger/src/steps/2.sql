-- Correlations as events come: the matches that they wait for, their findings that may still change, and how far they are.
-- What was found is counted by organization, rule and day of recording: `kept` findings are in the ledger, those `beyond` what
-- is kept are only counted.
ALTER TABLE findings ADD COLUMN amended BIGINT;
ALTER TABLE findings ADD COLUMN superseded_by TEXT;
CREATE INDEX findings_by_recorded ON findings (recorded);
CREATE TABLE matches (
    organization TEXT NOT NULL,
    rule TEXT NOT NULL,
    place BLOB NOT NULL,
    time BIGINT NOT NULL,
    received BIGINT NOT NULL,
    key INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (organization, rule, place)
);
CREATE TABLE stretches (
    organization TEXT NOT NULL,
    uid TEXT NOT NULL,
    key INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (organization, uid)
);
CREATE TABLE reached (
    name TEXT NOT NULL PRIMARY KEY,
    time BIGINT NOT NULL
);
CREATE TABLE days (
    organization TEXT NOT NULL,
    rule TEXT NOT NULL,
    day BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    beyond BIGINT NOT NULL,
    PRIMARY KEY (organization, rule, day)
);
CREATE TABLE shares (
    organization TEXT NOT NULL PRIMARY KEY,
    bytes BIGINT NOT NULL
);
INSERT INTO days (organization, rule, day, kept, beyond)
    SELECT organization, rule, recorded / 86400000000, COUNT(*), 0 FROM findings
    GROUP BY organization, rule, recorded / 86400000000;
INSERT INTO shares (organization, bytes) SELECT organization, SUM(LENGTH(body)) FROM findings GROUP BY organization;
-- What a running centre last saw of its sources.
CREATE TABLE sources (
    organization TEXT NOT NULL,
    name TEXT NOT NULL,
    latest BIGINT,
    silent_since BIGINT,
    lost BIGINT NOT NULL,
    checked BIGINT NOT NULL,
    PRIMARY KEY (organization, name)
);
