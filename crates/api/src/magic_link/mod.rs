//! Links by mail, and the pages behind them.

mod activate;
mod page;
mod send;

pub use activate::ACTIVATE;
pub use page::{ACTIVATE_PAGE, LOGIN_PAGE, SCRIPT};
pub use send::SEND;
