"""Walls of contracts that Django cannot describe; frozen with their migration."""

from __future__ import annotations

APPEND_ONLY = (
    "store_contractversion",
    "store_contractfile",
    "store_expirywarning",
    "store_lawsetting",
)

CONTRACT_STAYS = """
CREATE FUNCTION store_contract_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a contract is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.company_id, NEW.customer_id, NEW.created_by_id, NEW.created_at)
       IS DISTINCT FROM (OLD.company_id, OLD.customer_id, OLD.created_by_id, OLD.created_at) THEN
        RAISE EXCEPTION 'whose contract it is cannot change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN NEW;
    END IF;
    IF (NEW.number, NEW.scope, NEW.from_on, NEW.to_on, NEW.replaces_id)
       IS DISTINCT FROM (OLD.number, OLD.scope, OLD.from_on, OLD.to_on, OLD.replaces_id) OR NEW.state = 'draft' THEN
        RAISE EXCEPTION 'contract % is signed: it is amended, not changed', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('ended', 'superseded') THEN
        RAISE EXCEPTION 'contract % is over and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contract_stays BEFORE UPDATE OR DELETE ON store_contract
    FOR EACH ROW EXECUTE FUNCTION store_contract_stays();
"""

# The contract's row is held, so that two versions written at once follow each other.
VERSIONS_WITHOUT_GAPS = """
CREATE FUNCTION store_version_is_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM store_contract WHERE id = NEW.contract_id FOR NO KEY UPDATE;
    IF NEW.number <> (SELECT count(*) + 1 FROM store_contractversion WHERE contract_id = NEW.contract_id) THEN
        RAISE EXCEPTION 'version % is not the next of its contract', NEW.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_is_next BEFORE INSERT ON store_contractversion
    FOR EACH ROW EXECUTE FUNCTION store_version_is_next();
CREATE FUNCTION store_in_force_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'draft' AND NOT EXISTS (SELECT FROM store_contractversion WHERE contract_id = NEW.id) THEN
        RAISE EXCEPTION 'contract % is in force and nothing of it is signed', NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER in_force_is_signed AFTER INSERT OR UPDATE ON store_contract
    FOR EACH ROW EXECUTE FUNCTION store_in_force_is_signed();
"""

RATE_STAYS = """
CREATE FUNCTION store_rate_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
       OR (NEW.company_id, NEW."table", NEW.from_on, NEW.to_on, NEW.percent, NEW.source, NEW.entered_by_id, NEW.entered_at)
          IS DISTINCT FROM
          (OLD.company_id, OLD."table", OLD.from_on, OLD.to_on, OLD.percent, OLD.source, OLD.entered_by_id, OLD.entered_at)
    THEN
        RAISE EXCEPTION 'a published rate is withdrawn, never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rate_stays BEFORE UPDATE OR DELETE ON store_publishedrate
    FOR EACH ROW EXECUTE FUNCTION store_rate_stays();
"""

SQL = [
    CONTRACT_STAYS,
    VERSIONS_WITHOUT_GAPS,
    RATE_STAYS,
    *(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
        for table in APPEND_ONLY
    ),
]
