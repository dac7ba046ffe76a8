DROP TABLE disavowals;
