"""Walls of approvals that Django cannot describe; frozen with their migration."""

from __future__ import annotations

APPEND_ONLY = (
    "store_approvalband",
    "store_approvalrequest",
    "store_approvaldecision",
    "store_approvalend",
)

SQL = [
    """
    ALTER TABLE store_approvaldecision ADD CONSTRAINT decision_is_of_what_was_shown
        FOREIGN KEY (company_id, request_id, maker_id, subject_hash)
        REFERENCES store_approvalrequest (company_id, id, maker_id, subject_hash);
    ALTER TABLE store_approvalend ADD CONSTRAINT end_is_of_its_request
        FOREIGN KEY (company_id, request_id) REFERENCES store_approvalrequest (company_id, id);
    ALTER TABLE store_approvalrequest ADD CONSTRAINT request_is_its_hash
        CHECK (subject_hash = sha256(convert_to(subject, 'UTF8')));
    """,
    """
    CREATE FUNCTION store_decided_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM store_approvalend WHERE request_id = NEW.request_id)
           OR NOT EXISTS (SELECT FROM store_approvalrequest
                           WHERE id = NEW.request_id AND expires_at > clock_timestamp()) THEN
            RAISE EXCEPTION 'request % is over', NEW.request_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER decided_in_time BEFORE INSERT ON store_approvaldecision
        FOR EACH ROW EXECUTE FUNCTION store_decided_in_time();
    """,
    *(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
        for table in APPEND_ONLY
    ),
]
