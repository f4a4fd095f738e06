-- Characters, brand kits and styles: what people and operators keep beside pictures.

create table character_card (
  id            text primary key,
  owner_id      text not null references user_account (id),
  name          text not null,
  name_folded   text not null,
  description   text not null,
  never_changes text not null,
  created_at    bigint not null,
  changed_at    bigint not null,
  unique (owner_id, name_folded)
);

create table character_picture (
  character_id text not null references character_card (id) on delete cascade,
  position     bigint not null,
  asset_id     text not null references asset (id) on delete cascade,
  primary key (character_id, position)
);
create index character_picture_of_asset on character_picture (asset_id);

create table character_outfit (
  id           text primary key,
  character_id text not null references character_card (id) on delete cascade,
  position     bigint not null,
  name         text not null,
  description  text not null,
  asset_id     text references asset (id) on delete set null
);
create index character_outfit_of_card on character_outfit (character_id);
create index character_outfit_of_asset on character_outfit (asset_id);

-- What somebody agreed to once, as when a picture shows a person's face.
create table consent (
  user_id text not null references user_account (id) on delete cascade,
  kind    text not null,
  at      bigint not null,
  primary key (user_id, kind)
);

create table brand (
  id          text primary key,
  owner_id    text not null references user_account (id),
  name        text not null,
  name_folded text not null,
  logo_id     text references asset (id) on delete set null,
  look        text not null,
  created_at  bigint not null,
  changed_at  bigint not null,
  unique (owner_id, name_folded)
);
create index brand_of_logo on brand (logo_id);

-- A style's recipe as administrators wrote it; the newest version counts, the others stay for the pictures made with them.
create table style (
  id        text not null,
  version   bigint not null,
  recipe    text not null,
  labels    text not null,
  enabled   bigint not null,
  sample_id text references asset (id) on delete set null,
  made_at   bigint not null,
  primary key (id, version)
);
create index style_of_sample on style (sample_id);

-- How near a brand's colours, how like its characters, how many faces: as JSON, where anything was measured.
alter table asset add column measured text;
