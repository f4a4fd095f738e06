create trigger receipt_stays before update on receipt begin select raise(abort, 'a receipt never changes'); end;
create trigger receipt_remains before delete on receipt begin select raise(abort, 'a receipt never changes'); end;
