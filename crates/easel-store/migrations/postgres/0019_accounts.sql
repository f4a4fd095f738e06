create trigger receipt_stays before update or delete or truncate on receipt for each statement execute function refuse_change('a receipt never changes');
