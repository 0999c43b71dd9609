"""Walls of rounds of reconciling, and of the targets of its figures, that Django cannot describe; frozen with their migration.

Whoever writes: nobody leaves a round but by an excuse that another person agreed to, what a round left over is in the next one, and a year's
round is not agreed while a customer with an account stands in no round of the year. Whether an account was agreed is asked of the facts.
"""

from __future__ import annotations

from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    moves_forward_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_roundmember", "round_id", "store_reconcilinground"),
    ("store_roundmember", "customer_id", "store_customer"),
    ("store_roundexcuse", "member_id", "store_roundmember"),
)
APPEND_ONLY = ("store_roundruleversion", "store_kpitarget")
NEVER_REMOVED = ("store_reconcilinground", "store_roundexcuse")
MOVING: dict[str, tuple[str, ...]] = {
    "store_reconcilinground": ("state", "planners", "agreed_seq", "agreed_by_id", "agreed_at"),
    "store_roundmember": ("owner_id", "day"),
    "store_roundexcuse": ("state", "decided_by_id", "decided_at", "decided_seq"),
}
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_reconcilinground": {"drafted": ("agreed",)},
    "store_roundexcuse": {"asked": ("agreed", "refused")},
}
# Rows and the acts that tell of them.
_OF_ACTS = (
    ("store_roundruleversion", "seq"),
    ("store_reconcilinground", "seq"),
    ("store_reconcilinground", "agreed_seq"),
    ("store_roundexcuse", "seq"),
    ("store_roundexcuse", "decided_seq"),
    ("store_kpitarget", "seq"),
)

