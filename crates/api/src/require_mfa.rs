//! The gate as a middleware, for Rust services that decide in their own process.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::{Error, HttpMessage};

use crate::access::{DEFAULT_PROFILE, GateState, answer};
use crate::services::Services;

/// Requires the gate's decision *allow* for the routes that it wraps: other requests get the gate's response and never
/// reach the handler. A handler finds the caller of an allowed request as `ReqData<Allowed>`.
///
/// ```
/// use actix_web::web::{self, ReqData};
/// use portcullis_api::{Allowed, RequireMfa, Services};
///
/// async fn invoices(caller: ReqData<Allowed>) -> String {
///     format!("for {:?}", caller.subject())
/// }
///
/// # fn application(services: Services) {
/// let invoices = web::resource("/invoices").route(web::get().to(invoices)).wrap(RequireMfa::new(&services));
/// actix_web::App::new().service(invoices);
/// # }
/// ```
///
/// CORS preflights carry no token: a middleware that responds to them must wrap this one. The service must call
/// [`Services::poll_changes`] every [`Services::poll_interval`]; otherwise nothing is cached and each request reads the
/// facts about the caller.
#[derive(Clone)]
pub struct RequireMfa {
    gate: Arc<GateState>,
    profile: String,
}

impl RequireMfa {
    /// Decides by the organizations' policies alone.
    pub fn new(services: &Services) -> Self {
        Self { gate: Arc::clone(&services.gate), profile: DEFAULT_PROFILE.to_owned() }
    }

    /// Decides by the profile of this name. Under an unknown name every request is rejected.
    #[must_use]
    pub fn with_profile(mut self, name: &str) -> Self {
        name.clone_into(&mut self.profile);
        self
    }
}

impl<S, B> Transform<S, ServiceRequest> for RequireMfa
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, BoxBody>>;
    type Error = Error;
    type Transform = RequireMfaService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(RequireMfaService { rule: self.clone(), service: Rc::new(service) }))
    }
}

/// A service wrapped by [`RequireMfa`].
pub struct RequireMfaService<S> {
    rule: RequireMfa,
    service: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for RequireMfaService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, BoxBody>>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>>>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let (rule, service) = (self.rule.clone(), Rc::clone(&self.service));
        Box::pin(async move {
            match answer(&rule.gate, request.request(), &rule.profile).await {
                Ok(allowed) => {
                    request.extensions_mut().insert(allowed);
                    Ok(service.call(request).await?.map_into_left_body())
                }
                Err(rejection) => Ok(request.into_response(rejection).map_into_right_body()),
            }
        })
    }
}
