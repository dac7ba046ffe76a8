//! The contract suite: each promise of a port, function by function, kept by memory, SQLite and PostgreSQL alike.
//!
//! PostgreSQL needs a server whose maintenance database `PORTCULLIS_TEST_POSTGRES` names; `scripts/with-postgres` starts
//! one for the time of a command. Each test has a database of its own.
#![cfg_attr(feature = "postgres", expect(clippy::expect_used, reason = "for tests, where a panic is how to fail"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "for tests, where a panic is how to fail"
)]

mod audit_trail;
mod authenticators;
mod key_uses;
mod magic_links;
mod memberships;
mod organizations;
mod outbox;
mod passkeys;
mod patience;
mod publication;
mod retention;
mod schema;
mod signing_keys;
mod standings;
mod stores;
mod tally;
mod transactions;

/// Runs each function on every store. A function that is left out here is dead code, which the lints refuse.
macro_rules! contract {
    ($($file:ident: $($promise:ident),+;)+) => {
        mod memory {
            $($(#[test] fn $promise() { super::$file::$promise(&portcullis_domain::testing::MemoryStore::default()); })+)+
        }
        #[cfg(feature = "sqlite")]
        mod sqlite {
            $($(#[test] fn $promise() { super::$file::$promise(&*super::stores::Sqlite::new().store); })+)+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $($(#[test] fn $promise() { super::$file::$promise(&*super::stores::Postgres::new().store); })+)+
        }
    };
}

contract! {
    organizations:
        what_is_inserted_reads_back_whole,
        an_id_is_given_once,
        an_update_raises_the_version_and_a_stale_one_changes_nothing,
        an_update_of_nothing_is_stale,
        pages_go_by_id_in_byte_order,
        what_ended_is_found_by_who_asks_for_it_alone;
    memberships:
        what_is_inserted_reads_back_whole_there_and_nowhere_else,
        a_subject_belongs_once_even_when_gone,
        an_update_replaces_and_one_of_nothing_is_stale,
        owners_are_counted_while_they_are_active,
        pages_hold_active_members_in_byte_order,
        a_subject_is_found_in_its_active_organizations;
    audit_trail:
        entries_are_numbered_from_one_without_gaps_in_each_organization,
        an_entry_reads_back_whole,
        every_kind_of_actor_reads_back,
        pages_go_from_the_newest_on,
        a_refusal_is_found_by_subject_act_and_time,
        a_filter_takes_what_it_says_and_days_are_counted;
    authenticators:
        authenticators_read_back_whole_and_belong_to_one_membership,
        an_authenticator_is_changed_and_taken_away_by_its_member_alone,
        a_time_step_is_accepted_once_and_never_backwards,
        recovery_codes_work_once_and_only_while_they_are_live,
        failures_are_counted_by_membership_one_at_a_time,
        evidence_is_found_by_member_and_session_until_it_is_ended;
    key_uses:
        secrets_are_counted_by_key_and_found_in_pages_where_another_sealed_them,
        a_secret_is_resealed_if_it_is_still_what_was_read,
        live_codes_are_counted_by_key;
    magic_links:
        the_newest_link_of_a_member_is_found_and_taken_once,
        an_address_reads_back_with_its_authenticator,
        links_are_counted_by_scope_one_at_a_time;
    passkeys:
        passkeys_read_back_whole_and_are_registered_once_for_anybody,
        a_sign_count_goes_on_or_is_none_at_all,
        a_ceremony_is_taken_once_by_its_member_in_its_session;
    outbox:
        a_delivery_reads_back_and_is_claimed_once_at_a_time,
        concurrent_claims_get_each_delivery_once,
        failures_postpone_and_removed_deliveries_are_gone,
        a_sealed_body_reads_back_sealed;
    publication:
        a_read_before_the_commit_is_stale_after_it,
        changes_are_published_once_however_they_are_committed,
        changes_that_are_undone_are_not_published;
    retention:
        sessions_are_forgotten_with_what_they_spent_and_no_others,
        no_more_is_forgotten_at_a_time_than_was_said,
        what_was_never_proven_goes_with_the_codes_that_wait_for_it,
        ceremonies_links_and_counts_are_forgotten_by_their_moments,
        a_count_that_is_forgotten_while_it_is_waited_for_begins_anew;
    standings:
        a_standing_is_what_a_member_holds_and_proved_lately,
        administrators_and_who_is_exempt_are_found,
        every_change_is_told_after_its_commit_and_refusals_are_none;
    transactions:
        an_error_undoes_everything,
        dropping_undoes_everything,
        a_panic_undoes_everything_and_nobody_after_it_feels_it,
        a_read_sees_what_was_committed_and_may_not_write,
        writers_of_one_organization_take_turns,
        a_demotion_before_the_check_wins,
        refusals_at_once_leave_one_entry,
        a_read_does_not_wait_for_a_writer,
        a_ready_store_says_so;
}
