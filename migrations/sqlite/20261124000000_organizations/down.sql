DROP TABLE installation;
DROP TABLE audit_entries;
DROP TABLE memberships;
DROP TABLE organizations;
