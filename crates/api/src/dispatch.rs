//! Dispatches a request to its use case: the one crossing from async into the synchronous domain.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portcullis_domain::{OrganizationId, ProofRate, Result, Scope};

use crate::error_response::ApiError;
use crate::limits::{Deadline, Requester, run};
use crate::route::{Access, Route};
use crate::signature::Input;
use crate::use_cases::UseCases;

/// The deadline of a response. Work that is still running then continues, and its outcome is unknown to the client.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);

/// The deadline of the gate's response.
pub(crate) const GATE_DEADLINE: Duration = Duration::from_secs(1);

/// The deadline of the response to a proof, which takes three transactions of 2 s each: for the caller, the attempt and
/// the proof.
pub(crate) const PROOF_DEADLINE: Duration = Duration::from_secs(9);

/// Runs use cases for the requester of one request.
pub(crate) struct Dispatcher {
    use_cases: Data<UseCases>,
    requester: Requester,
}

impl Dispatcher {
    /// Runs a use case on the pool of blocking threads, as soon as the requester has a place. A panic ends this request
    /// alone.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&UseCases) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, ApiError> {
        self.run_within(DEADLINE, work).await
    }

    /// Like [`run`](Self::run), with another deadline.
    pub(crate) async fn run_within<T: Send + 'static>(
        &self,
        deadline: Duration,
        work: impl FnOnce(&UseCases) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, ApiError> {
        let deadline = Deadline::after(deadline);
        let permit = self.use_cases.limits.admit(self.requester.clone(), deadline).await?;
        let all = Data::clone(&self.use_cases);
        run(permit, deadline, move || work(&all)).await
    }

    /// Like [`run_within`](Self::run_within), for a proof, which counts for the rate of its caller's requests.
    pub(crate) async fn run_proof<T: Send + 'static>(
        &self,
        deadline: Duration,
        work: impl FnOnce(&UseCases, ProofRate) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, ApiError> {
        let rate = self.use_cases.limits.take_proof(self.requester.clone(), Deadline::after(GATE_DEADLINE)).await;
        self.run_within(deadline, move |all| work(all, rate)).await
    }

    /// Counts a request for the rate of its caller's requests, and rejects it beyond the rate.
    pub(crate) async fn take_rate(&self) -> std::result::Result<(), ApiError> {
        self.use_cases.limits.take(self.requester.clone(), Deadline::after(GATE_DEADLINE)).await
    }
}

impl FromRequest for Dispatcher {
    type Error = ApiError;
    type Future = Ready<std::result::Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let use_cases = request.app_data::<Data<UseCases>>().cloned();
        let use_cases = use_cases.ok_or_else(|| ApiError::Defect("no use cases".to_owned()));
        let requester = Requester::of_request(request);
        // handlers of these routes run for clients alone, which act on the organization of the path
        let requester = match organization_of_path(request) {
            Some(organization) => requester.acting_on(organization),
            None => requester,
        };
        ready(use_cases.map(|use_cases| Self { use_cases, requester }))
    }
}

impl Input for Dispatcher {}

fn organization_of_path(request: &HttpRequest) -> Option<OrganizationId> {
    let access = request.extensions().get::<&'static Route>().map(|route| route.access);
    if access != Some(Access::Client(Scope::Provision)) {
        return None;
    }
    OrganizationId::parse(request.match_info().get("org")?).ok()
}
