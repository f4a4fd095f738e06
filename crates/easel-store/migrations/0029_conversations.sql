-- What people and those who run the studio say to each other: one conversation each, which goes on for as long as there is an account.
-- A visitor's is theirs by a token in a cookie, of which only the hash is kept, until they sign in and it becomes the account's.
create table conversation (
  id               text primary key,
  owner_id         text unique references user_account (id) on delete cascade,
  visitor_hash     text unique,
  -- Where a visitor is answered who is gone.
  email            text,
  language         text not null,
  state            text not null check (state in ('open', 'answered', 'closed')),
  assigned_to      text references user_account (id) on delete set null,
  -- The number of the last message, and of the last that was no note; up to where each side has read, and up to where a mail told it.
  last_no          bigint not null default 0,
  said_no          bigint not null default 0,
  person_read_no   bigint not null default 0,
  studio_read_no   bigint not null default 0,
  person_mailed_no bigint not null default 0,
  studio_mailed_no bigint not null default 0,
  -- Since when a side is owed a mail: it has not read what came, and no mail told it yet.
  person_waits_since bigint,
  studio_waits_since bigint,
  said_at          bigint not null,
  created_at       bigint not null,
  check (owner_id is null or visitor_hash is null)
);
create index conversation_said on conversation (said_at, id);
create index conversation_state on conversation (state, said_at, id);
create index conversation_person_waits on conversation (person_waits_since) where person_waits_since is not null;
create index conversation_studio_waits on conversation (studio_waits_since) where studio_waits_since is not null;

create table message (
  conversation_id text not null references conversation (id) on delete cascade,
  no              bigint not null,
  id              text not null unique,
  side            text not null check (side in ('person', 'studio', 'note')),
  author_id       text references user_account (id) on delete set null,
  text            text not null,
  -- The text as it is searched.
  folded          text not null,
  asset_id        text references asset (id) on delete set null,
  generation_id   text references generation (id) on delete set null,
  at              bigint not null,
  primary key (conversation_id, no)
);
create index message_asset on message (asset_id) where asset_id is not null;
create index message_generation on message (generation_id) where generation_id is not null;

-- Counts every change that the studio's side can see, so that open inboxes know when to look again.
create table conversation_desk (
  id      bigint primary key check (id = 1),
  version bigint not null
);
insert into conversation_desk (id, version) values (1, 0);

create table canned_answer (
  id         text primary key,
  title      text not null,
  words      text not null,
  changed_at bigint not null
);
