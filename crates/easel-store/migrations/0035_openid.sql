-- Whom a sign-in provider (OpenID Connect) knows somebody as: its own word for them, which never changes.
create table openid_identity (
  issuer       text not null,
  subject      text not null,
  user_id      text not null references user_account (id) on delete cascade,
  email        text not null,
  created_at   bigint not null,
  last_used_at bigint,
  primary key (issuer, subject)
);
create unique index openid_identity_of_user on openid_identity (user_id, issuer);

-- Sign-ins that wait for the provider's word, each once and in the browser that began it. Whose it is stands here where somebody
-- signed in links the provider with their account.
create table openid_pending (
  state_hash   text primary key,
  browser_hash text not null,
  nonce        text not null,
  verifier     text not null,
  next         text not null,
  user_id      text references user_account (id) on delete cascade,
  expires_at   bigint not null
);
create index openid_pending_of_user on openid_pending (user_id) where user_id is not null;

-- Whom a provider vouched for, and who has yet to agree to the legal texts before there is an account.
create table openid_newcomer (
  token_hash text primary key,
  issuer     text not null,
  subject    text not null,
  email      text not null,
  expires_at bigint not null
);
