//! Where things are and how the program runs: flag over environment over `helpbot.toml` over default.
//!
//! Flags and environment are clap's business; this reads the file and fills in the defaults. Each room is handed its own
//! part only.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::desk::{Crowd, Targets};

/// The configuration file that is read when none is named, if it is there.
pub const DEFAULT_FILE: &str = "helpbot.toml";

/// `helpbot.toml`: every key may be left out, unknown ones are refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Directory with `dialogs/` and `locales/`.
    pub content: Option<PathBuf>,
    /// Directory for sessions, inbox and outbox.
    pub data: Option<PathBuf>,
    /// The key under which the data is sealed.
    pub key_file: Option<PathBuf>,
    pub locale: Option<String>,
    pub telegram: TelegramSection,
    pub retention: RetentionSection,
    pub limits: LimitsSection,
    pub desk: DeskSection,
    pub log: LogSection,
    pub vectors: VectorsSection,
}

/// An optional source of sentence vectors for the matcher: a file, or a server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VectorsSection {
    /// Word vectors, a word and its numbers a line.
    pub file: Option<PathBuf>,
    /// The whole address of an OpenAI-compatible server's `/v1/embeddings`.
    pub endpoint: Option<String>,
    /// The model that the server is asked for.
    pub model: Option<String>,
    /// A file that holds the server's key and nothing else.
    pub key_file: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelegramSection {
    /// A file that holds the bot's token and nothing else.
    pub token_file: Option<PathBuf>,
    pub api_url: Option<String>,
    /// Seconds that Telegram holds a poll open when there is nothing new, at most 50.
    pub poll_timeout_s: u32,
}

/// The help desk: a Telegram group with topics in which humans take over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeskSection {
    /// The group. Without one there is no desk, and requests for a human are recorded only.
    pub chat_id: Option<i64>,
    /// A file with hours, holidays and make-up days.
    pub calendar: Option<PathBuf>,
    /// The agents' language.
    pub locale: Option<String>,
    pub targets: Targets,
    /// How many learners at one place, within what time, make an incident.
    pub incidents: Crowd,
}

/// For how many days things are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionSection {
    /// Sessions, after the learner's last word.
    pub sessions_days: u32,
    /// Requests for a human.
    pub handoffs_days: u32,
    /// Ids of what came in, by which it is known when it comes again.
    pub seen_days: u32,
    /// Texts that were not understood, for the editors; nothing says whose they were.
    pub review_days: u32,
}

/// How much goes out to Telegram, and how much one learner may send. Telegram sets the former; all are 1 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsSection {
    pub overall_per_s: u32,
    pub chat_per_s: u32,
    pub chat_burst: u32,
    pub group_per_min: u32,
    pub learner_per_s: u32,
    pub learner_burst: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSection {
    /// As `tracing-subscriber` reads it: `info`, `helpbot=debug`. Without one a command logs what suits it.
    pub filter: Option<String>,
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration `{}`: {why}", .path.display())]
    Read { path: PathBuf, why: std::io::Error },
    #[error("the configuration `{}` is wrong:\n{why}", .path.display())]
    Wrong { path: PathBuf, why: String },
    #[error("`telegram.poll_timeout_s` is {found}; expected 1 to {max}")]
    PollTimeout { found: u32, max: u32 },
    #[error("`retention.{key}` is {found}; expected 1 to {max}")]
    Days { key: &'static str, found: u32, max: u32 },
    #[error(
        "there is no home directory to keep a key in; name a file with `--key-file` or `HELPBOT_KEY_FILE`"
    )]
    NoKeyFile,
    #[error("`limits.{key}` is {found}; expected 1 to {max}")]
    Limit { key: &'static str, found: u32, max: u32 },
    #[error("there is no home directory to keep data in; name a directory with `--data` or `HELPBOT_DATA`")]
    NoDataDirectory,
}

impl Config {
    /// The language when nothing says otherwise.
    pub const LOCALE: &'static str = "zh-TW";
    const MAX_POLL_TIMEOUT_S: u32 = 50;
    const MAX_DAYS: u32 = 36_500;

