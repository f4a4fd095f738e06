-- What was written in these stays as it was written.
create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '%', tg_argv[0]; end $$;
create trigger ledger_entry_stays before update or delete or truncate on ledger_entry for each statement execute function refuse_change('the ledger is append-only');
create trigger hold_stays before update or delete or truncate on hold for each statement execute function refuse_change('a hold never changes');
create trigger hold_resolution_stays before update or delete or truncate on hold_resolution for each statement execute function refuse_change('a hold ends once');
create trigger audit_stays before update or delete or truncate on audit for each statement execute function refuse_change('the audit log is append-only');
