-- What is printed on receipts from now on; one row, or none where the operator says nothing.
create table receipt_terms (
  id    bigint primary key check (id = 1),
  terms text not null
);

-- Numbers without gaps: the row is moved in the transaction that uses the number.
create table receipt_counter (
  id      bigint primary key check (id = 1),
  last_no bigint not null
);
insert into receipt_counter (id, last_no) values (1, 0);

-- Receipts and credit notes, as they were printed. What the amounts are for stands in one of the last columns.
create table receipt (
  no           bigint primary key,
  number       text not null,
  kind         text not null check (kind in ('receipt', 'credit_note')),
  owner_id     text not null references user_account (id),
  gateway      text not null,
  currency     text not null,
  gross_minor  bigint not null check (gross_minor > 0),
  net_minor    bigint not null check (net_minor >= 0),
  credits      bigint not null check (credits >= 0),
  document     text not null,
  issued_at    bigint not null,
  payment_id   text references payment (id),
  source       text not null
);
-- A payment, a refund and a gateway's invoice are written down once.
create unique index receipt_source_key on receipt (source);
create index receipt_of_owner on receipt (owner_id, no);
create index receipt_issued on receipt (issued_at);
create index receipt_of_payment on receipt (payment_id) where payment_id is not null;

-- What finished when: for figures over a span of days.
create index generation_finished on generation (finished_at) where finished_at is not null;

-- Credits an administrator gave or took by hand: the id is the asker's, so that asking twice changes once.
create table credit_change (
  id      text primary key,
  user_id text not null references wallet (user_id),
  credits bigint not null check (credits <> 0),
  reason  text not null,
  made_by text not null references user_account (id),
  at      bigint not null
);

-- What people set for themselves: the most of a month, and when few are left.
alter table wallet add column monthly_cap bigint check (monthly_cap >= 0);
alter table wallet add column low_at bigint default 10 check (low_at > 0);
create index hold_of_user on hold (user_id, placed_at);

-- What the payer shows beside the number: one of their own pictures.
alter table payment add column screenshot_id text;