    /// A file that was named has to be there; the default one may be missing.
    pub fn read(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = named.unwrap_or(Path::new(DEFAULT_FILE));
        if named.is_none() && !path.exists() {
            return Ok(Self::default());
        }
        let text =
            std::fs::read_to_string(path).map_err(|why| ConfigError::Read { path: path.into(), why })?;
        let config: Self = toml::from_str(&text)
            .map_err(|error| ConfigError::Wrong { path: path.into(), why: error.to_string() })?;
        let found = config.telegram.poll_timeout_s;
        if !(1..=Self::MAX_POLL_TIMEOUT_S).contains(&found) {
            return Err(ConfigError::PollTimeout { found, max: Self::MAX_POLL_TIMEOUT_S });
        }
        let RetentionSection { sessions_days, handoffs_days, seen_days, review_days } = config.retention;
        for (key, found) in [
            ("sessions_days", sessions_days),
            ("handoffs_days", handoffs_days),
            ("seen_days", seen_days),
            ("review_days", review_days),
        ] {
            if !(1..=Self::MAX_DAYS).contains(&found) {
                return Err(ConfigError::Days { key, found, max: Self::MAX_DAYS });
            }
        }
        config.limits.check()?;
        Ok(config)
    }

    /// The file of the key: `~/.config/helpbot/key` and the like unless something else is said.
    pub fn key_file(&self) -> Result<PathBuf, ConfigError> {
        match &self.key_file {
            Some(file) => Ok(file.clone()),
            None => Ok(dirs::config_local_dir().ok_or(ConfigError::NoKeyFile)?.join("helpbot").join("key")),
        }
    }

    /// Where data is kept: `~/.local/share/helpbot` and the like unless something else is said.
    pub fn data_dir(&self) -> Result<PathBuf, ConfigError> {
        match &self.data {
            Some(data) => Ok(data.clone()),
            None => Ok(dirs::data_local_dir().ok_or(ConfigError::NoDataDirectory)?.join("helpbot")),
        }
    }

    pub fn locale(&self) -> &str {
        self.locale.as_deref().unwrap_or(Self::LOCALE)
    }
}

impl LimitsSection {
    const MAX: u32 = 10_000;

    fn check(&self) -> Result<(), ConfigError> {
        let keys = [
            ("overall_per_s", self.overall_per_s),
            ("chat_per_s", self.chat_per_s),
            ("chat_burst", self.chat_burst),
            ("group_per_min", self.group_per_min),
            ("learner_per_s", self.learner_per_s),
            ("learner_burst", self.learner_burst),
        ];
        match keys.into_iter().find(|(_, found)| !(1..=Self::MAX).contains(found)) {
            Some((key, found)) => Err(ConfigError::Limit { key, found, max: Self::MAX }),
            None => Ok(()),
        }
    }
}

impl Default for LimitsSection {
    fn default() -> Self {
        Self {
            overall_per_s: 30,
            chat_per_s: 1,
            chat_burst: 5,
            group_per_min: 20,
            learner_per_s: 1,
            learner_burst: 20,
        }
    }
}

impl Default for TelegramSection {
    fn default() -> Self {
        Self { token_file: None, api_url: None, poll_timeout_s: 30 }
    }
}

impl Default for RetentionSection {
    fn default() -> Self {
        Self { sessions_days: 180, handoffs_days: 365, seen_days: 7, review_days: 90 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join("helpbot.toml");
        std::fs::write(&path, text).expect("the directory is writable");
        Config::read(Some(&path))
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_place_and_what_was_expected() {
        let error = read("[telegram]\npol_timeout_s = 3\n").expect_err("the key is misspelt").to_string();
        assert!(
            error.contains("line 2")
                && error.contains("`pol_timeout_s`")
                && error.contains("`poll_timeout_s`"),
            "{error}"
        );
    }

    #[test]
    fn a_poll_longer_than_telegram_allows_is_refused() {
        assert!(matches!(
            read("telegram.poll_timeout_s = 51"),
            Err(ConfigError::PollTimeout { found: 51, .. })
        ));
    }

    #[test]
    fn nothing_is_kept_for_no_day_or_for_ever() {
        for days in [0, 36_501] {
            let error = read(&format!("[retention]\nseen_days = {days}\n")).expect_err("out of range");
            assert_eq!(error.to_string(), format!("`retention.seen_days` is {days}; expected 1 to 36500"));
        }
    }

    #[test]
    fn a_limit_of_nothing_is_refused() {
        let error = read("limits.overall_per_s = 0").expect_err("nothing would ever be sent").to_string();
        assert_eq!(error, "`limits.overall_per_s` is 0; expected 1 to 10000");
    }

    #[test]
    fn the_service_s_configuration_is_a_good_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/helpbot.toml");
        let config = Config::read(Some(&path)).expect("nothing is wrong");
        assert_eq!(config.retention, Config::default().retention, "it shows the defaults");
        assert!(config.telegram.token_file.is_some());
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        assert_eq!(read("").expect("nothing is wrong"), Config::default());
    }

    #[test]
    fn a_file_that_was_named_has_to_be_there() {
        assert!(matches!(Config::read(Some(Path::new("no/such.toml"))), Err(ConfigError::Read { .. })));
    }
}
