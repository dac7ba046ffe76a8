//! Contract of `AuditLog`. Entries are appended by `record`, as in the use cases.

use jiff::Timestamp;
use portcullis_domain::testing::{
    a_caller, a_client_of, an_operator_of, an_organization, the_audit_log_of, the_audit_records_of, the_organization,
};
use portcullis_domain::{
    Actor, AddressSource, AuditActor, AuditChange, AuditFilter, AuditOutcome, AuditTarget, AuditValue, Event,
    MemberDetails, MemberKind, Membership, Method, OrganizationId, PageSize, Permission, RequestId, Role, Store,
    SubjectId, record, record_by_system,
};

use crate::fixtures::{id, organization_created};

fn at(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap()
}

fn write(store: &dyn Store, organization: &str, actor: &Actor, now: Timestamp, event: &Event) {
    let id = OrganizationId::parse(organization).unwrap();
    store
        .transaction(|tx| {
            let organization = tx.organizations().lock(&id)?.unwrap();
            record(tx, actor, &organization, now, event)
        })
        .unwrap();
}

fn member(name: &str) -> Membership {
    let subject = SubjectId::parse(name).unwrap();
    let details = MemberDetails {
        subject,
        email: None,
        address_source: AddressSource::Given,
        role: Role::Owner,
        kind: MemberKind::Person,
    };
    Membership::new(details, at(0)).unwrap()
}

pub(crate) fn entries_are_numbered_without_gaps_per_organization(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    an_organization("other").save(store).unwrap();
    for _ in 0..3 {
        write(store, "acme", &an_operator_of("acme"), at(0), &organization_created());
        write(store, "other", &an_operator_of("other"), at(0), &organization_created());
    }
    for organization in ["acme", "other"] {
        let numbers: Vec<_> = the_audit_records_of(store, organization).iter().map(|one| one.sequence).collect();
        assert_eq!(numbers, [1, 2, 3]);
    }
}

pub(crate) fn entry_reads_back_unchanged(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    let moment = at(1_800_000_000_123_456);
    let traced = RequestId::parse("request-1").unwrap().noting(RequestId::parse("trace-7").ok());
    let actor = Actor { request: Some(traced), ..a_caller("alice").acting() };
    write(store, "acme", &actor, moment, &Event::MemberAdded(member("bob")));
    write(store, "acme", &an_operator_of("acme"), moment, &Event::Refused(Permission::EnforcePolicy));
    let before = the_organization(store, "acme").base_policy().clone();
    let enforcement = Event::EnforcementSet { enforced: true, after: before.enforce(true, moment), before };
    write(store, "acme", &an_operator_of("acme"), moment, &enforcement);

    let records = the_audit_records_of(store, "acme");
    let [added, refused, enforced] = &*records else { panic!("{records:?}") };
    assert_eq!(added.entry.at, moment);
    assert_eq!(
        added.entry.actor,
        AuditActor::Subject {
            issuer: "https://idp.example".into(),
            subject: SubjectId::parse("alice").unwrap(),
            token_id: Some("token-1".into()),
            delegate: None,
        }
    );
    assert_eq!(added.entry.target, AuditTarget::Member(SubjectId::parse("bob").unwrap()));
    assert_eq!((added.entry.request.as_deref(), added.entry.source.as_deref()), (Some("request-1"), Some("192.0.2.1")));
    assert_eq!((added.entry.client_request.as_deref(), &refused.entry.client_request), (Some("trace-7"), &None));
    assert_eq!(added.entry.policy_version, 1);
    let role = AuditChange { field: "role".into(), before: AuditValue::Null, after: AuditValue::Text("OWNER".into()) };
    assert_eq!(added.entry.changes.first(), Some(&role));
    assert_eq!(refused.entry.outcome, AuditOutcome::Refused);
    assert_eq!(refused.entry.actor, AuditActor::Operator { name: "root".into() });
    assert_eq!(refused.entry.changes, []);
    let flag = AuditChange { field: "enforced".into(), before: AuditValue::Flag(false), after: AuditValue::Flag(true) };
    assert_eq!((enforced.entry.outcome, enforced.entry.changes.first()), (AuditOutcome::Changed, Some(&flag)));
}

pub(crate) fn every_kind_of_actor_reads_back(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    write(store, "acme", &a_caller("alice").acting(), at(0), &organization_created());
    write(store, "acme", &a_caller("alice").delegated_to("desk").acting(), at(0), &organization_created());
    write(store, "acme", &a_client_of("acme"), at(0), &organization_created());
    write(store, "acme", &an_operator_of("acme"), at(0), &organization_created());
    let organization = the_organization(store, "acme");
    store.transaction(|tx| record_by_system(tx, "refresh", &organization, at(0), &organization_created())).unwrap();
    let actors: Vec<_> = the_audit_records_of(store, "acme").into_iter().map(|record| record.entry.actor).collect();
    let subject = |name: &str| SubjectId::parse(name).unwrap();
    let issuer = || "https://idp.example".to_owned();
    let alice = |delegate: Option<&str>| AuditActor::Subject {
        issuer: issuer(),
        subject: subject("alice"),
        token_id: Some("token-1".into()),
        delegate: delegate.map(str::to_owned),
    };
    assert_eq!(
        actors,
        [
            alice(None),
            alice(Some("desk")),
            AuditActor::Client { issuer: issuer(), client: subject("back-end"), token_id: Some("token-2".into()) },
            AuditActor::Operator { name: "root".into() },
            AuditActor::System { name: "refresh".into() },
        ]
    );
}

