//! How a command ends: 0 fine, 1 the checked thing is wrong or the work could not be done, 2 wrong usage or configuration.

use std::process::ExitCode;

use crate::store::StoreError;

pub(super) type Outcome = Result<ExitCode, Failure>;

#[derive(Debug)]
pub struct Failure {
    pub code: u8,
    pub error: anyhow::Error,
}

impl Failure {
    pub(super) fn wrong(error: impl Into<anyhow::Error>) -> Self {
        Self { code: 1, error: error.into() }
    }

    pub(super) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self { code: 2, error: error.into() }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InUse { .. } => Self::usage(anyhow::Error::from(error).context(
                "is another `helpbot` running? End it, or give this one a directory of its own with `--data DIR`",
            )),
            StoreError::WrongKey { .. } => Self::usage(anyhow::Error::from(error).context(
                "name the right one with `--key-file FILE`, `HELPBOT_KEY_FILE` or `key_file` in the configuration",
            )),
            StoreError::Unsealed { .. } => Self::usage(anyhow::Error::from(error).context(
                "write it out with `helpbot export --plain FILE`, move the data directory away, read it back with `helpbot import \
                 FILE`, and delete both",
            )),
            StoreError::Damaged { .. } => Self::wrong(anyhow::Error::from(error).context(
                "nothing is started; move the data directory away, copy the last backup to its place (`cp -a BACKUP DATA`), and look \
                 at it with `helpbot verify`",
            )),
            error => Self::wrong(error),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::wrong(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::wrong(error)
    }
}
