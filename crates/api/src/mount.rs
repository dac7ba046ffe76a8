//! Mounts routes into an actix-web application.

use std::sync::{Arc, LazyLock};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Error, HttpMessage, HttpRequest};

use crate::bearer;
use crate::dispatch::GATE_DEADLINE;
use crate::edge::{self, Edge};
use crate::error_response::ApiError;
use crate::limits::{Deadline, Requester};
use crate::openapi::openapi_json;
use crate::reference::Document;
use crate::route::{Access, Rate, Route};
use crate::routes::{DOCS_TABLE, TABLE};
use crate::services::Services;
use crate::use_cases::UseCases;

static DOCUMENT: LazyLock<Arc<Document>> = LazyLock::new(|| Arc::new(Document(LazyLock::new(openapi_json))));

/// Mounts these routes of the table with their middleware: request ids, authentication, JSON responses, caught panics,
/// logs. Other methods of their paths are 405; other paths are the application's own.
pub fn configure(services: Services, routes: &'static [Route]) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        let mut mounted: Vec<&str> = Vec::new();
        for route in routes {
            if !mounted.contains(&route.path) {
                mounted.push(route.path);
                mount(config, &services, routes, route.path);
            }
        }
    }
}

/// The whole service: every route of the table, the page of the OpenAPI document if the rules say so, and 404 in JSON for every other path.
pub fn service(services: Services) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        configure(services.clone(), TABLE)(config);
        if services.docs {
            configure(services.clone(), DOCS_TABLE)(config);
        }
        config.default_service(not_found(&services));
    }
}

/// 404 in JSON.
pub(crate) fn not_found(services: &Services) -> actix_web::Route {
    let edge = Edge { rules: Arc::clone(&services.edge), routes: TABLE };
    let not_found = web::route().to(|| async { Err::<String, _>(ApiError::RouteNotFound) });
    not_found.wrap(from_fn(move |request, next| edge::around(edge.clone(), None, request, next)))
}

/// Mounts all methods of one path.
fn mount(config: &mut ServiceConfig, services: &Services, routes: &'static [Route], path: &'static str) {
    let of_path = routes.iter().filter(|route| route.path == path);
    let mut resource = web::resource(path)
        .app_data(Data::from(Arc::clone(&services.use_cases)))
        .app_data(Data::from(Arc::clone(&services.gate)))
        .app_data(Data::from(Arc::clone(&services.edge)))
        .app_data(Data::from(Arc::clone(&services.readiness)))
        .app_data(Data::from(Arc::clone(&DOCUMENT)));
    for route in of_path.clone() {
        if route.access == Access::Gate {
            resource = resource.route((route.handler)().route);
            continue;
        }
        for method in route.methods() {
            let handler = (route.handler)().route.method(method);
            resource = resource.route(match route.access {
                Access::Gate | Access::Public if route.body.is_none() => handler,
                Access::Gate | Access::Public => handler.wrap(from_fn(check_limit)),
                Access::Subject | Access::Client(_) | Access::Member(_) => {
                    handler.wrap(from_fn(check_limit)).wrap(bearer::authentication(services.authenticator.clone()))
                }
            });
        }
    }
    let allowed: Vec<Method> = of_path.flat_map(Route::methods).collect();
    let other_method = move |_: HttpRequest| {
        let error = ApiError::MethodNotAllowed(allowed.clone());
        async { Err::<String, _>(error) }
    };
    let edge = Edge { rules: Arc::clone(&services.edge), routes };
    config.service(
        resource
            .default_service(web::route().to(other_method))
            .wrap(from_fn(move |request, next| edge::around(edge.clone(), Some(path), request, next))),
    );
}

/// Rejects a request that could not even wait for a place, or is beyond the rate, before its body is read.
async fn check_limit(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let Some(use_cases) = request.app_data::<Data<UseCases>>() {
        let requester = Requester::of_request(request.request());
        use_cases.limits.check(&requester)?;
        let rate = request.extensions().get::<&'static Route>().map(|route| route.rate);
        match rate {
            Some(Rate::Requests) => use_cases.limits.take(requester, Deadline::after(GATE_DEADLINE)).await?,
            Some(Rate::Assertions) => use_cases.limits.take_assertion(&requester)?,
            Some(Rate::Unlimited | Rate::Proofs | Rate::OwnRequests) | None => {}
        }
    }
    next.call(request).await
}
