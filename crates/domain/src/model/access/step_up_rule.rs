//! When an administrative call requires a step-up.

/// When an administrative call needs more than the first factor. Operators are never asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepUpRule {
    /// Never. For tests.
    Off,
    /// When it weakens something and its caller could step up: whoever has no authenticator may still undo what they did.
    #[default]
    Weakening,
    /// Always: the caller must be one whom the gate would let pass.
    Required,
}
