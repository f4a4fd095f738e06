-- Archives of everything the studio keeps of a person: who began one, so that it is done a few times a day. Rows go after a day.
create table archive (
  id         text primary key,
  owner_id   text not null references user_account (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint not null
);
create index archive_of_owner on archive (owner_id, created_at);
