-- How our accounts are, as the process that serves each last said: for the others, and for what is not served any more.

CREATE TABLE standings (
    network TEXT   NOT NULL,
    account TEXT   NOT NULL,
    trouble TEXT   NOT NULL,
    until   BIGINT NOT NULL, -- when the trouble should be over; 0 when nobody knows
    noted   BIGINT NOT NULL,
    worked  BIGINT NOT NULL, -- the last time without trouble; 0 never
    phone   BIGINT NOT NULL, -- the last sign of life of the account's own phone; 0 none known
    PRIMARY KEY (network, account)
);
