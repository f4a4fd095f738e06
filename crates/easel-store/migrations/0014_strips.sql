-- Strips: pictures one below the other. What lies between them and how wide they are is the document; a picture that is
-- deleted leaves a gap that is told.

create table strip (
  id         text primary key,
  owner_id   text not null references user_account (id),
  version    bigint not null,
  name       text not null,
  width_px   bigint not null,
  background text not null,
  seam       text not null,
  seam_px    bigint not null,
  height_px  bigint not null,
  created_at bigint not null,
  changed_at bigint not null
);
create index strip_of_owner on strip (owner_id, changed_at, id);

create table strip_item (
  strip_id text not null references strip (id) on delete cascade,
  position bigint not null,
  asset_id text not null,
  seam     text,
  seam_px  bigint,
  primary key (strip_id, position)
);

-- Exports: files made of pictures, for taking away. asked is the request, spec what was made of it then; missing is what
-- was gone when it failed.
create table export (
  id         text primary key,
  owner_id   text not null references user_account (id),
  kind       text not null check (kind in ('strip', 'formats')),
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
  check ((blob is null) = (hash is null)),
  check ((blob is null) = (bytes is null)),
  check (state <> 'ready' or blob is not null)
);
create index export_of_owner on export (owner_id, changed_at, id);
create index export_expires on export (expires_at);

create table export_item (
  export_id text not null references export (id) on delete cascade,
  position  bigint not null,
  asset_id  text not null,
  primary key (export_id, position)
);
