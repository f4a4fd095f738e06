-- Roles: whoever was an administrator is an owner. A column's check goes with the column, on both databases.
alter table user_account add column role_now text not null default 'user'
  check (role_now in ('user', 'owner', 'finance', 'support', 'moderator'));
update user_account set role_now = case role when 'admin' then 'owner' else 'user' end;
alter table user_account drop column role;
alter table user_account rename column role_now to role;
create index user_with_role on user_account (role) where role <> 'user';

-- Who may not come in, since when and why.
alter table user_account add column suspended_at bigint;
alter table user_account add column suspended_reason text;
create index user_joined on user_account (created_at, id);

-- When somebody opened the link that went to their address.
alter table user_account add column verified_at bigint;

-- Links that show that an address is somebody's: the one they have, or the one they want to have. The address is the link's own, so
-- that a link to an earlier one shows nothing.
create table email_link (
  token_hash text primary key,
  user_id    text not null references user_account (id) on delete cascade,
  email      text not null,
  email_key  text not null,
  expires_at bigint not null,
  used_at    bigint
);
create index email_link_of_user on email_link (user_id);
