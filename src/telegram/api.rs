//! One call of the Bot API.
//!
//! teloxide gives the methods' parameters and the HTTP client; the call itself is ours, because teloxide's own
//! - sleeps ten seconds inside of every call that the server answers with 5xx, a learner's message behind it,
//! - drops `error_code`, so that only the wording of the description tells a refusal from an outage,
//! - takes a message it cannot read for a call that failed, so that a retry would say everything twice, and prints the raw
//!   answer (somebody's words) into the error.
//!
//! The URL of a call holds the token: nothing that leaves this file holds a URL.

use std::error::Error;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use teloxide::Bot;
use teloxide::net::default_reqwest_settings;
use teloxide::requests::Payload;

use super::token::Token;

/// How long an answer may take, beyond what the call itself waits for.
const PATIENCE: Duration = Duration::from_secs(17);

#[derive(Clone)]
pub(super) struct Api {
    bot: Bot,
    patience: Duration,
}

/// Why a call failed, so far as it matters to what happens next. Holds no token and nobody's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// No answer. The call may have taken effect all the same.
    #[error("no answer: {why}")]
    Network { why: String },
    /// An answer, but none of the Bot API's: a proxy's error page, half of a body.
    #[error("an answer that is not the Bot API's (HTTP status {status})")]
    Malformed { status: u16 },
    #[error("refused with {code}: {description}")]
    Refused { code: u16, description: String, retry_after: Option<Duration>, migrate_to: Option<i64> },
}

/// The address of the Bot API server cannot be used.
#[derive(Debug)]
pub(super) struct BadUrl {
    pub why: String,
}

impl Api {
    /// Without `url`: Telegram's own server.
    pub fn new(token: &Token, url: Option<&str>) -> Result<Self, BadUrl> {
        let client = default_reqwest_settings().build().map_err(|error| BadUrl { why: error.to_string() })?;
        let mut bot = Bot::with_client(token.reveal(), client);
        if let Some(url) = url {
            bot = bot.set_api_url(url.parse().map_err(|error| BadUrl { why: format!("{error}") })?);
        }
        let url = bot.api_url();
        if url.cannot_be_a_base() || !matches!(url.scheme(), "http" | "https") {
            return Err(BadUrl { why: "it begins with neither `https://` nor `http://`".to_owned() });
        }
        Ok(Self { bot, patience: PATIENCE })
    }

    /// `A` is what we want to know of the answer, not all that Telegram tells.
    pub async fn call<P, A>(&self, parameters: &P) -> Result<A, Failure>
    where
        P: Payload + Serialize,
        A: DeserializeOwned,
    {
        let mut url = self.bot.api_url();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&format!("bot{}", self.bot.token())).push(P::NAME);
        }
        let body =
            serde_json::to_vec(parameters).map_err(|error| Failure::Network { why: error.to_string() })?;
        let request = self
            .bot
            .client()
            .post(url)
            .timeout(parameters.timeout_hint().unwrap_or_default() + self.patience)
            .header("content-type", "application/json")
            .body(body);
        let response = request.send().await.map_err(|error| Failure::network(&error.without_url()))?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|error| Failure::network(&error.without_url()))?;
        match serde_json::from_slice::<Answer<A>>(&body) {
            Ok(Answer { ok: true, result: Some(result), .. }) => Ok(result),
            Ok(answer @ Answer { ok: false, .. }) => Err(answer.refusal(status)),
            _ => Err(Failure::Malformed { status }),
        }
    }
}

impl Failure {
    /// The error and what caused it: reqwest's own words alone ("error sending request") say nothing.
    fn network(error: &dyn Error) -> Self {
        let mut why = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            why = format!("{why}: {error}");
            cause = error.source();
        }
        Self::Network { why }
    }
}

#[derive(Deserialize)]
#[serde(bound = "A: DeserializeOwned")]
struct Answer<A> {
    ok: bool,
    result: Option<A>,
    error_code: Option<u16>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: ResponseParameters,
}

#[derive(Deserialize, Default)]
struct ResponseParameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl<A> Answer<A> {
    fn refusal(self, status: u16) -> Failure {
        Failure::Refused {
            code: self.error_code.unwrap_or(status),
            description: self.description,
            retry_after: self.parameters.retry_after.map(Duration::from_secs),
            migrate_to: self.parameters.migrate_to_chat_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use teloxide::payloads::GetMe;

    use super::*;

    /// One that takes the call and never answers.
    #[tokio::test]
    async fn a_server_that_stalls_is_not_waited_for() {
        let stalling = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", stalling.local_addr().expect("an address"));
        let mut api = Api::new(&Token::new("1:secret"), Some(&url)).expect("an address");
        api.patience = Duration::from_millis(20);
        let call = GetMe::new();
        let asked = async { tokio::join!(api.call::<_, serde_json::Value>(&call), stalling.accept()) };
        let asked = tokio::time::timeout(PATIENCE / 2, asked).await;
        let (answer, taken) = asked.expect("patience ends");
        assert!(taken.is_ok());
        let Err(Failure::Network { why }) = answer else { panic!("{answer:?}") };
        assert!(!why.contains("secret"), "{why}");
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for url in ["", "api.telegram.org", "mailto:a@b", "ftp://a/b"] {
            assert!(Api::new(&Token::new("1:a"), Some(url)).is_err(), "{url}");
        }
        assert!(Api::new(&Token::new("1:a"), Some("http://127.0.0.1:8081/base/")).is_ok());
    }
}
