-- A payment is of a pack or of a plan. The table is built anew, because SQLite can't take a "not null" back. Foreign
-- keys are looked at when all is done.
create table payment_anew (
  id               text primary key,
  owner_id         text not null references user_account (id),
  pack_id          text references pack (id),
  plan_id          text references plan (id),
  gateway          text not null,
  amount_minor     bigint not null check (amount_minor > 0),
  currency         text not null,
  credits          bigint not null check (credits > 0),
  reference        text not null unique,
  approvals_needed bigint not null check (approvals_needed in (1, 2)),
  created_at       bigint not null,
  expires_at       bigint not null,
  state            text not null check (state in ('created', 'pending', 'paid', 'rejected', 'expired', 'cancelled')),
  utr              text,
  note             text,
  claimed_at       bigint,
  reason           text,
  changed_at       bigint not null,
  check ((pack_id is null) <> (plan_id is null)),
  check ((utr is null) = (state in ('created', 'expired', 'cancelled'))),
  check ((utr is null) = (claimed_at is null)),
  check ((reason is not null) = (state = 'rejected'))
);
insert into payment_anew (id, owner_id, pack_id, gateway, amount_minor, currency, credits, reference, approvals_needed,
    created_at, expires_at, state, utr, note, claimed_at, reason, changed_at)
  select id, owner_id, pack_id, gateway, amount_minor, currency, credits, reference, approvals_needed,
    created_at, expires_at, state, utr, note, claimed_at, reason, changed_at from payment;
drop table payment;
alter table payment_anew rename to payment;
create index payment_of_owner on payment (owner_id, created_at, id);
create index payment_in_state on payment (state, changed_at, id);
create index payment_untouched on payment (expires_at) where state = 'created';

-- What somebody was shown and agreed to stays as it was.
create trigger payment_stays before update of id, owner_id, pack_id, plan_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at on payment begin select raise(abort, 'what was ordered never changes'); end;
create trigger payment_remains before delete on payment begin select raise(abort, 'a payment remains'); end;
create trigger plan_stays before update of id, name, label, description, credits, amount_minor, currency, pay_interval, allows, made_at on plan begin select raise(abort, 'a plan never changes'); end;
create trigger plan_remains before delete on plan begin select raise(abort, 'a plan never changes'); end;
create trigger plan_term_stays before update on plan_term begin select raise(abort, 'what was paid for never changes'); end;
create trigger plan_term_remains before delete on plan_term begin select raise(abort, 'what was paid for never changes'); end;
create trigger plan_cycle_stays before update on plan_cycle begin select raise(abort, 'a cycle is given once'); end;
create trigger plan_cycle_remains before delete on plan_cycle begin select raise(abort, 'a cycle is given once'); end;
