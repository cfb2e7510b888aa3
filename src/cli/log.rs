//! Logs go to the standard error, so that output stays clean. They carry ids, never words.

use tracing_subscriber::EnvFilter;

use super::failure::Failure;
use crate::config::{LogFormat, LogSection};

/// Starts logging for the rest of the process.
pub(super) fn start(log: &LogSection) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&log.filter).map_err(|error| {
        Failure::usage(anyhow::anyhow!("the log filter `{}` is wrong: {error}", log.filter))
    })?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    let started = match log.format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::wrong(anyhow::anyhow!("logging cannot start: {error}")))
}
