DROP FUNCTION portcullis_remove_addresses(text, timestamptz, integer);
DROP TABLE address_removals;
