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

-- Posts the next chunk of a batch: documents become entries, lines and items in sets, and go through
-- book_post like any other, so nothing holds for one invoice that does not hold for a million.
CREATE FUNCTION book_import_chunk(company bigint, who book_who, batch bigint, size int) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    before int;
    total int;
    entries book_entry[];
    lines book_line[];
    items book_item[];
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
          FROM document WHERE tax <> 0)
    SELECT (SELECT array_agg(ROW(row_no, line_no, account_id, customer_id, currency, amount, base)::book_line)
              FROM line),
           (SELECT array_agg(ROW(row_no, 1, 1, kind, side, coalesce(due_on, entry_on), gross, gross_base)::book_item)
              FROM document)
      INTO lines, items;

    PERFORM book_post(company, who, entries, lines, items);
    UPDATE store_importbatch SET posted = before + cardinality(entries) WHERE id = batch;
    RETURN cardinality(entries);
END $$;
ALTER FUNCTION book_import_chunk(bigint, book_who, bigint, int)
    SECURITY DEFINER SET search_path = public, pg_temp;
