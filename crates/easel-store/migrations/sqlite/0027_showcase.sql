-- The words of each exhibit by its picture's no, as easel_store::search cuts them, like those of asset_words.
create virtual table exhibit_words using fts5 (words, content='', contentless_delete=1, detail=none,
  prefix='10 11', tokenize='ascii');
create trigger exhibit_gone after delete on exhibit begin
  delete from exhibit_words where rowid = old.asset_no;
end;
