//! When and how an authenticator was enrolled.

use jiff::Timestamp;

/// When an authenticator was enrolled, and what stood behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enrolment {
    /// When it became active; `None` if it is pending, or was enrolled before this was stored.
    pub at: Option<Timestamp>,
    /// The time from which it opens administrative writes. Set for an administrator's authenticator that was enrolled while
    /// the organization enforced MFA, and with the help of nothing as strong that opens them itself.
    pub administers_from: Option<Timestamp>,
    /// When a second channel confirmed that its holder enrolled it.
    pub confirmed_at: Option<Timestamp>,
}

impl Enrolment {
    /// The time until which it opens no administrative write, if it opens none at `now`.
    pub fn too_recent_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.administers_from.filter(|from| now < *from && self.confirmed_at.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enrolment_is_too_recent_until_its_time_or_confirmation() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let recent = Enrolment { administers_from: Some(at(100)), ..Enrolment::default() };
        assert_eq!(recent.too_recent_until(at(99)), Some(at(100)));
        assert_eq!(recent.too_recent_until(at(100)), None);
        assert_eq!(Enrolment { confirmed_at: Some(at(50)), ..recent }.too_recent_until(at(60)), None);
        assert_eq!(Enrolment::default().too_recent_until(at(0)), None);
    }
}
