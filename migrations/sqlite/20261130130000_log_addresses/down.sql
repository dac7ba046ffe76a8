DROP TABLE address_removals;
