-- The words of each exhibit by its picture's no, as easel_store::search cuts them, like those of asset_words.
create table exhibit_words (
  rowid bigint primary key references exhibit (asset_no) on delete cascade,
  words tsvector not null
);
create index exhibit_words_found on exhibit_words using gin (words);
