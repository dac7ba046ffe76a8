//! The login at the identity provider that a token comes from, and what a logout there ends.

use jiff::Timestamp;

use crate::model::sealed::Digest;

/// The login that a token comes from: what logouts are compared with. Tokens of ours have none, because their sessions
/// are stored and end themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// The digests by which its logouts are found.
    pub keys: LogoutKeys,
    /// When the subject logged in, as far as the token says: `auth_time`, else `iat`.
    pub at: Option<Timestamp>,
}

/// The digests of a provider session and of its subject, each by every configured key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogoutKeys {
    /// The digests of the session; none if the token names no session.
    pub session: Vec<Digest>,
    /// The digests of the subject.
    pub subject: Vec<Digest>,
}

/// The logouts that were found by [`LogoutKeys`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Logouts {
    /// The last logout of the session: none of its tokens is valid any more.
    pub session: Option<Timestamp>,
    /// The last logout of the subject from all sessions: ends the logins up to that moment.
    pub subject: Option<Timestamp>,
}

impl Login {
    /// Whether one of the logouts ended this login. A logout of the subject ends a login of unknown time, too.
    pub fn is_ended_by(&self, logouts: &Logouts) -> bool {
        logouts.end(self.at)
    }
}

impl Logouts {
    /// Whether they end a login of this time.
    pub fn end(&self, login_at: Option<Timestamp>) -> bool {
        self.session.is_some() || self.subject.is_some_and(|out| login_at.is_none_or(|login| login <= out))
    }
}

impl LogoutKeys {
    /// Returns all digests, of the session and of the subject.
    pub fn all(&self) -> impl Iterator<Item = &Digest> {
        self.session.iter().chain(&self.subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subject_logout_ends_logins_up_to_its_moment() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let subject = |out: i64| Logouts { session: None, subject: Some(at(out)) };
        let session = Logouts { session: Some(at(0)), subject: None };
        for (login, logouts, ended) in [
            (Some(9), subject(10), true),
            (Some(10), subject(10), true),
            (Some(11), subject(10), false),
            (None, subject(10), true),
            (Some(11), session, true),
            (None, Logouts::default(), false),
        ] {
            let login = Login { keys: LogoutKeys::default(), at: login.map(at) };
            assert_eq!(login.is_ended_by(&logouts), ended, "{login:?} {logouts:?}");
        }
    }
}
