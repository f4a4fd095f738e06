-- The price book. What a pack says never changes: another price is another row.
create table pack (
  id           text primary key,
  name         text not null,
  label        text not null,
  credits      bigint not null check (credits > 0),
  amount_minor bigint not null check (amount_minor > 0),
  currency     text not null,
  position     bigint not null,
  made_at      bigint not null,
  archived_at  bigint
);
create unique index pack_name_key on pack (name) where archived_at is null;

-- Money somebody promised. Everything up to approvals_needed is as it was when it was ordered.
create table payment (
  id               text primary key,
  owner_id         text not null references user_account (id),
  pack_id          text not null references pack (id),
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
  check ((utr is null) = (state in ('created', 'expired', 'cancelled'))),
  check ((utr is null) = (claimed_at is null)),
  check ((reason is not null) = (state = 'rejected'))
);
create index payment_of_owner on payment (owner_id, created_at, id);
create index payment_in_state on payment (state, changed_at, id);
create index payment_untouched on payment (expires_at) where state = 'created';

-- One number of a bank is one payment, for ever; only an administrator frees that of a rejected one.
create table payment_utr (
  utr        text primary key,
  payment_id text not null unique references payment (id)
);

create table payment_approval (
  payment_id text not null references payment (id),
  admin_id   text not null references user_account (id),
  at         bigint not null,
  primary key (payment_id, admin_id)
);

-- A payment gives its credits once.
create unique index ledger_entry_payment_id_key on ledger_entry (payment_id) where kind = 'top_up';

create table redeem_batch (
  id              text primary key,
  name            text not null,
  credits         bigint not null check (credits > 0),
  codes           bigint not null check (codes > 0),
  once_per_person bigint not null check (once_per_person in (0, 1)),
  expires_at      bigint,
  made_by         text not null references user_account (id),
  created_at      bigint not null
);

-- Codes are bearer secrets: only their hashes are here.
create table redeem_code (
  code_hash   text primary key,
  batch_id    text not null references redeem_batch (id),
  redeemed_by text references user_account (id),
  redeemed_at bigint,
  check ((redeemed_by is null) = (redeemed_at is null))
);
create index redeem_code_of_batch on redeem_code (batch_id, redeemed_at);

-- Who redeemed one of a batch that everybody may redeem one of.
create table redeem_person (
  batch_id text not null references redeem_batch (id),
  user_id  text not null references user_account (id),
  primary key (batch_id, user_id)
);
