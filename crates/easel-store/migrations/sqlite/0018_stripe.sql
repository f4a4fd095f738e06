-- Built anew, because SQLite can't change a check. Foreign keys are looked at when all is done.
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
  approvals_needed bigint not null check (approvals_needed in (0, 1, 2)),
  created_at       bigint not null,
  expires_at       bigint not null,
  state            text not null check (state in ('created', 'pending', 'paid', 'rejected', 'expired', 'cancelled', 'refunded', 'disputed')),
  utr              text,
  note             text,
  claimed_at       bigint,
  reason           text,
  changed_at       bigint not null,
  paid_at          bigint,
  check ((pack_id is null) <> (plan_id is null)),
  check ((approvals_needed = 0) = (gateway = 'stripe')),
  check ((utr is null) = (gateway = 'stripe' or state in ('created', 'expired', 'cancelled'))),
  check (gateway = 'stripe' or (utr is null) = (claimed_at is null)),
  check ((reason is not null) = (state = 'rejected')),
  check ((paid_at is not null) = (state in ('paid', 'refunded', 'disputed')))
);
insert into payment_anew (id, owner_id, pack_id, plan_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at,
    expires_at, state, utr, note, claimed_at, reason, changed_at, paid_at)
  select id, owner_id, pack_id, plan_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at,
    expires_at, state, utr, note, claimed_at, reason, changed_at, case when state = 'paid' then changed_at end
  from payment;
drop table payment;
alter table payment_anew rename to payment;
create index payment_of_owner on payment (owner_id, created_at, id);
create index payment_in_state on payment (state, changed_at, id);
create index payment_untouched on payment (expires_at) where state = 'created';
create trigger payment_stays before update of id, owner_id, pack_id, plan_id, gateway, amount_minor, currency, credits, reference, approvals_needed, created_at on payment begin select raise(abort, 'what was ordered never changes'); end;
create trigger payment_remains before delete on payment begin select raise(abort, 'a payment remains'); end;
create trigger refund_remains before delete on refund begin select raise(abort, 'a refund remains'); end;
create trigger dispute_remains before delete on dispute begin select raise(abort, 'a dispute remains'); end;
