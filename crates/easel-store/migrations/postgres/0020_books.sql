alter table export drop constraint export_kind_check;
alter table export add constraint export_kind_check check (kind in ('strip', 'formats', 'book'));
alter table export add column warnings text;
