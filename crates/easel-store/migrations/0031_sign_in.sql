-- Whether somebody gets a mail when their account is signed in to from where it was not before.
alter table user_account add column sign_in_alerts bigint not null default 1 check (sign_in_alerts in (0, 1));

-- With what and from where somebody signs in: a hash with their id in it for each device and each network, so that no address is kept.
create table known_sign_in (
  user_id text not null references user_account (id) on delete cascade,
  mark    text not null,
  seen_at bigint not null,
  primary key (user_id, mark)
);
