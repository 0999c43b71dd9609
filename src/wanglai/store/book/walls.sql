-- Posted rows stay: added ahead of the head, never changed, never removed, by whomever.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store_act
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store_entry
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store_entryline
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store_allocation
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store_balancesnapshot
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store_itemsnapshot
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store_anchor
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON store_openitem
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON store_numberseries
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON store_period
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
CREATE TRIGGER never_removed BEFORE TRUNCATE ON store_chainhead
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();

-- (Acts behind the head are numbered without gaps, so their primary key keeps others out.)
CREATE TRIGGER ahead_of_head AFTER INSERT ON store_entry REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_ahead_of_head();
CREATE TRIGGER ahead_of_head AFTER INSERT ON store_entryline REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_ahead_of_head();
CREATE TRIGGER ahead_of_head AFTER INSERT ON store_openitem REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_ahead_of_head();
CREATE TRIGGER ahead_of_head AFTER INSERT ON store_allocation REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_ahead_of_head();

CREATE CONSTRAINT TRIGGER is_sealed AFTER INSERT ON store_act DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION book_is_sealed();
CREATE CONSTRAINT TRIGGER is_sealed AFTER INSERT ON store_allocation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION book_is_sealed();

-- An entry is written in one statement with its act, its lines and its items, or after them. The last row of a
-- statement must find what it belongs to: then the head passes it before the transaction ends, and with it every
-- row before it, which book_seal looks at one by one. Asked for in the order of the primary key: a plan made while
-- the table was young would take any other index.
CREATE FUNCTION book_has_act() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stray record;
BEGIN
    SELECT added.company_id, added.seq INTO stray
      FROM (SELECT company_id, max(seq) AS seq FROM added_rows GROUP BY company_id) AS added
     WHERE (SELECT act.seq FROM store_act AS act
             WHERE act.company_id = added.company_id AND act.seq >= added.seq
             ORDER BY act.seq LIMIT 1) IS DISTINCT FROM added.seq LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% %: act % does not exist', TG_TABLE_NAME, stray.company_id, stray.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER has_act AFTER INSERT ON store_entry REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_has_act();

CREATE FUNCTION book_has_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stray record;
BEGIN
    SELECT added.company_id, added.seq INTO stray
      FROM (SELECT company_id, max(seq) AS seq FROM added_rows GROUP BY company_id) AS added
     WHERE (SELECT entry.seq FROM store_entry AS entry
             WHERE entry.company_id = added.company_id AND entry.seq >= added.seq
             ORDER BY entry.seq LIMIT 1) IS DISTINCT FROM added.seq LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% %: entry % does not exist', TG_TABLE_NAME, stray.company_id, stray.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER has_entry AFTER INSERT ON store_entryline REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_has_entry();
CREATE TRIGGER has_entry AFTER INSERT ON store_openitem REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_has_entry();

-- Of an item only the counters move; of a period only its closing, once; a series only counts up.
CREATE FUNCTION book_only_counters_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.company_id, NEW.seq, NEW.item_no, NEW.line_no, NEW.account_id, NEW.customer_id, NEW.kind,
        NEW.side, NEW.currency, NEW.amount, NEW.base_amount, NEW.document, NEW.document_on, NEW.due_on)
       IS DISTINCT FROM
       (OLD.id, OLD.company_id, OLD.seq, OLD.item_no, OLD.line_no, OLD.account_id, OLD.customer_id, OLD.kind,
        OLD.side, OLD.currency, OLD.amount, OLD.base_amount, OLD.document, OLD.document_on, OLD.due_on)
    THEN
        RAISE EXCEPTION 'open item %: only its counters move', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_counters_move BEFORE UPDATE ON store_openitem
    FOR EACH ROW EXECUTE FUNCTION book_only_counters_move();

CREATE FUNCTION book_closed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_seq IS NOT NULL
       OR (NEW.id, NEW.company_id, NEW.from_on, NEW.to_on) IS DISTINCT FROM
          (OLD.id, OLD.company_id, OLD.from_on, OLD.to_on) THEN
        RAISE EXCEPTION 'period % stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_once BEFORE UPDATE ON store_period
    FOR EACH ROW EXECUTE FUNCTION book_closed_once();

CREATE FUNCTION book_counts_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last <= OLD.last OR (NEW.company_id, NEW.period_id, NEW.kind)
                               IS DISTINCT FROM (OLD.company_id, OLD.period_id, OLD.kind) THEN
        RAISE EXCEPTION 'a series only counts up' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER counts_up BEFORE UPDATE ON store_numberseries
    FOR EACH ROW EXECUTE FUNCTION book_counts_up();

-- The verbs run with the owner's rights, for callers who have none of their own.
ALTER FUNCTION book_begin(bigint, text, bytea) SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION book_post(bigint, book_who, book_entry[], book_line[], book_item[])
    SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION book_act(bigint, book_who, text, text, bytea, text, bytea)
    SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION book_close_period(bigint, book_who, bigint, text, bytea, text)
    SECURITY DEFINER SET search_path = public, pg_temp;

-- One plan for one row and for five thousand: planning anew costs more than posting an entry. It may be made
-- while a table is empty and used when it is large, so it never reads a table from end to end.
ALTER FUNCTION book_begin(bigint, text, bytea) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION book_post(bigint, book_who, book_entry[], book_line[], book_item[])
    SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION book_seal() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION book_begin(bigint, text, bytea) SET enable_seqscan = off;
ALTER FUNCTION book_post(bigint, book_who, book_entry[], book_line[], book_item[]) SET enable_seqscan = off;
