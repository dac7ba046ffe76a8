//! nginx and Caddy with the configurations of `docs/integrate/gateways.md`, between a client and an application, with the
//! built program as the gate. Needs Debian's `nginx-light` and `caddy`.

/// Runs each function before each gateway.
macro_rules! on_each_gateway {
    ($($story:ident),+ $(,)?) => {
        mod nginx {
            $(#[test] fn $story() { crate::gateways::gateway::Kind::Nginx.if_installed(super::$story); })+
        }
        mod caddy {
            $(#[test] fn $story() { crate::gateways::gateway::Kind::Caddy.if_installed(super::$story); })+
        }
    };
}

mod application;
mod decisions;
mod deployment;
mod fail_closed;
mod gateway;
mod identity;
mod message;
mod pass_through;
