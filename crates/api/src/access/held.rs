//! The gate as a middleware, for Rust services that ask in their own process.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::{Error, HttpMessage};

use super::gate::answer;
use super::profile::PLAIN;
use crate::Services;

/// Holds routes to the decision: what may not pass is answered as the gate answers it, and never reaches the handler; to
/// what may, a handler finds who passed as `ReqData<Passed>`.
///
/// ```
/// use actix_web::web::{self, ReqData};
/// use portcullis_api::{Held, Passed, Services};
///
/// async fn invoices(passed: ReqData<Passed>) -> String {
///     format!("for {:?}", passed.subject())
/// }
///
/// # fn application(services: Services) {
/// let invoices = web::resource("/invoices").route(web::get().to(invoices)).wrap(Held::by(services));
/// actix_web::App::new().service(invoices);
/// # }
/// ```
///
/// CORS preflights carry no token: a middleware that answers them has to stand before this one. The service must call
/// [`Services::follow_changes`] every [`Services::pause`], or everything is read anew for each request.
#[derive(Clone)]
pub struct Held {
    services: Services,
    profile: String,
}

impl Held {
    /// By the organizations' policies alone.
    pub fn by(services: Services) -> Self {
        Self { services, profile: PLAIN.to_owned() }
    }

    /// By the profile of this name. Under a name that is none nothing passes.
    #[must_use]
    pub fn with_profile(mut self, name: &str) -> Self {
        name.clone_into(&mut self.profile);
        self
    }
}

impl<S, B> Transform<S, ServiceRequest> for Held
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, BoxBody>>;
    type Error = Error;
    type Transform = HeldService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(HeldService { held: self.clone(), service: Rc::new(service) }))
    }
}

/// What [`Held`] makes of a service.
pub struct HeldService<S> {
    held: Held,
    service: Rc<S>,
}

impl<S, B> Service<ServiceRequest> for HeldService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, BoxBody>>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>>>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let (held, service) = (self.held.clone(), Rc::clone(&self.service));
        Box::pin(async move {
            match answer(&held.services, request.request(), &held.profile).await {
                Ok(passed) => {
                    request.extensions_mut().insert(passed);
                    Ok(service.call(request).await?.map_into_left_body())
                }
                Err(refused) => Ok(request.into_response(refused).map_into_right_body()),
            }
        })
    }
}
