-- When an account that is to be deleted is, unless its owner keeps it; and since when one is gone. The row of a deleted account stays
-- without name and address: the ledger, payments and receipts stand on it.
alter table user_account add column leaves_at bigint;
alter table user_account add column deleted_at bigint;
create index user_leaving on user_account (leaves_at) where leaves_at is not null;
