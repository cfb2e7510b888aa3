//! Telegram: updates in, messages out. The only room that names teloxide.
//!
//! [`Telegram::connect`] proves the token, [`Telegram::run_intake`] polls, [`Telegram::channel`] is what the outbox delivers
//! through, [`Telegram::present`] sets what Telegram shows of the bot itself. Waiting is absent: the channel says what Telegram
//! bears ([`Limits`]) and what was refused, and the outbox waits.

mod albums;
mod api;
mod button_key;
mod desk;
mod http;
mod inbound;
mod intake;
mod keyboard;
mod limits;
mod marks;
mod message;
mod moves;
mod outbound;
mod parts;
mod profile;
mod token;
mod topic;
mod topics;

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use teloxide::payloads::GetMe;
use tokio_util::sync::CancellationToken;

use self::api::{Api, BadUrl, Failure};
pub use self::button_key::ButtonKey;
use self::intake::Intake;
pub use self::intake::IntakeError;
pub use self::limits::Limits;
use self::moves::Moves;
use self::outbound::Outbound;
pub use self::token::Token;
use self::topics::Topics;
use crate::clock::Clock;
use crate::engine::Content;
use crate::runtime::{Channel, Runtime};

/// The name of the channel and of the intake's cursor.
const CHANNEL: &str = "telegram";

#[derive(Debug, Clone)]
pub struct Config {
    pub token: Token,
    /// Another key makes all buttons that are out there old ones.
    pub button_key: ButtonKey,
    /// Another Bot API server than Telegram's own.
    pub api_url: Option<String>,
    pub limits: Limits,
    /// The help desk's group. `None`: there is no desk.
    pub desk: Option<i64>,
    /// How long Telegram may keep a poll open when there is nothing new; 1 to 50.
    pub poll_timeout_s: u32,
}

/// A bot whose token was proven.
#[derive(Clone)]
pub struct Telegram {
    api: Api,
    me: Me,
    button_key: ButtonKey,
    limits: Limits,
    moves: Moves,
    topics: Topics,
    poll_timeout_s: u32,
}

/// Each variant says what the operator has to look at.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("Telegram does not accept the token")]
    WrongToken,
    #[error("`{url}` is not the address of a Bot API server: {why}")]
    BadUrl { url: String, why: String },
    #[error("Telegram cannot be reached: {why}")]
    Unreachable { why: String },
}

impl Telegram {
    /// Asks Telegram once who we are.
    pub async fn connect(config: Config) -> Result<Self, ConnectError> {
        let api = Api::new(&config.token, config.api_url.as_deref()).map_err(|BadUrl { why }| {
            ConnectError::BadUrl { url: config.api_url.clone().unwrap_or_default(), why }
        })?;
        let me: Me = api.call(&GetMe::new()).await.map_err(|failure| match failure {
            Failure::Refused { code: 401 | 404, .. } => ConnectError::WrongToken,
            failure => ConnectError::Unreachable { why: failure.to_string() },
        })?;
        let poll_timeout_s = config.poll_timeout_s.clamp(1, 50);
        let Config { button_key, limits, desk, .. } = config;
        let moves = Moves::default();
        let topics = Topics::new(desk, moves.clone());
        Ok(Self { api, me, button_key, limits, moves, topics, poll_timeout_s })
    }

    /// As it is written after the `@`.
    pub fn username(&self) -> &str {
        &self.me.username
    }

    pub fn channel(&self) -> Arc<dyn Channel> {
        let Self { api, button_key, limits, moves, topics, .. } = self.clone();
        Arc::new(Outbound { api, button_key, limits, moves, topics })
    }

    /// Polls until `stop` is cancelled. Another process that polls with the same token is waited out, and so are outages.
    pub async fn run_intake(
        &self,
        runtime: Runtime,
        clock: Arc<dyn Clock>,
        stop: CancellationToken,
    ) -> Result<(), IntakeError> {
        let Self { api, me, button_key, moves, topics, poll_timeout_s, .. } = self.clone();
        Intake { api, me, button_key, moves, topics, poll_timeout_s, runtime, clock }.run(stop).await
    }

    /// Looks up who leads at the help desk, and whether the bot may do there what it has to.
    pub async fn greet_desk(&self) {
        let Some(group) = self.topics.group() else { return };
        match self.topics.look(&self.api, &self.me, group).await {
            Ok(standing) if standing.is_able() => tracing::info!("the help desk is ready"),
            Ok(_) => {
                tracing::warn!("the help desk is not ready; `/desk here` in its group says what is missing");
            }
            Err(failure) => tracing::warn!(%failure, "the help desk's group cannot be looked at"),
        }
    }

    /// Brings what Telegram shows of the bot (menu of commands, descriptions) in line with `content`. The bot works without,
    /// so that a failure is logged and that is all.
    pub async fn present(&self, content: &Content) {
        profile::publish(&self.api, &content.texts).await;
    }
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("me", &self.me).finish_non_exhaustive()
    }
}

/// The bot's own account.
#[derive(Debug, Clone, Deserialize)]
struct Me {
    id: i64,
    #[serde(default)]
    username: String,
}

impl Me {
    fn is_called(&self, name: &str) -> bool {
        self.username.eq_ignore_ascii_case(name)
    }
}
