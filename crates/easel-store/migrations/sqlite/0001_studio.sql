-- What was written in these stays as it was written.
create trigger ledger_entry_stays before update on ledger_entry begin select raise(abort, 'the ledger is append-only'); end;
create trigger ledger_entry_remains before delete on ledger_entry begin select raise(abort, 'the ledger is append-only'); end;
create trigger hold_stays before update on hold begin select raise(abort, 'a hold never changes'); end;
create trigger hold_remains before delete on hold begin select raise(abort, 'a hold never changes'); end;
create trigger hold_resolution_stays before update on hold_resolution begin select raise(abort, 'a hold ends once'); end;
create trigger hold_resolution_remains before delete on hold_resolution begin select raise(abort, 'a hold ends once'); end;
create trigger audit_stays before update on audit begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_remains before delete on audit begin select raise(abort, 'the audit log is append-only'); end;
