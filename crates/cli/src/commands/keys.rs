//! `portcullis keys`: lists and rotates encryption keys and signing keys.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::sync::Arc;

use portcullis_adapters::SealingKeys;
use portcullis_adapters::database::DieselStore;
use portcullis_adapters::jwt::{KeyState, Rotation, SigningKeys};
use portcullis_domain::{CountKeyUses, KeyUses, Reseal, SigningKey};

use crate::arguments::KeysCommand;
use crate::compose;
use crate::error::Result;

pub(super) fn run(store: &Arc<DieselStore>, encryption: SealingKeys, command: &KeysCommand) -> Result<ExitCode> {
    let keys = |sealer| SigningKeys { repository: Arc::<DieselStore>::clone(store), sealer };
    match command {
        KeysCommand::List => list(Arc::clone(store), &keys(compose::sealer(encryption))),
        KeysCommand::Rotate { at_once } => {
            let rotation = if *at_once { Rotation::Immediate } else { Rotation::Early };
            rotate(Arc::clone(store), &keys(compose::deriving_sealer(encryption)), rotation)
        }
    }
}

fn list(store: Arc<DieselStore>, keys: &SigningKeys) -> Result<ExitCode> {
    let signing = keys.list(compose::clock().now())?;
    let uses = CountKeyUses { store, sealer: keys.sealer.clone() }.execute()?;
    for line in encryption_keys(&uses, &signing) {
        outln!("{line}");
    }
    for (key, state) in signing {
        let SigningKey { id, private_key, active_from, retires_at } = key;
        let until = retires_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        outln!("signing\t{id}\t{state}\tfrom {active_from}\tuntil {until}\tencrypted with {}", private_key.key_id);
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the ids of encryption keys that stored secrets need and that are not configured.
pub(super) fn missing(store: Arc<DieselStore>, encryption: SealingKeys) -> Result<Vec<String>> {
    let keys = SigningKeys { repository: Arc::<DieselStore>::clone(&store), sealer: compose::sealer(encryption) };
    let signing = keys.list(compose::clock().now())?;
    let uses = CountKeyUses { store, sealer: keys.sealer }.execute()?;
    let (known, missing): (Vec<_>, Vec<_>) = uses.into_iter().partition(|key| key.known);
    let is_known = |id: &str| known.iter().any(|key| key.key_id.as_deref() == Some(id));
    let of_signing_keys = signing.into_iter().filter(|(_, state)| *state != KeyState::Retired);
    let of_signing_keys = of_signing_keys.map(|(key, _)| key.private_key.key_id).filter(|id| !is_known(id));
    let missing: BTreeSet<_> = missing.into_iter().filter_map(|key| key.key_id).chain(of_signing_keys).collect();
    Ok(missing.into_iter().collect())
}

/// Returns a line for each configured key, the newest first, and for each other key that stored secrets need. A configured
/// key has a second line if it is needed in both of its forms, whose ids begin alike.
fn encryption_keys(uses: &[KeyUses], signing: &[(SigningKey, KeyState)]) -> Vec<String> {
    let mut signing_keys: BTreeMap<&str, u64> = BTreeMap::new();
    for (key, _) in signing.iter().filter(|(_, state)| *state != KeyState::Retired) {
        *signing_keys.entry(&key.private_key.key_id).or_default() += 1;
    }
    let mut lines = Vec::new();
    let mut listed = None;
    for (place, key) in uses.iter().enumerate() {
        let count = key.key_id.as_deref().and_then(|id| signing_keys.remove(id)).unwrap_or_default();
        let configured = key.key_id.as_deref().map(|id| id.split('.').next().unwrap_or(id)).filter(|_| key.known);
        let is_other_form = configured.is_some() && configured == listed;
        if is_other_form && key.authenticators + count + key.recovery_codes + key.tombstones == 0 {
            continue;
        }
        listed = configured;
        let state = match (&key.key_id, key.known) {
            (None, _) => "not known which",
            (_, true) if place == 0 => "newest",
            (_, true) => "older",
            (_, false) => "NOT CONFIGURED",
        };
        let id = key.key_id.as_deref().unwrap_or("-");
        lines.push(encryption_key(id, state, key, count));
    }
    let none = KeyUses::default();
    lines.extend(signing_keys.into_iter().map(|(id, count)| encryption_key(id, "NOT CONFIGURED", &none, count)));
    lines
}

fn encryption_key(id: &str, state: &str, uses: &KeyUses, signing_keys: u64) -> String {
    let KeyUses { authenticators, recovery_codes, logouts, tombstones, .. } = uses;
    format!(
        "encryption\t{id}\t{state}\tauthenticators {authenticators}\tsigning keys {signing_keys}\t\
         live recovery codes {recovery_codes}\tlogouts {logouts}\terased members {tombstones}"
    )
}

fn rotate(store: Arc<DieselStore>, keys: &SigningKeys, rotation: Rotation) -> Result<ExitCode> {
    let now = compose::clock().now();
    let newest = keys.sealer.newest_key_id()?;
    let values = Reseal { store, sealer: keys.sealer.clone() }.execute()?;
    outln!("resealed with {newest}: {} authenticator(s)", values.authenticators);
    let signing = keys.reseal(now)?;
    outln!("resealed with {newest}: {} signing key(s)", signing.keys);
    let mut code = ExitCode::SUCCESS;
    for lost in &values.unopened {
        errln!("error: not resealed: {}, encrypted with {}: {}", lost.place, lost.key_id, lost.reason);
        code = ExitCode::FAILURE;
    }
    for (id, reason) in &signing.unopened {
        errln!("error: not resealed: signing key {id}: {reason}");
        code = ExitCode::FAILURE;
    }
    let made = keys.rotate(rotation, now)?;
    for key in &made {
        outln!("made signing key {}, which signs from {}", key.id, key.active_from);
    }
    if made.is_empty() {
        outln!("made no signing key: the next one waits already");
    }
    for (key, _) in keys.list(now)?.iter().filter(|(_, state)| matches!(state, KeyState::Signs | KeyState::Verifies)) {
        if let Some(until) = key.retires_at {
            outln!("signing key {} counts until {until}", key.id);
        }
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use portcullis_domain::Sealed;

    use super::*;

    #[test]
    fn every_key_in_use_has_a_line() {
        let uses = |id: Option<&str>, known, authenticators, recovery_codes| KeyUses {
            key_id: id.map(str::to_owned),
            known,
            authenticators,
            recovery_codes,
            logouts: recovery_codes + 1,
            tombstones: recovery_codes + 2,
        };
        let now = compose::clock().now();
        let signing = |seal: &str, state| {
            let private_key = Sealed { key_id: seal.into(), bytes: vec![] };
            (SigningKey { id: "x".into(), private_key, active_from: now, retires_at: None }, state)
        };
        let lines = encryption_keys(
            &[uses(Some("b"), true, 2, 3), uses(Some("a"), true, 0, 1), uses(None, false, 0, 4)],
            &[signing("b", KeyState::Signs), signing("a", KeyState::Retired), signing("lost", KeyState::Next)],
        );
        assert_eq!(
            lines,
            [
                "encryption\tb\tnewest\tauthenticators 2\tsigning keys 1\tlive recovery codes 3\tlogouts 4\terased members 5",
                "encryption\ta\tolder\tauthenticators 0\tsigning keys 0\tlive recovery codes 1\tlogouts 2\terased members 3",
                "encryption\t-\tnot known which\tauthenticators 0\tsigning keys 0\tlive recovery codes 4\tlogouts 5\terased members 6",
                "encryption\tlost\tNOT CONFIGURED\tauthenticators 0\tsigning keys 1\tlive recovery codes 0\tlogouts 0\terased members 0",
            ]
        );
        // of the two forms of a key, the other one has a line while it is needed
        let forms = |plain| encryption_keys(&[uses(Some("a.2"), true, 0, 0), plain], &[]).len();
        let unused = || KeyUses { tombstones: 0, ..uses(Some("a"), true, 0, 0) };
        let (codes, tombstones) = (KeyUses { recovery_codes: 1, ..unused() }, KeyUses { tombstones: 1, ..unused() });
        assert_eq!((forms(unused()), forms(codes), forms(tombstones)), (1, 2, 2));
    }
}
