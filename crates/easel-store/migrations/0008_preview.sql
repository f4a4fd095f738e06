-- The latest unfinished picture of a job that an engine showed on its way. no counts them, so that a page sees a new one.
create table preview (
  job_id text primary key,
  no     bigint not null,
  name   text not null unique
);
