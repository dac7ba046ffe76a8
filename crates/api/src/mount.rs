//! From the table to actix.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

use crate::edge::{self, Edge};
use crate::refusal::ApiError;
use crate::routes::{Route, TABLE, Who};
use crate::{Services, bearer};

/// Mounts these routes of the table, each with its whole treatment: request id, authentication, JSON for every answer,
/// panics, log. Other methods of their paths answer 405; other paths are the application's own.
pub fn configure(services: Services, routes: &'static [Route]) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        let edge = Edge { services: Arc::new(services), routes };
        let mut mounted: Vec<&str> = Vec::new();
        for route in routes {
            if mounted.contains(&route.path) {
                continue;
            }
            mounted.push(route.path);
            mount(config, &edge, route.path);
        }
    }
}

/// The whole service: every route of the table, and 404 in JSON for every other path.
pub fn service(services: Services) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        configure(services.clone(), TABLE)(config);
        config.default_service(everything_else(services));
    }
}

/// 404 in JSON.
pub(crate) fn everything_else(services: Services) -> actix_web::Route {
    let edge = Edge { services: Arc::new(services), routes: TABLE };
    let not_found = web::route().to(|| async { Err::<String, _>(ApiError::RouteNotFound) });
    not_found.wrap(from_fn(move |request, next| edge::around(edge.clone(), None, request, next)))
}

/// All methods of one path.
fn mount(config: &mut ServiceConfig, edge: &Edge, path: &'static str) {
    let routes = edge.routes.iter().filter(|route| route.path == path);
    let mut resource = web::resource(path).app_data(web::Data::from(Arc::clone(&edge.services)));
    for route in routes.clone() {
        if route.who == Who::Judged {
            resource = resource.route((route.handler)());
            continue;
        }
        for method in route.methods() {
            let handler = (route.handler)().method(method);
            resource = resource.route(match route.who {
                Who::Anyone | Who::Judged => handler,
                Who::Subject | Who::Machine(_) | Who::Member(_) => {
                    handler.wrap(bearer::authentication(Services::clone(&edge.services)))
                }
            });
        }
    }
    let allowed: Vec<Method> = routes.flat_map(Route::methods).collect();
    let other_method = move |_: HttpRequest| {
        let refusal = ApiError::MethodNotAllowed(allowed.clone());
        async { Err::<String, _>(refusal) }
    };
    let edge = edge.clone();
    config.service(
        resource
            .default_service(web::route().to(other_method))
            .wrap(from_fn(move |request, next| edge::around(edge.clone(), Some(path), request, next))),
    );
}
