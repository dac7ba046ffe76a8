//! Lists in pages, by key: stable while rows come and go.

use crate::{Error, Result};

/// The most that one page may hold.
pub const LARGEST_PAGE: u32 = 1000;

/// How many items a page may hold, 1 to [`LARGEST_PAGE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(u32);

impl PageSize {
    /// The largest page there is.
    pub const MAX: Self = Self(LARGEST_PAGE);

    /// A page of `items` items.
    pub fn new(items: u32) -> Result<Self> {
        if (1..=LARGEST_PAGE).contains(&items) {
            Ok(Self(items))
        } else {
            Err(Error::invalid("limit", format!("must be from 1 to {LARGEST_PAGE}")))
        }
    }

    /// The number of items.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// The key to ask the next page with; `None` when this page is the last.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// A page made of up to `size + 1` items that were read: one more than fits tells that another page follows.
    pub fn of(mut items: Vec<T>, size: PageSize, key: impl Fn(&T) -> K) -> Self {
        let fits = usize::try_from(size.get()).unwrap_or(usize::MAX);
        let more = items.len() > fits;
        items.truncate(fits);
        let next = if more { items.last().map(key) } else { None };
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_more_than_fits_tells_that_another_page_follows() {
        let page = |read: u32| Page::of((1..=read).collect(), PageSize::new(3).unwrap(), |item| *item);
        for (read, items, next) in
            [(0, vec![], None), (2, vec![1, 2], None), (3, vec![1, 2, 3], None), (4, vec![1, 2, 3], Some(3))]
        {
            assert_eq!(page(read), Page { items, next }, "{read} read");
        }
    }

    #[test]
    fn a_page_holds_one_to_a_thousand() {
        for (items, taken) in [(0, false), (1, true), (LARGEST_PAGE, true), (LARGEST_PAGE + 1, false)] {
            assert_eq!(PageSize::new(items).is_ok(), taken, "{items}");
        }
    }
}
