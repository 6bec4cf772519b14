-- What of detection is proven, and what exceptions keep from being found. `rules` are those that judge, as of the last start, with why there is no canary of a rule; `proofs`
-- are its canaries, by the kind of their events, with when one was last let in and when its finding last came. `abilities` say when
-- an organization last sent something that a rule is for, and when last every field that it needs had a value.
CREATE TABLE rules (
    rule TEXT NOT NULL PRIMARY KEY,
    level INTEGER NOT NULL,
    title TEXT NOT NULL,
    kinds TEXT NOT NULL,
    without TEXT
);
CREATE TABLE proofs (
    rule TEXT NOT NULL,
    kind TEXT NOT NULL,
    begun BIGINT NOT NULL,
    tried BIGINT,
    proven BIGINT,
    PRIMARY KEY (rule, kind)
);
CREATE TABLE abilities (
    organization TEXT NOT NULL,
    rule TEXT NOT NULL,
    seen BIGINT NOT NULL,
    able BIGINT,
    missing TEXT NOT NULL,
    PRIMARY KEY (organization, rule)
);
-- Where rules find nothing; of everybody where the organization is empty. What was removed stays, with what it did.
CREATE TABLE exceptions (
    organization TEXT NOT NULL,
    uid TEXT NOT NULL,
    rule TEXT NOT NULL,
    added BIGINT NOT NULL,
    until BIGINT NOT NULL,
    removed BIGINT,
    suppressed BIGINT NOT NULL,
    latest BIGINT,
    key INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (organization, uid)
);
-- How far findings were forwarded to the systems of others.
CREATE TABLE forwards (
    name TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    unsent BIGINT NOT NULL
);
