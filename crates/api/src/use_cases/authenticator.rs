//! The use cases of a member's own authenticators.

use std::sync::Arc;

use portcullis_domain::{
    ActivateMagicLink, ConfirmPasskey, ConfirmTotp, CountRecoveryCodes, DisavowAuthenticator, EnrolmentMailer,
    GetStatus, ListAuthenticators, ListMethods, Method, MintEnrolmentCode, RemoveAuthenticator, RenameAuthenticator,
    RenewRecoveryCodes, ResetMfa, SendMagicLink, SetEnabled, SetPrimary, SetUpMagicLink, SetUpPasskey, SetUpTotp,
    StepUpRule, UnlockMember,
};

use super::Ports;

pub(crate) struct AuthenticatorUseCases {
    pub(crate) status: GetStatus,
    pub(crate) methods: ListMethods,
    pub(crate) set_up_totp: SetUpTotp,
    pub(crate) set_up_passkey: SetUpPasskey,
    pub(crate) set_up_magic_link: SetUpMagicLink,
    pub(crate) confirm_totp: ConfirmTotp,
    pub(crate) confirm_passkey: ConfirmPasskey,
    pub(crate) send_magic_link: SendMagicLink,
    pub(crate) activate_magic_link: ActivateMagicLink,
    pub(crate) disavow: DisavowAuthenticator,
    pub(crate) set_enabled: SetEnabled,
    pub(crate) set_primary: SetPrimary,
    pub(crate) reset: ResetMfa,
    pub(crate) mint_enrolment_code: MintEnrolmentCode,
    pub(crate) unlock: UnlockMember,
    pub(crate) list: ListAuthenticators,
    pub(crate) rename: RenameAuthenticator,
    pub(crate) remove: RemoveAuthenticator,
    pub(crate) count_recovery_codes: CountRecoveryCodes,
    pub(crate) renew_recovery_codes: RenewRecoveryCodes,
}

impl AuthenticatorUseCases {
    /// `supported`: the methods that members can set up in this installation.
    pub(super) fn new(ports: &Ports, step_up: StepUpRule, supported: Vec<Method>) -> Self {
        let store = || Arc::clone(&ports.store);
        let clock = || Arc::clone(&ports.clock);
        let random = || Arc::clone(&ports.random);
        let sealer = || Arc::clone(&ports.sealer);
        let relying_party = || ports.relying_party.clone();
        let sender = || ports.magic_link_sender.clone();
        let mailer =
            || sender().map(|sender| EnrolmentMailer { random: random(), sealer: sealer(), pages: sender.pages });
        Self {
            status: GetStatus { store: store(), clock: clock() },
            methods: ListMethods { store: store(), clock: clock(), supported },
            set_up_totp: SetUpTotp {
                store: store(),
                clock: clock(),
                random: random(),
                sealer: sealer(),
                mailer: mailer(),
            },
            set_up_passkey: SetUpPasskey {
                store: store(),
                clock: clock(),
                random: random(),
                relying_party: relying_party(),
                mailer: mailer(),
            },
            set_up_magic_link: SetUpMagicLink { store: store(), clock: clock(), random: random(), sender: sender() },
            confirm_totp: ConfirmTotp {
                store: store(),
                clock: clock(),
                random: random(),
                sealer: sealer(),
                mailer: mailer(),
            },
            confirm_passkey: ConfirmPasskey {
                store: store(),
                clock: clock(),
                random: random(),
                sealer: sealer(),
                relying_party: relying_party(),
                mailer: mailer(),
            },
            send_magic_link: SendMagicLink { store: store(), clock: clock(), sender: sender() },
            activate_magic_link: ActivateMagicLink {
                store: store(),
                clock: clock(),
                sealer: sealer(),
                mailer: mailer(),
            },
            disavow: DisavowAuthenticator { store: store(), clock: clock(), sealer: sealer() },
            set_enabled: SetEnabled { store: store(), clock: clock() },
            set_primary: SetPrimary { store: store(), clock: clock() },
            reset: ResetMfa { store: store(), clock: clock(), step_up },
            mint_enrolment_code: MintEnrolmentCode {
                store: store(),
                clock: clock(),
                random: random(),
                sealer: sealer(),
                step_up,
            },
            unlock: UnlockMember { store: store(), clock: clock(), step_up },
            list: ListAuthenticators { store: store(), clock: clock() },
            rename: RenameAuthenticator { store: store(), clock: clock() },
            remove: RemoveAuthenticator { store: store(), clock: clock() },
            count_recovery_codes: CountRecoveryCodes { store: store(), clock: clock() },
            renew_recovery_codes: RenewRecoveryCodes {
                store: store(),
                clock: clock(),
                random: random(),
                sealer: sealer(),
            },
        }
    }
}
