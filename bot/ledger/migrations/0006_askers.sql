-- Who asked may want to be told once there is an answer. input is whose turn kept the question; tell is 1 while the
-- asker waits and 2 once they are told; answer is the article that answers, from its revision since on (0: from what is
-- published already).

ALTER TABLE questions ADD COLUMN input BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN tell SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE questions ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
CREATE INDEX questions_input ON questions (conversation, input);
CREATE INDEX questions_tell ON questions (contact) WHERE tell = 1;
CREATE INDEX questions_told ON questions (answer) WHERE tell = 1 AND answer <> '';
