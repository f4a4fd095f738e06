-- The one channel the job of an administrator's test may take, however that channel stands; null for everybody's jobs.
alter table job add column channel text;
