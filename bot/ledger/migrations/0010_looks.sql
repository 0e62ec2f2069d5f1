-- What is looked for again and again is found without reading every conversation: those that an account which is down
-- holds up, and those whose artisan was told elsewhere.

CREATE INDEX conversations_held ON conversations (network, account) WHERE mode <> 'bot' OR out_first IS NOT NULL;
CREATE INDEX conversations_diverted ON conversations (id) WHERE diverted <> 0;
