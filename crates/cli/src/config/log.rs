//! The log's settings.

use crate::error::Result;
use crate::logging::LogFormat;
use crate::settings::Settings;

/// What is logged, and in which format.
pub(crate) struct Log {
    /// Targets and levels, as `env_logger` reads them.
    pub(crate) filter: String,
    /// The format of a line.
    pub(crate) format: LogFormat,
}

/// Reads the log's settings.
pub(crate) fn read(settings: &Settings) -> Result<Log> {
    let format = settings.value("log_format")?.one_of(&[("text", LogFormat::Text), ("json", LogFormat::Json)])?;
    Ok(Log { filter: settings.value("log")?.value, format })
}
