//! Logs go to the standard error, so that output stays clean. They carry ids, never words.

use tracing_subscriber::EnvFilter;

use super::failure::Failure;
use super::out::color;
use crate::config::{LogFormat, LogSection};

/// Starts logging for the rest of the process. `unasked` is the filter when nobody asked for one.
pub(super) fn start(log: &LogSection, unasked: &str) -> Result<(), Failure> {
    let filter = log.filter.as_deref().unwrap_or(unasked);
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        Failure::usage(anyhow::anyhow!(
            "the log filter `{filter}` is wrong: {error}; expected one as `info` or `helpbot=debug`"
        ))
    })?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(color(&std::io::stderr()))
        .log_internal_errors(false);
    let started = match log.format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::wrong(anyhow::anyhow!("logging cannot start: {error}")))
}
