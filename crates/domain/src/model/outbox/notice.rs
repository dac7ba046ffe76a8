//! What a member is told of what happened to their authenticators (NIST SP 800-63B-4, sections 4.1.2.1 and 4.6).

use jiff::Timestamp;

use crate::model::audit::Event;
use crate::model::identity::{Method, SubjectId};

/// Something that a member is told. No secret is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    Added(Method),
    SwitchedOn(Method),
    SwitchedOff(Method),
    Removed(Method),
    Reset,
    CodesRenewed,
    CodeUsed,
    LockedOut,
    MaybeCopied,
    SessionEnded,
}

impl Notice {
    /// Whom to tell of an event, and what, if anybody.
    pub(crate) fn of(event: &Event) -> Option<(&SubjectId, Self)> {
        Some(match event {
            Event::AuthenticatorConfirmed(subject, method) => (subject, Self::Added(*method)),
            Event::MethodSwitched { subject, method, enabled: true, changed: true } => {
                (subject, Self::SwitchedOn(*method))
            }
            Event::MethodSwitched { subject, method, enabled: false, changed: true } => {
                (subject, Self::SwitchedOff(*method))
            }
            Event::AuthenticatorRemoved(subject, method) => (subject, Self::Removed(*method)),
            Event::MfaReset(subject, _) => (subject, Self::Reset),
            Event::RecoveryCodesRenewed(subject) => (subject, Self::CodesRenewed),
            Event::Verified(subject, Method::RecoveryCode) => (subject, Self::CodeUsed),
            Event::LockedOut(subject) => (subject, Self::LockedOut),
            Event::SignCountDecreased(subject) => (subject, Self::MaybeCopied),
            Event::RefreshReused(subject) => (subject, Self::SessionEnded),
            Event::OrganizationCreated { .. }
            | Event::OrganizationPut { .. }
            | Event::OrganizationEnded
            | Event::EnforcementSet { .. }
            | Event::PolicyChanged { .. }
            | Event::DeadlineSet { .. }
            | Event::ExemptionGranted { .. }
            | Event::ExemptionEnded(..)
            | Event::AdminMfaOverridden(..)
            | Event::MemberAdded(_)
            | Event::MemberChanged { .. }
            | Event::MemberRemoved(_)
            | Event::AuthenticatorSetUp(..)
            | Event::AuthenticatorRenamed(..)
            | Event::MethodSwitched { changed: false, .. }
            | Event::PrimaryChosen { .. }
            | Event::SessionEnded(_)
            | Event::LinkSent(..)
            | Event::Verified(..)
            | Event::VerificationFailed(..)
            | Event::Refused(_) => return None,
        })
    }

    /// The subject line and the text.
    pub(crate) fn written(self, organization: &str, at: Timestamp) -> (String, String) {
        let kind = |method: Method| match method {
            Method::Totp => "An authenticator app",
            Method::Passkey => "A passkey",
            Method::MagicLink => "Sign-in by mailed link",
            Method::RecoveryCode => "A recovery code",
        };
        let what = match self {
            Self::Added(method) => format!("{} was added to your account", kind(method)),
            Self::SwitchedOn(method) => format!("{} was switched on for your account", kind(method)),
            Self::SwitchedOff(method) => format!("{} was switched off for your account", kind(method)),
            Self::Removed(method) => format!("{} was removed from your account", kind(method)),
            Self::Reset => "MFA was reset for your account: every authenticator and recovery code is gone".to_owned(),
            Self::CodesRenewed => {
                "New recovery codes were made for your account; the old ones work no longer".to_owned()
            }
            Self::CodeUsed => "A recovery code was used for your account".to_owned(),
            Self::LockedOut => {
                "Too many wrong codes were given for your account; codes are refused for a while".to_owned()
            }
            Self::MaybeCopied => {
                "A passkey of your account answered with an old count and was refused: it may have been copied"
                    .to_owned()
            }
            Self::SessionEnded => {
                "A session of your account was ended, for its token was used a second time".to_owned()
            }
        };
        let time = at.strftime("%Y-%m-%d %H:%M:%S");
        let text = format!(
            "{what}.\n\nOrganization: {organization}\nTime: {time} UTC\n\n\
             If this was not you, tell an administrator of your organization at once: they can reset your MFA.\n"
        );
        (format!("{organization}: {what}"), text)
    }
}
