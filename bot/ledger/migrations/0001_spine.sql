-- The spine: what came in, what it did, what goes out. Times are unix milliseconds, documents JSON text.

CREATE TABLE contacts (
    id      {{id}},
    name    TEXT   NOT NULL DEFAULT '',
    phone   TEXT   NOT NULL DEFAULT '',
    lang    TEXT   NOT NULL DEFAULT '',
    created BIGINT NOT NULL
);

-- A conversation is also its own place in two queues: in_* for turns, out_* for sending. *_first is the
-- oldest thing waiting there, *_free when it may be given out, *_token rises with every claim.
CREATE TABLE conversations (
    id          {{id}},
    contact     BIGINT   NOT NULL REFERENCES contacts (id),
    network     TEXT     NOT NULL,
    account     TEXT     NOT NULL,
    chat        TEXT     NOT NULL,
    seq         BIGINT   NOT NULL DEFAULT 0,
    mode        TEXT     NOT NULL DEFAULT 'bot',
    last        BIGINT   NOT NULL DEFAULT 0,
    unreachable SMALLINT NOT NULL DEFAULT 0,
    forgotten   SMALLINT NOT NULL DEFAULT 0, -- the address goes too, once the goodbye is sent
    merged      BIGINT   REFERENCES conversations (id),
    in_first    BIGINT,
    in_free     BIGINT   NOT NULL DEFAULT 0,
    in_token    BIGINT   NOT NULL DEFAULT 0,
    in_worker   TEXT     NOT NULL DEFAULT '',
    out_first   BIGINT,
    out_last    BIGINT   NOT NULL DEFAULT 0, -- of what the present sender has in hand
    out_free    BIGINT   NOT NULL DEFAULT 0,
    out_token   BIGINT   NOT NULL DEFAULT 0,
    out_worker  TEXT     NOT NULL DEFAULT ''
);
CREATE INDEX conversations_in ON conversations (in_first) WHERE in_first IS NOT NULL;
CREATE INDEX conversations_out ON conversations (out_first) WHERE out_first IS NOT NULL AND unreachable = 0;
CREATE INDEX conversations_contact ON conversations (contact);

CREATE TABLE addresses (
    network      TEXT   NOT NULL,
    account      TEXT   NOT NULL,
    chat         TEXT   NOT NULL,
    conversation BIGINT NOT NULL REFERENCES conversations (id),
    PRIMARY KEY (network, account, chat)
);
CREATE INDEX addresses_conversation ON addresses (conversation);

-- event is a digest of (network, account, the network's id): what has one is never taken twice, and no
-- address survives in it. The text is dropped once the turn stands in messages.
CREATE TABLE inbox (
    id           {{id}},
    conversation BIGINT   NOT NULL REFERENCES conversations (id),
    event        TEXT     NOT NULL UNIQUE,
    at           BIGINT   NOT NULL,
    attempts     INTEGER  NOT NULL DEFAULT 0,
    status       TEXT     NOT NULL DEFAULT 'waiting', -- waiting, done, parked
    input        TEXT     NOT NULL
);
CREATE INDEX inbox_waiting ON inbox (conversation, id) WHERE status = 'waiting';
CREATE INDEX inbox_parked ON inbox (conversation) WHERE status = 'parked';

CREATE TABLE turns (
    conversation BIGINT   NOT NULL REFERENCES conversations (id),
    seq          BIGINT   NOT NULL,
    input        BIGINT   NOT NULL,
    at           BIGINT   NOT NULL,
    parked       SMALLINT NOT NULL DEFAULT 0,
    state        TEXT     NOT NULL,
    PRIMARY KEY (conversation, seq)
);

-- The transcript, and in its waiting rows the outbox.
CREATE TABLE messages (
    id           {{id}},
    conversation BIGINT   NOT NULL REFERENCES conversations (id),
    author       TEXT     NOT NULL,
    person       TEXT     NOT NULL DEFAULT '', -- JSON of the advisor
    body         TEXT     NOT NULL,            -- JSON: of the artisan an input, else what was said
    at           BIGINT   NOT NULL,
    status       TEXT     NOT NULL DEFAULT '',
    network_id   TEXT     NOT NULL DEFAULT '',
    attempts     INTEGER  NOT NULL DEFAULT 0,
    why          TEXT     NOT NULL DEFAULT '',
    transient    SMALLINT NOT NULL DEFAULT 0   -- a goodbye: deleted once sent
);
CREATE INDEX messages_conversation ON messages (conversation, id);
CREATE INDEX messages_waiting ON messages (conversation, id) WHERE status = 'waiting';
CREATE INDEX messages_transient ON messages (conversation) WHERE transient = 1;
CREATE INDEX messages_network_id ON messages (network_id) WHERE network_id <> '';

CREATE TABLE timers (
    conversation BIGINT NOT NULL REFERENCES conversations (id),
    name         TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (conversation, name)
);
CREATE INDEX timers_at ON timers (at);

CREATE TABLE leases (
    name   TEXT   NOT NULL PRIMARY KEY,
    holder TEXT   NOT NULL,
    token  BIGINT NOT NULL,
    ends   BIGINT NOT NULL
);

-- The name of this database and its history, one row.
CREATE TABLE installation (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT    NOT NULL
);

-- Media of forgotten artisans, to be removed once nobody else has sent the same.
CREATE TABLE leftovers (
    hash  TEXT   NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);
