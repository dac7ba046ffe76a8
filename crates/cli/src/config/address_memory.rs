//! How long the audit log keeps addresses.

use jiff::SignedDuration;
use portcullis_domain::RemoveAddresses;

use crate::error::Result;
use crate::settings::Settings;

/// The longest number of days: ten years.
const MOST_DAYS: u32 = 3650;

/// Keeps addresses as long as their entries.
const FOREVER: &str = "forever";

/// Reads how long network addresses and e-mail addresses are kept in audit entries; `None` for as long as the entries.
pub(crate) fn read(settings: &Settings) -> Result<Option<SignedDuration>> {
    let given = settings.value("address_memory")?;
    if given.value == FOREVER {
        return Ok(None);
    }
    let fewest = u32::try_from(RemoveAddresses::SHORTEST.as_hours() / 24).unwrap_or(MOST_DAYS);
    let must_be = || given.wrong(format!("must be a number of days from {fewest} to {MOST_DAYS}, or {FOREVER}"));
    let days = given.number(fewest..=MOST_DAYS).map_err(|_| must_be())?;
    Ok(Some(SignedDuration::from_hours(24 * i64::from(days))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_for_days_or_forever() {
        let read = |value: &str| super::read(&Settings::given(&[("address_memory", value)]));
        assert_eq!(super::read(&Settings::default()).unwrap(), Some(SignedDuration::from_hours(365 * 24)));
        assert_eq!(read("30").unwrap(), Some(RemoveAddresses::SHORTEST));
        assert_eq!(read("forever").unwrap(), None);
        for wrong in ["29", "3651", "0", "never", "-1", "30 days"] {
            let error = read(wrong).unwrap_err().to_string();
            assert_eq!(error, "--address_memory must be a number of days from 30 to 3650, or forever", "{wrong}");
        }
    }
}
