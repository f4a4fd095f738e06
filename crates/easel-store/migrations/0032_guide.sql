-- What an operator says of an article: their own, or one of the program's by its name, whose words stand where they wrote none.
create table article (
  slug       text primary key,
  kind       text not null check (kind in ('article', 'question')),
  topic      text not null check (topic in ('begin', 'pictures', 'works', 'credits', 'showing', 'account')),
  position   bigint,
  texts      text not null,
  hidden     bigint not null check (hidden in (0, 1)),
  version    bigint not null,
  changed_at bigint not null
);

-- What an operator tells everybody for a while.
create table announcement (
  id         text primary key,
  notice     text not null,
  from_at    bigint not null,
  until_at   bigint,
  version    bigint not null,
  changed_at bigint not null
);
create index announcement_by_time on announcement (until_at, from_at);
