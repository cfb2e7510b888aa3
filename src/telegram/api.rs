//! One call of the Bot API.
//!
//! teloxide gives the methods' parameters; the call itself is ours, because teloxide's own
//! - sleeps ten seconds inside of every call that the server answers with 5xx, a learner's message behind it,
//! - drops `error_code`, so that only the wording of the description tells a refusal from an outage,
//! - takes a message it cannot read for a call that failed, so that a retry would say everything twice, and prints the raw
//!   answer (somebody's words) into the error.
//!
//! The URL of a call holds the token: nothing that leaves this file holds a URL.

use std::sync::Arc;
use std::time::Duration;

use hyper::Uri;
use reqwest::Url;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use teloxide::net::TELEGRAM_API_URL;
use teloxide::requests::Payload;

use super::http::{BadProxy, Http, Unanswered};
use super::token::Token;

/// How long an answer may take, beyond what the call itself waits for.
const PATIENCE: Duration = Duration::from_secs(17);

#[derive(Clone)]
pub(super) struct Api {
    http: Http,
    /// What the name of a method is put behind; it holds the token.
    methods: Arc<str>,
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
        let bad = |why: String| BadUrl { why };
        let mut methods: Url =
            url.unwrap_or(TELEGRAM_API_URL).parse().map_err(|error| bad(format!("{error}")))?;
        if methods.cannot_be_a_base() || !matches!(methods.scheme(), "http" | "https") {
            return Err(bad("it begins with neither `https://` nor `http://`".to_owned()));
        }
        if !methods.username().is_empty() || methods.password().is_some() {
            return Err(bad("a name or a password in it is not sent along".to_owned()));
        }
        if let Ok(mut segments) = methods.path_segments_mut() {
            segments.pop_if_empty().push(&format!("bot{}", token.reveal())).push("");
        }
        methods.set_query(None);
        methods.set_fragment(None);
        // Nothing that the token is made of gets into the error.
        let server: Uri =
            methods.as_str().parse().map_err(|_| bad("it is no address for HTTP".to_owned()))?;
        let http = Http::new(&server).map_err(|BadProxy| {
            bad("it is to be reached by way of a proxy that does not begin with `http://`".to_owned())
        })?;
        Ok(Self { http, methods: methods.as_str().into(), patience: PATIENCE })
    }

    /// `A` is what we want to know of the answer, not all that Telegram tells.
    pub async fn call<P, A>(&self, parameters: &P) -> Result<A, Failure>
    where
        P: Payload + Serialize,
        A: DeserializeOwned,
    {
        let network = |why: String| Failure::Network { why };
        let uri = format!("{}{}", self.methods, P::NAME);
        let uri = Uri::try_from(uri).map_err(|error| network(error.to_string()))?;
        let body = serde_json::to_vec(parameters).map_err(|error| network(error.to_string()))?;
        let patience = parameters.timeout_hint().unwrap_or_default() + self.patience;
        let answer = self.http.post(uri, body, patience).await.map_err(|unanswered| match unanswered {
            Unanswered::Network { why } => network(why),
            Unanswered::TooLong { status } => Failure::Malformed { status },
        })?;
        match serde_json::from_slice::<Answer<A>>(&answer.body) {
            Ok(Answer { ok: true, result: Some(result), .. }) => Ok(result),
            Ok(refusal @ Answer { ok: false, .. }) => Err(refusal.refusal(answer.status)),
            _ => Err(Failure::Malformed { status: answer.status }),
        }
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
        for url in ["", "api.telegram.org", "mailto:a@b", "ftp://a/b", "https://ann:pass@a.test"] {
            assert!(Api::new(&Token::new("1:a"), Some(url)).is_err(), "{url}");
        }
        assert!(Api::new(&Token::new("1:a"), Some("http://127.0.0.1:8081/base/")).is_ok());
    }
}
