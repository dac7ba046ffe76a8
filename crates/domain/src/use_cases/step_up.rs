//! What administrators must have proved before they change what others are held to.

use crate::model::access::StepUpRule;
use jiff::Timestamp;

use crate::model::access::Decision;
use crate::model::identity::{Actor, Identity};
use crate::model::organization::Organization;
use crate::ports::Transaction;
use crate::use_cases::caller_state::CallerState;
use crate::{Error, Result};

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
