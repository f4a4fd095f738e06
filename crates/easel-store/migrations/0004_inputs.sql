-- A file somebody sent. It becomes the asset of the same id, or nothing; its own bytes go either way. The row stays a while
-- so that the same upload sent again gets the same answer.
create table upload (
  id         text primary key,
  owner_id   text not null references user_account (id),
  state      text not null check (state in ('arriving', 'ready', 'refused', 'failed')),
  hash       text not null,
  name       text unique,
  bytes      bigint not null,
  width      bigint not null,
  height     bigint not null,
  mime       text not null,
  created_at bigint not null,
  check ((state = 'arriving') = (name is not null))
);
create index upload_arriving on upload (owner_id) where state = 'arriving';
