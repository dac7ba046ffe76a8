//! The pages behind links, and their script.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};

use portcullis_domain::LinkPages;

use crate::route::{PUBLIC, Route};
use crate::signature::Endpoint;

/// The page behind a link that activates links as an authenticator.
pub const ACTIVATE_PAGE: Route =
    Route { path: "/mfa/magic-link/activate", handler: || Endpoint::of(activate_page), ..PUBLIC };

/// The page behind a link to log in with.
pub const LOGIN_PAGE: Route = Route { path: "/mfa/magic-link/login", handler: || Endpoint::of(login_page), ..PUBLIC };

/// The page behind a link that shows the code that confirms an enrolment.
pub const CONFIRM_PAGE: Route =
    Route { path: "/mfa/enrolment/confirm", handler: || Endpoint::of(confirm_page), ..PUBLIC };

/// The page behind a link that disavows an authenticator.
pub const DISAVOW_PAGE: Route =
    Route { path: "/mfa/enrolment/disavow", handler: || Endpoint::of(disavow_page), ..PUBLIC };

/// The addresses of the pages on an installation.
pub fn link_pages(public_url: &str) -> LinkPages {
    let page = |route: &Route| format!("{public_url}{}", route.path);
    LinkPages {
        setup: page(&ACTIVATE_PAGE),
        login: page(&LOGIN_PAGE),
        confirmation: page(&CONFIRM_PAGE),
        disavowal: page(&DISAVOW_PAGE),
    }
}

/// The script of the pages.
pub const SCRIPT: Route = Route { path: "/mfa/magic-link/link.js", handler: || Endpoint::of(script), ..PUBLIC };

/// The page contains no part of the link: the token is in the fragment, which browsers do not send, and is submitted
/// when the button is pressed, so that a mail scanner does not use the link up.
const ACTIVATE: &str = include_str!("pages/activate.html");

/// The link is valid only in the session that requested it, so the page shows the token to enter there.
const LOGIN: &str = include_str!("pages/login.html");

/// The code is valid only in the session that set up. The page has no way to confirm anything: the person who opens the
/// link may not be the one who began.
const CONFIRM: &str = include_str!("pages/confirm.html");

/// As the first one.
const DISAVOW: &str = include_str!("pages/disavow.html");

/// A separate file, so that the content security policy allows no inline script.
const LINK_SCRIPT: &str = include_str!("pages/link.js");

/// Scripts and requests of this origin, nothing else, and no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'";

async fn activate_page() -> HttpResponse {
    page("text/html; charset=utf-8", ACTIVATE)
}

async fn login_page() -> HttpResponse {
    page("text/html; charset=utf-8", LOGIN)
}

async fn confirm_page() -> HttpResponse {
    page("text/html; charset=utf-8", CONFIRM)
}

async fn disavow_page() -> HttpResponse {
    page("text/html; charset=utf-8", DISAVOW)
}

async fn script() -> HttpResponse {
    page("text/javascript; charset=utf-8", LINK_SCRIPT)
}

fn page(media_type: &str, content: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(content)
}
