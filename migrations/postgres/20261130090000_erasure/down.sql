DROP FUNCTION portcullis_replace_erased(integer);
DROP FUNCTION portcullis_erase_member(text, text, jsonb);
DROP TABLE erasures;
