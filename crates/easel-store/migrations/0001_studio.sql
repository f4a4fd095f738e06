-- The studio's first tables. What the dialects say differently stands in their own folders.

-- People and their ways in.
create table user_account (
  id            text primary key,
  email         text not null,
  email_key     text not null unique,
  password_hash text not null,
  name          text not null,
  language      text not null,
  role          text not null check (role in ('creator', 'admin')),
  created_at    bigint not null
);

-- Welcome credits once per person; the row outlives the account.
create table welcome_grant (
  address_key text primary key,
  granted_at  bigint not null
);

create table session (
  id           text primary key,
  token_hash   text not null unique,
  user_id      text not null references user_account (id) on delete cascade,
  user_agent   text not null,
  created_at   bigint not null,
  last_seen_at bigint not null,
  expires_at   bigint not null
);
create index session_of_user on session (user_id, last_seen_at);

create table password_reset (
  token_hash text primary key,
  user_id    text not null references user_account (id) on delete cascade,
  expires_at bigint not null,
  used_at    bigint
);

-- The one-time link that makes the first administrator; only the newest counts.
create table setup_link (
  token_hash text primary key,
  made_at    bigint not null
);

-- What is offered: each row is one model of config/models.json, as data.
create table model (
  name       text primary key,
  position   bigint not null,
  enabled    bigint not null,
  definition text not null,
  applied_at bigint not null
);

-- Credits. available_* and held_* are caches of the ledger, kept in the same transaction.
create table wallet (
  user_id          text primary key references user_account (id),
  available_plan   bigint not null default 0 check (available_plan >= 0),
  available_bonus  bigint not null default 0 check (available_bonus >= 0),
  available_bought bigint not null default 0 check (available_bought >= 0),
  held_plan        bigint not null default 0 check (held_plan >= 0),
  held_bonus       bigint not null default 0 check (held_bonus >= 0),
  held_bought      bigint not null default 0 check (held_bought >= 0),
  entry_no         bigint not null default 0
);

-- One row is one transfer between two accounts, so it sums to zero; entry_no has no gaps within a wallet.
create table ledger_entry (
  id              text primary key,
  user_id         text not null references wallet (user_id),
  entry_no        bigint not null,
  kind            text not null,
  from_account    text not null,
  to_account      text not null,
  plan            bigint not null check (plan >= 0),
  bonus           bigint not null check (bonus >= 0),
  bought          bigint not null check (bought >= 0),
  available_after bigint not null check (available_after >= 0),
  held_after      bigint not null check (held_after >= 0),
  reason          text not null,
  hold_id         text,
  payment_id      text,
  actor_id        text,
  at              bigint not null,
  unique (user_id, entry_no),
  check (from_account <> to_account)
);

create table hold (
  id        text primary key,
  user_id   text not null references wallet (user_id),
  plan      bigint not null check (plan >= 0),
  bonus     bigint not null check (bonus >= 0),
  bought    bigint not null check (bought >= 0),
  placed_at bigint not null,
  until     bigint not null
);

-- A hold ends exactly once: its id is the key here.
create table hold_resolution (
  hold_id  text primary key references hold (id),
  outcome  text not null check (outcome in ('captured', 'released', 'expired')),
  captured bigint not null check (captured >= 0),
  at       bigint not null
);

-- What was asked (never changes) and where it stands (changes with its job).
create table generation (
  id           text primary key,
  owner_id     text not null references user_account (id),
  request_hash text not null,
  spec         text not null,
  prompt_folded text not null,
  spec_model   text not null,
  spec_style   text,
  count        bigint not null,
  held         bigint not null,
  captured     bigint not null default 0,
  delivered    bigint not null default 0,
  state        text not null check (state in ('queued', 'running', 'succeeded', 'rejected', 'failed', 'cancelled')),
  failure      text,
  account      text,
  version      bigint not null default 1,
  created_at   bigint not null,
  changed_at   bigint not null,
  finished_at  bigint
);
create index generation_of_owner on generation (owner_id, created_at, id);
create index generation_changed on generation (owner_id, changed_at);

-- Narrow and hot. Lower rank goes first; turn keeps it fair between people.
create table job (
  id               text primary key,
  kind             text not null,
  lane             text not null,
  owner_id         text not null,
  state            text not null check (state in ('available', 'running', 'done')),
  rank             bigint not null default 0,
  turn             bigint not null default 0,
  run_at           bigint not null,
  attempt_no       bigint not null default 0,
  failures         bigint not null default 0,
  worker           text,
  lease_until      bigint,
  heartbeat_at     bigint,
  progress         bigint not null default 0,
  stage            text,
  cancel_requested bigint not null default 0,
  deadline_at      bigint not null
);
create index job_ready on job (lane, rank, turn, run_at, id) where state = 'available';
create index job_of_owner on job (owner_id, lane, turn) where state <> 'done';
create index job_lease on job (lease_until) where state = 'running';
create index job_deadline on job (deadline_at) where state <> 'done';

-- One row a try, closed once.
create table attempt (
  job_id       text not null references job (id),
  no           bigint not null,
  worker       text not null,
  channel      text,
  claimed_at   bigint not null,
  sent_at      bigint,
  provider_ref text,
  outcome      text,
  detail       text,
  finished_at  bigint,
  primary key (job_id, no)
);

-- A picture somebody has. Its bytes are blobs that belong to it alone.
create table asset (
  id            text primary key,
  owner_id      text not null references user_account (id),
  generation_id text references generation (id),
  position      bigint not null,
  width         bigint not null,
  height        bigint not null,
  mime          text not null,
  bytes         bigint not null,
  seed          bigint,
  placeholder   text not null,
  favourite     bigint not null default 0,
  created_at    bigint not null
);
create index asset_of_owner on asset (owner_id, created_at, id);
create index asset_of_generation on asset (generation_id);

create table asset_blob (
  asset_id text not null references asset (id) on delete cascade,
  variant  text not null check (variant in ('original', 'preview', 'thumb')),
  name     text not null unique,
  hash     text not null,
  bytes    bigint not null,
  mime     text not null,
  primary key (asset_id, variant)
);

-- Bytes to be deleted: written with the deletion of their row, gone when they are.
create table blob_doomed (
  name text primary key,
  at   bigint not null
);

create table mail (
  id         text primary key,
  to_address text not null,
  language   text not null,
  template   text not null,
  params     text not null,
  created_at bigint not null,
  sent_at    bigint
);

-- Who is there to work, how many at once and how fast: for the estimate of the wait.
create table worker (
  id      text not null,
  lane    text not null,
  slots   bigint not null,
  pace_ms bigint,
  seen_at bigint not null,
  primary key (id, lane)
);

create table audit (
  id       text primary key,
  at       bigint not null,
  actor_id text,
  action   text not null,
  subject  text not null,
  reason   text not null,
  before   text,
  after    text
);
create index audit_at on audit (at);
