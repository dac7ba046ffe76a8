//! Evidence that a second factor was used.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};

use crate::model::identity::AllowedMethod;
use crate::model::identity::{AssuranceLevel, Authentication, Method};
use crate::model::policy::EffectivePolicy;
use crate::model::session::MfaSession;

/// How far ahead the provider's or another replica's clock may be.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// Evidence that a second factor was used by this member in this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// The means.
    pub means: Means,
    /// When the factor was used.
    pub verified_at: Timestamp,
    /// When the provider's session ends at the latest; the evidence counts no longer.
    pub expires_at: Option<Timestamp>,
}

/// How a second factor was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// An authenticator stored here.
    Method(Method),
    /// The identity provider's own MFA.
    IdentityProvider(AssuranceLevel),
}

impl Means {
    /// As what it counts where an organization says what it allows.
    pub fn counts_as(self) -> AllowedMethod {
        match self {
            Self::Method(method) => method.counts_as(),
            Self::IdentityProvider(_) => AllowedMethod::IdentityProvider,
        }
    }

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Method(method) => method.as_str(),
            Self::IdentityProvider(_) => AllowedMethod::IdentityProvider.as_str(),
        }
    }

    /// Whether it is phishing-resistant.
    pub fn is_phishing_resistant(self) -> bool {
        match self {
            Self::Method(method) => method.is_phishing_resistant(),
            Self::IdentityProvider(level) => level >= AssuranceLevel::PhishingResistant,
        }
    }

    /// The values of `amr` in tokens issued after its use (RFC 8176).
    pub fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Method(method) => method.amr(),
            Self::IdentityProvider(AssuranceLevel::Mfa) => &["mfa"],
            Self::IdentityProvider(AssuranceLevel::PhishingResistant) => &["pop", "mfa"],
        }
    }
}

impl Evidence {
    /// Evidence of a method.
    pub fn of(method: Method, verified_at: Timestamp) -> Self {
        Self { means: Means::Method(method), verified_at, expires_at: None }
    }

    /// The same evidence in a session that ends at this moment at the latest.
    #[must_use]
    pub fn until(self, expires_at: Option<Timestamp>) -> Self {
        Self { expires_at, ..self }
    }

    /// The last use of each means, newest first, with the last end of the provider's session that was named for it.
    pub fn newest_of_each(verifications: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut newest: Vec<Self> = Vec::new();
        for one in verifications {
            match newest.iter_mut().find(|known| known.means == one.means) {
                Some(known) => {
                    known.verified_at = known.verified_at.max(one.verified_at);
                    known.expires_at = known.expires_at.max(one.expires_at);
                }
                None => newest.push(one),
            }
        }
        newest.sort_by_key(|evidence| Reverse(evidence.verified_at));
        newest
    }

    /// The evidence of a session.
    pub(crate) fn of_session(session: &MfaSession) -> Self {
        Self::of(session.method, session.verified_at).until(session.expires_at)
    }

    /// Evidence of the identity provider's MFA, if the token has a level and a time.
    pub fn of_provider(authentication: &Authentication) -> Option<Self> {
        let (level, verified_at) = (authentication.level?, authentication.auth_time?);
        let expires_at = authentication.session_expires_at;
        Some(Self { means: Means::IdentityProvider(level), verified_at, expires_at })
    }

    /// Whether the policy names its means.
    pub(crate) fn is_allowed_by(&self, policy: &EffectivePolicy) -> bool {
        policy.methods().contains(self.means.counts_as())
    }

    /// Whether it is younger than the policy's maximum age.
    pub(crate) fn is_fresh(&self, policy: &EffectivePolicy, now: Timestamp) -> bool {
        self.is_younger_than(policy.maximum_age().get(), now)
    }

    /// Whether it is younger than `seconds`, in a session that has not expired. Evidence dated ahead comes from a wrong clock and does not count: it would count
    /// for too long.
    pub(crate) fn is_younger_than(&self, seconds: u32, now: Timestamp) -> bool {
        let age = now.duration_since(self.verified_at);
        let is_young = age >= -AHEAD && age < SignedDuration::from_secs(i64::from(seconds));
        is_young && self.expires_at.is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn evidence_counts_up_to_its_maximum_age() {
        for (age, young) in [(-61, false), (-60, true), (0, true), (299, true), (300, false)] {
            let evidence = Evidence::of(Method::Totp, at(-age));
            assert_eq!(evidence.is_younger_than(300, at(0)), young, "{age} s");
        }
    }

    #[test]
    fn evidence_ends_with_the_providers_session() {
        for (expires_in, young) in [(None, true), (Some(1), true), (Some(0), false), (Some(-1), false)] {
            let evidence = Evidence::of(Method::Totp, at(-10)).until(expires_in.map(at));
            assert_eq!(evidence.is_younger_than(300, at(0)), young, "{expires_in:?} s");
        }
    }

    #[test]
    fn provider_evidence_needs_level_and_time() {
        let counted = |level, auth_time: Option<i64>| {
            let authentication = Authentication { level, auth_time: auth_time.map(at), ..Authentication::default() };
            Evidence::of_provider(&authentication).is_some()
        };
        let mfa = Some(AssuranceLevel::Mfa);
        for (level, auth_time, counts) in [(mfa, Some(0), true), (mfa, None, false), (None, Some(0), false)] {
            assert_eq!(counted(level, auth_time), counts, "{level:?} {auth_time:?}");
        }
    }

    #[test]
    fn each_means_has_its_name_and_amr() {
        let provider = Means::IdentityProvider;
        for (means, name, amr) in [
            (Means::Method(Method::Totp), "GOOGLE_AUTH", &["otp", "mfa"][..]),
            (Means::Method(Method::MagicLink), "MAGIC_LINK", &["magic_link"]),
            (provider(AssuranceLevel::Mfa), "IDENTITY_PROVIDER", &["mfa"]),
            (provider(AssuranceLevel::PhishingResistant), "IDENTITY_PROVIDER", &["pop", "mfa"]),
        ] {
            assert_eq!((means.as_str(), means.amr()), (name, amr));
        }
    }

    #[test]
    fn policy_sets_the_maximum_age() {
        use crate::model::policy::{GracePeriod, MfaPolicy};
        let policy = EffectivePolicy::new(MfaPolicy::new(GracePeriod::default()));
        let maximum = i64::from(policy.maximum_age().get());
        for (age, fresh) in [(0, true), (maximum - 1, true), (maximum, false)] {
            assert_eq!(Evidence::of(Method::Totp, at(-age)).is_fresh(&policy, at(0)), fresh, "{age} s");
        }
    }
}
