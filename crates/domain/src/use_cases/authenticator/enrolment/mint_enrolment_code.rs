//! Makes codes that confirm an enrolment.

use std::sync::Arc;

use jiff::Timestamp;

use crate::model::access::StepUpRule;
use crate::model::audit::Event;
use crate::model::authenticator::{CodeOrigin, ENROLMENT_PURPOSE, EnrolmentCode, RecoveryCode, StoredEnrolmentCode};
use crate::model::identity::{Actor, Identity, SubjectId};
use crate::model::membership::{MemberKind, Permission};
use crate::model::rule::Rule;
use crate::ports::{Clock, Random, Sealer, Store};
use crate::use_cases::authenticator::new_code;
use crate::use_cases::authorize::authorized_write;
use crate::{Error, Result};

/// Makes a code for a member, by which their next enrolment is confirmed. It counts once, within seven days, and replaces
/// the one made before. For owners and administrators, never upward and never for oneself; for clients that provision
/// members, and for operators.
pub struct MintEnrolmentCode {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub random: Arc<dyn Random>,
    /// Seals and digests secrets.
    pub sealer: Arc<dyn Sealer>,
    /// When an administrator must have used an authenticator.
    pub step_up: StepUpRule,
}

/// A new code, which cannot be read again.
pub struct MintedCode {
    /// The code.
    pub code: RecoveryCode,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl MintEnrolmentCode {
    /// Makes a code for `subject`.
    pub fn execute(&self, actor: &Actor, subject: &SubjectId) -> Result<MintedCode> {
        let now = self.clock.now();
        let permission = match actor.identity {
            Identity::Client(_) => Permission::ManageMembers,
            Identity::Caller(_) | Identity::Operator(_) => Permission::ResetOthers,
        };
        let guarded = permission.guarded_by(self.step_up).on_member(subject);
        let code = new_code(&*self.random)?;
        let digest = self.sealer.digest(ENROLMENT_PURPOSE, EnrolmentCode::parse(&code)?.as_bytes())?.digest;
        let expires_at = now.checked_add(StoredEnrolmentCode::MINTED_LIFETIME).map_err(Error::internal)?;
        authorized_write(&*self.store, now, actor, guarded, |tx, acting| {
            acting.reject_self(Rule::OwnEnrolmentCode, subject)?;
            if acting.target()?.kind == MemberKind::Service {
                return Err(Error::RuleBroken(Rule::ServiceNeedsNoCode));
            }
            let (subject, origin) = (subject.clone(), CodeOrigin::Minted);
            let stored = StoredEnrolmentCode { subject: subject.clone(), origin, digest, expires_at, failures: 0 };
            tx.enrolment_codes().put(&acting.organization.id, &stored, now)?;
            acting.record(tx, now, &Event::EnrolmentCodeMinted(subject, expires_at))
        })?;
        Ok(MintedCode { code, expires_at })
    }
}
