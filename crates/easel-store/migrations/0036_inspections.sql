-- Looks at people's accounts by those who help them: who looked, as what, why, and until when they might. Their person reads them; they
-- go with the account, as its line in the audit log stays.
create table inspection (
  id        text primary key,
  person_id text not null references user_account (id) on delete cascade,
  actor_id  text not null references user_account (id),
  role      text not null,
  reason    text not null,
  at        bigint not null,
  until_at  bigint not null
);
create index inspection_of_person on inspection (person_id, at, id);
create index inspection_by on inspection (actor_id, person_id, until_at);
