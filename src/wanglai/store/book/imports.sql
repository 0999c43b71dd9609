-- How each kind of document is posted: what domain/ledger.py says, and a test holds the two together.
INSERT INTO store_postingrule (kind, control, side, net, tax) VALUES
    ('invoice', 'receivable', 1, 'revenue', 'output_tax'),
    ('debit_note', 'receivable', 1, 'revenue', 'output_tax'),
    ('credit_note', 'receivable', -1, 'revenue', 'output_tax'),
    ('receipt', 'receivable', -1, 'bank', ''),
    ('prepayment', 'advance', -1, 'bank', ''),
    ('interest', 'receivable', 1, 'finance', ''),
    ('fee', 'receivable', 1, 'finance', ''),
    ('refund', 'receivable', 1, 'bank', ''),
    ('write_off', 'receivable', -1, 'allowance', ''),
    ('recovery', 'receivable', 1, 'allowance', ''),
    ('opening', 'receivable', 1, 'opening', '');

-- The credit notes of a chunk, or everything else of it.
CREATE FUNCTION book_post_of_kind(
    company bigint, who book_who, entries book_entry[], lines book_line[], items book_item[], is_credit boolean
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    mine book_entry[] := array(SELECT entry FROM unnest(entries) AS entry WHERE (entry.kind = 'credit_note') = is_credit);
    numbers int[] := array(SELECT entry.no FROM unnest(mine) AS entry);
BEGIN
    IF cardinality(mine) > 0 THEN
        PERFORM book_post(company, who, mine,
                          array(SELECT line FROM unnest(lines) AS line JOIN unnest(numbers) AS of (no) USING (no)),
                          array(SELECT item FROM unnest(items) AS item JOIN unnest(numbers) AS of (no) USING (no)));
    END IF;
END $$;

-- Posts the next chunk of a batch: documents become entries, lines and items in sets, and go through
-- book_post like any other, so nothing holds for one invoice that does not hold for a million.
-- A document may have several parts, each with a day of its own or none yet; and who approved what is booked
-- agreed to its credit notes, so that these carry the name and nothing else does.
CREATE FUNCTION book_import_chunk(company bigint, who book_who, batch bigint, size int) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    before int;
    total int;
    entries book_entry[];
    lines book_line[];
    items book_item[];
    by_hand book_who := ROW(who.actor_id, NULL, who.origin)::book_who;
BEGIN
    SELECT posted, documents INTO before, total FROM store_importbatch
     WHERE id = batch AND company_id = company FOR NO KEY UPDATE;
    IF NOT FOUND OR before >= total THEN
        RETURN 0;
    END IF;

    SELECT array_agg(ROW(row_no, format('import:%s:%s', batch, row_no), '\x', '{}', kind, entry_on, document,
                         currency, rate, customer_id, text, NULL, NULL, batch)::book_entry ORDER BY row_no)
      INTO entries
      FROM store_importrow WHERE batch_id = batch AND row_no > before AND row_no <= before + size;

    WITH account AS MATERIALIZED (
        SELECT rule.kind, rule.side, control.id AS control, net.id AS net, tax.id AS tax
          FROM store_postingrule AS rule
          JOIN store_account AS control ON control.company_id = company AND control.role = rule.control
          JOIN store_account AS net ON net.company_id = company AND net.role = rule.net
          LEFT JOIN store_account AS tax ON tax.company_id = company AND tax.role = rule.tax
    ), document AS MATERIALIZED (
        SELECT document.*, account.side, account.control, account.net, account.tax AS tax_account
          FROM store_importrow AS document JOIN account USING (kind)
         WHERE batch_id = batch AND row_no > before AND row_no <= before + size
    ), line AS (
        SELECT row_no, 1::smallint AS line_no, control AS account_id, customer_id, currency,
               side * gross AS amount, side * gross_base AS base FROM document
        UNION ALL
        SELECT row_no, 2::smallint, net, NULL, currency, -side * (gross - tax), -side * (gross_base - tax_base)
          FROM document
        UNION ALL
        SELECT row_no, 3::smallint, tax_account, NULL, currency, -side * tax, -side * tax_base
          FROM document WHERE tax <> 0
    ), item AS (
        SELECT row_no, 1 AS item_no, kind, side, coalesce(due_on, entry_on) AS due_on, gross AS amount,
               gross_base AS base
          FROM document WHERE parts IS NULL
        UNION ALL
        SELECT row_no, part.no, kind, side, (part.said ->> 1)::date, (part.said ->> 0)::bigint,
               (part.said ->> 2)::bigint
          FROM document CROSS JOIN LATERAL jsonb_array_elements(parts) WITH ORDINALITY AS part (said, no)
         WHERE parts IS NOT NULL)
    SELECT (SELECT array_agg(ROW(row_no, line_no, account_id, customer_id, currency, amount, base)::book_line)
              FROM line),
           (SELECT array_agg(ROW(row_no, item_no, 1, kind, side, due_on, amount, base)::book_item) FROM item)
      INTO lines, items;

    IF who.approver_id IS NULL THEN
        PERFORM book_post(company, who, entries, lines, items);
    ELSE
        PERFORM book_post_of_kind(company, by_hand, entries, lines, items, false);
        PERFORM book_post_of_kind(company, who, entries, lines, items, true);
    END IF;
    UPDATE store_importbatch SET posted = before + cardinality(entries) WHERE id = batch;
    RETURN cardinality(entries);
END $$;
ALTER FUNCTION book_import_chunk(bigint, book_who, bigint, int)
    SECURITY DEFINER SET search_path = public, pg_temp;
