-- Archives whose files tell less than what is stored: each begins with a head of its own, and goes on in the stored file.

alter table download add column tells text;
alter table download_item add column head_bytes bigint not null default 0;
alter table download_item add column skip_bytes bigint not null default 0;

-- Whether the picture is only to say where another is changed: then no gallery shows it.
alter table upload add column is_mask bigint not null default 0;
