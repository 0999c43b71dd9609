-- Closes a period for ever and keeps what stood at its end.
-- Of an open item also what else an ageing asks, so that one of a past day reads no other item; and what was
-- open at the end of the period before, with what moved since, instead of every item there ever was.
-- With what was settled whole at the end of the period before and is open again, its settlement undone.
CREATE OR REPLACE FUNCTION book_close_period(
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
ALTER FUNCTION book_close_period(bigint, book_who, bigint, text, bytea, text)
    SECURITY DEFINER SET search_path = public, pg_temp;
