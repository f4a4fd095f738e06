-- What is owed after a dispute, and disputes that are not decided: caches, kept in the same transaction.
alter table wallet add column owed bigint not null default 0 check (owed >= 0);
alter table wallet add column disputes bigint not null default 0 check (disputes >= 0);

-- A payment on a gateway's own page. What is asked for never changes, so that asking again opens the same page. Of a later term
-- of a plan the page is its invoice.
create table checkout (
  payment_id text primary key references payment (id),
  return_url text not null,
  language   text not null,
  email      text not null,
  customer   text,
  session_id text unique,
  url        text,
  intent_id  text unique,
  -- When the gateway is asked next, and how often it was asked; null when nothing more is expected.
  look_at    bigint,
  looks      bigint not null default 0,
  -- What the gateway says otherwise than it was ordered.
  trouble    text
);
create index checkout_look on checkout (look_at) where look_at is not null;

-- When the gateway is asked next how a subscription stands that it bills, and how often it was asked.
alter table subscription add column look_at bigint;
alter table subscription add column looks bigint not null default 0;
create index subscription_look on subscription (look_at) where look_at is not null;

-- Money on its way back. Those without a person were made at the gateway.
create table refund (
  id           text primary key,
  payment_id   text not null references payment (id),
  asked_by     text references user_account (id),
  decided_by   text references user_account (id),
  credits      bigint not null check (credits >= 0),
  amount_minor bigint not null check (amount_minor > 0),
  state        text not null check (state in ('requested', 'sending', 'done', 'rejected', 'failed')),
  reason       text,
  answer       text,
  gateway_ref  text unique,
  -- What the bank calls a transfer that an administrator made.
  bank_ref     text,
  created_at   bigint not null,
  changed_at   bigint not null,
  -- When the gateway is asked for it next, and how often it was asked.
  send_at      bigint,
  tries        bigint not null default 0
);
create index refund_of_payment on refund (payment_id, created_at, id);
create index refund_in_state on refund (state, changed_at, id);
create index refund_send on refund (send_at) where send_at is not null;
-- One at a time is asked for.
create unique index refund_open_key on refund (payment_id) where state = 'requested';

-- What banks say against a payment, and what it took back: what was there, and what is owed.
create table dispute (
  id         text primary key,
  payment_id text not null references payment (id),
  state      text not null check (state in ('inquiry', 'open', 'won', 'lost')),
  taken      bigint not null check (taken >= 0),
  opened_at  bigint not null,
  changed_at bigint not null
);
create index dispute_of_payment on dispute (payment_id);

-- What gateways told by themselves, each once.
create table gateway_event (
  gateway     text not null,
  event_id    text not null,
  kind        text not null,
  object_id   text not null,
  intent_id   text,
  reference   text,
  at          bigint not null,
  received_at bigint not null,
  look_at     bigint not null,
  looks       bigint not null default 0,
  handled_at  bigint,
  primary key (gateway, event_id)
);
create index gateway_event_look on gateway_event (look_at) where handled_at is null;
create index gateway_event_received on gateway_event (received_at);
