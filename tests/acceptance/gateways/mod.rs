//! nginx and Caddy with the configurations of `docs/integrate/gateways.md`, between a client and an application, in front of the
//! built program.
//!
//! Needs Debian's `nginx-light` and `caddy`. Where one of them is not there, its tests say so and pass; with
//! `REQUIRE_GATEWAYS=1` they fail.

/// Runs each function before each gateway.
macro_rules! on_each_gateway {
    ($($story:ident),+ $(,)?) => {
        mod nginx {
            $(#[test] fn $story() { crate::gateways::gateway::Kind::Nginx.if_here(super::$story); })+
        }
        mod caddy {
            $(#[test] fn $story() { crate::gateways::gateway::Kind::Caddy.if_here(super::$story); })+
        }
    };
}

mod application;
mod deciding;
mod failing;
mod gateway;
mod identity;
mod message;
mod passing;
mod world;
