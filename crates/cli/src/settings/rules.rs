//! What an operator decides about the use cases.

use std::collections::BTreeSet;
use std::time::Duration;

use portcullis_api::{GateProfiles, Rules};
use portcullis_domain::{GracePeriod, Result, StepUpRule, SubjectId};

use super::reading::{Settings, list, under, whole_number, wrong};

impl Settings<'_> {
    /// What administrators must have proved.
    pub(crate) fn step_up(&self) -> Result<StepUpRule> {
        let given = self.value("step_up")?;
        match &*given.value {
            "weakening" => Ok(StepUpRule::Weakening),
            "required" => Ok(StepUpRule::Required),
            "off" => Ok(StepUpRule::Off),
            _ => Err(wrong(&given, "must be weakening, required or off")),
        }
    }

    /// How single routes are held at the gate.
    pub(crate) fn gate_profiles(&self) -> Result<GateProfiles> {
        self.0.get("gate_profiles").map_or_else(
            || Ok(GateProfiles::default()),
            |given| GateProfiles::parse(&given.value).map_err(under(given)),
        )
    }

    /// Within which time the gate honours what others changed.
    pub(crate) fn gate_staleness(&self) -> Result<Duration> {
        let given = self.value("gate_staleness")?;
        let seconds = whole_number(&given)?;
        if seconds > 60 {
            return Err(wrong(&given, "must be from 0 to 60"));
        }
        Ok(Duration::from_secs(u64::from(seconds)))
    }

    /// The machines that may ask what others may.
    fn deciders(&self) -> Result<BTreeSet<SubjectId>> {
        let Some(given) = self.0.get("deciders") else { return Ok(BTreeSet::new()) };
        list(&given.value).into_iter().map(SubjectId::parse).collect::<Result<_>>().map_err(under(given))
    }

    /// What all these decide about the use cases.
    pub(crate) fn rules(&self) -> Result<Rules> {
        Ok(Rules {
            step_up: self.step_up()?,
            identity_provider: !self.token_rules()?.names.mfa.is_empty(),
            profiles: self.gate_profiles()?,
            staleness: self.gate_staleness()?,
            deciders: self.deciders()?,
            grace: self.default_grace()?,
            at_once: self.at_once()?,
            proxies: self.trusted_proxies()?,
            cors: self.cors_origins()?,
            tls: self.tls()?.is_some(),
        })
    }

    /// The grace period of new organizations.
    pub(crate) fn default_grace(&self) -> Result<GracePeriod> {
        let given = self.value("default_grace_days")?;
        GracePeriod::days(whole_number(&given)?).map_err(under(&given))
    }
}
