-- Plans. What a plan says never changes: another price is another row.
create table plan (
  id           text primary key,
  name         text not null,
  label        text not null,
  description  text not null,
  credits      bigint not null check (credits > 0),
  amount_minor bigint not null check (amount_minor > 0),
  currency     text not null,
  pay_interval text not null check (pay_interval in ('month', 'year')),
  allows       text not null,
  position     bigint not null,
  made_at      bigint not null,
  archived_at  bigint
);
create unique index plan_name_key on plan (name) where archived_at is null;

-- What people without a plan may do. One row, or none where everything is allowed.
create table plan_free (
  id     bigint primary key check (id = 1),
  allows text not null
);

-- Somebody's running plan. plan_id is that of the cycle whose credits were given last.
create table subscription (
  id               text primary key,
  owner_id         text not null references user_account (id),
  plan_id          text not null references plan (id),
  gateway          text not null,
  gateway_ref      text,
  gateway_customer text,
  anchor_at        bigint not null,
  cycle_no         bigint not null,
  paid_until       bigint not null,
  state            text not null check (state in ('live', 'ended')),
  renews           bigint not null check (renews in (0, 1)),
  cancel_at_end    bigint not null default 0 check (cancel_at_end in (0, 1)),
  next_plan_id     text references plan (id),
  -- When something is to be done: a cycle, the end, a mail. Null when nothing ever will be.
  due_at           bigint,
  -- The end its owner was told of beforehand.
  told_until       bigint,
  started_at       bigint not null,
  ended_at         bigint,
  changed_at       bigint not null,
  check ((ended_at is not null) = (state = 'ended'))
);
create unique index subscription_live_key on subscription (owner_id) where state = 'live';
create unique index subscription_gateway_ref_key on subscription (gateway, gateway_ref) where state = 'live' and gateway_ref is not null;
create index subscription_of_owner on subscription (owner_id, started_at);
create index subscription_due on subscription (due_at) where due_at is not null;

-- What was paid for: from this cycle on it is this plan. Paid by a payment of ours, or by what a gateway calls so.
create table plan_term (
  subscription_id text not null references subscription (id),
  from_cycle      bigint not null check (from_cycle >= 0),
  plan_id         text not null references plan (id),
  payment_id      text unique references payment (id),
  reference       text unique,
  at              bigint not null,
  primary key (subscription_id, from_cycle),
  check ((payment_id is null) <> (reference is null))
);

-- A cycle gives its credits once.
create table plan_cycle (
  subscription_id text not null references subscription (id),
  cycle_no        bigint not null check (cycle_no >= 0),
  plan_id         text not null references plan (id),
  entry_id        text not null unique references ledger_entry (id),
  at              bigint not null,
  primary key (subscription_id, cycle_no)
);

-- How often this wallet's plan credits have lapsed. Plan credits that were held before lapse when they are released.
alter table wallet add column plan_epoch bigint not null default 0;
alter table hold add column plan_epoch bigint not null default 0;
alter table ledger_entry add column plan_epoch bigint not null default 0;
