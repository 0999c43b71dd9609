-- What many lines of the bank pay is booked in one call. Of each line the receipt is an act of its own and what it settles
-- another, sealed as book_post and book_allocate_many seal them, so that each can be undone alone. In the company's currency only: who
-- takes other money gives its rate.

CREATE TYPE book_receipt AS (
    line_id bigint, version int, customer_id bigint, entry_on date, document text, words text, key text, request_hash bytea,
    proposal_id bigint
);

-- What the verb below writes: receipts in their order, then what they settle in the same order; how many acts, NULL where a day lies in no
-- open period. The receipt's item stands with what is taken of it at once. A function of its own, so that what is handed in is never held
-- against itself row by row, however many rows the planner expects.
CREATE FUNCTION book_write_receipts(
    company bigint, who book_who, policy bigint, head_seq bigint, head_hash bytea, sealed_at timestamptz, money text,
    control bigint, net bigint, direction smallint, receipts book_receipt[], allocations book_settling[]
) RETURNS int
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    many int := cardinality(receipts);
    done int;
    acts int;
BEGIN
    WITH day AS MATERIALIZED (
        SELECT asked.entry_on, period.id AS period_id
          FROM (SELECT DISTINCT entry_on FROM unnest(receipts)) AS asked
          JOIN store_period AS period
            ON period.company_id = company AND period.closed_seq IS NULL
           AND asked.entry_on BETWEEN period.from_on AND period.to_on
    ), dated AS MATERIALIZED (
        SELECT made.*, day.period_id, line.amount, head_seq + made.no AS seq, nextval('store_openitem_id_seq') AS item_id
          FROM (SELECT * FROM unnest(receipts) WITH ORDINALITY AS made
                       (line_id, version, customer_id, entry_on, document, words, key, request_hash, proposal_id, no)
                 ORDER BY no OFFSET 0) AS made
          JOIN day USING (entry_on)
          CROSS JOIN LATERAL (SELECT entry.amount FROM store_bankentry AS entry WHERE entry.id = made.line_id OFFSET 0) AS line
    ), series AS (
        INSERT INTO store_numberseries AS series (company_id, period_id, kind, last)
        SELECT company, period_id, 'receipt', count(*) FROM dated GROUP BY period_id
        ON CONFLICT (company_id, period_id, kind) DO UPDATE SET last = series.last + excluded.last
        RETURNING period_id, last
    ), numbered AS MATERIALIZED (
        SELECT dated.*, (series.last - count(*) OVER (PARTITION BY period_id)
                         + row_number() OVER (PARTITION BY period_id ORDER BY dated.no))::int AS number
          FROM dated JOIN series USING (period_id)
    ), given AS MATERIALIZED (
        SELECT given.*, coalesce(given.credit_item_id, made.item_id) AS credit
          FROM unnest(allocations) AS given JOIN dated AS made USING (no)
    ), settled AS MATERIALIZED (
        SELECT no, head_seq + many + row_number() OVER (ORDER BY no) AS seq,
               sum(amount) FILTER (WHERE credit_item_id IS NULL) AS amount,
               sum(credit_base) FILTER (WHERE credit_item_id IS NULL) AS base,
               string_agg(book_sealed_allocation(row_no, debit_item_id, credit, amount, debit_base, credit_base,
                          effective_on, NULL, NULL, NULL), ''::bytea ORDER BY row_no) AS bytes
          FROM given GROUP BY no
    ), line_added AS (
        INSERT INTO store_entryline
            (company_id, seq, line_no, account_id, customer_id, entry_on, currency, amount, base_amount)
        SELECT company, made.seq, line.no, line.account, CASE line.no WHEN 1 THEN made.customer_id END, made.entry_on,
               money, line.side * made.amount, line.side * made.amount
          FROM numbered AS made
         CROSS JOIN (VALUES (1::smallint, control, direction), (2::smallint, net, -direction))
                    AS line (no, account, side)
    ), item_added AS (
        INSERT INTO store_openitem
            (id, company_id, seq, item_no, line_no, account_id, customer_id, kind, side, currency, amount, base_amount,
             document, document_on, due_on, allocated, base_allocated)
        SELECT made.item_id, company, made.seq, 1, 1, control, made.customer_id, 'receipt', direction, money,
               made.amount, made.amount, made.document, made.entry_on, made.entry_on, coalesce(settled.amount, 0),
               coalesce(settled.base, 0)
          FROM numbered AS made LEFT JOIN settled USING (no)
    ), entry_added AS (
        INSERT INTO store_entry
            (company_id, seq, kind, period_id, number, entry_on, document, currency, rate, customer_id, text)
        SELECT company, seq, 'receipt', period_id, number, entry_on, document, money, 1, customer_id, words
          FROM numbered
    ), allocation_added AS (
        INSERT INTO store_allocation
            (company_id, seq, row_no, debit_item_id, credit_item_id, amount, debit_base, credit_base, effective_on)
        SELECT company, settled.seq, given.row_no, given.debit_item_id, given.credit, given.amount, given.debit_base,
               given.credit_base, given.effective_on
          FROM given JOIN settled USING (no)
    ), settlement_added AS (
        INSERT INTO store_settlement
            (company_id, bank_entry_id, proposal_id, customer_id, receipt_seq, allocate_seq, other_seqs, allocated,
             policy_id, settled_by_id, settled_at, key, request_hash)
        SELECT company, made.line_id, made.proposal_id, made.customer_id, made.seq, settled.seq,
               array_remove(ARRAY[settled.seq], NULL), coalesce(settled.amount, 0), policy, who.actor_id, sealed_at,
               made.key, made.request_hash
          FROM numbered AS made LEFT JOIN settled USING (no)
    ), sealed AS MATERIALIZED (
        SELECT seq, 'post' AS kind, key || ':receipt' AS key, request_hash,
               book_sealed(company, seq, 'post', sealed_at, who.actor_id, who.approver_id, who.origin,
                   key || ':receipt', request_hash, '{}',
                   book_sealed_entry(period_id, number, 'receipt', entry_on, document, money, 1, customer_id,
                       words, NULL, NULL, NULL,
                       book_sealed_line(1::smallint, control, customer_id, money, direction * amount,
                                        direction * amount)
                       || book_sealed_line(2::smallint, net, NULL, money, -direction * amount,
                                           -direction * amount),
                       book_sealed_item(1::smallint, 1::smallint, 'receipt', direction, entry_on, amount, amount))
               ) AS bytes
          FROM numbered
        UNION ALL
        SELECT settled.seq, 'allocate', made.key || ':settled', made.request_hash,
               book_sealed(company, settled.seq, 'allocate', sealed_at, who.actor_id, who.approver_id, who.origin,
                   made.key || ':settled', made.request_hash, '{}', settled.bytes)
          FROM settled JOIN numbered AS made USING (no)
    ), act_added AS (
        INSERT INTO store_act
            (company_id, seq, kind, at, actor_id, approver_id, origin, key, request_hash, facts, sealed, hash)
        SELECT company, seq, kind, sealed_at, who.actor_id, who.approver_id, who.origin, key, request_hash, '{}', bytes,
               book_chain(head_hash, bytes) OVER (ORDER BY seq)
          FROM sealed
    )
    SELECT count(*) FILTER (WHERE kind = 'post'), count(*) INTO done, acts FROM sealed;
    RETURN CASE WHEN done = many THEN acts END;
