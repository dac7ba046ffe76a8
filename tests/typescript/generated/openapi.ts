export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the public keys that full-access tokens are signed with
         * @description A JSON Web Key Set (RFC 7517). A key is published before it signs, and for as long as tokens that it signed may be valid.
         */
        get: operations["publicKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the process runs
         * @description Depends on nothing else. For supervisors that restart the process.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the caller's authenticators
         * @description The confirmed ones, oldest first. Their secrets are never shown again.
         */
        get: operations["listAuthenticators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/authenticators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove one of the caller's authenticators
         * @description Ends the caller's verified sessions; the recovery codes go with the last authenticator. 403 for the last one that counts while the organization enforces MFA.
         */
        delete: operations["removeAuthenticator"];
        options?: never;
        head?: never;
        /**
         * Rename one of the caller's authenticators
         * @description 1 to 64 characters. Ids of other members' authenticators return 404.
         */
        patch: operations["renameAuthenticator"];
        trace?: never;
    };
    "/mfa/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the access decision about the caller
         * @description `decision` is `allow`, `step_up`, `enrol` or `deny`. `reason` says why access is allowed, `deadline` until when without MFA, `methods` what can be used or enrolled, `links` where.
         */
        get: operations["mfaDecision"];
        put?: never;
        /**
         * Get and explain the gate's decision about the subject of a token
         * @description For clients that `PORTCULLIS_DECIDERS` names and whose tokens have the scope `portcullis.decide`. `rule` is the first that applied: 1 no membership, 2 a service, 3 evidence, 4 an authenticator to use, 5 MFA is not required, 6 an authenticator to enrol; 0 if the token is not accepted. `member` has the policy, the deadline and the evidence that the decision rests on.
         */
        post: operations["decideFor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch off a kind of authenticator
         * @description Ends the sessions that were verified with it. 403 for the last authenticator that counts while the organization enforces MFA.
         */
        post: operations["disableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch on a kind of authenticator
         * @description 400 for a kind that was not set up.
         */
        post: operations["enableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Decide about a request on behalf of a gateway
         * @description For nginx `auth_request`, Caddy `forward_auth`, Traefik ForwardAuth and Envoy `ext_authz`. Takes any method. `/mfa/gate/{profile}/…` decides by one of the operator's profiles; the rest of the path and the query are ignored. The caller is identified by the bearer token or, without one, by the profile's cookie, and by no other header. 200: allowed; the headers `X-Portcullis-Subject`, `-Organization`, `-Decision`, `-Amr` and `-Policy-Version` are always set, to `none` where they have no value. 401: the token is missing or invalid, or an authenticator must be used first (RFC 9470). 403: an authenticator must be enrolled first, or access is denied. 503: no decision is possible. Every error has the headers `X-Portcullis-Code`, `-Methods`, `-Deadline` and `-Location`.
         */
        get: operations["mfaGate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/magic-link/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that the member receives mail at the address that links go to
         * @description Takes no `Authorization`: the token of the mail names the member. It verifies no session.
         */
        post: operations["activateMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/magic-link/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a link to the caller's own address
         * @description Takes no body. The link is valid once, for ten minutes, in the session that asked for it, and invalidates the one before. The code on its page is sent to `/mfa/verify-login` as `token`. Five an hour for each member. 404 for callers without an address, 400 for callers who have not set up links.
         */
        post: operations["sendMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the kinds of authenticators and their status for the caller
         * @description `isAvailable` is false where the installation does not offer a kind or the organization does not allow it.
         */
        get: operations["mfaMethods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the audit log of the caller's organization, newest entries first
         * @description Entries are numbered from 1 without gaps, in the order of their commits.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/enforce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Require MFA of every member of the caller's organization, or stop requiring it
         * @description For owners and administrators. The organization is the one that the token names or, if it names none, the caller's only one. 200 means that the change and its audit entry are committed durably. The call is idempotent: repeating it returns 200 and changes nothing. After a 500 the outcome is unknown and the call can be repeated. Unknown fields of the body are ignored.
         */
        post: operations["enforceOrganizationMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the members who confirmed an authenticator, by day
         * @description From the audit log; each member counts once a day. Days are in UTC, and days without enrolments are left out.
         */
        get: operations["countEnrolments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/exemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members who are exempt now, by subject
         * @description Expired exemptions are not listed; the audit log has them.
         */
        get: operations["listMfaExemptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of the caller's organization and their MFA status
         * @description By subject. `state` is the gate's decision in the member's latest verified session, by what was proved here; the identity provider's own MFA is known from tokens alone: `verified`, `enrolled` (holds an authenticator that counts), `in_grace`, `overdue`, `exempt`, `not_required` or `service`. A page may hold fewer members than asked for and still have a `next`. With `Accept: text/csv` the answer is CSV; the next page's `after` is then in the header `X-Next-After`, and cells that a spreadsheet would take for a formula begin with an apostrophe.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the members of the caller's organization by MFA status
         * @description The statuses are those of the list.
         */
        get: operations["countMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members/{subject}/deadline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the deadline of one member, later or sooner than the policy's
         * @description At most 90 days ahead; a past moment means now. Callers cannot set their own deadline; services have none; administrators cannot set an owner's. A later deadline is notified to every administrator by mail.
         */
        put: operations["setMfaDeadline"];
        post?: never;
        /**
         * Remove the deadline of one member, so that the policy's applies
         * @description 404 if the member has no deadline of their own.
         */
        delete: operations["clearMfaDeadline"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/members/{subject}/exemption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Exempt one member from MFA for a limited time
         * @description At most 90 days, with a reason. Callers cannot exempt themselves; services need no exemption; administrators cannot exempt an owner. A member who has an authenticator must still use it. Every administrator is notified by mail.
         */
        put: operations["grantMfaExemption"];
        post?: never;
        /**
         * End the exemption of one member before it expires
         * @description 404 if the member is not exempt. Callers can end their own exemption.
         */
        delete: operations["endMfaExemption"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the policy of the caller's organization
         * @description `ETag` is its version, to be sent as `If-Match` with a change. `demandSince` is the moment from which grace periods are counted, while MFA is enforced.
         */
        get: operations["mfaPolicy"];
        /**
         * Replace the policy of the caller's organization
         * @description `If-Match` with the version that the caller saw is required: 428 without it, 412 if the policy has changed since. `If-Plan` may carry a plan's fingerprint: 409 if more members would have to enrol than was planned. Every field is required, and unknown ones are rejected. Allowing fewer methods is a new requirement: members have the grace period to meet it, in which their present authenticators still count. Weakening the policy needs a verified session of callers who have an authenticator; every administrator is notified of it by mail.
         */
        put: operations["changeMfaPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/organization/policy/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show what a policy would mean for every member, before it is written
         * @description Changes nothing. Returns how many members would pass, step up, be in grace (and must enrol by which day, in UTC), have to enrol at once, are exempt or services; the decision about the caller (`you`); and a fingerprint to send as `If-Plan` with the change. With `group`: the members of that group. A member counts as verified by any session here that has not ended; the identity provider's own MFA is known from tokens alone.
         */
        post: operations["planMfaPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/passkey/auth-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a challenge to use a passkey on
         * @description Takes no body. The answer is sent to `/mfa/verify-login` within five minutes, in the same session, once. `challenge` is in base64, the ids in base64url as browsers have them. 400 for callers without a passkey.
         */
        post: operations["passkeyAuthOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/passkey/complete-registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the passkey that `/mfa/setup` began
         * @description The challenge is used up, whether the answer is right or not. Binary values may be in base64url or base64, `clientExtensionResults` in either place. Registering is not using: the session has not passed the second factor yet.
         */
        post: operations["completePasskeyRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/passkey/complete-registration-1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the passkey that `/mfa/setup` began
         * @description The challenge is used up, whether the answer is right or not. Binary values may be in base64url or base64, `clientExtensionResults` in either place. Registering is not using: the session has not passed the second factor yet.
         */
        post: operations["completePasskeyRegistration1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/primary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prefer a kind of authenticator
         * @description 400 for a kind of which the caller has no active authenticator.
         */
        post: operations["setPrimaryMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the caller's unused recovery codes
         * @description The codes themselves are shown only once.
         */
        get: operations["countRecoveryCodes"];
        put?: never;
        /**
         * Replace the caller's recovery codes
         * @description Takes no body. The new codes are shown only once, and the old ones are invalid. For callers with an authenticator that counts.
         */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the next full-access token
         * @description Decides anew. A refresh token is valid once; `refreshToken` and `refresh_token` are the same field. A replaced one still gets a successor for 30 seconds; later its use ends the session.
         */
        post: operations["refreshMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove all authenticators of the caller or of another member
         * @description Without a body, or without `resetUserId`, the caller's own. Owners and administrators can reset other members of their organization; only owners can reset an owner. Other fields, `enable` among them, are ignored.
         */
        post: operations["resetMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the caller's sessions that passed the second factor
         * @description Newest first, at most 100.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of the caller's sessions
         * @description Its tokens are invalid from then on, at this API at once. The first factor is enough, because ending a session grants nothing.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set up an authenticator
         * @description `GOOGLE_AUTH` returns a secret, its QR code and ten recovery codes, shown only once, to be confirmed within ten minutes; an existing one stays valid until then. `PASSKEY` returns a challenge to answer within five minutes, in parts and, as `publicKey`, whole, for `PublicKeyCredential.parseCreationOptionsFromJSON`. `MAGIC_LINK` sends a link to the member's own address. The authenticator counts after `/mfa/verify-setup` in the same session or, for links, `/mfa/magic-link/activate`.
         */
        post: operations["setUpMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the MFA status of the caller
         * @description `isEnabled`: an authenticator counts. `isEnforced`: the organization enforces MFA. `isRequired`: MFA is or will be required of the caller. `sessionVerified`: this session passed the second factor. All are false for a caller without an organization.
         */
        get: operations["mfaStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/verify-login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use an authenticator, so that the session passes the second factor
         * @description From then on the same token passes, if it names the identity provider's session; the full-access token passes in any case. A recovery code is sent as a code of `GOOGLE_AUTH`. Five wrong codes of a member in a row lead to a pause of 15 minutes, doubling up to an hour. Other fields, `sessionId`, `ipAddress` and `userAgent` among them, are ignored.
         */
        post: operations["verifyMfaLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mfa/verify-setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an authenticator that was set up, from which on it counts
         * @description Wrong codes are counted like those of `/mfa/verify-login`. Confirming is not using: the session has not passed the second factor yet.
         */
        post: operations["verifyMfaSetup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get this document
         * @description OpenAPI 3.1.
         */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organization/{orgId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the caller's own organization
         * @description Fields that Portcullis does not store are null. Every other organization is 403, whether it exists or not. Errors have `message` where those of other routes have `error`.
         */
        get: operations["organization"];
        /**
         * Require MFA in the caller's own organization, or stop requiring it
         * @description The same as `POST /mfa/organization/enforce`. Only `mfaEnforced` can be written; other fields are ignored.
         */
        put: operations["changeOrganization"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Create, restore or rename an organization
         * @description The id is the identity provider's. The call is idempotent. An organization that was removed is restored with its policy, its members and its audit log.
         */
        put: operations["putOrganization"];
        post?: never;
        /**
         * Remove an organization
         * @description Takes effect at once: its members are members no longer, and the gate denies them. The call is idempotent: removing it again returns 200.
         */
        delete: operations["removeOrganization"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/members/{subject}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Add or update a member of an organization
         * @description Absent fields keep their values; a new member is a person with the role USER unless the body says otherwise. The call is idempotent. A new administrator of an organization that enforces MFA must hold an authenticator that counts there, or the body must give an `overrideReason`: 409 otherwise. The last owner stays an owner: 409.
         */
        put: operations["putMember"];
        post?: never;
        /**
         * Remove a member from an organization
         * @description Takes effect at once and ends the member's sessions. The call is idempotent: removing a subject that is not a member returns 200. The last owner cannot be removed: 409.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that requests can be served
         * @description 200 if the database answers, its schema is not older than the program, and the identity provider's keys are loaded. For load balancers.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/user/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the next full-access token
         * @description Decides anew. A refresh token is valid once; `refreshToken` and `refresh_token` are the same field. A replaced one still gets a successor for 30 seconds; later its use ends the session.
         */
        post: operations["refreshUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The token of a link. */
        ActivateRequest: {
            /** @description The token in the link. */
            token: string;
        };
        /**
         * @description Why access is allowed.
         * @enum {string}
         */
        AllowReason: "service" | "verified" | "not_required" | "exempt" | "grace";
        /** @description A passkey of the caller. */
        AllowedCredential: {
            /** @description The id, in base64url. */
            id: string;
            /** @enum {string} */
            type: "public-key";
        };
        /**
         * @description A method that a policy can allow.
         * @enum {string}
         */
        AllowedMethodName: "GOOGLE_AUTH" | "PASSKEY" | "MAGIC_LINK" | "IDENTITY_PROVIDER";
        /** @description The allowed methods: at least one. */
        AllowedMethodNames: ("GOOGLE_AUTH" | "PASSKEY" | "MAGIC_LINK" | "IDENTITY_PROVIDER")[];
        /** @description What `navigator.credentials.get` returned, as JSON. */
        AssertionCredential: {
            authenticatorAttachment?: string;
            clientExtensionResults?: {
                appid?: boolean;
                credProps?: {
                    rk?: boolean;
                };
            };
            id: string;
            rawId: string;
            response: {
                authenticatorData: string;
                clientDataJSON: string;
                signature: string;
                userHandle?: string;
            };
            /** @enum {string} */
            type: "public-key";
        };
        /** @description The actor of an entry. */
        AuditActor: {
            /** @description The issuer of the token. */
            issuer?: string;
            /** @enum {string} */
            kind: "subject" | "operator";
            /** @description The subject, or the name of the operator. */
            name: string;
            /** @description The id of the token. */
            tokenId?: string;
        };
        /** @description A value before and after the action. */
        AuditChange: {
            after: null | boolean | string;
            before: null | boolean | string;
            field: string;
        };
        /** @description An entry of the audit log. */
        AuditEntry: {
            /** @description What was done: `policy.enforce`. */
            action: string;
            actor: components["schemas"]["AuditActor"];
            at: components["schemas"]["Moment"];
            changes: components["schemas"]["AuditChange"][];
            outcome: components["schemas"]["OutcomeName"];
            /**
             * Format: int64
             * @description The version of the policy after the action.
             */
            policyVersion: number;
            requestId?: string;
            /**
             * Format: int64
             * @description The number of the entry, from 1 without gaps.
             */
            sequence: number;
            /** @description The address that the request came from. */
            source?: string;
            target: components["schemas"]["AuditTarget"];
        };
        /** @description A page of the audit log. */
        AuditPage: {
            entries: components["schemas"]["AuditEntry"][];
            /**
             * Format: int64
             * @description The `before` of the next page.
             */
            next?: number;
        };
        /** @description What an entry is about. */
        AuditTarget: {
            /** @enum {string} */
            kind: "organization" | "policy" | "member";
            subject?: components["schemas"]["Subject"];
        };
        /** @description An authenticator. */
        Authenticator: {
            createdAt: components["schemas"]["Moment"];
            id: components["schemas"]["AuthenticatorKey"];
            /** @description Whether it is switched on. */
            isEnabled: boolean;
            lastUsedAt?: components["schemas"]["Moment"];
            name: string;
            type: components["schemas"]["MfaType"];
        };
        /**
         * Format: uuid
         * @description The id of an authenticator.
         */
        AuthenticatorKey: string;
        /** @description The name that its holder gives an authenticator: 1 to 64 characters. */
        AuthenticatorLabel: string;
        AuthenticatorSelection: {
            authenticatorAttachment?: string;
            requireResidentKey: boolean;
            residentKey?: string;
            userVerification: string;
        };
        /** @description The argument of `PublicKeyCredential.parseCreationOptionsFromJSON`; binary values are in base64url. */
        CreationOptions: {
            attestation?: string;
            attestationFormats?: string[];
            authenticatorSelection?: components["schemas"]["AuthenticatorSelection"];
            challenge: string;
            /** @description The passkeys that the caller has already. */
            excludeCredentials?: components["schemas"]["CredentialDescriptor"][];
            extensions?: components["schemas"]["RegistrationExtensions"];
            hints?: string[];
            pubKeyCredParams: components["schemas"]["CredentialParameters"][];
            rp: components["schemas"]["RelyingParty"];
            /** Format: int32 */
            timeout?: number;
            user: components["schemas"]["User"];
        };
        CredentialDescriptor: {
            id: string;
            transports?: string[];
            type: string;
        };
        CredentialParameters: {
            /**
             * Format: int64
             * @description A COSE algorithm.
             */
            alg: number;
            type: string;
        };
        /** @description The policy in force. */
        CurrentPolicy: {
            /** @description While MFA is enforced: the moment from which grace periods are counted. */
            demandSince?: components["schemas"]["Moment"];
            policy: components["schemas"]["Policy"];
            /**
             * Format: int64
             * @description The version of the policy.
             */
            version: number;
        };
        /** @description The deadline that was set. */
        Deadline: {
            deadline: components["schemas"]["Moment"];
        };
        /** @description The deadline of one member. */
        DeadlineRequest: {
            /** @description The moment from which MFA is required of the member: at most 90 days ahead. A past moment means now. */
            deadline: components["schemas"]["Moment"];
            reason: components["schemas"]["Reason"];
        };
        /** @description What the caller must do, if anything. */
        Decision: {
            /** @description The end of the exemption or the grace period. */
            deadline?: components["schemas"]["Moment"];
            /** @enum {string} */
            decision: "allow";
            reason: components["schemas"]["AllowReason"];
        } | {
            /** @enum {string} */
            decision: "step_up";
            links: {
                /** @description The path to verify at. */
                verify: string;
            };
            /** @description The methods that the caller can use. */
            methods: components["schemas"]["MethodName"][];
        } | {
            /** @enum {string} */
            decision: "enrol";
            links: {
                /** @description The path to enrol at. */
                enrol: string;
            };
            /** @description The methods that the caller can enrol. */
            methods: components["schemas"]["AllowedMethodName"][];
        } | {
            /** @enum {string} */
            decision: "deny";
        };
        /** @description The subject to decide about, and the profile to decide by. */
        DecisionRequest: {
            /** @description The gate profile; by default `default`. */
            profile?: string | null;
            /** @description The subject's token. */
            token: string;
        };
        /** @description The device, for the name of a passkey: its `name`, or else its `browser` and `os`. Other fields are ignored. */
        DeviceInfo: {
            browser?: string | null;
            name?: string | null;
            os?: string | null;
        };
        /** @description An OpenAPI 3.1 document, of which these are the members that every one has. */
        Document: {
            info: {
                title: string;
                version: string;
            };
            openapi: string;
        };
        /** @description An e-mail address. */
        Email: string;
        /** @description Whether MFA is to be enforced. */
        EnforceRequest: {
            /** @description Whether every member must use MFA from now on. */
            enforced: boolean;
        };
        /** @description The enrolments of one day. */
        EnrolmentCount: {
            /** @description The day, in UTC. */
            day: string;
            /** Format: int64 */
            members: number;
        };
        /** @description The members who must enrol by one day. */
        EnrolmentDay: {
            /** Format: int64 */
            count: number;
            /** @description The day, in UTC. */
            day: string;
        };
        /** @description The body of an error response. */
        Error: {
            /**
             * @description The error code, where the caller can resolve the error: `authentication.insufficient`, `attempts.exhausted` or
             *     `enrolment.required`.
             */
            code?: string;
            /**
             * Format: date-time
             * @description At the gate: the moment from which MFA is required of the caller.
             */
            deadline?: string;
            /** @description At the gate: the page to enrol on. */
            enrolUrl?: string;
            /** @description What is wrong, for people. Programs use the status and the header `X-Error-Code`. */
            error: string;
            /** @description The methods to use or to enrol. */
            methods?: string[];
            /** @enum {boolean} */
            success: false;
        };
        /** @description One verification of the session. */
        Evidence: {
            /** @description Whether the decision rests on it. */
            decided: boolean;
            means: components["schemas"]["MeansName"];
            /** @description Whether the method resists phishing. */
            phishingResistant: boolean;
            /** @description The moment of the verification. */
            verifiedAt: components["schemas"]["Moment"];
        };
        /** @description An exemption from MFA. */
        Exemption: {
            grantedAt: components["schemas"]["Moment"];
            /** @description The subject of the administrator, or the name of the operator. */
            grantedBy: string;
            reason: components["schemas"]["Reason"];
            subject: components["schemas"]["Subject"];
            /** @description The end of the exemption. */
            until: components["schemas"]["Moment"];
        };
        /** @description The exemption of one member. */
        ExemptionRequest: {
            reason: components["schemas"]["Reason"];
            /** @description The end of the exemption: at most 90 days ahead. */
            until: components["schemas"]["Moment"];
        };
        /** @description A page of exemptions. */
        ExemptionsPage: {
            exemptions: components["schemas"]["Exemption"][];
            /** @description The `after` of the next page. */
            next?: components["schemas"]["Subject"];
        };
        /** @description A decision and what it rests on. */
        Explanation: components["schemas"]["Decision"] & {
            /** @description The rule in words. */
            because: string;
            member?: components["schemas"]["MemberFacts"];
            /** @description The gate profile. */
            profile: string;
            /**
             * Format: int32
             * @description The first rule that applied: 1 no membership, 2 a service, 3 evidence, 4 an authenticator to use, 5 MFA is not
             *     required, 6 an authenticator to enrol; 0 if the token is not accepted.
             */
            rule: number;
        };
        /** @description The days in which a member may enrol, counted from the requirement or from joining: 0 to 90. */
        GraceDays: number;
        /** @description The number of members in each group. */
        GroupCounts: {
            /**
             * Format: int64
             * @description Have to enrol at once.
             */
            enrolNow: number;
            /**
             * Format: int64
             * @description Are exempt.
             */
            exempt: number;
            /**
             * Format: int64
             * @description Are in grace.
             */
            inGrace: number;
            /**
             * Format: int64
             * @description Pass.
             */
            pass: number;
            /**
             * Format: int64
             * @description Are services.
             */
            services: number;
            /**
             * Format: int64
             * @description Have to step up.
             */
            stepUp: number;
        };
        /** @description The proof that the caller used an authenticator. */
        LoginProof: {
            /** @description For one-time passwords: six digits, or a recovery code. */
            code?: string | null;
            credential?: components["schemas"]["AssertionCredential"] | null;
            mfaType: components["schemas"]["MfaType"];
            /** @description For links: the token that the page behind the link shows. */
            token?: string | null;
        };
        /** @description The address that a link was sent to. */
        MagicLinkSetup: {
            email: string;
            /** @enum {boolean} */
            verificationRequired: true;
        };
        /** @description The seconds for which a verification counts: 300 to 2592000. */
        MaximumAgeSeconds: number;
        /**
         * @description What the session was verified with.
         * @enum {string}
         */
        MeansName: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY" | "RECOVERY_CODE" | "IDENTITY_PROVIDER";
        /** @description A member and their MFA status. */
        Member: {
            /** @description The moment from which MFA is required of the member. */
            deadline?: components["schemas"]["Moment"];
            email?: components["schemas"]["Email"];
            /** @description The end of the member's exemption. */
            exemptUntil?: components["schemas"]["Moment"];
            kind: components["schemas"]["MemberKindName"];
            /** @description The kinds of the member's active authenticators. */
            methods: components["schemas"]["MethodName"][];
            role: components["schemas"]["RoleNumber"];
            roleName: components["schemas"]["RoleName"];
            state: components["schemas"]["MemberStateName"];
            subject: components["schemas"]["Subject"];
            /** @description The moment of the member's latest verification. */
            verifiedAt?: components["schemas"]["Moment"];
        };
        /** @description The number of members of each status. */
        MemberCounts: {
            /** Format: int64 */
            enrolled: number;
            /** Format: int64 */
            exempt: number;
            /** Format: int64 */
            in_grace: number;
            /** Format: int64 */
            not_required: number;
            /** Format: int64 */
            overdue: number;
            /** Format: int64 */
            service: number;
            /** Format: int64 */
            verified: number;
        };
        /** @description The facts about the member. */
        MemberFacts: {
            /** @description The methods that the policy allows. */
            allowedMethods: components["schemas"]["AllowedMethodName"][];
            /** @description The kinds of the member's active authenticators. */
            authenticators: components["schemas"]["MethodName"][];
            /** @description Whether the requirement applies to the member now. */
            binding: boolean;
            /** @description The moment from which MFA is required of the member. */
            deadline?: components["schemas"]["Moment"];
            /** @description Whether the organization requires MFA. */
            enforced: boolean;
            /** @description The verifications of the session. */
            evidence: components["schemas"]["Evidence"][];
            /** @description The end of the member's exemption. */
            exemptUntil?: components["schemas"]["Moment"];
            /**
             * Format: int32
             * @description The seconds for which a verification counts.
             */
            maximumAgeSeconds: number;
            organization: components["schemas"]["Organization"];
            /**
             * Format: int64
             * @description The version of the policy.
             */
            policyVersion: number;
            subject: components["schemas"]["Subject"];
            /** @description The expiry of the token. */
            tokenExpiresAt: components["schemas"]["Moment"];
        };
        /**
         * @description The kind of a membership: a person or a machine.
         * @enum {string}
         */
        MemberKindName: "person" | "service";
        /** @description The member. Absent fields keep their values. */
        MemberRequest: {
            email?: components["schemas"]["Email"] | null;
            kind?: components["schemas"]["MemberKindName"] | null;
            overrideReason?: components["schemas"]["Reason"] | null;
            role?: components["schemas"]["RoleNumber"] | null;
        };
        /**
         * @description The MFA status of a member.
         * @enum {string}
         */
        MemberStateName: "verified" | "enrolled" | "in_grace" | "overdue" | "exempt" | "not_required" | "service";
        /** @description A page of members. */
        MembersPage: {
            members: components["schemas"]["Member"][];
            /** @description The `after` of the next page. */
            next?: components["schemas"]["Subject"];
        };
        /** @description The body of an error response of `/organization/{orgId}`, as the contract has it. */
        MessageError: {
            /** @description The error code, where the caller can resolve the error: `authentication.insufficient` or `enrolment.required`. */
            code?: string;
            data: null;
            /** @description What is wrong, for people. Programs use the status and the header `X-Error-Code`. */
            message: string;
            /** @description The methods to use or to enrol. */
            methods?: string[];
            /** @enum {boolean} */
            success: false;
        };
        /** @description A kind of authenticator and its status for the caller. */
        Method: {
            description: string;
            /** @description Whether it is offered by the installation and allowed by the organization. */
            isAvailable: boolean;
            /** @description Whether the caller has set it up. */
            isConfigured: boolean;
            /** @description Whether it is switched on. */
            isEnabled: boolean;
            name: string;
            type: components["schemas"]["MfaType"];
        };
        /**
         * @description A kind of authenticator, or a recovery code in place of one.
         * @enum {string}
         */
        MethodName: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY" | "RECOVERY_CODE";
        /** @description A kind of authenticator. */
        MethodRequest: {
            mfaType: components["schemas"]["MfaType"];
        };
        /**
         * @description A kind of authenticator.
         * @enum {string}
         */
        MfaType: "GOOGLE_AUTH" | "MAGIC_LINK" | "PASSKEY";
        /**
         * Format: date-time
         * @description A moment, as in RFC 3339.
         */
        Moment: string;
        /** @description An organization, as the identity provider names it. */
        Organization: string;
        /** @description The writable fields of an organization. */
        OrganizationRequest: {
            /** @description Whether every member must use MFA from now on. */
            mfaEnforced: boolean;
        };
        /** @description The display name of an organization: 1 to 200 characters. */
        OrganizationTitle: string;
        /**
         * @description The outcome of an audited action.
         * @enum {string}
         */
        OutcomeName: "changed" | "unchanged" | "refused";
        /** @description What a browser needs to use a passkey. */
        PasskeyOptions: {
            allowCredentials: components["schemas"]["AllowedCredential"][];
            /** @description The challenge, in base64. */
            challenge: string;
            rpId: string;
            /**
             * Format: int64
             * @description The time to answer, in milliseconds.
             */
            timeout: number;
            /** @enum {string} */
            userVerification: "required";
        };
        /** @description A new passkey. */
        PasskeyRegistration: {
            /** @description The challenge that the credential answers, in base64. */
            challenge: string;
            credential: components["schemas"]["RegistrationCredential"];
        };
        /** @description What a browser needs to create a passkey. */
        PasskeySetup: {
            /** @description The challenge, in base64. */
            challenge: string;
            origin: string;
            publicKey: components["schemas"]["CreationOptions"];
            rpID: string;
            rpName: string;
            /** @description The user handle, in base64. */
            userId: string;
            userName: string;
        };
        /** @description What a policy would mean. */
        Plan: {
            counts: components["schemas"]["GroupCounts"];
            /** @description The members in grace by the day until which they must enrol. */
            enrolBy: components["schemas"]["EnrolmentDay"][];
            /** @description The fingerprint of the plan, for `If-Plan`. */
            fingerprint: string;
            /**
             * Format: int64
             * @description The version of the present policy.
             */
            version: number;
            you?: components["schemas"]["Decision"];
        };
        /** @description The members of one group. */
        PlanGroupMembers: {
            group: components["schemas"]["PlanGroupName"];
            members: components["schemas"]["Subject"][];
            /** @description The `after` of the next page. */
            next?: components["schemas"]["Subject"];
        };
        /**
         * @description What a planned policy would mean for a member.
         * @enum {string}
         */
        PlanGroupName: "pass" | "stepUp" | "inGrace" | "enrolNow" | "exempt" | "services";
        /** @description The plan, or one group of it. */
        PlanOrGroup: components["schemas"]["Plan"] | components["schemas"]["PlanGroupMembers"];
        /** @description The MFA policy of an organization. */
        Policy: {
            allowedMethods: components["schemas"]["AllowedMethodNames"];
            /** @description Whether every member must use MFA. */
            enforced: boolean;
            gracePeriodDays: components["schemas"]["GraceDays"];
            maximumAgeSeconds: components["schemas"]["MaximumAgeSeconds"];
        };
        /** @description A public key (RFC 7517). */
        PublicKey: {
            alg?: string;
            crv: string;
            kid: string;
            kty: string;
            use: string;
            x: string;
            y?: string;
        };
        /** @description A JSON Web Key Set. */
        PublicKeys: {
            keys: components["schemas"]["PublicKey"][];
        };
        /** @description The organization. */
        PutOrganizationRequest: {
            name: components["schemas"]["OrganizationTitle"];
        };
        /** @description The reason for an exception: 1 to 500 characters. */
        Reason: string;
        /** @description A new set of recovery codes. */
        RecoveryCodes: {
            backupCodes: string[];
        };
        /** @description The refresh token, under either name. */
        RefreshRequest: {
            /** @description The token of `/mfa/verify-login` or of the refresh before. */
            refreshToken: string;
        };
        /** @description The next tokens of the session. */
        RefreshedSession: {
            /** @description A full-access token. */
            accessToken: string;
            /**
             * Format: int64
             * @description The expiry of the full-access token, in seconds since 1970.
             */
            expiresAt: number;
            /** @description The next refresh token. */
            refreshToken: string;
            /** @enum {boolean} */
            success: true;
            /** @description The same token, under another name. */
            token: string;
        };
        /** @description What `navigator.credentials.create` returned, as JSON. */
        RegistrationCredential: {
            authenticatorAttachment?: string;
            clientExtensionResults?: {
                appid?: boolean;
                credProps?: {
                    rk?: boolean;
                };
            };
            id: string;
            rawId: string;
            response: {
                attestationObject: string;
                clientDataJSON: string;
                transports?: string[];
            };
            /** @enum {string} */
            type: "public-key";
        };
        /** @description The extensions of a registration. */
        RegistrationExtensions: {
            credProps?: boolean;
            credentialProtectionPolicy?: string;
            enforceCredentialProtectionPolicy?: boolean;
            hmacCreateSecret?: boolean;
            minPinLength?: boolean;
            uvm?: boolean;
        };
        RelyingParty: {
            id: string;
            name: string;
        };
        /** @description The number of unused recovery codes. */
        RemainingRecoveryCodes: {
            /** Format: int64 */
            remaining: number;
        };
        /** @description The new name. */
        RenameRequest: {
            name: components["schemas"]["AuthenticatorLabel"];
        };
        /** @description The member to reset. */
        ResetRequest: {
            /** @description Another member; by default the caller. */
            resetUserId?: string | null;
        };
        /**
         * @description The name of a role.
         * @enum {string}
         */
        RoleName: "USER" | "BILLING" | "WORKSPACES" | "ADMINISTRATORS" | "OWNER";
        /**
         * @description The number of a role: 0 USER, 1 BILLING, 2 WORKSPACES, 254 ADMINISTRATORS, 255 OWNER.
         * @enum {integer}
         */
        RoleNumber: 0 | 1 | 2 | 254 | 255;
        /** @description A verified session. */
        Session: {
            id: components["schemas"]["SessionKey"];
            method: components["schemas"]["MethodName"];
            verifiedAt: components["schemas"]["Moment"];
        };
        /**
         * Format: uuid
         * @description The id of a session.
         */
        SessionKey: string;
        /** @description What the caller needs to finish the setup. */
        Setup: components["schemas"]["TotpSetup"] | components["schemas"]["PasskeySetup"] | components["schemas"]["MagicLinkSetup"];
        /** @description The proof that the caller holds the authenticator. */
        SetupProof: {
            /** @description For one-time passwords: six digits. */
            code?: string | null;
            credential?: components["schemas"]["RegistrationCredential"] | null;
            mfaType: components["schemas"]["MfaType"];
        };
        /** @description The kind of authenticator to set up. */
        SetupRequest: {
            deviceInfo?: components["schemas"]["DeviceInfo"] | null;
            /** @description For links: the member's own address, if any. Ignored for the other kinds. */
            email?: string | null;
            mfaType: components["schemas"]["MfaType"];
        };
        /** @description The MFA status of a member. */
        Status: {
            enabledMethods: components["schemas"]["MfaType"][];
            /** @description Whether an authenticator counts. */
            isEnabled: boolean;
            /** @description Whether the organization enforces MFA. */
            isEnforced: boolean;
            /** @description Whether MFA is or will be required of the caller. */
            isRequired: boolean;
            primaryMethod?: components["schemas"]["MfaType"];
            /** @description Whether this session passed the second factor. */
            sessionVerified: boolean;
        };
        /** @description A subject, as the identity provider names it. */
        Subject: string;
        /** @description An answer that only confirms what was done. */
        Success: {
            /** @description What was done, for people. */
            message: string;
            /** @enum {boolean} */
            success: true;
        };
        /** @description A one-time password and the recovery codes in its place. */
        TotpSetup: {
            backupCodes: string[];
            /** @description A QR code of the secret, as a `data:` URI. */
            qrCode: string;
            /** @description The secret, in base32. */
            secret: string;
        };
        /** @description The organization after the change. */
        UpdatedOrganization: {
            data: components["schemas"]["Organization"];
            /** @description What was done, for people. */
            message: string;
            /** @enum {boolean} */
            success: true;
        };
        User: {
            displayName: string;
            id: string;
            name: string;
        };
        /** @description The tokens of a verified session. */
        VerifiedLogin: {
            /** @description A token for this session, to be verified with the keys at `/.well-known/jwks.json`. */
            fullAccessToken: string;
            /** @description What was done, for people. */
            message: string;
            /** @description The token to get the next full-access token with. */
            refreshToken: string;
            /** @enum {boolean} */
            success: true;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    publicKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicKeys"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
        };
    };
    listAuthenticators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Authenticator"][];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` in the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    renameAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` in the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Phone"
                 *     }
                 */
                "application/json": components["schemas"]["RenameRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    mfaDecision: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Decision"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    decideFor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"
                 *     }
                 */
                "application/json": components["schemas"]["DecisionRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Explanation"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.decide"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    disableMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": components["schemas"]["MethodRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    enableMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": components["schemas"]["MethodRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    mfaGate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    activateMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "0000000000000000000000000000000000000000000000000000000000000000"
                 *     }
                 */
                "application/json": components["schemas"]["ActivateRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    sendMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    mfaMethods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Method"][];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description The entries of this action: `policy.enforce`. */
                action?: string;
                /** @description The entries of this subject, or of the operator of this name. */
                actor?: string;
                /** @description The entries about this member. */
                member?: string;
                /** @description The entries with this outcome. */
                outcome?: "changed" | "unchanged" | "refused";
                /** @description The entries from this moment on, as in RFC 3339. */
                from?: string;
                /** @description The entries before this moment, as in RFC 3339. */
                until?: string;
                /** @description The `next` of the page before: entries with a lower number. */
                before?: number;
                /** @description The number of entries on a page: 1 to 1000, by default 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditPage"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    enforceOrganizationMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enforced": true
                 *     }
                 */
                "application/json": components["schemas"]["EnforceRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    countEnrolments: {
        parameters: {
            query?: {
                /** @description The number of days to look back: 1 to 366, by default 30. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EnrolmentCount"][];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listMfaExemptions: {
        parameters: {
            query?: {
                /** @description The `next` of the page before. */
                after?: string;
                /** @description The number of members on a page: 1 to 1000, by default 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ExemptionsPage"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description The members of this status. */
                state?: "verified" | "enrolled" | "in_grace" | "overdue" | "exempt" | "not_required" | "service";
                /** @description The members whose subject or address contains this text, whatever its case. */
                q?: string;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description The largest number of members on a page: 1 to 1000, by default 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MembersPage"];
                        /** @enum {boolean} */
                        success: true;
                    };
                    "text/csv": string;
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    countMembers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MemberCounts"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setMfaDeadline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member, as the identity provider names them. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "deadline": "2026-01-15T00:00:00Z",
                 *       "reason": "on leave until then"
                 *     }
                 */
                "application/json": components["schemas"]["DeadlineRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Deadline"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    clearMfaDeadline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member, as the identity provider names them. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    grantMfaExemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member, as the identity provider names them. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "lost their phone abroad",
                 *       "until": "2026-01-15T00:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["ExemptionRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Exemption"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    endMfaExemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member, as the identity provider names them. */
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    mfaPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description The version of the policy, for `If-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CurrentPolicy"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    changeMfaPolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description The `ETag` of the policy that the caller saw. */
                "If-Match": string;
                /** @description The fingerprint of a plan. */
                "If-Plan"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "allowedMethods": [
                 *         "GOOGLE_AUTH",
                 *         "PASSKEY"
                 *       ],
                 *       "enforced": true,
                 *       "gracePeriodDays": 14,
                 *       "maximumAgeSeconds": 43200
                 *     }
                 */
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description The version of the policy, for `If-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CurrentPolicy"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Precondition Failed */
            412: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Precondition Required */
            428: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    planMfaPolicy: {
        parameters: {
            query?: {
                /** @description List the members of this group instead. */
                group?: "pass" | "stepUp" | "inGrace" | "enrolNow" | "exempt" | "services";
                /** @description The `next` of the page before. */
                after?: string;
                /** @description The number of members on a page: 1 to 1000, by default 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "allowedMethods": [
                 *         "GOOGLE_AUTH",
                 *         "PASSKEY"
                 *       ],
                 *       "enforced": true,
                 *       "gracePeriodDays": 14,
                 *       "maximumAgeSeconds": 43200
                 *     }
                 */
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PlanOrGroup"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    passkeyAuthOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PasskeyOptions"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    completePasskeyRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "dGVzdCBjaGFsbGVuZ2U=",
                 *       "credential": {
                 *         "id": "AA",
                 *         "rawId": "AA",
                 *         "response": {
                 *           "attestationObject": "AA",
                 *           "clientDataJSON": "AA"
                 *         },
                 *         "type": "public-key"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyRegistration"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    completePasskeyRegistration1: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "dGVzdCBjaGFsbGVuZ2U=",
                 *       "credential": {
                 *         "id": "AA",
                 *         "rawId": "AA",
                 *         "response": {
                 *           "attestationObject": "AA",
                 *           "clientDataJSON": "AA"
                 *         },
                 *         "type": "public-key"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyRegistration"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setPrimaryMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": components["schemas"]["MethodRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    countRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RemainingRecoveryCodes"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RecoveryCodes"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    refreshMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "0000000000000000000000000000000000000000000000000000000000000000"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefreshedSession"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_token"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resetMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ResetRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"][];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` in the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    setUpMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": components["schemas"]["SetupRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Setup"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    mfaStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Status"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    verifyMfaLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": components["schemas"]["LoginProof"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerifiedLogin"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    verifyMfaSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "mfaType": "GOOGLE_AUTH"
                 *     }
                 */
                "application/json": components["schemas"]["SetupProof"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    /** @description As in `900`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
        };
    };
    organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orgId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Organization"];
                        /** @enum {boolean} */
                        success: true;
                    };
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
        };
    };
    changeOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orgId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mfaEnforced": true
                 *     }
                 */
                "application/json": components["schemas"]["OrganizationRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdatedOrganization"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_request"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageError"];
                };
            };
        };
    };
    putOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization, as the identity provider names it. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme"
                 *     }
                 */
                "application/json": components["schemas"]["PutOrganizationRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization, as the identity provider names it. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization, as the identity provider names it. */
                org: string;
                subject: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "kind": "person",
                 *       "role": 0
                 *     }
                 */
                "application/json": components["schemas"]["MemberRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization, as the identity provider names it. */
                org: string;
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="insufficient_scope", scope="portcullis.provision"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    /** @description As in `1`. */
                    "Retry-After"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    refreshUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "0000000000000000000000000000000000000000000000000000000000000000"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefreshedSession"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    /** @description As in `Bearer realm="portcullis", error="invalid_token"`. */
                    "Www-Authenticate"?: string;
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Request Timeout */
            408: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Payload Too Large */
            413: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    /** @description The stable code of the error. */
                    "X-Error-Code"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
