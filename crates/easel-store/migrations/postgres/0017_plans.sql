-- A payment is of a pack or of a plan.
alter table payment alter column pack_id drop not null;
alter table payment add column plan_id text references plan (id);
alter table payment add check ((pack_id is null) <> (plan_id is null));

-- What somebody was shown and agreed to stays as it was.
drop trigger payment_stays on payment;
create trigger payment_stays before update of id, owner_id, pack_id, plan_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at on payment for each statement execute function refuse_change('what was ordered never changes');
create trigger plan_stays before update of id, name, label, description, credits, amount_minor, currency, pay_interval, allows, made_at on plan for each statement execute function refuse_change('a plan never changes');
create trigger plan_remains before delete or truncate on plan for each statement execute function refuse_change('a plan never changes');
create trigger plan_term_stays before update or delete or truncate on plan_term for each statement execute function refuse_change('what was paid for never changes');
create trigger plan_cycle_stays before update or delete or truncate on plan_cycle for each statement execute function refuse_change('a cycle is given once');