END $$;
ALTER FUNCTION book_write_receipts(bigint, book_who, bigint, bigint, bytea, timestamptz, text, bigint, bigint, smallint, book_receipt[],
    book_settling[]) SET enable_nestloop = off;

-- All or none; how many were booked. ``no`` of a settlement is the place of its receipt, counted from 1; one without a credit is settled by
-- the receipt. WL001: a key was used. WL002: a day lies in no open period. WL003: lines or items are not what they were. WL005: the actor
-- brought the money in.
CREATE FUNCTION book_settle_receipts(
    company bigint, who book_who, policy bigint, receipts book_receipt[], allocations book_settling[]
) RETURNS int
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    head record;
    ours record;
    fault text;
    many int := cardinality(receipts);
    done int;
    acts int;
    debits bigint[];
    credits bigint[];
    undone bigint[];
BEGIN
    head := book_locked_head(company);
    IF many = 0 THEN
        RETURN 0;
    END IF;
    SELECT company.base_currency AS currency, control.id AS control, net.id AS net, rule.side INTO STRICT ours
      FROM store_postingrule AS rule
      JOIN store_company AS company ON company.id = book_settle_receipts.company
      JOIN store_account AS control ON control.company_id = company.id AND control.role = rule.control
      JOIN store_account AS net ON net.company_id = company.id AND net.role = rule.net
     WHERE rule.kind = 'receipt';

    SELECT max(known.key) INTO fault
      FROM unnest(receipts) AS made
     CROSS JOIN LATERAL (VALUES (made.key || ':receipt'), (made.key || ':settled')) AS asked (key)
     CROSS JOIN LATERAL (SELECT act.key FROM store_act AS act
                          WHERE act.company_id = company AND act.key = asked.key AND act.key <> ''
                         OFFSET 0) AS known;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'key % was used before', fault USING ERRCODE = 'WL001';
    END IF;

    -- The lines stand posted with their receipts first; a line that is not as it was looked at, or that the actor brought, is not among them.
    UPDATE store_bankentry AS line
       SET state = 'posted', customer_id = made.customer_id, entry_seq = head.seq + made.no, version = line.version + 1
      FROM unnest(receipts) WITH ORDINALITY AS made
           (line_id, version, customer_id, entry_on, document, words, key, request_hash, proposal_id, no)
     WHERE line.id = made.line_id -- and by no other index: of young tables all look alike
       AND (line.company_id, line.state, line.version, line.currency)
           IS NOT DISTINCT FROM (company, 'waiting'::varchar, made.version, ours.currency)
       AND line.amount > 0
       AND (who.actor_id IS NULL OR line.handed_in_by_id <> who.actor_id);
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> many THEN
        IF EXISTS (SELECT FROM unnest(receipts) AS made JOIN store_bankentry AS line ON line.id = made.line_id
                    WHERE line.company_id = company AND line.handed_in_by_id = who.actor_id) THEN
            RAISE EXCEPTION 'who brought the money does not settle with it' USING ERRCODE = 'WL005';
        END IF;
        RAISE EXCEPTION 'a line does not wait as it was looked at' USING ERRCODE = 'WL003';
    END IF;

    debits := array(SELECT DISTINCT given.debit_item_id FROM unnest(allocations) AS given);
    credits := array(SELECT DISTINCT given.credit_item_id FROM unnest(allocations) AS given WHERE given.credit_item_id IS NOT NULL);
    PERFORM FROM store_openitem AS item
      WHERE item.id = ANY(debits || credits)
      ORDER BY item.id FOR NO KEY UPDATE;

    -- As book_allocate_many asks; the receipt is the credit where none is named. Receipts and what they settle are sorted together, not
    -- joined: a plan made for a handful stays good for a thousand.
    SELECT CASE
        WHEN given.entry_on IS NULL THEN 'a settlement is of no receipt'
        WHEN debit.id IS NULL OR (given.credit_item_id IS NOT NULL AND credit.id IS NULL)
            THEN 'an item is not of this company'
        WHEN debit.side <> 1 OR credit.side <> -1 THEN 'a debit is settled by a credit'
        WHEN NOT given.only_settles THEN 'a receipt settles, and undoes nothing'
        WHEN given.effective_on < greatest(debit.document_on, credit.document_on, given.entry_on)
            THEN 'nothing is settled before both documents exist'
        ELSE 'items of another customer, currency or account do not meet'
    END INTO fault
    FROM (SELECT debit_item_id, credit_item_id, effective_on, only_settles,
                 max(customer_id) OVER (PARTITION BY no) AS customer_id, max(entry_on) OVER (PARTITION BY no) AS entry_on
            FROM (SELECT no, customer_id, entry_on, NULL::bigint AS debit_item_id, NULL::bigint AS credit_item_id,
                         NULL::date AS effective_on, NULL::boolean AS only_settles
                    FROM unnest(receipts) WITH ORDINALITY AS made
                         (line_id, version, customer_id, entry_on, document, words, key, request_hash, proposal_id, no)
                  UNION ALL
                  SELECT no, NULL, NULL, coalesce(debit_item_id, 0), credit_item_id, effective_on,
                         amount > 0 AND reverses_seq IS NULL AND exchange_seq IS NULL
                    FROM unnest(allocations)) AS each) AS given
    LEFT JOIN LATERAL (SELECT * FROM store_openitem WHERE id = given.debit_item_id OFFSET 0) AS debit
           ON debit.company_id = company
    LEFT JOIN LATERAL (SELECT * FROM store_openitem WHERE id = given.credit_item_id OFFSET 0) AS credit
           ON credit.company_id = company
    WHERE given.debit_item_id IS NOT NULL
      AND (given.entry_on IS NULL OR debit.id IS NULL OR (given.credit_item_id IS NOT NULL AND credit.id IS NULL)
           OR debit.side <> 1 OR credit.side <> -1 OR NOT given.only_settles
           OR given.effective_on < greatest(debit.document_on, credit.document_on, given.entry_on)
           OR (debit.customer_id, debit.currency, debit.account_id)
              <> (coalesce(credit.customer_id, given.customer_id), coalesce(credit.currency, ours.currency),
                  coalesce(credit.account_id, ours.control)))
    LIMIT 1;
    IF fault IS NULL AND EXISTS (
        SELECT FROM (SELECT DISTINCT effective_on FROM unnest(allocations)) AS day
         WHERE NOT EXISTS (SELECT FROM store_period AS period
                            WHERE period.company_id = company AND period.closed_seq IS NULL
                              AND day.effective_on BETWEEN period.from_on AND period.to_on)) THEN
        fault := 'the day lies in no open period';
    END IF;
    -- Until the last day on which a settlement of it was undone an item was settled; of most none ever was.
    undone := array(SELECT debit_item_id FROM store_allocation WHERE amount < 0 AND debit_item_id = ANY(debits)
                    UNION SELECT credit_item_id FROM store_allocation WHERE amount < 0 AND credit_item_id = ANY(credits));
    IF fault IS NULL AND cardinality(undone) > 0 AND EXISTS (
        SELECT FROM unnest(allocations) AS given
         WHERE (given.debit_item_id = ANY(undone) OR given.credit_item_id = ANY(undone))
           AND given.effective_on < book_last_undone(given.debit_item_id, given.credit_item_id)) THEN
        fault := 'nothing is settled before the day an earlier settlement was undone';
    END IF;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'WL003';
    END IF;
    IF who.actor_id IS NOT NULL AND EXISTS (
        SELECT FROM unnest(credits) AS given (id)
          CROSS JOIN LATERAL (SELECT item.seq FROM store_openitem AS item WHERE item.id = given.id OFFSET 0) AS item
         WHERE EXISTS (SELECT FROM store_bankentry AS entry
                        WHERE entry.company_id = company AND entry.entry_seq = item.seq
                          AND entry.handed_in_by_id = who.actor_id)
            OR EXISTS (SELECT FROM store_bankentry AS entry
                        WHERE entry.company_id = company AND entry.moved_seq = item.seq
                          AND entry.handed_in_by_id = who.actor_id)) THEN
        RAISE EXCEPTION 'who brought the money does not settle with it' USING ERRCODE = 'WL005';
    END IF;

    UPDATE store_openitem AS item
       SET allocated = item.allocated + moved.amount, base_allocated = item.base_allocated + moved.base
      FROM (SELECT item_id, sum(amount) AS amount, sum(base) AS base
              FROM (SELECT debit_item_id AS item_id, amount, debit_base AS base FROM unnest(allocations)
                    UNION ALL
                    SELECT credit_item_id, amount, credit_base FROM unnest(allocations)
                     WHERE credit_item_id IS NOT NULL) AS each
             GROUP BY item_id ORDER BY item_id) AS moved
     WHERE item.id = moved.item_id;

    acts := book_write_receipts(company, who, policy, head.seq, head.hash, head.at, ours.currency, ours.control, ours.net, ours.side,
                                receipts, allocations);
    IF acts IS NULL THEN
        SELECT min(made.entry_on)::text INTO fault FROM unnest(receipts) AS made
         WHERE NOT EXISTS (SELECT FROM store_period AS period
                            WHERE period.company_id = company AND period.closed_seq IS NULL
                              AND made.entry_on BETWEEN period.from_on AND period.to_on);
        RAISE EXCEPTION '% lies in no open period', fault USING ERRCODE = 'WL002';
    END IF;
    PERFORM book_move_head(company, head.seq + acts, head.at);

    WITH moved AS (
        UPDATE store_cashproposal AS proposal
           SET state = CASE WHEN proposal.id = made.proposal_id THEN 'taken' ELSE 'replaced' END,
               decided_by_id = who.actor_id, decided_at = head.at
          FROM unnest(receipts) AS made
         WHERE proposal.bank_entry_id = made.line_id AND proposal.state = 'open' -- the lines are the company's, as was asked above
        RETURNING proposal.state)
    SELECT count(*) FILTER (WHERE moved.state = 'taken') INTO done FROM moved;
    IF done <> (SELECT count(made.proposal_id) FROM unnest(receipts) AS made) THEN
        RAISE EXCEPTION 'a proposal is none of its line that is open' USING ERRCODE = 'WL003';
    END IF;
    RETURN many;
END $$;
ALTER FUNCTION book_settle_receipts(bigint, book_who, bigint, book_receipt[], book_settling[])
    SECURITY DEFINER SET search_path = public, pg_temp;
-- One plan for ten lines and for a thousand, never made for an empty table; so it is of what the keys ask inside.
ALTER FUNCTION book_settle_receipts(bigint, book_who, bigint, book_receipt[], book_settling[])
    SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION book_settle_receipts(bigint, book_who, bigint, book_receipt[], book_settling[]) SET enable_seqscan = off;

-- Settlements are written in one statement with their act: whose last row finds its act stands behind the head when the transaction ends, as
-- the act does. Until then each row was asked for at the end by a call of its own.
DROP TRIGGER is_sealed ON store_allocation;
CREATE TRIGGER has_act AFTER INSERT ON store_allocation REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_has_act();
