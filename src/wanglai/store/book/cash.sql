-- Many settlements in one call, each an act of its own, so that each can be undone alone; and who brought the
-- bank's file settles nothing with the money in it. book_allocate is the same for one.

INSERT INTO store_postingrule (kind, control, side, net, tax) VALUES
    ('discount', 'receivable', -1, 'discount', ''),
    ('bank_fee', 'receivable', -1, 'finance', ''),
    ('tolerance', 'receivable', -1, 'difference', '');

CREATE TYPE book_asked AS (no int, key text, request_hash bytea, facts text);
CREATE TYPE book_settling AS (
    no int, row_no smallint, debit_item_id bigint, credit_item_id bigint, amount bigint, debit_base bigint,
    credit_base bigint, effective_on date, reverses_seq bigint, reverses_row smallint, exchange_seq bigint
);

-- Settles items against each other, one act for each asked, all or none. Over-allocation is refused by the counters' own
-- CHECK. A key that is known answers the act it made; used for something else: WL001.
CREATE FUNCTION book_allocate_many(
    company bigint, who book_who, kind text, asked book_asked[], allocations book_settling[]
) RETURNS TABLE (no int, seq bigint, repeated boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    head record;
    fault text;
    known int;
    fresh int;
    debits bigint[];
    credits bigint[];
BEGIN
    head := book_locked_head(company);
    SELECT count(*), max(each.key) FILTER (WHERE act.request_hash <> each.request_hash)
      INTO known, fault
      FROM unnest(asked) AS each
      CROSS JOIN LATERAL (SELECT act.request_hash FROM store_act AS act
                           WHERE act.company_id = company AND act.key = each.key AND act.key <> ''
                          OFFSET 0) AS act;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'key % was used for another request', fault USING ERRCODE = 'WL001';
    END IF;
    IF known > 0 THEN
        RETURN QUERY
            SELECT each.no, act.seq, true
              FROM unnest(asked) AS each
              CROSS JOIN LATERAL (SELECT act.seq FROM store_act AS act
                                   WHERE act.company_id = company AND act.key = each.key AND act.key <> ''
                                  OFFSET 0) AS act;
        asked := array(SELECT each FROM unnest(asked) AS each
                        WHERE (SELECT act.seq FROM store_act AS act
                                WHERE act.company_id = company AND act.key = each.key AND act.key <> '' LIMIT 1) IS NULL);
        allocations := array(SELECT given FROM unnest(allocations) AS given
                              WHERE given.no IN (SELECT each.no FROM unnest(asked) AS each));
    END IF;
    IF cardinality(asked) = 0 THEN
        RETURN;
    END IF;
    debits := array(SELECT DISTINCT given.debit_item_id FROM unnest(allocations) AS given);
    credits := array(SELECT DISTINCT given.credit_item_id FROM unnest(allocations) AS given);
    PERFORM FROM store_openitem AS item
      WHERE item.id = ANY(debits || credits)
      ORDER BY item.id FOR NO KEY UPDATE;

    -- The last day on which a settlement of an item was undone: until then it was settled, and a new settlement dated earlier would
    -- have it settled twice as of the days between. Looked up once for all, in the indexes of what was undone.
    WITH undone_on AS MATERIALIZED (
        SELECT item_id, max(effective_on) AS last_on
          FROM (SELECT debit_item_id AS item_id, effective_on FROM store_allocation
                 WHERE amount < 0 AND debit_item_id = ANY(debits)
                UNION ALL
                SELECT credit_item_id, effective_on FROM store_allocation
                 WHERE amount < 0 AND credit_item_id = ANY(credits)) AS undone
         GROUP BY item_id
    )
    SELECT CASE
        WHEN debit.id IS NULL OR credit.id IS NULL THEN 'an item is not of this company'
        WHEN debit.side <> 1 OR credit.side <> -1 THEN 'a debit is settled by a credit'
        WHEN (debit.customer_id, debit.currency, debit.account_id)
             <> (credit.customer_id, credit.currency, credit.account_id)
            THEN 'items of another customer, currency or account do not meet'
        WHEN given.effective_on < greatest(debit.document_on, credit.document_on)
            THEN 'nothing is settled before both documents exist'
        WHEN given.amount > 0 AND given.effective_on < greatest(of_debit.last_on, of_credit.last_on)
            THEN 'nothing is settled before the day an earlier settlement was undone'
        WHEN period.id IS NULL THEN 'the day lies in no open period'
        WHEN given.amount < 0 AND undone.seq IS NULL THEN 'what is undone must exist, to the same amount'
    END INTO fault
    FROM unnest(allocations) AS given
    LEFT JOIN LATERAL (SELECT * FROM store_openitem WHERE id = given.debit_item_id OFFSET 0) AS debit
           ON debit.company_id = company
    LEFT JOIN LATERAL (SELECT * FROM store_openitem WHERE id = given.credit_item_id OFFSET 0) AS credit
           ON credit.company_id = company
    LEFT JOIN undone_on AS of_debit ON of_debit.item_id = given.debit_item_id
    LEFT JOIN undone_on AS of_credit ON of_credit.item_id = given.credit_item_id
    LEFT JOIN store_period AS period
           ON period.company_id = company AND period.closed_seq IS NULL
          AND given.effective_on BETWEEN period.from_on AND period.to_on
    LEFT JOIN store_allocation AS undone
           ON undone.company_id = company AND undone.seq = given.reverses_seq
          AND undone.row_no = given.reverses_row AND undone.amount > 0
          AND (undone.debit_item_id, undone.credit_item_id, undone.amount, undone.debit_base, undone.credit_base)
              = (given.debit_item_id, given.credit_item_id, -given.amount, -given.debit_base, -given.credit_base)
          AND given.effective_on >= undone.effective_on
    WHERE debit.id IS NULL OR credit.id IS NULL OR debit.side <> 1 OR credit.side <> -1
       OR (debit.customer_id, debit.currency, debit.account_id)
          <> (credit.customer_id, credit.currency, credit.account_id)
       OR given.effective_on < greatest(debit.document_on, credit.document_on)
       OR (given.amount > 0 AND given.effective_on < greatest(of_debit.last_on, of_credit.last_on))
       OR period.id IS NULL OR (given.amount < 0 AND undone.seq IS NULL)
    LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'WL003';
    END IF;
    IF who.actor_id IS NOT NULL AND EXISTS (
        SELECT FROM (SELECT DISTINCT credit_item_id FROM unnest(allocations)) AS given
          CROSS JOIN LATERAL (SELECT item.seq FROM store_openitem AS item
                               WHERE item.id = given.credit_item_id OFFSET 0) AS item
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
                    SELECT credit_item_id, amount, credit_base FROM unnest(allocations)) AS each
             GROUP BY item_id) AS moved
     WHERE item.id = moved.item_id;

    RETURN QUERY
    WITH numbered AS MATERIALIZED (
        SELECT each.*, head.seq + row_number() OVER (ORDER BY each.no) AS seq FROM unnest(asked) AS each
    ), allocation_added AS (
        INSERT INTO store_allocation
            (company_id, seq, row_no, debit_item_id, credit_item_id, amount, debit_base, credit_base,
             effective_on, reverses_seq, reverses_row, exchange_seq)
        SELECT company, act.seq, given.row_no, given.debit_item_id, given.credit_item_id, given.amount,
               given.debit_base, given.credit_base, given.effective_on, given.reverses_seq, given.reverses_row,
               given.exchange_seq
          FROM unnest(allocations) AS given JOIN numbered AS act USING (no)
    ), sealed_rows AS (
        SELECT given.no, string_agg(book_sealed_allocation(row_no, debit_item_id, credit_item_id, amount, debit_base,
                   credit_base, effective_on, reverses_seq, reverses_row, exchange_seq), ''::bytea ORDER BY row_no) AS bytes
          FROM unnest(allocations) AS given GROUP BY given.no
    ), sealed AS MATERIALIZED (
        SELECT act.*, book_sealed(company, act.seq, kind, head.at, who.actor_id, who.approver_id, who.origin,
                                  act.key, act.request_hash, act.facts, sealed_rows.bytes) AS bytes
          FROM numbered AS act LEFT JOIN sealed_rows USING (no)
    ), act_added AS (
        INSERT INTO store_act
            (company_id, seq, kind, at, actor_id, approver_id, origin, key, request_hash, facts, sealed, hash)
        SELECT company, seq, kind, head.at, who.actor_id, who.approver_id, who.origin, key,
               request_hash, facts, bytes, book_chain(head.hash, bytes) OVER (ORDER BY seq)
          FROM sealed
    )
    SELECT numbered.no, numbered.seq, false FROM numbered;
    GET DIAGNOSTICS fresh = ROW_COUNT;
    PERFORM book_move_head(company, head.seq + fresh, head.at);
END $$;
ALTER FUNCTION book_allocate_many(bigint, book_who, text, book_asked[], book_settling[])
    SECURITY DEFINER SET search_path = public, pg_temp;

CREATE FUNCTION book_allocate(
    company bigint, who book_who, kind text, key text, request_hash bytea, facts text,
    allocations book_allocation[]
) RETURNS bigint
LANGUAGE sql AS $$
    SELECT act.seq
      FROM book_allocate_many(company, who, kind,
               ARRAY[ROW(1, key, request_hash, facts)::book_asked],
               array(SELECT ROW(1, row_no, debit_item_id, credit_item_id, amount, debit_base, credit_base, effective_on,
                                reverses_seq, reverses_row, exchange_seq)::book_settling
                       FROM unnest(allocations))) AS act
$$;
ALTER FUNCTION book_allocate(bigint, book_who, text, text, bytea, text, book_allocation[])
    SECURITY DEFINER SET search_path = public, pg_temp;
