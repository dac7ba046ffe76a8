//! What administrators must have proved before they change what others are held to.

use jiff::Timestamp;

use super::Decision;
use crate::authenticator::CallerState;
use crate::identity::{Actor, Identity};
use crate::organization::Organization;
use crate::{Error, Result, Transaction};

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

impl StepUpRule {
    /// Refuses the actor of a change that `weakens` something, or not, if the rule wants more of them. To be called with
    /// the organization as it was before the change.
    pub(crate) fn hold(
        self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        organization: &Organization,
        weakens: bool,
        now: Timestamp,
    ) -> Result<()> {
        let asks = match self {
            Self::Off => false,
            Self::Weakening => weakens,
            Self::Required => true,
        };
        let Identity::Caller(caller) = &actor.identity else { return Ok(()) };
        if !asks {
            return Ok(());
        }
        let caller_state = CallerState::load(tx, caller, organization, now)?;
        caller_state.require_no_step_up()?;
        match caller_state.decision() {
            Decision::Enrol(methods) if self == Self::Required => {
                Err(Error::MustEnrol(methods.iter().copied().collect()))
            }
            _ => Ok(()),
        }
    }
}
