//! Mail to a member about their authenticators. Contains no secrets.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Lane;
use crate::model::audit::MemberNotice;
use crate::model::authenticator::AttemptLimit;
use crate::model::identity::Method;

/// The subject line and the text.
pub(crate) fn member_mail(notice: &MemberNotice, organization: &str, at: Timestamp) -> (String, String) {
    let method_name = |method: &Method| sentence_start(an_authenticator(*method));
    let what = match notice {
        MemberNotice::Added(method) => format!("{} was added to your account", method_name(method)),
        MemberNotice::Enabled(method) => format!("{} was enabled for your account", method_name(method)),
        MemberNotice::Disabled(method) => format!("{} was disabled for your account", method_name(method)),
        MemberNotice::Removed(method) => format!("{} was removed from your account", method_name(method)),
        MemberNotice::Disavowed(suspended) => disavowed(suspended),
        MemberNotice::Reset => {
            "MFA was reset for your account: every authenticator and recovery code is gone".to_owned()
        }
        MemberNotice::CodesRenewed => {
            "New recovery codes were created for your account; the old ones no longer work".to_owned()
        }
        MemberNotice::CodeUsed => "A recovery code was used for your account".to_owned(),
        MemberNotice::LockedOut(limit) => {
            let wrong = "wrong codes were entered for your account";
            match limit {
                AttemptLimit::Session => {
                    format!("Too many {wrong} in one session; codes are rejected in that session for a while")
                }
                AttemptLimit::UnverifiedSessions => {
                    format!("Too many {wrong}; codes are rejected in new sessions for a while")
                }
                AttemptLimit::InARow => format!(
                    "A hundred {wrong}; codes are rejected in new sessions until you verify in another way or an \
                     administrator unlocks your account"
                ),
            }
        }
        MemberNotice::Unlocked => "Your account was unlocked; codes are accepted again".to_owned(),
        MemberNotice::MaybeCopied => {
            "A passkey of your account was rejected because it may have been copied".to_owned()
        }
        MemberNotice::SessionEnded => {
            "A session of your account was ended because its refresh token was used twice".to_owned()
        }
        MemberNotice::AddressChanged => {
            "The e-mail address of your account was changed; this address receives no further messages".to_owned()
        }
        MemberNotice::Erased => "Your membership, your authenticators and your e-mail address were erased".to_owned(),
        MemberNotice::MembershipGiven => "You were added to this organization".to_owned(),
    };
    let advice = match notice {
        MemberNotice::MembershipGiven => {
            "Nothing changes for your other organizations until you sign in to this one or accept the membership. If you do \
             not know this organization, you can ignore this message."
        }
        MemberNotice::Erased => {
            "You are no longer a member of this organization. If you did not expect this, contact the organization."
        }
        _ => "If this was not you, contact an administrator of your organization right away. They can reset your MFA.",
    };
    let time = at.strftime("%Y-%m-%d %H:%M:%S");
    let text = format!("{what}.\n\nOrganization: {organization}\nTime: {time} UTC\n\n{advice}\n");
    (format!("{organization}: {what}"), text)
}

/// What was suspended because the member disavowed an authenticator.
fn disavowed(suspended: &BTreeSet<Method>) -> String {
    let names = listed(suspended);
    match suspended.len() {
        0 => {
            "You reported an authenticator as not yours that is suspended or removed already; your sessions were ended"
                .to_owned()
        }
        1 => format!("{} of your account was suspended because you reported it as not yours", sentence_start(&names)),
        _ => format!(
            "{} of your account were suspended because you reported one of them, or one enrolled before them, as not \
             yours",
            sentence_start(&names)
        ),
    }
}

/// The authenticators of these methods, as an enumeration.
pub(super) fn listed(methods: &BTreeSet<Method>) -> String {
    let names: Vec<_> = methods.iter().map(|method| an_authenticator(*method)).collect();
    match &*names {
        [] => "none".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn an_authenticator(method: Method) -> &'static str {
    match method {
        Method::Totp => "an authenticator app",
        Method::Passkey => "a passkey",
        Method::MagicLink => "sign-in by mailed link",
        Method::RecoveryCode => "a recovery code",
    }
}

fn sentence_start(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The lane and the topic of the mail. Notices that an account may have been taken over are urgent.
pub(crate) fn member_topic(notice: &MemberNotice) -> (Lane, &'static str) {
    match notice {
        MemberNotice::Added(_) | MemberNotice::Enabled(_) => (Lane::Urgent, "added"),
        MemberNotice::Removed(_) | MemberNotice::Disabled(_) => (Lane::Urgent, "removed"),
        MemberNotice::Disavowed(_) => (Lane::Urgent, "disavowed"),
        MemberNotice::Reset => (Lane::Urgent, "reset"),
        MemberNotice::CodesRenewed => (Lane::Urgent, "codes"),
        MemberNotice::AddressChanged => (Lane::Urgent, "address"),
        MemberNotice::Erased => (Lane::Urgent, "erased"),
        MemberNotice::CodeUsed => (Lane::Notices, "code_used"),
        MemberNotice::LockedOut(_) => (Lane::Notices, "locked"),
        MemberNotice::Unlocked => (Lane::Notices, "unlocked"),
        MemberNotice::MaybeCopied => (Lane::Notices, "copied"),
        MemberNotice::SessionEnded => (Lane::Notices, "session"),
        MemberNotice::MembershipGiven => (Lane::Notices, "membership"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notice_names_all_suspended_methods() {
        use Method::{MagicLink, Passkey, Totp};
        for (suspended, expected) in [
            (&[Totp][..], "acme: An authenticator app of your account was suspended because you reported it"),
            (&[Totp, Passkey], "acme: An authenticator app and a passkey of your account were suspended"),
            (&[Totp, Passkey, MagicLink], "acme: An authenticator app, a passkey and sign-in by mailed link of your"),
            (&[], "acme: You reported an authenticator as not yours that is suspended or removed already"),
        ] {
            let notice = MemberNotice::Disavowed(suspended.iter().copied().collect());
            let (line, text) = member_mail(&notice, "acme", Timestamp::UNIX_EPOCH);
            assert!(line.starts_with(expected), "{line}");
            assert!(text.starts_with(line.trim_start_matches("acme: ")), "{text}");
        }
    }
}