_OF_THE_CALENDAR = """
ALTER TABLE store_reconcilinground ADD CONSTRAINT reconciling_round_is_of_the_calendar CHECK (
    from_on = date_trunc(kind, from_on::timestamp)::date
    AND to_on = (from_on::timestamp + CASE kind WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN interval '3 months'
                                                ELSE interval '1 year' END)::date - 1);
ALTER TABLE store_reconcilinground ADD CONSTRAINT reconciling_round_agreed_by_another CHECK (
    agreed_by_id IS NULL OR NOT agreed_by_id = ANY (planners));
"""
# By which facts an account is agreed: the customer confirmed the newest version of a statement, in the portal or on a signed copy; both
# signed the balance reconciliation statement; the customer answered a letter of confirmation that the balance is right, or its difference
# is explained. The same ways stand in ``services/statements/told.py``, for statements alone.
_AGREED = """
CREATE FUNCTION store_accounts_agreed(of_company bigint, since date, zone text)
RETURNS TABLE (customer_id bigint, currency text, through_on date, agreed_on date, kind text, source text, source_id bigint)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(customer.merged_into_id, customer.id), fact.currency::text, fact.through_on, fact.agreed_on, fact.kind, fact.source, fact.source_id
      FROM (
        SELECT paper.customer_id, paper.currency, paper.through_on, (answer.made_at AT TIME ZONE zone)::date AS agreed_on,
               'confirmed' AS kind, 'statement' AS source, paper.id AS source_id
          FROM store_statement AS paper JOIN store_portalanswer AS answer ON answer.statement_id = paper.id AND answer.kind = 'confirmed'
         WHERE paper.company_id = of_company AND paper.kind <> 'activity' AND paper.through_on >= since - 1
           AND NOT EXISTS (SELECT FROM store_statement AS further
                            WHERE further.company_id = paper.company_id AND further.year = paper.year
                              AND further.number = paper.number AND further.version > paper.version)
        UNION ALL
        SELECT paper.customer_id, paper.currency, paper.through_on, copy.on, 'confirmed', 'statement', paper.id
          FROM store_statement AS paper JOIN store_statementonpaper AS copy ON copy.statement_id = paper.id AND copy.kind = 'signed'
         WHERE paper.company_id = of_company AND paper.kind <> 'activity' AND paper.through_on >= since - 1
           AND NOT EXISTS (SELECT FROM store_statementonpaper AS back
                            WHERE back.statement_id = paper.id AND back.kind = 'taken_back' AND back.ordinal > copy.ordinal)
           AND NOT EXISTS (SELECT FROM store_statement AS further
                            WHERE further.company_id = paper.company_id AND further.year = paper.year
                              AND further.number = paper.number AND further.version > paper.version)
        UNION ALL
        SELECT of.customer_id, side.currency, side.through_on, signed.signed_on, 'reconciled', 'reconciliation', of.id
          FROM store_bookside AS side JOIN store_reconciliation AS of ON of.id = side.reconciliation_id
          JOIN store_sheetsignature AS signed ON signed.reconciliation_id = of.id AND signed.part = 'theirs'
         WHERE side.company_id = of_company AND side.through_on >= since - 1
        UNION ALL
        SELECT letter.customer_id, unit.currency, round.as_of, reply.received_on,
               CASE reply.kind WHEN 'agrees' THEN 'confirmed' ELSE 'reconciled' END, 'letter', letter.id
          FROM store_confirmationround AS round
          JOIN store_confirmationletter AS letter ON letter.round_id = round.id AND letter.request = 1
          JOIN store_confirmationunit AS unit ON unit.round_id = round.id AND unit.customer_id = letter.customer_id AND unit.taken <> ''
          JOIN LATERAL (SELECT id, kind, received_on FROM store_confirmationreply
                         WHERE letter_id = letter.id ORDER BY ordinal DESC LIMIT 1) AS reply ON true
         WHERE round.company_id = of_company AND round.as_of >= since - 1
           AND (reply.kind = 'agrees'
                OR reply.kind = 'differs' AND NOT EXISTS (
                   SELECT FROM store_confirmationreplyline AS line JOIN store_confirmationunit AS asked ON asked.id = line.unit_id
                    WHERE line.reply_id = reply.id AND asked.owed_to_us - asked.owed_by_us <> line.owed_to_us - line.owed_by_us
                      AND NOT EXISTS (SELECT FROM store_confirmationexplanation AS why
                                       WHERE why.reply_id = reply.id AND why.unit_id = asked.id)))
      ) AS fact JOIN store_customer AS customer ON customer.id = fact.customer_id
     WHERE fact.agreed_on >= since
$$;
-- Whose account was agreed between two days, of a balance no older than the day before the first: in every currency in which something was
-- open or moved up to the day the customer agreed to. One row a customer, with the fact that says most.
CREATE FUNCTION store_customers_agreed(of_company bigint, since date, until date, zone text)
RETURNS TABLE (customer_id bigint, agreed_on date, through_on date, kind text, source text, source_id bigint)
LANGUAGE sql STABLE AS $$
    WITH fact AS MATERIALIZED (
        SELECT * FROM store_accounts_agreed(of_company, since, zone) AS each WHERE each.agreed_on <= until
    ), told AS (
        SELECT fact.customer_id, array_agg(DISTINCT fact.currency) AS currencies, max(fact.through_on) AS through_on
          FROM fact GROUP BY fact.customer_id
    )
    SELECT DISTINCT ON (fact.customer_id) fact.customer_id, fact.agreed_on, fact.through_on, fact.kind, fact.source, fact.source_id
      FROM told JOIN fact ON fact.customer_id = told.customer_id
     WHERE NOT EXISTS (
           SELECT FROM (SELECT told.customer_id AS id
                        UNION ALL SELECT id FROM store_customer WHERE merged_into_id = told.customer_id) AS one
             JOIN store_openitem AS item ON item.company_id = of_company AND item.customer_id = one.id
            WHERE item.document_on <= told.through_on AND (item.allocated < item.amount OR item.document_on >= since)
              AND item.currency <> ALL (told.currencies))
     ORDER BY fact.customer_id, fact.kind = 'reconciled' DESC, fact.agreed_on DESC, fact.source_id DESC
$$;
-- Who had a balance or a movement in these days, under the name that stays. For whoever shows neither a line of these days nor an open one,
-- what was settled since the first day is asked, not all that ever was.
CREATE FUNCTION store_customers_with_account(of_company bigint, first date, last date) RETURNS TABLE (customer_id bigint)
LANGUAGE sql STABLE AS $$
    WITH one AS MATERIALIZED (
        SELECT customer.id, coalesce(customer.merged_into_id, customer.id) AS survivor,
               EXISTS (SELECT FROM store_openitem AS item WHERE item.company_id = of_company AND item.customer_id = customer.id
                          AND item.document_on BETWEEN first AND last)
               OR EXISTS (SELECT FROM store_openitem AS item WHERE item.company_id = of_company AND item.customer_id = customer.id
                             AND item.allocated < item.amount AND item.document_on < first) AS is_seen
          FROM store_customer AS customer WHERE customer.company_id = of_company AND NOT customer.is_suspense
    ), settled AS (
        SELECT debit_item_id AS item_id FROM store_allocation WHERE company_id = of_company AND effective_on >= first
        UNION SELECT credit_item_id FROM store_allocation WHERE company_id = of_company AND effective_on >= first
    )
    SELECT one.survivor FROM one WHERE one.is_seen
    UNION
    SELECT one.survivor FROM settled JOIN store_openitem AS item ON item.id = settled.item_id JOIN one ON one.id = item.customer_id
     WHERE NOT one.is_seen AND item.company_id = of_company AND item.document_on < first AND item.allocated = item.amount
       AND EXISTS (SELECT FROM one AS other WHERE NOT other.is_seen)
$$;
-- Who of a year still owes the yearly minimum: an account, agreed on no day of the year, and nobody excused it from the year's round.
CREATE FUNCTION store_year_owed(of_company bigint, first date, zone text) RETURNS TABLE (customer_id bigint)
LANGUAGE sql STABLE AS $$
    SELECT customer_id FROM store_customers_with_account(of_company, first, (first + interval '1 year')::date - 1)
    EXCEPT SELECT customer_id FROM store_customers_agreed(of_company, first, (first + interval '1 year')::date - 1, zone)
    EXCEPT SELECT coalesce(customer.merged_into_id, customer.id)
      FROM store_reconcilinground AS round JOIN store_roundmember AS member ON member.round_id = round.id
      JOIN store_roundexcuse AS excuse ON excuse.member_id = member.id AND excuse.state = 'agreed'
      JOIN store_customer AS customer ON customer.id = member.customer_id
     WHERE round.company_id = of_company AND round.kind = 'year' AND round.from_on = first
$$;
-- Whom a round that begins on a day takes, whatever the rule says: left over of the one before; in a year's round also who was agreed on no
-- day of the last year, where that year had a round.
CREATE FUNCTION store_round_takes(of_company bigint, of_kind text, first date, zone text) RETURNS TABLE (customer_id bigint, why text)
LANGUAGE sql STABLE AS $$
    WITH before AS (
        SELECT id, from_on FROM store_reconcilinground
         WHERE company_id = of_company AND kind = of_kind AND from_on < first ORDER BY from_on DESC LIMIT 1
    ), owed AS (
        SELECT owed.customer_id FROM before CROSS JOIN LATERAL store_year_owed(of_company, before.from_on, zone) AS owed
         WHERE of_kind = 'year' AND before.from_on = (first - interval '1 year')::date
    ), left_over AS (
        SELECT coalesce(customer.merged_into_id, customer.id) AS customer_id
          FROM before JOIN store_roundmember AS member ON member.round_id = before.id
          JOIN store_customer AS customer ON customer.id = member.customer_id
         WHERE NOT EXISTS (SELECT FROM store_roundexcuse AS excuse WHERE excuse.member_id = member.id AND excuse.state = 'agreed')
        EXCEPT SELECT agreed.customer_id FROM before
          CROSS JOIN LATERAL store_customers_agreed(of_company, before.from_on, 'infinity', zone) AS agreed
    )
    SELECT owed.customer_id, 'minimum' FROM owed
    UNION ALL
    SELECT left_over.customer_id, 'carried' FROM left_over WHERE left_over.customer_id NOT IN (SELECT owed.customer_id FROM owed)
$$;
"""
_TAKES = """
CREATE FUNCTION store_round_takes_what_was_left() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing bigint;
BEGIN
    SELECT takes.customer_id INTO missing FROM store_round_takes(NEW.company_id, NEW.kind, NEW.from_on, NEW.zone) AS takes
     WHERE takes.customer_id NOT IN (
           SELECT coalesce(customer.merged_into_id, customer.id)
             FROM store_roundmember AS member JOIN store_customer AS customer ON customer.id = member.customer_id
            WHERE member.round_id = NEW.id)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'customer % was left over and is not in the round of %', missing, NEW.from_on
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_takes_what_was_left';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER round_takes_what_was_left AFTER INSERT ON store_reconcilinground DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_round_takes_what_was_left();
"""
_STEPS = """
CREATE FUNCTION store_round_steps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing bigint;
BEGIN
    IF NOT NEW.planners @> OLD.planners THEN
        RAISE EXCEPTION 'who planned round % stays named', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_steps';
    END IF;
    IF NEW.state = OLD.state OR NEW.kind <> 'year' THEN
        RETURN NEW;
    END IF;
    SELECT owed.customer_id INTO missing FROM store_year_owed(NEW.company_id, NEW.from_on, NEW.zone) AS owed
     WHERE owed.customer_id NOT IN (
           SELECT coalesce(customer.merged_into_id, customer.id)
             FROM store_reconcilinground AS round JOIN store_roundmember AS member ON member.round_id = round.id
             JOIN store_customer AS customer ON customer.id = member.customer_id
            WHERE round.company_id = NEW.company_id AND round.from_on BETWEEN NEW.from_on AND NEW.to_on)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'customer % stands in no round of the year', missing
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_leaves_nobody_out';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_steps BEFORE UPDATE ON store_reconcilinground FOR EACH ROW EXECUTE FUNCTION store_round_steps();
"""
_MEMBERS = """
CREATE FUNCTION store_round_member_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_round store_reconcilinground;
    wrong text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT * INTO of_round FROM store_reconcilinground WHERE id = OLD.round_id;
        IF OLD.why <> 'added' OR of_round.state <> 'drafted' THEN
            wrong := 'leaves a round by an excuse alone';
        END IF;
    ELSE
        SELECT * INTO of_round FROM store_reconcilinground WHERE id = NEW.round_id;
        IF NEW.day NOT BETWEEN of_round.from_on AND of_round.to_on THEN
            wrong := 'is planned for a day of its round';
        ELSIF TG_OP = 'UPDATE' AND NEW.day <> OLD.day AND of_round.state <> 'drafted' THEN
            wrong := 'keeps its day once the plan is agreed';
        ELSIF TG_OP = 'INSERT' AND EXISTS (SELECT FROM store_customer WHERE id = NEW.customer_id AND (is_suspense OR merged_into_id IS NOT NULL)) THEN
            wrong := 'stands under the name that stays';
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'a customer of round % %', of_round.id, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'round_member_stays';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER round_member_stays BEFORE INSERT OR UPDATE OR DELETE ON store_roundmember
    FOR EACH ROW EXECUTE FUNCTION store_round_member_stays();
CREATE TRIGGER never_removed BEFORE TRUNCATE ON store_roundmember
    FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change();
"""


def round_sql() -> list[str]:
    """Everything of the migration beyond the tables, in the order it can be created."""
    acts = [
        f"ALTER TABLE {table} ADD CONSTRAINT {table.removeprefix('store_')}_{column}_has_its_act "
        f"FOREIGN KEY (company_id, {column}) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED"
        for table, column in _OF_ACTS
    ]
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        *acts,
        _OF_THE_CALENDAR,
        _AGREED,
        _TAKES,
        _STEPS,
        _MEMBERS,
    ]
