//! The schedule of the keys of our own tokens, as a pure function.
//!
//! ```text
//! created, published     signs                         verifies          retired, listed    deleted
//! ├──── 24 h ────┼──────── 90 days ────────┼── 15 min + 1 h ──┼────── 30 days ──────┤
//!            active_from          the next one's         retires_at
//!                                  active_from
//! ```

use jiff::{SignedDuration, Timestamp};
use portcullis_domain::{Error, FullAccess, Result};

use portcullis_domain::SigningKey;

/// How long a key signs.
const SIGNS_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long it is published before it signs: longer than verifiers cache a key set.
const PUBLISHED_AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// The same for an immediate rotation: three times the interval at which replicas read the keys.
const PUBLISHED_AHEAD_IMMEDIATE: SignedDuration = SignedDuration::from_secs(30);

/// How long a key verifies after its last token has expired, because clocks differ.
const CLOCK_MARGIN: SignedDuration = SignedDuration::from_hours(1);

/// How long a retired key is still listed.
const LISTED_AFTER_RETIREMENT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a key does at a moment.
#[derive(Debug, derive_more::Display, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It is published and will sign.
    #[display("next")]
    Next,
    /// It signs.
    #[display("signs")]
    Signs,
    /// Another key signs; tokens of this one are still accepted.
    #[display("verifies")]
    Verifies,
    /// Its tokens are no longer accepted.
    #[display("retired")]
    Retired,
}

/// When the next key is created and starts to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// By schedule.
    Scheduled,
    /// Now, to sign in a day, unless the next key exists already.
    Early,
    /// Now, to sign in half a minute, when all earlier keys retire.
    Immediate,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Creates a key that signs from this moment.
    Create(Timestamp),
    /// Sets when a key stops to verify.
    Retire(String, Timestamp),
    /// Deletes a key.
    Delete(String),
}

/// Returns the state of each key at `now`. `keys` are all keys, ordered by when they sign.
pub(super) fn states(keys: &[SigningKey], now: Timestamp) -> Vec<KeyState> {
    let signs = signing(keys, now).map(|key| &key.id);
    let state = |key: &SigningKey| match key {
        key if !key.is_usable(now) => KeyState::Retired,
        key if key.active_from > now => KeyState::Next,
        key if Some(&key.id) == signs => KeyState::Signs,
        _ => KeyState::Verifies,
    };
    keys.iter().map(state).collect()
}

fn signing(keys: &[SigningKey], now: Timestamp) -> Option<&SigningKey> {
    keys.iter().rfind(|key| key.is_usable(now) && key.active_from <= now)
}

