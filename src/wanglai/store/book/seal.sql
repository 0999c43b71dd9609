-- The sealed form of acts, version 1, and the wall the chain's head cannot cross.
--
-- Every value is fixed in width or carries its length, so no field can slide into the next. Free text
-- and the door of an act are sealed as SHA-256: they can be erased one day without breaking the chain.

-- STABLE where a built-in they use is (convert_to, extract): only then does the planner inline them.
CREATE FUNCTION book_bytes(value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT int4send(octet_length(value)) || value
$$;

CREATE FUNCTION book_words(value text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT int4send(octet_length(value)) || convert_to(value, 'UTF8')
$$;

CREATE FUNCTION book_digest(value text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(value, 'UTF8'))
$$;

CREATE FUNCTION book_day(value date) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT int4send(coalesce(value - DATE '1970-01-01', -2147483648))
$$;

CREATE FUNCTION book_sealed(
    company bigint, seq bigint, kind text, at timestamptz, actor bigint, approver bigint,
    origin text, key text, request_hash bytea, facts text, rows bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT int2send(1::smallint) || int8send(company) || int8send(seq) || book_words(kind)
        || int8send((extract(epoch FROM at) * 1000000)::bigint)
        || int8send(coalesce(actor, 0)) || int8send(coalesce(approver, 0)) || book_digest(origin)
        || book_words(key) || book_bytes(request_hash) || book_words(facts) || book_bytes(rows)
$$;

CREATE FUNCTION book_sealed_entry(
    period bigint, number int, kind text, entry_on date, document text, currency text, rate numeric,
    customer bigint, words text, reverses bigint, source bigint, batch bigint, lines bytea, items bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT int8send(period) || int4send(number) || book_words(kind) || book_day(entry_on)
        || book_words(document) || book_words(currency) || book_words(rate::numeric(18, 8)::text)
        || int8send(coalesce(customer, 0)) || book_digest(words) || int8send(coalesce(reverses, 0))
        || int8send(coalesce(source, 0)) || int8send(coalesce(batch, 0))
        || book_bytes(lines) || book_bytes(coalesce(items, ''))
$$;

CREATE FUNCTION book_sealed_line(
    line_no smallint, account bigint, customer bigint, currency text, amount bigint, base bigint
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT int2send(line_no) || int8send(account) || int8send(coalesce(customer, 0))
        || book_words(currency) || int8send(amount) || int8send(base)
$$;

CREATE FUNCTION book_sealed_item(
    item_no smallint, line_no smallint, kind text, side smallint, due_on date, amount bigint, base bigint
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT int2send(item_no) || int2send(line_no) || book_words(kind) || int2send(side)
        || book_day(due_on) || int8send(amount) || int8send(base)
$$;

CREATE FUNCTION book_sealed_allocation(
    row_no smallint, debit bigint, credit bigint, amount bigint, debit_base bigint, credit_base bigint,
    effective_on date, reverses_seq bigint, reverses_row smallint, exchange_seq bigint
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT int2send(row_no) || int8send(debit) || int8send(credit) || int8send(amount)
        || int8send(debit_base) || int8send(credit_base) || book_day(effective_on)
        || int8send(coalesce(reverses_seq, 0)) || int2send(coalesce(reverses_row, 0::smallint))
        || int8send(coalesce(exchange_seq, 0))
$$;

-- The next link: sha256(link before || sealed bytes). As a window aggregate it chains a whole batch.
CREATE FUNCTION book_link(link bytea, before bytea, sealed bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(coalesce(link, before) || sealed)
$$;
CREATE AGGREGATE book_chain(bytea, bytea) (sfunc = book_link, stype = bytea);

-- What the head moves over is whole, balanced and linked; nothing is added behind it.
CREATE FUNCTION book_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fault text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the head of a chain stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.seq <> 0 OR NEW.hash <> decode(repeat('00', 32), 'hex') THEN
            RAISE EXCEPTION 'a chain begins with nothing' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.company_id <> OLD.company_id OR NEW.seq <= OLD.seq OR NEW.at < OLD.at THEN
        RAISE EXCEPTION 'the head of chain % only moves forward', OLD.company_id
            USING ERRCODE = 'restrict_violation';
    END IF;

    SELECT CASE
        WHEN count(*) <> NEW.seq - OLD.seq THEN 'numbers are missing'
        WHEN NOT bool_and(act.hash = act.expected) THEN 'a link does not follow from the one before'
        WHEN (array_agg(act.hash ORDER BY act.seq DESC))[1] <> NEW.hash THEN 'the head is not its last link'
    END INTO fault
    FROM (SELECT seq, hash, book_chain(OLD.hash, sealed) OVER (ORDER BY seq) AS expected
            FROM store_act WHERE company_id = NEW.company_id AND seq BETWEEN OLD.seq + 1 AND NEW.seq) AS act;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'chain % from % to %: %', NEW.company_id, OLD.seq, NEW.seq, fault
            USING ERRCODE = 'restrict_violation';
    END IF;

    -- Entries and lines are sorted together by their act, and what they name is looked up by its id: no
    -- join of two sets, so a plan made while the tables were small stays good when they are not. Asked for
    -- in the order of acts, rows come from the one index that has it; of young tables all indexes look alike.
    SELECT CASE
        WHEN entries <> 1 THEN format('act %s has lines and no entry', seq)
        WHEN lines < 2 THEN format('entry %s has fewer than two lines', seq)
        WHEN base <> 0 THEN format('entry %s does not balance', seq)
        WHEN strangers THEN format('entry %s names an account or customer of nobody here', seq)
        WHEN uneven THEN format('entry %s does not balance in every currency', seq)
        WHEN first_on <> last_on THEN format('entry %s has a line of another day', seq)
        ELSE format('entry %s is dated outside its open period', seq)
    END INTO fault
    FROM (
        SELECT seq, sum(entries) AS entries, sum(lines) AS lines, sum(base) AS base,
               bool_or(strangers) AS strangers, bool_or(uneven) AS uneven,
               min(first_on) AS first_on, max(last_on) AS last_on, bool_and(open) AS open
          FROM (
            SELECT entry.seq, 1 AS entries, 0 AS lines, 0 AS base, false AS strangers, false AS uneven,
                   entry.entry_on AS first_on, entry.entry_on AS last_on,
                   coalesce((SELECT period.company_id = entry.company_id AND period.closed_seq IS NULL
                                    AND entry.entry_on BETWEEN period.from_on AND period.to_on
                               FROM store_period AS period WHERE period.id = entry.period_id), false) AS open
              FROM (SELECT * FROM store_entry
                     WHERE company_id = NEW.company_id AND seq BETWEEN OLD.seq + 1 AND NEW.seq
                     ORDER BY seq OFFSET 0) AS entry
            UNION ALL
            SELECT line.seq, 0, count(*), sum(line.base_amount),
                   bool_or(
                       (SELECT account.company_id = line.company_id
                               AND (account.role IN ('receivable', 'bills', 'advance'))
                                   = (line.customer_id IS NOT NULL)
                          FROM store_account AS account WHERE account.id = line.account_id) IS NOT TRUE
                       OR (line.customer_id IS NOT NULL
                           AND (SELECT customer.company_id = line.company_id
                                  FROM store_customer AS customer
                                 WHERE customer.id = line.customer_id) IS NOT TRUE)),
                   sum(line.amount) <> 0, min(line.entry_on), max(line.entry_on), true
              FROM (SELECT * FROM store_entryline
                     WHERE company_id = NEW.company_id AND seq BETWEEN OLD.seq + 1 AND NEW.seq
                     ORDER BY seq OFFSET 0) AS line
             GROUP BY line.seq, line.currency) AS part
         GROUP BY seq) AS entry
    WHERE entries <> 1 OR lines < 2 OR base <> 0 OR strangers OR uneven OR first_on <> last_on OR NOT open
    LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'restrict_violation';
    END IF;

    -- A control line with an amount is made of its open items, to the cent, in both currencies.
    SELECT format('items of entry %s line %s are not its amount', seq, line_no) INTO fault
      FROM (SELECT seq, line_no, amount, base_amount AS base
              FROM (SELECT * FROM store_entryline
                     WHERE company_id = NEW.company_id AND seq BETWEEN OLD.seq + 1 AND NEW.seq
                     ORDER BY seq OFFSET 0) AS line
             WHERE customer_id IS NOT NULL AND amount <> 0
            UNION ALL
            SELECT seq, line_no, -side * amount, -side * base_amount
              FROM (SELECT * FROM store_openitem
                     WHERE company_id = NEW.company_id AND seq BETWEEN OLD.seq + 1 AND NEW.seq
                     ORDER BY seq OFFSET 0) AS item) AS part
     GROUP BY seq, line_no HAVING sum(amount) <> 0 OR sum(base) <> 0
     LIMIT 1;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER book_seal BEFORE INSERT OR UPDATE OR DELETE ON store_chainhead
    FOR EACH ROW EXECUTE FUNCTION book_seal();

-- Nothing is added at or behind the head: what is sealed stays as it is.
CREATE FUNCTION book_ahead_of_head() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    late record;
BEGIN
    SELECT added.company_id, added.seq INTO late
      FROM (SELECT company_id, min(seq) AS seq FROM added_rows GROUP BY company_id) AS added
      LEFT JOIN store_chainhead AS head USING (company_id)
     WHERE head.seq IS NULL OR added.seq <= head.seq LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% %: act % is sealed already', TG_TABLE_NAME, late.company_id, late.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

-- At the end of the transaction every act stands at or behind the head.
CREATE FUNCTION book_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq > coalesce((SELECT seq FROM store_chainhead WHERE company_id = NEW.company_id), 0) THEN
        RAISE EXCEPTION '% %: act % was never sealed', TG_TABLE_NAME, NEW.company_id, NEW.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
