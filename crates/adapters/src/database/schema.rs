// @generated automatically by Diesel CLI.

diesel::table! {
    use crate::database::sql_types::*;

    address_removals (organization_id) {
        organization_id -> Text,
        next_sequence -> Int8,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    attempt_counts (organization_id, subject, session) {
        organization_id -> Text,
        subject -> Text,
        session -> Text,
        failures -> Int4,
        paused_until -> Nullable<Timestamptz>,
        recent -> Text,
        verified_at -> Nullable<Timestamptz>,
        counted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    attempts (organization_id, subject) {
        organization_id -> Text,
        subject -> Text,
        failures -> Int4,
        locked_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    audit_entries (organization_id, sequence) {
        organization_id -> Text,
        sequence -> Int8,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_issuer -> Nullable<Text>,
        actor -> Text,
        token_id -> Nullable<Text>,
        action -> Text,
        target_kind -> Text,
        target -> Nullable<Text>,
        outcome -> Text,
        changes -> Jsonb,
        request_id -> Nullable<Text>,
        source -> Nullable<Text>,
        policy_version -> Int8,
        transaction_id -> Nullable<Int8>,
        actor_variant -> Nullable<Text>,
        actor_delegate -> Nullable<Text>,
        client_request_id -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    authenticators (id) {
        id -> Text,
        organization_id -> Text,
        subject -> Text,
        method -> Text,
        name -> Text,
        state -> Text,
        expires_at -> Nullable<Timestamptz>,
        secret -> Nullable<Bytea>,
        secret_key_id -> Nullable<Text>,
        last_step -> Nullable<Int8>,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        pending_session -> Nullable<Text>,
        credential_id -> Nullable<Bytea>,
        user_handle -> Nullable<Bytea>,
        sign_count -> Nullable<Int8>,
        credential -> Nullable<Text>,
        address -> Nullable<Text>,
        suspended_at -> Nullable<Timestamptz>,
        disavowal_digest -> Nullable<Bytea>,
        disavowable_until -> Nullable<Timestamptz>,
        enrolled_at -> Nullable<Timestamptz>,
        administers_from -> Nullable<Timestamptz>,
        confirmed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    disavowals (organization_id, subject, authenticator_id) {
        organization_id -> Text,
        subject -> Text,
        authenticator_id -> Text,
        method -> Text,
        spared -> Text,
        digest -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    enrolment_codes (organization_id, subject, origin, session) {
        organization_id -> Text,
        subject -> Text,
        origin -> Text,
        session -> Text,
        digest -> Bytea,
        expires_at -> Timestamptz,
        failures -> Int4,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    erasures (organization_id, sequence) {
        organization_id -> Text,
        sequence -> Int8,
        subject -> Text,
        pseudonym -> Text,
        next_sequence -> Int8,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    installation (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    link_sends (scope) {
        scope -> Text,
        began_at -> Timestamptz,
        sent -> Int4,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    logout_tokens (digest) {
        digest -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    logouts (number) {
        number -> Int8,
        digest -> Bytea,
        key_id -> Text,
        at -> Timestamptz,
        expires_at -> Timestamptz,
        transaction_id -> Nullable<Int8>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    magic_links (organization_id, subject, session) {
        organization_id -> Text,
        subject -> Text,
        purpose -> Text,
        session -> Text,
        digest -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    memberships (organization_id, subject) {
        organization_id -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        role -> Text,
        kind -> Text,
        first_joined_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
        primary_method -> Nullable<Text>,
        deadline_at -> Nullable<Timestamptz>,
        exempt_until -> Nullable<Timestamptz>,
        exempt_reason -> Nullable<Text>,
        exempt_by -> Nullable<Text>,
        exempt_since -> Nullable<Timestamptz>,
        email_source -> Nullable<Text>,
        disavowed_at -> Nullable<Timestamptz>,
        given_at -> Nullable<Timestamptz>,
        entered_at -> Nullable<Timestamptz>,
        address_changed_at -> Nullable<Timestamptz>,
        undeliverable_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    organizations (id) {
        id -> Text,
        name -> Text,
        mfa_enforced -> Bool,
        mfa_demand_since -> Nullable<Timestamptz>,
        mfa_relaxed_at -> Nullable<Timestamptz>,
        mfa_grace_days -> Int4,
        mfa_methods -> Jsonb,
        mfa_maximum_age_seconds -> Int4,
        policy_version -> Int8,
        version -> Int8,
        created_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        mfa_enrolment -> Text,
        undo_subject -> Nullable<Text>,
        undo_session -> Nullable<Text>,
        undo_since -> Nullable<Timestamptz>,
        undo_policy_version -> Nullable<Int8>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    outbox (organization_id, sequence, part) {
        organization_id -> Text,
        sequence -> Int8,
        recipient -> Text,
        subject -> Text,
        body -> Text,
        created_at -> Timestamptz,
        due_at -> Timestamptz,
        failures -> Int4,
        sealed_body -> Nullable<Bytea>,
        sealed_key_id -> Nullable<Text>,
        expires_at -> Nullable<Timestamptz>,
        part -> Int4,
        lane -> Text,
        member -> Nullable<Text>,
        topic -> Nullable<Text>,
        release_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    passkey_ceremonies (organization_id, subject, purpose, session) {
        organization_id -> Text,
        subject -> Text,
        purpose -> Text,
        session -> Text,
        challenge -> Bytea,
        state -> Text,
        name -> Nullable<Text>,
        user_handle -> Nullable<Bytea>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    recovery_codes (organization_id, subject, digest) {
        organization_id -> Text,
        subject -> Text,
        digest -> Bytea,
        waits_for -> Nullable<Text>,
        used_at -> Nullable<Timestamptz>,
        key_id -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    sessions (id) {
        id -> Text,
        organization_id -> Text,
        subject -> Text,
        provider_session -> Nullable<Text>,
        method -> Text,
        authenticator_id -> Nullable<Text>,
        verified_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        refresh_current -> Bytea,
        refresh_previous -> Nullable<Bytea>,
        refresh_rotated_at -> Timestamptz,
        copied_claims -> Nullable<Text>,
        audience -> Nullable<Text>,
        login_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    signing_keys (id) {
        id -> Text,
        private_key -> Bytea,
        private_key_id -> Text,
        active_from -> Timestamptz,
        retires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    spent_refresh_tokens (digest) {
        digest -> Bytea,
        session_id -> Text,
    }
}

diesel::table! {
    use crate::database::sql_types::*;

    wrong_proofs (organization_id, subject, method, minute) {
        organization_id -> Text,
        subject -> Text,
        method -> Text,
        minute -> Timestamptz,
        proofs -> Int4,
        first_at -> Timestamptz,
        last_at -> Timestamptz,
        issuer -> Text,
        token_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        client_request_id -> Nullable<Text>,
        source -> Nullable<Text>,
        sources -> Text,
    }
}

diesel::joinable!(address_removals -> organizations (organization_id));
diesel::joinable!(audit_entries -> organizations (organization_id));
diesel::joinable!(erasures -> organizations (organization_id));
diesel::joinable!(memberships -> organizations (organization_id));
diesel::joinable!(spent_refresh_tokens -> sessions (session_id));

diesel::allow_tables_to_appear_in_same_query!(
    address_removals,
    attempts,
    audit_entries,
    authenticators,
    disavowals,
    enrolment_codes,
    erasures,
    installation,
    link_sends,
    logout_tokens,
    logouts,
    magic_links,
    memberships,
    organizations,
    outbox,
    passkey_ceremonies,
    recovery_codes,
    sessions,
    signing_keys,
    spent_refresh_tokens,
);
