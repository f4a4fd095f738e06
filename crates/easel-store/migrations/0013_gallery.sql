-- The gallery: its order and filters, trash, tags, boards, lineage, downloads and shares.

-- Words are searched for in asset_words.
alter table generation drop column prompt_folded;

create index asset_of_generation on asset (generation_id);
create index asset_not_indexed on asset (no) where indexed = 0;
-- One for each way to look: whatever filter, the first page and the last are as near.
create index asset_shown on asset (owner_id, no) where trashed_at is null;
create index asset_by_model on asset (owner_id, spec_model, no) where trashed_at is null;
create index asset_by_style on asset (owner_id, spec_style, no) where trashed_at is null;
create index asset_by_kind on asset (owner_id, kind, no) where trashed_at is null;
create index asset_favourite on asset (owner_id, no) where trashed_at is null and favourite = 1;
create index asset_in_trash on asset (owner_id, no) where trashed_at is not null;
create index asset_trashed on asset (trashed_at) where trashed_at is not null;
-- All that is counted beside the gallery, without a look at the rows.
create index asset_counted on asset (owner_id, kind, spec_model, spec_style, favourite, month, no) where trashed_at is null;
create index asset_meaning_of_owner on asset_meaning (owner_id, at, no);

-- Grows with every change of somebody's gallery, so that an open page knows that it has to look again.
create table gallery (
  owner_id text primary key references user_account (id) on delete cascade,
  version  bigint not null
);

create table asset_tag (
  asset_id text not null references asset (id) on delete cascade,
  owner_id text not null,
  no       bigint not null,
  -- What makes two tags the same, and how it was written.
  tag_key  text not null,
  tag      text not null,
  primary key (asset_id, tag_key)
);
create index asset_tag_found on asset_tag (owner_id, tag_key, no);
create index asset_tag_recent on asset_tag (owner_id, no);

-- Whom a picture shows.
create table asset_character (
  asset_id     text not null references asset (id) on delete cascade,
  owner_id     text not null,
  no           bigint not null,
  character_id text not null,
  primary key (asset_id, character_id)
);
create index asset_character_found on asset_character (owner_id, character_id, no);
create index asset_character_recent on asset_character (owner_id, no);

create table board (
  id         text primary key,
  owner_id   text not null references user_account (id),
  name       text not null,
  created_at bigint not null,
  changed_at bigint not null
);
create index board_of_owner on board (owner_id, created_at, id);

create table board_asset (
  board_id text not null references board (id) on delete cascade,
  asset_id text not null references asset (id) on delete cascade,
  owner_id text not null,
  no       bigint not null,
  primary key (board_id, asset_id)
);
create index board_asset_found on board_asset (board_id, no);
create index board_asset_of_asset on board_asset (asset_id);
create index board_asset_recent on board_asset (owner_id, no);

-- What a picture was made from. The parent may be gone.
create table asset_parent (
  child_id  text not null references asset (id) on delete cascade,
  parent_id text not null,
  role      text not null check (role in ('source', 'mask', 'reference')),
  position  bigint not null,
  primary key (child_id, role, position)
);
create index asset_parent_of on asset_parent (parent_id);

-- An archive of pictures that can be fetched until it expires. Its bytes are those of the pictures; only their order stands here.
create table download (
  id         text primary key,
  owner_id   text not null references user_account (id),
  name       text not null,
  files      bigint not null,
  bytes      bigint not null,
  created_at bigint not null,
  expires_at bigint not null
);
create index download_expires on download (expires_at);
create index download_of_owner on download (owner_id);

create table download_item (
  download_id text not null references download (id) on delete cascade,
  position    bigint not null,
  asset_id    text not null,
  name        text not null,
  blob_name   text not null,
  bytes       bigint not null,
  crc32       bigint not null,
  made_at     bigint not null,
  primary key (download_id, position)
);
create index download_item_of on download_item (asset_id);

-- A link for people without an account: to some pictures, or to a board as it then is.
create table share (
  id            text primary key,
  owner_id      text not null references user_account (id),
  token_hash    text not null unique,
  board_id      text references board (id) on delete cascade,
  password_hash text,
  created_at    bigint not null,
  expires_at    bigint,
  opened        bigint not null default 0
);
create index share_of_owner on share (owner_id, created_at, id);

create table share_asset (
  share_id text not null references share (id) on delete cascade,
  asset_id text not null references asset (id) on delete cascade,
  position bigint not null,
  primary key (share_id, asset_id)
);
create index share_asset_of on share_asset (asset_id);

-- Whoever said a share's password.
create table share_opening (
  token_hash text primary key,
  share_id   text not null references share (id) on delete cascade,
  expires_at bigint not null
);
create index share_opening_expires on share_opening (expires_at);
