//! What can go wrong between the bot and Telegram.

use super::refusal::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429.
    Flood { retry_after_s: u64 },
    /// 500, in the Bot API's own words.
    Server,
    /// 502 with a proxy's page.
    Gateway,
    /// The connection breaks before anything is done.
    Reset,
    /// The connection breaks when everything is done.
    LostAnswer,
    /// 200, and half an answer; nothing is done.
    Malformed,
    /// No answer for so long, then the connection breaks; nothing is done.
    Stall { for_ms: u64 },
    /// 400, or 403 when the words begin with `Forbidden`: what the state of the fake would not bring about.
    Refused(&'static str),
    /// 401: the token was revoked.
    Unauthorized,
}

/// How the server acts on a fault, or on the outcome of a call.
pub enum Reply {
    Json(u16, String),
    Page(u16, &'static str),
    Broken,
}

impl Fault {
    pub fn reply(self) -> Reply {
        let refusal = match self {
            Self::Flood { retry_after_s } => Refusal::flood(retry_after_s),
            Self::Server => Refusal::new(500, "Internal Server Error"),
            Self::Refused(why) => Refusal::new(if why.starts_with("Forbidden") { 403 } else { 400 }, why),
            Self::Unauthorized => Refusal::new(401, "Unauthorized"),
            Self::Gateway => return Reply::Page(502, "<html><title>502 Bad Gateway</title></html>"),
            Self::Malformed => return Reply::Page(200, "{\"ok\":true,\"res"),
            Self::Reset | Self::LostAnswer | Self::Stall { .. } => return Reply::Broken,
        };
        refusal.reply()
    }
}
