-- Findings. Times are microseconds since 1970 UTC; `body` is the OCSF object, encrypted where the ledger is.
CREATE TABLE findings (
    number INTEGER PRIMARY KEY,
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
    UNIQUE (organization, uid)
);
CREATE INDEX findings_by_rule ON findings (organization, rule, number);