/// Returns the steps due at `now`. After they are carried out, the plan for the same moment is empty, unless the rotation
/// is immediate.
pub(super) fn plan(keys: &[SigningKey], now: Timestamp, rotation: Rotation) -> Result<Vec<Step>> {
    let in_future = |at: Timestamp, by| at.checked_add(by).map_err(Error::internal);
    let mut steps = Vec::new();
    for key in
        keys.iter().filter(|key| key.retires_at.is_some_and(|at| now.duration_since(at) >= LISTED_AFTER_RETIREMENT))
    {
        steps.push(Step::Delete(key.id.clone()));
    }
    let usable: Vec<_> = keys.iter().filter(|key| key.is_usable(now)).collect();
    let next_exists = usable.iter().any(|key| key.active_from > now);
    let next_active_from = match (signing(keys, now), rotation) {
        (None, _) => Some(now),
        (Some(_), Rotation::Immediate) => Some(in_future(now, PUBLISHED_AHEAD_IMMEDIATE)?),
        (Some(_), _) if next_exists => None,
        (Some(_), Rotation::Early) => Some(in_future(now, PUBLISHED_AHEAD)?),
        (Some(key), Rotation::Scheduled) => {
            let ends = in_future(key.active_from, SIGNS_FOR)?;
            let soonest = in_future(now, PUBLISHED_AHEAD)?;
            (ends <= soonest).then_some(soonest)
        }
    };
    steps.extend(next_active_from.map(Step::Create));
    if rotation == Rotation::Immediate
        && let Some(at) = next_active_from.filter(|at| *at > now)
    {
        let retired = usable.iter().filter(|key| key.retires_at.is_none_or(|retires| at < retires));
        steps.extend(retired.map(|key| Step::Retire(key.id.clone(), at)));
        return Ok(steps);
    }
    let after = FullAccess::LIFETIME.checked_add(CLOCK_MARGIN).ok_or_else(|| Error::internal("duration overflow"))?;
    let mut starts: Vec<_> = usable.iter().map(|key| key.active_from).chain(next_active_from).collect();
    starts.sort_unstable();
    for key in usable.iter().filter(|key| key.retires_at.is_none()) {
        if let Some(successor) = starts.iter().find(|at| **at > key.active_from) {
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
    /// How long a key verifies after its successor started to sign.
    const AFTER: i64 = 75 * 60;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn key(id: &str, active_from: i64, retires_at: Option<i64>) -> SigningKey {
        let private_key = Sealed { key_id: "key".into(), bytes: vec![] };
        SigningKey { id: id.into(), private_key, active_from: at(active_from), retires_at: retires_at.map(at) }
    }

    fn create(seconds: i64) -> Step {
        Step::Create(at(seconds))
    }

    fn retire(id: &str, seconds: i64) -> Step {
        Step::Retire(id.into(), at(seconds))
    }

    /// Key `a` signs from 0.
    #[rstest]
    #[case::young(0, Rotation::Scheduled, vec![])]
    #[case::a_second_early(89 * DAY - 1, Rotation::Scheduled, vec![])]
    #[case::a_day_ahead(89 * DAY, Rotation::Scheduled, vec![create(90 * DAY), retire("a", 90 * DAY + AFTER)])]
    #[case::late(200 * DAY, Rotation::Scheduled, vec![create(201 * DAY), retire("a", 201 * DAY + AFTER)])]
    #[case::requested(HOUR, Rotation::Early, vec![create(HOUR + DAY), retire("a", HOUR + DAY + AFTER)])]
    #[case::leaked(HOUR, Rotation::Immediate, vec![create(HOUR + 30), retire("a", HOUR + 30)])]
    fn one_key(#[case] now: i64, #[case] rotation: Rotation, #[case] steps: Vec<Step>) {
        assert_eq!(plan(&[key("a", 0, None)], at(now), rotation).unwrap(), steps);
    }

    /// Key `a` signs from 0, and `b` from 90 days.
    #[rstest]
    #[case::next_exists(Rotation::Scheduled, vec![])]
    #[case::next_exists_and_one_is_requested(Rotation::Early, vec![])]
    #[case::next_exists_and_one_leaked(Rotation::Immediate, vec![create(89 * DAY + 40), retire("a", 89 * DAY + 40),
        retire("b", 89 * DAY + 40)])]
    fn two_keys(#[case] rotation: Rotation, #[case] steps: Vec<Step>) {
        let keys = [key("a", 0, Some(90 * DAY + AFTER)), key("b", 90 * DAY, None)];
        assert_eq!(plan(&keys, at(89 * DAY + 10), rotation).unwrap(), steps);
    }

    #[rstest]
    #[case(Rotation::Scheduled)]
    #[case(Rotation::Early)]
    #[case(Rotation::Immediate)]
    fn key_is_created_at_once_when_none_signs(#[case] rotation: Rotation) {
        assert_eq!(plan(&[], at(5), rotation).unwrap(), [create(5)]);
        assert_eq!(plan(&[key("a", 0, Some(5))], at(5), rotation).unwrap(), [create(5)]);
    }

    #[test]
    fn created_key_signs_until_the_next_one_starts() {
        let keys = [key("b", DAY, None)];
        assert_eq!(plan(&keys, at(0), Rotation::Scheduled).unwrap(), [create(0)]);
        let keys = [key("c", 0, None), key("b", DAY, None)];
        assert_eq!(plan(&keys, at(0), Rotation::Scheduled).unwrap(), [retire("c", DAY + AFTER)]);
    }

    #[test]
    fn retired_key_is_deleted_after_a_month() {
        let keys = [key("a", 0, Some(DAY)), key("b", 1, None)];
        assert_eq!(plan(&keys, at(31 * DAY - 1), Rotation::Scheduled).unwrap(), []);
        assert_eq!(plan(&keys, at(31 * DAY), Rotation::Scheduled).unwrap(), [Step::Delete("a".into())]);
    }

    #[test]
    fn state_changes_exactly_at_its_moment() {
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

    /// Runs the plan every ten minutes for two years, with early rotations in between.
    #[test]
    fn one_key_signs_at_a_time_over_two_years() {
        let mut keys: Vec<SigningKey> = Vec::new();
        let mut created_at = std::collections::BTreeMap::new();
        let mut signed_last = std::collections::BTreeMap::new();
        for now in (0..730 * DAY).step_by(600) {
            let rotation = if now % (31 * DAY) == 0 { Rotation::Early } else { Rotation::Scheduled };
            for step in plan(&keys, at(now), rotation).unwrap() {
                match step {
                    Step::Create(from) => {
                        let id = now.to_string();
                        created_at.insert(id.clone(), now);
                        keys.push(SigningKey { active_from: from, ..key(&id, 0, None) });
                    }
                    Step::Retire(id, retires) => {
                        keys.iter_mut().find(|key| key.id == id).unwrap().retires_at = Some(retires);
                    }
                    Step::Delete(id) => keys.retain(|key| key.id != id),
                }
            }
            assert_eq!(plan(&keys, at(now), Rotation::Scheduled).unwrap(), [], "the plan is idempotent");
            let states = states(&keys, at(now));
            let signs: Vec<_> = keys.iter().zip(&states).filter(|(_, state)| **state == KeyState::Signs).collect();
            let [(signs, _)] = &*signs else { panic!("{states:?}") };
            assert!(now == 0 || created_at[&signs.id] == 0 || now - created_at[&signs.id] >= DAY, "published ahead");
            signed_last.insert(signs.id.clone(), now);
            for (id, signed) in &signed_last {
                let usable = keys.iter().any(|key| key.id == *id && key.is_usable(at(now)));
                assert!(usable || now - signed > 15 * 60, "a token of {id} is rejected before it expires");
            }
            assert!(keys.len() <= 4, "{keys:?}");
        }
        assert!(signed_last.len() > 20);
    }
}
