//! Logs go to the standard error, so that output stays clean. They carry ids, never words.

use std::any::Any;
use std::panic;

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

/// Logs a panic without its words where they were put together: a learner's may be among them.
pub(super) fn panics() {
    panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        tracing::error!(at, why = fixed(panic.payload()), "a panic");
    }));
}

/// What stands in the program as it is; nothing that was filled in.
fn fixed(payload: &(dyn Any + Send)) -> Option<&'static str> {
    payload.downcast_ref::<&'static str>().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filled_into_a_panic_is_not_logged() {
        let caught = |f: fn()| panic::catch_unwind(f).expect_err("it panics");
        assert_eq!(fixed(&*caught(|| panic::resume_unwind(Box::new("as it stands")))), Some("as it stands"));
        let typed = || panic::resume_unwind(Box::new(format!("in `{}`", "A123456789")));
        assert_eq!(fixed(&*caught(typed)), None);
    }
}
