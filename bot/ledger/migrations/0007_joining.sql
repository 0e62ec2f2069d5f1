-- One person on several channels. A code joins the artisan who got it with the one who sends it from elsewhere;
-- tries are codes that led nowhere, under a digest of the address that sent them.

CREATE TABLE codes (
    code         TEXT   NOT NULL PRIMARY KEY,
    contact      BIGINT NOT NULL REFERENCES contacts (id),
    conversation BIGINT NOT NULL REFERENCES conversations (id),
    ends         BIGINT NOT NULL
);
CREATE INDEX codes_contact ON codes (contact);

CREATE TABLE tries (
    who TEXT   NOT NULL,
    at  BIGINT NOT NULL
);
CREATE INDEX tries_at ON tries (at);

-- The chat of a person of the desk: from there they do their work. While it is being linked there is a code instead.
CREATE TABLE staff (
    person       TEXT   NOT NULL PRIMARY KEY REFERENCES people (id),
    conversation BIGINT UNIQUE REFERENCES conversations (id),
    code         TEXT   UNIQUE,
    ends         BIGINT NOT NULL DEFAULT 0
);

-- What a turn asked for that takes longer than a turn may; its answer comes in by the door.
CREATE TABLE errands (
    id           {{id}},
    conversation BIGINT NOT NULL REFERENCES conversations (id),
    free         BIGINT NOT NULL DEFAULT 0, -- when it may be given out
    body         TEXT   NOT NULL            -- JSON
);
CREATE INDEX errands_free ON errands (free);

-- When the artisan was told on another channel that this one is down; 0 while it is not.
ALTER TABLE conversations ADD COLUMN diverted BIGINT NOT NULL DEFAULT 0;
