-- A check can't be changed here: the table is made anew.
create table export_anew (
  id         text primary key,
  owner_id   text not null references user_account (id),
  kind       text not null check (kind in ('strip', 'formats', 'book')),
  state      text not null check (state in ('queued', 'running', 'ready', 'failed')),
  asked      text not null,
  spec       text not null,
  name       text not null,
  mime       text not null,
  blob       text unique,
  hash       text,
  bytes      bigint,
  failure    text,
  missing    text,
  created_at bigint not null,
  changed_at bigint not null,
  expires_at bigint not null,
  warnings   text,
  check ((blob is null) = (hash is null)),
  check ((blob is null) = (bytes is null)),
  check (state <> 'ready' or blob is not null)
);
insert into export_anew select id, owner_id, kind, state, asked, spec, name, mime, blob, hash, bytes, failure, missing,
  created_at, changed_at, expires_at, null from export;
create table export_item_anew (
  export_id text not null references export_anew (id) on delete cascade,
  position  bigint not null,
  asset_id  text not null,
  primary key (export_id, position)
);
insert into export_item_anew select export_id, position, asset_id from export_item;
drop table export_item;
drop table export;
alter table export_anew rename to export;
alter table export_item_anew rename to export_item;
create index export_of_owner on export (owner_id, changed_at, id);
create index export_expires on export (expires_at);
