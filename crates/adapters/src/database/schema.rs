// @generated automatically by Diesel CLI.

diesel::table! {
    use crate::database::sql::*;

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
    }
}

diesel::table! {
    use crate::database::sql::*;

    installation (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use crate::database::sql::*;

    memberships (organization_id, subject) {
        organization_id -> Text,
        subject -> Text,
        email -> Nullable<Text>,
        role -> Text,
        kind -> Text,
        first_joined_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::database::sql::*;

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
    }
}

diesel::joinable!(audit_entries -> organizations (organization_id));
diesel::joinable!(memberships -> organizations (organization_id));

diesel::allow_tables_to_appear_in_same_query!(audit_entries, installation, memberships, organizations,);
