-- A question that an admin has dealt with is settled, and no longer shown among the unanswered ones.

ALTER TABLE questions ADD COLUMN settled SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX questions_open ON questions (id) WHERE settled = 0 AND why IN ('unknown', 'unhelpful');
CREATE INDEX questions_article ON questions (article, why);
