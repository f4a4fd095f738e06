-- What came to nothing and still has its words, and what somebody signs in with, by age: so that what is too old is found without
-- looking at the rest.
create index generation_with_words on generation (finished_at, id)
  where state in ('failed', 'rejected', 'cancelled') and request_hash <> '';
create index known_sign_in_seen on known_sign_in (seen_at);
