-- Lists of everything that was asked for, and of everything that was done, newest first.
create index generation_made on generation (created_at, id);
create index audit_place on audit (at, id);
drop index audit_at;

-- What an operator says isn't needed of the list of what a new studio needs.
create table checklist_aside (
  item     text primary key,
  actor_id text not null,
  at       bigint not null
);
