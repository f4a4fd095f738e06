-- Comics and storybooks. A version is a whole document; the book's own row says which one counts, and what a list shows of it.
create table book (
  id           text primary key,
  owner_id     text not null references user_account (id),
  version      bigint not null,
  kind         text not null check (kind in ('comic', 'storybook')),
  title        text not null,
  language     text not null,
  pages        bigint not null,
  cover        text,
  visibility   text not null default 'private' check (visibility in ('private', 'unlisted', 'public')),
  token        text,
  -- What readers see: the version it was when it was last published.
  read_version bigint,
  created_at   bigint not null,
  changed_at   bigint not null,
  check ((visibility = 'private') = (token is null)),
  check ((token is null) = (read_version is null))
);
create index book_of_owner on book (owner_id, changed_at, id);
create unique index book_token_key on book (token) where token is not null;

create table book_version (
  book_id       text not null references book (id) on delete cascade,
  version       bigint not null,
  document      text not null,
  bytes         bigint not null,
  title         text not null,
  pages         bigint not null,
  restored_from bigint,
  saved_at      bigint not null,
  primary key (book_id, version)
);

-- Panels that were drawn at one price, and what was made of each. Never written into a document: whoever saves an older one
-- loses none of it.
create table book_draw (
  id         text primary key,
  book_id    text not null references book (id) on delete cascade,
  owner_id   text not null references user_account (id),
  asked      text not null,
  credits    bigint not null,
  created_at bigint not null
);
create index book_draw_of_book on book_draw (book_id, created_at);

create table book_picture (
  generation_id text primary key references generation (id) on delete cascade,
  draw_id       text not null references book_draw (id) on delete cascade,
  book_id       text not null references book (id) on delete cascade,
  position      bigint not null,
  page_no       bigint not null,
  panel_no      bigint not null,
  created_at    bigint not null
);
create index book_picture_of_book on book_picture (book_id, created_at);
create index book_picture_of_draw on book_picture (draw_id, position);
