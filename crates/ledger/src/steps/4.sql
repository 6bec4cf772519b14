-- Indicators that are looked for in events: `organization` is empty where it is everyone's, `body` is what is looked for and what is
-- said of it, encrypted where the ledger is.
CREATE TABLE indicators (
    number INTEGER PRIMARY KEY,
    organization TEXT NOT NULL,
    uid TEXT NOT NULL,
    origin TEXT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    revoked BIGINT,
    key INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (organization, uid)
);
CREATE INDEX indicators_by_origin ON indicators (organization, origin, number);
