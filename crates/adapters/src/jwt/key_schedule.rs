//! When a key of our own tokens is made, signs, only verifies, and is gone: a pure plan.
//!
//! ```text
//! made, published        signs                         verifies          kept, told of    forgotten
//! ├──── 24 h ────┼──────── 90 days ────────┼── 15 min + 1 h ──┼────── 30 days ──────┤
//!            active_from          the next one's         retires_at
//!                                  active_from
//! ```

use jiff::{SignedDuration, Timestamp};
use portcullis_domain::{Error, FullAccess, Result};

use crate::database::StoredSigningKey;

/// How long a key signs.
const SIGNS_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long it is published before that: longer than anybody keeps a key set that they have read.
const PUBLISHED_AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// The same in haste: three times as long as a replica takes to read the keys.
const IN_HASTE: SignedDuration = SignedDuration::from_secs(30);

/// How long a key verifies after the last token that it signed has ended: clocks differ.
const LINGERS: SignedDuration = SignedDuration::from_hours(1);

/// How long a retired key is still told of.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a key is good for at a moment.
#[derive(Debug, derive_more::Display, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, and about to sign.
    #[display("next")]
    Next,
    /// It signs.
    #[display("signs")]
    Signs,
    /// Another one signs; what this one signed is still taken.
    #[display("verifies")]
    Verifies,
    /// It counts for nothing any more.
    #[display("retired")]
    Retired,
}

/// How soon the next key is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// When its time has come.
    InTime,
    /// Now, to sign in a day, unless one waits already.
    Ahead,
    /// Now, to sign in half a minute; and no key of before counts from then on.
    AtOnce,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A key is made, to sign from then on.
    Make(Timestamp),
    /// A key counts no longer from then on.
    Retire(String, Timestamp),
    /// A key is taken out.
    Forget(String),
}

/// What each key is good for at `now`. `keys` are all there are, by when they sign.
pub(super) fn states(keys: &[StoredSigningKey], now: Timestamp) -> Vec<KeyState> {
    let signs = signing(keys, now).map(|key| &key.id);
    let state = |key: &StoredSigningKey| match key {
        key if !counts(key, now) => KeyState::Retired,
        key if key.active_from > now => KeyState::Next,
        key if Some(&key.id) == signs => KeyState::Signs,
        _ => KeyState::Verifies,
    };
    keys.iter().map(state).collect()
}

/// Whether a key counts at all.
pub(super) fn counts(key: &StoredSigningKey, now: Timestamp) -> bool {
    key.retires_at.is_none_or(|at| now < at)
}

fn signing(keys: &[StoredSigningKey], now: Timestamp) -> Option<&StoredSigningKey> {
    keys.iter().rfind(|key| counts(key, now) && key.active_from <= now)
}

