-- What happened to somebody, as the notification centre tells it. A row holds what and how many, never a sentence: those come from the
-- catalogues, in the language of whoever reads.
create table notice (
  id         text primary key,
  owner_id   text not null references user_account (id) on delete cascade,
  kind       text not null,
  -- What it leads to.
  subject_id text,
  -- Alike ones with one word here are one line until it is read.
  fold       text not null,
  count      bigint not null,
  credits    bigint,
  minor      bigint,
  currency   text,
  at         bigint not null,
  read_at    bigint,
  -- When a mail told it.
  mailed_at  bigint
);
create unique index notice_unread on notice (owner_id, kind, fold) where read_at is null;
create index notice_of_owner on notice (owner_id, at, id);
create index notice_at on notice (at);

-- What somebody decided about a topic; where nothing stands, the topic's own rule holds. The owner of a conversation without an account
-- is the conversation.
create table notice_choice (
  owner_id text not null,
  topic    text not null,
  push     bigint check (push in (0, 1)),
  mail     bigint check (mail in (0, 1)),
  primary key (owner_id, topic)
);

-- Until when somebody has a page of the studio before their eyes.
create table looking (
  owner_id text primary key references user_account (id) on delete cascade,
  until_at bigint not null
);

-- With what the studio shows push services who it is; made once. The secret half is sealed.
create table push_key (
  id        bigint primary key check (id = 1),
  public    text not null,
  sealed    text not null,
  made_at   bigint not null
);

-- A browser that asked to be told. It goes with the session it asked in: whoever is signed out is told nothing.
create table push_device (
  id         text primary key,
  owner_id   text not null references user_account (id) on delete cascade,
  session_id text not null references session (id) on delete cascade,
  endpoint   text not null unique,
  p256dh     text not null,
  auth       text not null,
  made_at    bigint not null
);
create index push_device_of_owner on push_device (owner_id);
create index push_device_of_session on push_device (session_id);

-- What is still to be told by push.
create table push_message (
  device_id text not null references push_device (id) on delete cascade,
  notice_id text not null references notice (id) on delete cascade,
  due_at    bigint not null,
  tries     bigint not null default 0,
  primary key (device_id, notice_id)
);
create index push_message_due on push_message (due_at);
create index push_message_of_notice on push_message (notice_id);
