-- How the studio presents itself, one row for each time somebody changed it. The newest one holds.
create table branding (
  version  bigint primary key,
  branding text not null,
  made_at  bigint not null
);

-- Legal texts by version. Who agreed to one that asks is asked again by the next one that asks.
create table legal_text (
  kind    text not null check (kind in ('terms', 'privacy', 'acceptable_use', 'refunds')),
  version bigint not null,
  words   text not null,
  asks    bigint not null check (asks in (0, 1)),
  made_at bigint not null,
  primary key (kind, version)
);

create table legal_consent (
  user_id   text not null references user_account (id) on delete cascade,
  kind      text not null,
  version   bigint not null,
  agreed_at bigint not null,
  primary key (user_id, kind, version),
  foreign key (kind, version) references legal_text (kind, version)
);
