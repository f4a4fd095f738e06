-- Backups. While one is made (until `hold_until`, which it keeps moving on), the bytes of pictures that somebody deletes stay:
-- the rows that were copied name them.
create table backup (
  id          text primary key,
  begun_at    bigint not null,
  hold_until  bigint not null,
  finished_at bigint,
  files       bigint not null default 0,
  bytes       bigint not null default 0
);
