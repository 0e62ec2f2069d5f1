-- What the advisors and admins work with.

CREATE TABLE projects (
    id      TEXT     NOT NULL PRIMARY KEY,
    contact BIGINT   NOT NULL REFERENCES contacts (id),
    form    TEXT     NOT NULL,
    version INTEGER  NOT NULL,
    answers TEXT     NOT NULL, -- JSON
    done    SMALLINT NOT NULL DEFAULT 0,
    changed BIGINT   NOT NULL
);
CREATE INDEX projects_contact ON projects (contact, changed);

CREATE TABLE tickets (
    id           TEXT    NOT NULL PRIMARY KEY,
    conversation BIGINT  NOT NULL REFERENCES conversations (id),
    state        TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    question     TEXT    NOT NULL DEFAULT '',
    project      TEXT    NOT NULL DEFAULT '',
    advisor      TEXT    NOT NULL DEFAULT '',
    advisor_name TEXT    NOT NULL DEFAULT '',
    stars        INTEGER NOT NULL DEFAULT 0,
    opened       BIGINT  NOT NULL,
    changed      BIGINT  NOT NULL
);
CREATE INDEX tickets_state ON tickets (state, opened);
CREATE INDEX tickets_conversation ON tickets (conversation);

CREATE TABLE questions (
    id           {{id}},
    conversation BIGINT           NOT NULL REFERENCES conversations (id),
    contact      BIGINT           NOT NULL REFERENCES contacts (id),
    question     TEXT             NOT NULL,
    article      TEXT             NOT NULL DEFAULT '',
    score        DOUBLE PRECISION NOT NULL,
    why          TEXT             NOT NULL,
    at           BIGINT           NOT NULL
);
CREATE INDEX questions_why ON questions (why, id);
CREATE INDEX questions_contact ON questions (contact);

CREATE TABLE people (
    id       TEXT     NOT NULL PRIMARY KEY,
    login    TEXT     NOT NULL UNIQUE,
    name     TEXT     NOT NULL,
    role     TEXT     NOT NULL,
    password TEXT     NOT NULL,
    disabled SMALLINT NOT NULL DEFAULT 0,
    created  BIGINT   NOT NULL
);

CREATE TABLE audit (
    id     {{id}},
    at     BIGINT NOT NULL,
    person TEXT   NOT NULL,
    did    TEXT   NOT NULL,
    object TEXT   NOT NULL
);