/// What is to be done at `now`. Done once, the plan of the same moment is empty, unless one is wanted at once.
pub(super) fn plan(keys: &[StoredSigningKey], now: Timestamp, wanted: Wanted) -> Result<Vec<Step>> {
    let in_future = |at: Timestamp, by| at.checked_add(by).map_err(Error::internal);
    let mut steps = Vec::new();
    for key in keys.iter().filter(|key| key.retires_at.is_some_and(|at| now.duration_since(at) >= REMEMBERED)) {
        steps.push(Step::Forget(key.id.clone()));
    }
    let counting: Vec<_> = keys.iter().filter(|key| counts(key, now)).collect();
    let waits = counting.iter().any(|key| key.active_from > now);
    let takes_over = match (signing(keys, now), wanted) {
        (None, _) => Some(now),
        (Some(_), Wanted::AtOnce) => Some(in_future(now, IN_HASTE)?),
        (Some(_), _) if waits => None,
        (Some(_), Wanted::Ahead) => Some(in_future(now, PUBLISHED_AHEAD)?),
        (Some(key), Wanted::InTime) => {
            let ends = in_future(key.active_from, SIGNS_FOR)?;
            let soonest = in_future(now, PUBLISHED_AHEAD)?;
            (ends <= soonest).then_some(soonest)
        }
    };
    steps.extend(takes_over.map(Step::Make));
    if wanted == Wanted::AtOnce
        && let Some(at) = takes_over.filter(|at| *at > now)
    {
        let distrusted = counting.iter().filter(|key| key.retires_at.is_none_or(|retires| at < retires));
        steps.extend(distrusted.map(|key| Step::Retire(key.id.clone(), at)));
        return Ok(steps);
    }
    let after = FullAccess::LIFETIME.checked_add(LINGERS).ok_or_else(|| Error::internal("too long"))?;
    let mut takings: Vec<_> = counting.iter().map(|key| key.active_from).chain(takes_over).collect();
    takings.sort_unstable();
    for key in counting.iter().filter(|key| key.retires_at.is_none()) {
        if let Some(successor) = takings.iter().find(|at| **at > key.active_from) {
            steps.push(Step::Retire(key.id.clone(), in_future(*successor, after)?));
        }
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use portcullis_domain::Sealed;
    use rstest::rstest;

    use super::*;

    const HOUR: i64 = 3600;
    const DAY: i64 = 24 * HOUR;
    /// How long a key verifies after another took over.
    const AFTER: i64 = 75 * 60;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn key(id: &str, active_from: i64, retires_at: Option<i64>) -> StoredSigningKey {
        let private_key = Sealed { key_id: "key".into(), bytes: vec![] };
        StoredSigningKey { id: id.into(), private_key, active_from: at(active_from), retires_at: retires_at.map(at) }
    }

    fn make(seconds: i64) -> Step {
        Step::Make(at(seconds))
    }

    fn retire(id: &str, seconds: i64) -> Step {
        Step::Retire(id.into(), at(seconds))
    }

    /// A key `a` that signs since 0, and what is done at a moment.
    #[rstest]
    #[case::young(0, Wanted::InTime, vec![])]
    #[case::a_second_too_soon(89 * DAY - 1, Wanted::InTime, vec![])]
    #[case::a_day_ahead(89 * DAY, Wanted::InTime, vec![make(90 * DAY), retire("a", 90 * DAY + AFTER)])]
    #[case::late(200 * DAY, Wanted::InTime, vec![make(201 * DAY), retire("a", 201 * DAY + AFTER)])]
    #[case::wished_for(HOUR, Wanted::Ahead, vec![make(HOUR + DAY), retire("a", HOUR + DAY + AFTER)])]
    #[case::leaked(HOUR, Wanted::AtOnce, vec![make(HOUR + 30), retire("a", HOUR + 30)])]
    fn one_key(#[case] now: i64, #[case] wanted: Wanted, #[case] steps: Vec<Step>) {
        assert_eq!(plan(&[key("a", 0, None)], at(now), wanted).unwrap(), steps);
    }

    /// A key `a`, and `b` that takes over at 90 days.
    #[rstest]
    #[case::waits(Wanted::InTime, vec![])]
    #[case::waits_and_one_is_wished_for(Wanted::Ahead, vec![])]
    #[case::waits_and_one_leaked(Wanted::AtOnce, vec![make(89 * DAY + 40), retire("a", 89 * DAY + 40),
        retire("b", 89 * DAY + 40)])]
    fn two_keys(#[case] wanted: Wanted, #[case] steps: Vec<Step>) {
        let keys = [key("a", 0, Some(90 * DAY + AFTER)), key("b", 90 * DAY, None)];
        assert_eq!(plan(&keys, at(89 * DAY + 10), wanted).unwrap(), steps);
    }

    #[rstest]
    #[case(Wanted::InTime)]
    #[case(Wanted::Ahead)]
    #[case(Wanted::AtOnce)]
    fn where_nothing_signs_a_key_is_made_that_does_at_once(#[case] wanted: Wanted) {
        assert_eq!(plan(&[], at(5), wanted).unwrap(), [make(5)]);
        assert_eq!(plan(&[key("a", 0, Some(5))], at(5), wanted).unwrap(), [make(5)]);
    }

    #[test]
    fn where_nothing_signs_and_one_waits_the_new_one_signs_until_then() {
        let keys = [key("b", DAY, None)];
        assert_eq!(plan(&keys, at(0), Wanted::InTime).unwrap(), [make(0)]);
        let keys = [key("c", 0, None), key("b", DAY, None)];
        assert_eq!(plan(&keys, at(0), Wanted::InTime).unwrap(), [retire("c", DAY + AFTER)]);
    }

    #[test]
    fn what_retired_is_forgotten_after_a_month() {
        let keys = [key("a", 0, Some(DAY)), key("b", 1, None)];
        assert_eq!(plan(&keys, at(31 * DAY - 1), Wanted::InTime).unwrap(), []);
        assert_eq!(plan(&keys, at(31 * DAY), Wanted::InTime).unwrap(), [Step::Forget("a".into())]);
    }

    #[test]
    fn each_key_has_one_state_at_a_time_and_boundaries_belong_to_what_begins() {
        use KeyState::{Next, Retired, Signs, Verifies};
        let keys = [key("a", 0, Some(10 * DAY + AFTER)), key("b", 10 * DAY, None)];
        for (now, expected) in [
            (0, [Signs, Next]),
            (10 * DAY - 1, [Signs, Next]),
            (10 * DAY, [Verifies, Signs]),
            (10 * DAY + AFTER - 1, [Verifies, Signs]),
            (10 * DAY + AFTER, [Retired, Signs]),
        ] {
            assert_eq!(states(&keys, at(now)), expected, "{now}");
        }
    }

    /// Runs the plan every ten minutes for two years, wishing for keys in between.
    #[test]
    fn over_years_one_key_signs_each_is_published_a_day_ahead_and_verifies_what_it_signed() {
        let mut keys: Vec<StoredSigningKey> = Vec::new();
        let mut made_at = std::collections::BTreeMap::new();
        let mut signed_last = std::collections::BTreeMap::new();
        for now in (0..730 * DAY).step_by(600) {
            let wanted = if now % (31 * DAY) == 0 { Wanted::Ahead } else { Wanted::InTime };
            for step in plan(&keys, at(now), wanted).unwrap() {
                match step {
                    Step::Make(from) => {
                        let id = now.to_string();
                        made_at.insert(id.clone(), now);
                        keys.push(StoredSigningKey { active_from: from, ..key(&id, 0, None) });
                    }
                    Step::Retire(id, retires) => {
                        keys.iter_mut().find(|key| key.id == id).unwrap().retires_at = Some(retires);
                    }
                    Step::Forget(id) => keys.retain(|key| key.id != id),
                }
            }
            assert_eq!(plan(&keys, at(now), Wanted::InTime).unwrap(), [], "once is enough");
            let states = states(&keys, at(now));
            let signs: Vec<_> = keys.iter().zip(&states).filter(|(_, state)| **state == KeyState::Signs).collect();
            let [(signs, _)] = &*signs else { panic!("{states:?}") };
            assert!(now == 0 || made_at[&signs.id] == 0 || now - made_at[&signs.id] >= DAY, "published ahead");
            signed_last.insert(signs.id.clone(), now);
            for (id, signed) in &signed_last {
                let counts = keys.iter().any(|key| key.id == *id && counts(key, at(now)));
                assert!(counts || now - signed > 15 * 60, "a token of {id} is refused before it ends");
            }
            assert!(keys.len() <= 4, "{keys:?}");
        }
        assert!(signed_last.len() > 20);
    }
}
