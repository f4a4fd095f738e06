-- The tables are built anew, because SQLite can't add a key or change a check. Foreign keys are looked at when all is done.

create table asset_anew (
  -- When it was made, with a number behind it that tells those of one millisecond apart: the gallery's order.
  no            integer primary key,
  id            text not null unique,
  owner_id      text not null references user_account (id),
  generation_id text references generation (id),
  position      bigint not null,
  width         bigint not null,
  height        bigint not null,
  mime          text not null,
  bytes         bigint not null,
  seed          bigint,
  placeholder   text not null,
  favourite     bigint not null default 0,
  created_at    bigint not null,
  kind          text not null check (kind in ('made', 'edited', 'uploaded', 'upscaled', 'cut_out', 'extended')),
  -- Copies of what it was asked by, so that one index answers a filter and its order.
  spec_model    text,
  spec_style    text,
  month         text not null,
  trashed_at    bigint,
  -- Whether its words and parents are written down; what was there before this table was is caught up with.
  indexed       bigint not null default 0,
  measured      text
);
insert into asset_anew (no, id, owner_id, generation_id, position, width, height, mime, bytes, seed, placeholder, favourite,
    created_at, kind, spec_model, spec_style, month, measured)
  select (a.created_at << 20) + row_number() over (partition by a.created_at order by a.id) - 1, a.id, a.owner_id,
    a.generation_id, a.position, a.width, a.height, a.mime, a.bytes, a.seed, a.placeholder, a.favourite, a.created_at,
    case when g.id is null then 'uploaded'
         when g.spec like '%"source":"%' or g.spec like '%"references":["%' then 'edited' else 'made' end,
    g.spec_model, g.spec_style, strftime('%Y-%m', a.created_at / 1000, 'unixepoch'), a.measured
  from asset a left join generation g on g.id = a.generation_id;
drop table asset;
alter table asset_anew rename to asset;

create table asset_blob_anew (
  asset_id text not null references asset (id) on delete cascade,
  variant  text not null check (variant in ('original', 'preview', 'thumb', 'small')),
  name     text not null unique,
  hash     text not null,
  bytes    bigint not null,
  mime     text not null,
  -- Of the bytes of the original, for archives; null where nobody has counted it yet.
  crc32    bigint,
  primary key (asset_id, variant)
);
insert into asset_blob_anew (asset_id, variant, name, hash, bytes, mime)
  select asset_id, variant, name, hash, bytes, mime from asset_blob;
drop table asset_blob;
alter table asset_blob_anew rename to asset_blob;

-- The words of each asset by its no, as easel_store::search cuts them. The tokenizer only parts them at blanks.
create virtual table asset_words using fts5 (words, content='', contentless_delete=1, detail=none, tokenize='ascii');

-- What a picture's prompt means, one signed byte for each of the directions.
create table asset_meaning (
  no       integer primary key,
  owner_id text not null,
  at       bigint not null,
  vector   blob not null
);
