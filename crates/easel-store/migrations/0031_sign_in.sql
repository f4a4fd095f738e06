-- Whether somebody gets a mail when their account is signed in to from where it was not before.
alter table user_account add column sign_in_alerts bigint not null default 1 check (sign_in_alerts in (0, 1));

-- With what and from where somebody signs in: a hash with their id in it for each device and each network, so that no address is kept.
create table known_sign_in (
  user_id text not null references user_account (id) on delete cascade,
  mark    text not null,
  seen_at bigint not null,
  primary key (user_id, mark)
);

-- Keys that sign somebody in without a password. The device keeps the secret half; what is kept here can only check it.
create table passkey (
  id            text primary key,
  user_id       text not null references user_account (id) on delete cascade,
  credential_id text not null unique,
  kept          text not null,
  name          text not null,
  created_at    bigint not null,
  last_used_at  bigint
);
create index passkey_of_user on passkey (user_id);

-- What a passkey is asked to sign, once. Whose it is stands here where one is being added.
create table passkey_challenge (
  token_hash text primary key,
  user_id    text references user_account (id) on delete cascade,
  state      text not null,
  expires_at bigint not null
);
create index passkey_challenge_of_user on passkey_challenge (user_id) where user_id is not null;

-- Whether a session was opened by a passkey, which is as good as a second factor.
alter table session add column by_passkey bigint not null default 0 check (by_passkey in (0, 1));
