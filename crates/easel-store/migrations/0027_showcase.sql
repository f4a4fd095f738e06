-- The showcase: pictures that their owners show to everybody, one by one, and what moderators decide about them.

-- What somebody is called there; nobody has such a name before they choose one.
alter table user_account add column public_name text;

create table showcase_setting (
  one           bigint primary key check (one = 1),
  is_on         bigint not null check (is_on in (0, 1)),
  approve_first bigint not null check (approve_first in (0, 1))
);
insert into showcase_setting (one, is_on, approve_first) values (1, 1, 1);

create table exhibit (
  id            text primary key,
  asset_id      text not null unique references asset (id) on delete cascade,
  asset_no      bigint not null unique,
  owner_id      text not null references user_account (id) on delete cascade,
  title         text not null,
  shows_prompt  bigint not null check (shows_prompt in (0, 1)),
  state         text not null check (state in ('waiting', 'live', 'refused', 'taken_down', 'withdrawn')),
  -- Copies of the picture's, so that one index answers a filter and its order.
  spec_model    text,
  spec_style    text,
  created_at    bigint not null,
  -- Since when it is where it is: the order in which people see it.
  shown_at      bigint not null,
  featured_at   bigint,
  -- What a moderator decided last and why, and whether its owner took note.
  reason        text,
  decided_at    bigint,
  seen_at       bigint,
  appeal        text,
  appeal_open   bigint not null default 0 check (appeal_open in (0, 1)),
  -- How many reports are open, what the classifier thinks (per mille), and what follows for the queue.
  reports       bigint not null default 0,
  risk          bigint,
  looked_at     bigint,
  urgency       bigint not null default 0
);
create index exhibit_live on exhibit (shown_at, id) where state = 'live';
create index exhibit_by_model on exhibit (spec_model, shown_at, id) where state = 'live';
create index exhibit_by_style on exhibit (spec_style, shown_at, id) where state = 'live';
create index exhibit_featured on exhibit (featured_at, id) where featured_at is not null;
create index exhibit_of_owner on exhibit (owner_id, shown_at, id);
create index exhibit_queue on exhibit (state, urgency, id);
create index exhibit_reported on exhibit (urgency, id) where reports > 0;
create index exhibit_appealed on exhibit (urgency, id) where appeal_open = 1;
create index exhibit_not_looked_at on exhibit (created_at, id) where looked_at is null;

-- One for each visitor and picture. Who it was is a hash; why, one of a few words.
create table exhibit_report (
  exhibit_id text not null references exhibit (id) on delete cascade,
  visitor    text not null,
  why        text not null,
  words      text not null,
  at         bigint not null,
  closed_at  bigint,
  primary key (exhibit_id, visitor)
);
create index exhibit_report_closed on exhibit_report (closed_at) where closed_at is not null;

-- What was shown when somebody asked for something like it. It may be gone.
create table generation_origin (
  generation_id text primary key references generation (id) on delete cascade,
  exhibit_id    text not null
);
