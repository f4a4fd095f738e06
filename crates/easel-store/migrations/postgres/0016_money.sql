-- What somebody was shown and agreed to stays as it was.
create trigger pack_stays before update of id, name, label, credits, amount_minor, currency, made_at on pack for each statement execute function refuse_change('a pack never changes');
create trigger pack_remains before delete or truncate on pack for each statement execute function refuse_change('a pack never changes');
create trigger payment_stays before update of id, owner_id, pack_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at on payment for each statement execute function refuse_change('what was ordered never changes');
create trigger payment_remains before delete or truncate on payment for each statement execute function refuse_change('a payment remains');
