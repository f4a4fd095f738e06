-- Since when somebody signs in with a second factor.
alter table user_account add column second_factor_at bigint;

-- What somebody's app makes its codes of, sealed with the studio's key. Nothing asks for it before second_factor_at says so. The
-- step of time of the last code that was taken: each is taken once.
create table second_factor (
  user_id   text primary key references user_account (id) on delete cascade,
  sealed    text not null,
  last_step bigint not null default 0,
  made_at   bigint not null
);

-- Codes for whoever lost their app: bearer secrets, only their hashes are here.
create table recovery_code (
  code_hash text primary key,
  user_id   text not null references user_account (id) on delete cascade,
  used_at   bigint
);
create index recovery_code_of_user on recovery_code (user_id);

-- Somebody who knew the password and has yet to show the second factor. Opens nothing by itself.
create table challenge (
  token_hash text primary key,
  user_id    text not null references user_account (id) on delete cascade,
  tries      bigint not null default 0,
  expires_at bigint not null
);
create index challenge_of_user on challenge (user_id);
