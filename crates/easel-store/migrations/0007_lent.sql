-- Workers lent to the studio: they have a token and no way to the database.

create table worker_token (
  id         text primary key,
  name       text not null,
  hash       text not null unique,
  created_at bigint not null,
  created_by text,
  revoked_at bigint,
  seen_at    bigint,
  -- Whether a question for work waits for its answer, and what it offers, as |model#operation|...|.
  waiting    bigint not null default 0,
  offers     text not null default '|'
);
create unique index worker_token_name on worker_token (name) where revoked_at is null;

-- A picture a lent worker handed in, not yet looked into.
create table parcel (
  job_id     text not null,
  attempt_no bigint not null,
  position   bigint not null,
  name       text not null unique,
  primary key (job_id, attempt_no, position)
);

-- What a lent worker said of the pictures it handed in, as JSON; while it is there they wait to be taken in.
alter table job add column hand_in text;

-- Keys of a model's channels whose pictures lent workers make, as JSON.
alter table model add column lent text not null default '[]';
