-- What the processes of one bot share beside the queue. All of it can be lost without harm.
-- Every statement can be repeated; a later version adds statements below and changes none above.

CREATE TABLE IF NOT EXISTS sheets_bot_runs (
    spreadsheet_id text NOT NULL,
    job text NOT NULL,
    last_good_at timestamptz,           -- by the bot's clock; null: never
    last_tried_at timestamptz,          -- start of the last run that failed
    failures integer NOT NULL,          -- in a row
    noted_good_at timestamptz,          -- by the database's clock, for the health page
    PRIMARY KEY (spreadsheet_id, job)
);

CREATE TABLE IF NOT EXISTS sheets_bot_spreadsheets (
    spreadsheet_id text PRIMARY KEY,
    worker text NOT NULL,               -- who began the last run in it
    zone text                           -- of its Settings tab, as last read
);

-- Turns at Google of one service account, for all processes together.
CREATE TABLE IF NOT EXISTS sheets_bot_limits (
    account text NOT NULL,
    kind text NOT NULL,                 -- read or write
    closed_until timestamptz,           -- Google asked for a pause
    PRIMARY KEY (account, kind)
);

CREATE TABLE IF NOT EXISTS sheets_bot_turns (
    account text NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL
);

CREATE INDEX IF NOT EXISTS sheets_bot_turns_by_time ON sheets_bot_turns (account, kind, at DESC);

-- Takes a turn and returns the seconds to wait for it; none is taken where that would be too long.
CREATE OR REPLACE FUNCTION sheets_bot_take_turn(
    p_account text, p_kind text, p_count integer, p_window_seconds double precision, p_longest double precision
) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
    v_closed timestamptz;
    v_full timestamptz;
    v_now timestamptz;
    v_turn timestamptz;
    v_window interval := p_window_seconds * interval '1 second';
    v_wait double precision;
BEGIN
    INSERT INTO sheets_bot_limits (account, kind) VALUES (p_account, p_kind) ON CONFLICT DO NOTHING;
    -- Holding this row keeps the others waiting, so that turns are given one after the other.
    SELECT closed_until INTO v_closed FROM sheets_bot_limits
        WHERE account = p_account AND kind = p_kind FOR UPDATE;
    v_now := clock_timestamp();
    DELETE FROM sheets_bot_turns WHERE account = p_account AND kind = p_kind AND at < v_now - v_window;
    SELECT at INTO v_full FROM sheets_bot_turns
        WHERE account = p_account AND kind = p_kind ORDER BY at DESC OFFSET p_count - 1 LIMIT 1;
    v_turn := greatest(v_now, v_closed, v_full + v_window);
    v_wait := extract(epoch FROM v_turn - v_now);
    IF v_wait <= p_longest THEN
        INSERT INTO sheets_bot_turns VALUES (p_account, p_kind, v_turn);
    END IF;
    RETURN v_wait;
END;
$$;
