-- What is looked for again and again is found without reading every conversation: those that an account which is down
-- holds up, and those whose artisan was told elsewhere.

CREATE INDEX conversations_held ON conversations (network, account) WHERE mode <> 'bot' OR out_first IS NOT NULL;
CREATE INDEX conversations_diverted ON conversations (id) WHERE diverted <> 0;

-- Inputs whose turns are gone, as those of the forgotten: they are kept for a while to know repetitions, and then pruned.
CREATE INDEX inbox_left ON inbox (id) WHERE status = 'left';
UPDATE inbox SET status = 'left' WHERE status = 'done' AND id IN (SELECT id FROM inbox WHERE status = 'done' EXCEPT SELECT input FROM turns);

-- How often an errand was given out.
ALTER TABLE errands ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
