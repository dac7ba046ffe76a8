//! Links by mail, and the pages behind them.

mod activate;
mod page;
mod send;

pub use activate::ACTIVATE;
pub use page::{ACTIVATE_PAGE, CONFIRM_PAGE, DISAVOW_PAGE, LOGIN_PAGE, SCRIPT, link_pages};
pub use send::SEND;
