-- Roles and grants on PostgreSQL: one role that owns the schema and migrates, one that serves.
--
--   portcullis_owner     for `portcullis migrate`; owns the tables
--   portcullis_service   for everything else: reads and writes rows, cannot alter or truncate tables, and can only read
--                        and append to the audit log; a member is erased from it by two functions of the owner, which
--                        record that, and addresses older than 30 days are removed by a third
--
-- Run this in Portcullis's database as its administrator, before the first migration and again after each one; it can be
-- repeated. Until then, the service cannot use tables that a migration added. Set the passwords yourself
-- (`\password portcullis_service`).

DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portcullis_owner') THEN
        CREATE ROLE portcullis_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portcullis_service') THEN
        CREATE ROLE portcullis_service LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO portcullis_owner, portcullis_service', current_database());
END
$roles$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO portcullis_owner;
GRANT USAGE ON SCHEMA public TO portcullis_service;

-- the service's privileges on each table
DO $grants$
DECLARE
    granted record;
BEGIN
    FOR granted IN
        SELECT * FROM (VALUES
            ('organizations', 'SELECT, INSERT, UPDATE'),
            ('memberships', 'SELECT, INSERT, UPDATE'),
            ('audit_entries', 'SELECT, INSERT'),
            ('authenticators', 'SELECT, INSERT, UPDATE, DELETE'),
            ('recovery_codes', 'SELECT, INSERT, UPDATE, DELETE'),
            ('attempts', 'SELECT, INSERT, UPDATE, DELETE'),
            ('attempt_counts', 'SELECT, INSERT, UPDATE, DELETE'),
            ('sessions', 'SELECT, INSERT, UPDATE, DELETE'),
            ('spent_refresh_tokens', 'SELECT, INSERT, DELETE'),
            -- a row is locked before it is deleted (SELECT FOR UPDATE), which requires UPDATE
            ('passkey_ceremonies', 'SELECT, INSERT, UPDATE, DELETE'),
            ('magic_links', 'SELECT, INSERT, UPDATE, DELETE'),
            ('enrolment_codes', 'SELECT, INSERT, UPDATE, DELETE'),
            ('disavowals', 'SELECT, INSERT, UPDATE, DELETE'),
            ('link_sends', 'SELECT, INSERT, UPDATE, DELETE'),
            ('logouts', 'SELECT, INSERT, UPDATE, DELETE'),
            ('logout_tokens', 'SELECT, INSERT, UPDATE, DELETE'),
            ('wrong_proofs', 'SELECT, INSERT, UPDATE, DELETE'),
            ('signing_keys', 'SELECT, INSERT, UPDATE, DELETE'),
            ('outbox', 'SELECT, INSERT, UPDATE, DELETE'),
            ('erasures', 'SELECT'),
            ('address_removals', 'SELECT'),
            ('installation', 'SELECT'),
            ('__diesel_schema_migrations', 'SELECT')
        ) AS listed (name, privileges)
        WHERE to_regclass(format('public.%I', listed.name)) IS NOT NULL
    LOOP
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, portcullis_service', granted.name);
        EXECUTE format('GRANT %s ON public.%I TO portcullis_service', granted.privileges, granted.name);
    END LOOP;
END
$grants$;

-- the functions that erase a member, and remove old addresses from the audit log
DO $functions$
DECLARE
    listed text;
    granted regprocedure;
BEGIN
    FOREACH listed IN ARRAY ARRAY[
        'public.portcullis_erase_member(text, text, jsonb)',
        'public.portcullis_replace_erased(integer)',
        'public.portcullis_remove_addresses(text, timestamptz, integer)'
    ] LOOP
        granted := to_regprocedure(listed);
        IF granted IS NOT NULL THEN
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', granted);
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO portcullis_service', granted);
        END IF;
    END LOOP;
END
$functions$;
