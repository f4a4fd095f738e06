-- Tells pictures of one millisecond apart in the gallery's order.
create sequence asset_no minvalue 0 maxvalue 1048575 cycle;

alter table asset add column no bigint;
alter table asset add column kind text check (kind in ('made', 'edited', 'uploaded', 'upscaled', 'cut_out', 'extended'));
alter table asset add column spec_model text;
alter table asset add column spec_style text;
alter table asset add column month text;
alter table asset add column trashed_at bigint;
alter table asset add column indexed bigint not null default 0;
update asset a set no = f.no, kind = f.kind, spec_model = f.spec_model, spec_style = f.spec_style, month = f.month from (
  select a.id, (a.created_at << 20) + row_number() over (partition by a.created_at order by a.id) - 1 as no,
    case when g.id is null then 'uploaded'
         when g.spec like '%"source":"%' or g.spec like '%"references":["%' then 'edited' else 'made' end as kind,
    g.spec_model, g.spec_style, to_char(to_timestamp(a.created_at / 1000) at time zone 'UTC', 'YYYY-MM') as month
  from asset a left join generation g on g.id = a.generation_id) f where f.id = a.id;
alter table asset alter column no set not null;
alter table asset alter column kind set not null;
alter table asset alter column month set not null;
create unique index asset_place on asset (no);
drop index asset_of_owner;
drop index asset_of_generation;

alter table asset_blob drop constraint asset_blob_variant_check;
alter table asset_blob add constraint asset_blob_variant_check check (variant in ('original', 'preview', 'thumb', 'small'));
alter table asset_blob add column crc32 bigint;

-- The words of each asset by its no, as easel_store::search cuts them.
create table asset_words (
  rowid bigint primary key,
  words tsvector not null
);
create index asset_words_found on asset_words using gin (words);

-- What a picture's prompt means, one signed byte for each of the directions.
create table asset_meaning (
  no       bigint primary key,
  owner_id text not null,
  at       bigint not null,
  vector   bytea not null
);
