-- The verbs of the book. The application may call them and cannot write round them: they run with the
-- owner's rights, take the company's chain head first, and end by moving it over what they wrote.

CREATE TYPE book_entry AS (
    no int, key text, request_hash bytea, facts text, kind text, entry_on date, document text,
    currency text, rate numeric, customer_id bigint, words text, reverses_seq bigint,
    source_file_id bigint, batch_id bigint
);
CREATE TYPE book_line AS (
    no int, line_no smallint, account_id bigint, customer_id bigint, currency text, amount bigint,
    base_amount bigint
);
CREATE TYPE book_item AS (
    no int, item_no smallint, line_no smallint, kind text, side smallint, due_on date, amount bigint,
    base_amount bigint
);
CREATE TYPE book_who AS (actor_id bigint, approver_id bigint, origin text);

CREATE FUNCTION book_locked_head(company bigint, OUT seq bigint, OUT hash bytea, OUT at timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT head.seq, head.hash, greatest(head.at, clock_timestamp()) INTO seq, hash, at
      FROM store_chainhead AS head WHERE head.company_id = company FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'company % keeps no book', company USING ERRCODE = 'no_data_found';
    END IF;
END $$;

-- Takes the book for this transaction and says which act a key belongs to, if any.
CREATE FUNCTION book_begin(company bigint, key text, request_hash bytea) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    known record;
BEGIN
    PERFORM book_locked_head(company);
    SELECT act.seq, act.request_hash AS asked INTO known
      FROM store_act AS act WHERE act.company_id = company AND act.key = book_begin.key AND act.key <> '';
    IF FOUND AND known.asked <> book_begin.request_hash THEN
        RAISE EXCEPTION 'key % was used for another request', key USING ERRCODE = 'WL001';
    END IF;
    RETURN known.seq;
END $$;

-- Posts entries, one act each, all or none. A key that is known answers what it answered before; with
-- another request it is refused (SQLSTATE WL001). Days outside an open period: WL002.
CREATE FUNCTION book_post(
    company bigint, who book_who, entries book_entry[], lines book_line[], items book_item[]
) RETURNS TABLE (no int, seq bigint, number int, repeated boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    head record;
    fault text;
    known int;
    fresh int;
BEGIN
    head := book_locked_head(company);

    -- OFFSET 0 keeps it one look into the index per key, whatever the planner believes of a young table.
    SELECT count(*), max(entry.key) FILTER (WHERE act.request_hash <> entry.request_hash)
      INTO known, fault
      FROM unnest(entries) AS entry
      CROSS JOIN LATERAL (SELECT act.request_hash FROM store_act AS act
                           WHERE act.company_id = company AND act.key = entry.key AND act.key <> ''
                          OFFSET 0) AS act;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'key % was used for another request', fault USING ERRCODE = 'WL001';
    END IF;
    IF known > 0 THEN
        RETURN QUERY
            SELECT entry.no, act.seq, posted.number, true
              FROM unnest(entries) AS entry
              CROSS JOIN LATERAL (SELECT act.seq FROM store_act AS act
                                   WHERE act.company_id = company AND act.key = entry.key AND act.key <> ''
                                  OFFSET 0) AS act
              CROSS JOIN LATERAL (SELECT posted.number FROM store_entry AS posted
                                   WHERE posted.company_id = company AND posted.seq = act.seq
                                  OFFSET 0) AS posted;
    END IF;
    IF known = cardinality(entries) THEN
        RETURN;
    END IF;

    RETURN QUERY
    WITH dated AS MATERIALIZED (
        SELECT entry.*, period.id AS period_id, head.seq + row_number() OVER (ORDER BY entry.no) AS seq
          FROM unnest(entries) AS entry
          JOIN store_period AS period
            ON period.company_id = company AND period.closed_seq IS NULL
           AND entry.entry_on BETWEEN period.from_on AND period.to_on
         WHERE known = 0
            OR (SELECT act.seq FROM store_act AS act
                 WHERE act.company_id = company AND act.key = entry.key AND act.key <> '' LIMIT 1) IS NULL
    ), series AS (
        INSERT INTO store_numberseries AS series (company_id, period_id, kind, last)
        SELECT company, period_id, kind, count(*) FROM dated GROUP BY period_id, kind
        ON CONFLICT (company_id, period_id, kind) DO UPDATE SET last = series.last + excluded.last
        RETURNING period_id, kind, last
    ), numbered AS MATERIALIZED (
        SELECT dated.*, (series.last - count(*) OVER (PARTITION BY period_id, kind)
                         + row_number() OVER (PARTITION BY period_id, kind ORDER BY dated.no))::int AS number
          FROM dated JOIN series USING (period_id, kind)
    ), line_added AS (
        INSERT INTO store_entryline
            (company_id, seq, line_no, account_id, customer_id, entry_on, currency, amount, base_amount)
        SELECT company, entry.seq, line.line_no, line.account_id, line.customer_id, entry.entry_on,
               line.currency, line.amount, line.base_amount
          FROM unnest(lines) AS line JOIN numbered AS entry USING (no)
    ), item_added AS (
        INSERT INTO store_openitem
            (company_id, seq, item_no, line_no, account_id, customer_id, kind, side, currency, amount,
             base_amount, document, document_on, due_on, allocated, base_allocated)
        SELECT company, entry.seq, item.item_no, item.line_no, line.account_id, line.customer_id,
               item.kind, item.side, line.currency, item.amount, item.base_amount, entry.document,
               entry.entry_on, item.due_on, 0, 0
          FROM unnest(items) AS item
          JOIN numbered AS entry USING (no)
          JOIN unnest(lines) AS line ON line.no = item.no AND line.line_no = item.line_no
    ), entry_added AS (
        INSERT INTO store_entry
            (company_id, seq, kind, period_id, number, entry_on, document, currency, rate, customer_id,
             text, reverses_seq, source_file_id, batch_id)
        SELECT company, seq, kind, period_id, number, entry_on, document, currency, rate, customer_id,
               words, reverses_seq, source_file_id, batch_id FROM numbered
    ), sealed_lines AS (
        SELECT no, string_agg(book_sealed_line(line_no, account_id, customer_id, currency, amount, base_amount),
                              ''::bytea ORDER BY line_no) AS bytes
          FROM unnest(lines) GROUP BY no
    ), sealed_items AS (
        SELECT no, string_agg(book_sealed_item(item_no, line_no, kind, side, due_on, amount, base_amount),
                              ''::bytea ORDER BY item_no) AS bytes
          FROM unnest(items) GROUP BY no
    ), sealed AS MATERIALIZED (
        SELECT entry.*, book_sealed(
                   company, entry.seq, 'post', head.at, who.actor_id, who.approver_id, who.origin,
                   entry.key, entry.request_hash, entry.facts,
                   book_sealed_entry(period_id, number, kind, entry_on, document, currency, rate,
                       customer_id, words, reverses_seq, source_file_id, batch_id,
                       sealed_lines.bytes, sealed_items.bytes)) AS bytes
          FROM numbered AS entry
          LEFT JOIN sealed_lines USING (no) LEFT JOIN sealed_items USING (no)
    ), act_added AS (
        INSERT INTO store_act
            (company_id, seq, kind, at, actor_id, approver_id, origin, key, request_hash, facts, sealed, hash)
        SELECT company, seq, 'post', head.at, who.actor_id, who.approver_id, who.origin, key,
               request_hash, facts, bytes, book_chain(head.hash, bytes) OVER (ORDER BY seq)
          FROM sealed
    )
    SELECT no, seq, number, false FROM numbered;

    GET DIAGNOSTICS fresh = ROW_COUNT;
    IF known + fresh <> cardinality(entries) THEN
        SELECT min(entry.entry_on)::text INTO fault FROM unnest(entries) AS entry
         WHERE NOT EXISTS (SELECT FROM store_period AS period
                            WHERE period.company_id = company AND period.closed_seq IS NULL
                              AND entry.entry_on BETWEEN period.from_on AND period.to_on);
        RAISE EXCEPTION '% lies in no open period', fault USING ERRCODE = 'WL002';
    END IF;
    PERFORM book_move_head(company, head.seq + fresh, head.at);
END $$;

CREATE FUNCTION book_move_head(company bigint, last_seq bigint, sealed_at timestamptz) RETURNS void
LANGUAGE sql AS $$
    UPDATE store_chainhead AS head SET seq = act.seq, hash = act.hash, at = sealed_at
      FROM store_act AS act
     WHERE head.company_id = company AND act.company_id = company AND act.seq = last_seq
$$;

-- One act that moves no money: an approval, a role, a setting. Answers its number in the chain.
CREATE FUNCTION book_act(
    company bigint, who book_who, kind text, key text, request_hash bytea, facts text, rows bytea DEFAULT ''
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    head record;
    act_seq bigint;
    bytes bytea;
BEGIN
    act_seq := book_begin(company, key, request_hash);
    IF act_seq IS NOT NULL THEN
        RETURN act_seq;
    END IF;
    head := book_locked_head(company);
    bytes := book_sealed(company, head.seq + 1, kind, head.at, who.actor_id, who.approver_id,
                         who.origin, key, request_hash, facts, rows);
    INSERT INTO store_act
        (company_id, seq, kind, at, actor_id, approver_id, origin, key, request_hash, facts, sealed, hash)
    VALUES (company, head.seq + 1, kind, head.at, who.actor_id, who.approver_id, who.origin, key,
            request_hash, facts, bytes, sha256(head.hash || bytes));
    PERFORM book_move_head(company, head.seq + 1, head.at);
    RETURN head.seq + 1;
END $$;

CREATE TYPE book_allocation AS (
    row_no smallint, debit_item_id bigint, credit_item_id bigint, amount bigint, debit_base bigint,
    credit_base bigint, effective_on date, reverses_seq bigint, reverses_row smallint, exchange_seq bigint
);

-- The last day on which a settlement of either item was undone. Until then the item was settled: a new
-- settlement dated earlier would have it settled twice as of the days between.
CREATE FUNCTION book_last_undone(debit bigint, credit bigint) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT max(effective_on)
      FROM (SELECT effective_on FROM store_allocation WHERE debit_item_id = debit AND amount < 0
            UNION ALL
            SELECT effective_on FROM store_allocation WHERE credit_item_id = credit AND amount < 0) AS undone
$$;

-- Closes a period for ever and keeps what stood at its end.
-- Of an open item also what else an ageing asks, so that one of a past day reads no other item; and what was
-- open at the end of the period before, with what moved since, instead of every item there ever was.
-- With what was settled whole at the end of the period before and is open again, its settlement undone.
CREATE FUNCTION book_close_period(
    company bigint, who book_who, period bigint, key text, request_hash bytea, facts text
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    closing record;
    before record;
    act_seq bigint;
BEGIN
    PERFORM book_locked_head(company);
    SELECT * INTO closing FROM store_period WHERE company_id = company AND id = period FOR UPDATE;
    IF NOT FOUND OR closing.closed_seq IS NOT NULL THEN
        RAISE EXCEPTION 'period % is not open', period USING ERRCODE = 'WL004';
    END IF;
    IF EXISTS (SELECT FROM store_period WHERE company_id = company AND closed_seq IS NULL
                                          AND to_on < closing.from_on) THEN
        RAISE EXCEPTION 'an earlier period is still open' USING ERRCODE = 'WL004';
    END IF;
    SELECT max(id) AS id, coalesce(max(to_on), '-infinity') AS to_on INTO before
      FROM (SELECT id, to_on FROM store_period
             WHERE company_id = company AND to_on < closing.from_on ORDER BY to_on DESC LIMIT 1) AS last;
    act_seq := book_act(company, who, 'close_period', key, request_hash, facts,
                        int8send(period) || book_day(closing.from_on) || book_day(closing.to_on));
    UPDATE store_period SET closed_seq = act_seq WHERE id = period;
    INSERT INTO store_balancesnapshot
        (company_id, period_id, account_id, customer_id, currency, amount, base_amount)
    SELECT company, period, account_id, customer_id, currency, sum(amount), sum(base_amount)
      FROM (SELECT account_id, customer_id, currency, amount, base_amount
              FROM store_balancesnapshot AS kept
             WHERE kept.company_id = company AND kept.period_id = before.id
            UNION ALL
            SELECT account_id, customer_id, currency, amount, base_amount
              FROM store_entryline
             WHERE company_id = company AND entry_on > before.to_on AND entry_on <= closing.to_on) AS part
     GROUP BY account_id, customer_id, currency
    HAVING sum(amount) <> 0 OR sum(base_amount) <> 0;
    INSERT INTO store_itemsnapshot
        (company_id, period_id, item_id, customer_id, amount, base_amount, side, currency, document_on, due_on)
    SELECT company, period, item.item_id, item.customer_id,
           item.amount - coalesce(settled.amount, 0), item.base_amount - coalesce(settled.base, 0),
           item.side, item.currency, item.document_on, item.due_on
      FROM (SELECT item_id, customer_id, amount, base_amount, side, currency, document_on, due_on
              FROM store_itemsnapshot AS kept WHERE kept.company_id = company AND kept.period_id = before.id
            UNION ALL
            SELECT id, customer_id, amount, base_amount, side, currency, document_on, due_on
              FROM store_openitem AS fresh
             WHERE fresh.company_id = company AND fresh.document_on > before.to_on
               AND fresh.document_on <= closing.to_on
            UNION ALL
            SELECT id, customer_id, 0, 0, side, currency, document_on, due_on
              FROM store_openitem AS reopened
             WHERE reopened.company_id = company AND reopened.document_on <= before.to_on
               AND reopened.id IN (
                   SELECT part.item_id FROM store_allocation AS undone
                    CROSS JOIN LATERAL (VALUES (undone.debit_item_id), (undone.credit_item_id)) AS part (item_id)
                    WHERE undone.company_id = company AND undone.amount < 0
                      AND undone.effective_on > before.to_on AND undone.effective_on <= closing.to_on)
               AND NOT EXISTS (
                   SELECT FROM store_itemsnapshot AS kept
                    WHERE kept.company_id = company AND kept.period_id = before.id
                      AND kept.customer_id = reopened.customer_id AND kept.item_id = reopened.id)) AS item
      LEFT JOIN (
           SELECT part.item_id, sum(moved.amount) AS amount, sum(part.base) AS base
             FROM store_allocation AS moved
            CROSS JOIN LATERAL (VALUES (moved.debit_item_id, moved.debit_base),
                                       (moved.credit_item_id, moved.credit_base)) AS part (item_id, base)
            WHERE moved.company_id = company AND moved.effective_on > before.to_on
              AND moved.effective_on <= closing.to_on
            GROUP BY part.item_id) AS settled ON settled.item_id = item.item_id
     WHERE item.amount > coalesce(settled.amount, 0)
     ORDER BY item.customer_id, item.item_id;
    RETURN act_seq;
END $$;
