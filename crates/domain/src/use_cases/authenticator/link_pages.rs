//! The pages that mailed links lead to.

/// The addresses of the pages that links lead to. The token follows in the fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPages {
    /// The page that confirms an address.
    pub setup: String,
    /// The page that verifies a login.
    pub login: String,
    /// The page that shows the code that confirms an enrolment.
    pub confirmation: String,
    /// The page that disavows an authenticator.
    pub disavowal: String,
}
