-- What somebody was shown and agreed to stays as it was.
create trigger pack_stays before update of id, name, label, credits, amount_minor, currency, made_at on pack begin select raise(abort, 'a pack never changes'); end;
create trigger pack_remains before delete on pack begin select raise(abort, 'a pack never changes'); end;
create trigger payment_stays before update of id, owner_id, pack_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at on payment begin select raise(abort, 'what was ordered never changes'); end;
create trigger payment_remains before delete on payment begin select raise(abort, 'a payment remains'); end;
