//! The contract suite: tests of the ports that memory, SQLite and PostgreSQL must all pass.

mod attempts;
mod audit_log;
mod authenticators;
mod callers;
mod disavowals;
mod enrolment_codes;
mod erased_traces;
mod erasures;
mod evidence;
mod log_addresses;
mod logouts;
mod magic_links;
mod member_snapshots;
mod memberships;
mod organizations;
mod outbox;
mod passkeys;
mod publication;
mod resealing;
mod retention;
mod schema;
mod signing_keys;
mod statements;
mod timeouts;
mod transaction_stats;
mod transactions;
mod wrong_proofs;

/// Runs each test on every store. The lints reject a test that is missing here as dead code.
macro_rules! contract {
    ($($file:ident: $($test:ident),+;)+) => {
        mod memory {
            $($(#[test] fn $test() { super::$file::$test(&portcullis_domain::testing::MemoryStore::default()); })+)+
        }
        #[cfg(feature = "sqlite")]
        mod sqlite {
            $($(#[test] fn $test() { super::$file::$test(&*crate::fixtures::databases::Sqlite::new().store); })+)+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $($(#[test] fn $test() { super::$file::$test(&*crate::fixtures::databases::Postgres::new().store); })+)+
        }
    };
}

contract! {
    organizations:
        inserted_organization_reads_back_unchanged,
        organization_is_found_together_with_a_membership,
        organization_ids_are_unique,
        update_raises_the_version_and_rejects_stale_ones,
        update_of_a_missing_organization_is_stale,
        organizations_are_paged_in_byte_order,
        ended_organizations_are_only_found_explicitly;
    memberships:
        inserted_member_reads_back_in_its_organization_only,
        subject_has_one_membership_even_after_removal,
        update_replaces_a_member_and_rejects_a_missing_one,
        only_active_owners_are_counted,
        active_members_are_paged_in_byte_order,
        active_memberships_of_a_subject_have_their_order,
        member_is_found_with_what_they_hold;
    audit_log:
        entries_are_numbered_without_gaps_per_organization,
        entry_reads_back_unchanged,
        every_kind_of_actor_reads_back,
        entries_are_paged_newest_first,
        refusal_is_found_by_subject_action_and_time,
        entries_are_filtered_and_counted_by_day;
    authenticators:
        authenticators_belong_to_one_membership,
        only_its_member_changes_an_authenticator,
        pending_setups_of_other_sessions_stay,
        time_step_is_accepted_once_and_only_forwards,
        recovery_codes_work_once_while_live,
        evidence_is_found_until_its_session_ends;
    evidence:
        evidence_is_found_without_that_of_some_authenticators;
    attempts:
        attempts_are_counted_by_session_and_membership,
        concurrent_attempts_are_all_counted,
        right_proof_clears_its_session_and_the_row,
        replaced_counts_read_back,
        cleared_counts_keep_what_verified,
        old_counts_of_sessions_are_purged;
    wrong_proofs:
        wrong_proofs_of_a_minute_are_counted_together,
        wrong_proofs_are_taken_once_when_due;
    callers:
        caller_is_looked_up_as_read_step_by_step;
    erasures:
        erased_member_leaves_a_tombstone_alone,
        pseudonym_replaces_the_subject_up_to_the_erasure,
        erasure_changes_its_whole_organization,
        concurrent_replacements_are_all_done;
    log_addresses:
        addresses_of_old_entries_are_removed_in_pages,
        addresses_are_removed_and_nothing_else,
        concurrent_removals_do_each_entry_once;
    resealing:
        secrets_are_counted_and_paged_by_key,
        only_an_unchanged_secret_is_resealed,
        live_recovery_codes_are_counted_by_key;
    logouts:
        logout_token_is_accepted_once,
        last_logout_is_found_with_the_member_and_alone,
        lookup_joins_the_logouts_of_session_and_subject,
        logouts_are_counted_by_key,
        logout_ends_the_sessions_of_its_login_alone,
        sessions_of_an_organization_end_together,
        evidence_ends_with_the_provider_session,
        logouts_are_changes_of_their_own,
        expired_logouts_and_used_tokens_are_purged;
    magic_links:
        newest_link_of_a_session_is_taken_once,
        magic_link_address_reads_back,
        sent_links_are_counted_per_scope;
    enrolment_codes:
        newest_code_of_each_origin_is_taken_once,
        expired_codes_go_with_the_next_one;
    disavowals:
        disavowal_is_taken_once_and_outlives_its_authenticator,
        all_disavowals_of_a_member_spare_a_confirmed_one;
    passkeys:
        credential_ids_are_unique_across_members,
        sign_count_must_increase_or_stay_zero,
        ceremony_is_taken_once_in_its_session,
        pending_ceremonies_of_a_member_are_bounded;
    outbox:
        delivery_has_one_claimer_at_a_time,
        concurrent_claims_take_each_delivery_once,
        failed_delivery_is_rescheduled_and_sent_one_removed,
        organizations_take_turns_in_each_lane,
        alike_notices_are_claimed_together,
        release_time_is_stored,
        sealed_body_reads_back_sealed;
    publication:
        read_before_the_commit_is_stale_after_it,
        changes_are_published_once_per_commit,
        rolled_back_changes_are_not_published;
    retention:
        expired_sessions_are_purged_with_their_spent_tokens,
        purge_is_limited_per_call,
        expired_pending_authenticators_are_purged_with_codes,
        expired_ceremonies_links_and_counts_are_purged,
        count_purged_during_a_wait_starts_again;
    member_snapshots:
        snapshot_holds_authenticators_and_recent_evidence,
        administrators_and_exempt_members_are_listed,
        change_feed_returns_only_committed_changes;
    transactions:
        error_rolls_back_the_transaction,
        dropping_a_transaction_rolls_it_back,
        panic_rolls_back_and_returns_the_connection,
        read_transaction_sees_commits_and_cannot_write,
        writers_of_one_organization_are_serialized,
        demotion_committed_during_the_wait_counts,
        concurrent_refusals_leave_one_entry,
        read_does_not_wait_for_a_writer,
        migrated_store_is_ready;
}