pub(crate) fn entries_are_paged_newest_first(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    for _ in 0..5 {
        write(store, "acme", &an_operator_of("acme"), at(0), &organization_created());
    }
    let id = id("acme");
    let page = |before| {
        let page = store.read(|tx| tx.audit().page(&id, &AuditFilter::default(), before, PageSize::new(2)?)).unwrap();
        (page.items.iter().map(|one| one.sequence).collect::<Vec<_>>(), page.next)
    };
    assert_eq!(page(None), (vec![5, 4], Some(4)));
    assert_eq!(page(Some(4)), (vec![3, 2], Some(2)));
    assert_eq!(page(Some(2)), (vec![1], None));
    assert_eq!(page(Some(1)), (vec![], None));
}

pub(crate) fn refusal_is_found_by_subject_action_and_time(store: &dyn Store) {
    an_organization("acme").save(store).unwrap();
    an_organization("other").save(store).unwrap();
    let refused = Event::Refused(Permission::EnforcePolicy);
    write(store, "acme", &a_caller("bob").acting(), at(1_000_000), &refused);
    write(store, "acme", &a_caller("carol").acting(), at(1_000_000), &Event::MemberAdded(member("bob")));
    let by_delegate = a_caller("dora").delegated_to_client("desk").acting();
    write(store, "other", &by_delegate, at(1_000_000), &refused);
    let found_by = |delegate: Option<&str>, organization: &str, name: &str, act: &str, since| {
        let within = at(since)..at(since + 10_000_000);
        let id = OrganizationId::parse(organization).unwrap();
        let subject = SubjectId::parse(name).unwrap();
        store.read(|tx| tx.audit().has_refusal(&id, (&subject, delegate), act, within)).unwrap()
    };
    let found = |organization: &str, name: &str, act: &str, since| found_by(None, organization, name, act, since);
    assert!(found_by(Some("desk"), "other", "dora", "policy.enforce", 0));
    assert!(!found_by(Some("other"), "other", "dora", "policy.enforce", 0));
    assert!(!found("other", "dora", "policy.enforce", 0), "by another than the subject");
    assert!(found("acme", "bob", "policy.enforce", 0));
    assert!(found("acme", "bob", "policy.enforce", 1_000_000));
    assert!(!found("acme", "bob", "policy.enforce", 1_000_001));
    assert!(!found("acme", "bob", "policy.enforce", -9_000_000), "the end is excluded");
    assert!(!found("acme", "bob", "policy.read", 0));
    assert!(!found("acme", "Bob", "policy.enforce", 0));
    assert!(!found("acme", "carol", "member.add", 0));
    assert!(!found("other", "bob", "policy.enforce", 0));
    assert_eq!(the_audit_log_of(store, "acme"), ["policy.enforce refused", "member.add changed"]);
}

pub(crate) fn entries_are_filtered_and_counted_by_day(store: &dyn Store) {
    const DAY: i64 = 86_400_000_000;
    an_organization("acme").save(store).unwrap();
    an_organization("other").save(store).unwrap();
    let bob = || SubjectId::parse("bob").unwrap();
    let confirmed = |name: &str| Event::AuthenticatorConfirmed(SubjectId::parse(name).unwrap(), Method::Totp);
    write(store, "acme", &a_caller("bob").acting(), at(0), &confirmed("bob"));
    write(store, "acme", &a_caller("bob").acting(), at(DAY - 1), &confirmed("bob"));
    write(store, "acme", &a_caller("carol").acting(), at(DAY - 1), &confirmed("carol"));
    write(store, "acme", &an_operator_of("acme"), at(DAY), &confirmed("dave"));
    write(store, "acme", &a_caller("bob").acting(), at(DAY), &Event::Refused(Permission::EnforcePolicy));
    write(store, "other", &a_caller("eve").acting(), at(DAY), &confirmed("eve"));
    let id = id("acme");
    let found = |filter: AuditFilter| -> Vec<u64> {
        let page = store.read(|tx| tx.audit().page(&id, &filter, None, PageSize::MAX)).unwrap();
        page.items.iter().map(|one| one.sequence).collect()
    };
    let all = AuditFilter::default;
    assert_eq!(found(all()), [5, 4, 3, 2, 1]);
    assert_eq!(found(AuditFilter { action: Some("policy.enforce".into()), ..all() }), [5]);
    assert_eq!(found(AuditFilter { actor: Some("bob".into()), ..all() }), [5, 2, 1]);
    assert_eq!(found(AuditFilter { actor: Some("root".into()), ..all() }), [4]);
    assert_eq!(found(AuditFilter { member: Some(bob()), ..all() }), [2, 1]);
    assert_eq!(found(AuditFilter { outcome: Some(AuditOutcome::Refused), ..all() }), [5]);
    assert_eq!(found(AuditFilter { from: Some(at(DAY - 1)), until: Some(at(DAY)), ..all() }), [3, 2]);
    let both = AuditFilter { actor: Some("bob".into()), outcome: Some(AuditOutcome::Changed), ..all() };
    assert_eq!(found(both), [2, 1]);

    let days = |from| store.read(|tx| tx.audit().days_of(&id, "mfa.confirm", at(from))).unwrap();
    let day = |name: &str, members| (name.to_owned(), members);
    assert_eq!(days(0), [day("1970-01-01", 2), day("1970-01-02", 1)]);
    assert_eq!(days(DAY), [day("1970-01-02", 1)]);
    assert!(days(DAY + 1).is_empty());
}
