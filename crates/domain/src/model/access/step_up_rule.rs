//! When an administrative call requires a step-up.

/// When an administrative call requires a step-up. Operators are never asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepUpRule {
    /// Never. For tests.
    Off,
    /// When the call weakens something and the caller can step up. A caller without an authenticator may still undo a change.
    #[default]
    Weakening,
    /// Always: the gate must allow the caller.
    Required,
}
