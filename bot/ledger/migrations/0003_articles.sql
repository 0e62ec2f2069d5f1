-- The articles that admins touched, with every revision. head and live are numbers of revisions; live is 0
-- when artisans are not answered from the article.

CREATE TABLE articles (
    id    TEXT    NOT NULL PRIMARY KEY,
    state TEXT    NOT NULL,
    head  INTEGER NOT NULL,
    live  INTEGER NOT NULL
);

CREATE TABLE revisions (
    article     TEXT    NOT NULL REFERENCES articles (id),
    number      INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    author      TEXT    NOT NULL, -- empty: the program
    author_name TEXT    NOT NULL,
    at          BIGINT  NOT NULL,
    restored    INTEGER NOT NULL DEFAULT 0,
    starter     TEXT    NOT NULL DEFAULT '',
    body        TEXT    NOT NULL, -- JSON
    PRIMARY KEY (article, number)
);
CREATE INDEX revisions_published ON revisions (state) WHERE state <> 'draft';
