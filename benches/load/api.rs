//! The Bot API as far as a bot under load sees it: a lean HTTP server that hands out updates and takes calls.
//!
//! It checks nothing, since its time is taken from the bot's on a small machine; whether the bot keeps the rules is what
//! `tests/it` is for.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::town::{Reply, Town};

/// Most updates that a poll brings, as Telegram has it.
const BATCH: usize = 100;
const POLL: Duration = Duration::from_secs(30);

pub struct Api {
    pub url: String,
}

impl Api {
    /// Serves until the local set ends.
    pub async fn start(town: Rc<RefCell<Town>>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let town = Rc::clone(&town);
                // A bot that ends leaves its connections; nobody waits for what becomes of them.
                tokio::task::spawn_local(async move { _ = serve(stream, &town).await });
            }
        });
        Ok(Self { url })
    }
}

async fn serve(mut stream: TcpStream, town: &RefCell<Town>) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer: Vec<u8> = Vec::with_capacity(16 * 1024);
    loop {
        let Some(request) = Request::read(&mut stream, &mut buffer).await? else { return Ok(()) };
        let body = &buffer[request.body.clone()];
        let result = match &*request.method {
            "getupdates" => updates(town, serde_json::from_slice(body)?).await,
            "getme" => {
                r#"{"id":777,"is_bot":true,"first_name":"Helpbot","username":"elearn_helpbot"}"#.to_owned()
            }
            "sendmessage" | "editmessagetext" => {
                let reply: Reply<'_> = serde_json::from_slice(body)?;
                town.borrow_mut().hear(&reply)
            }
            // What the bot asks for of its own profile is empty, and whatever it sets is fine.
            method if method.starts_with("getmycommands") => "[]".to_owned(),
            method if method.starts_with("getmy") => "{}".to_owned(),
            _ => "true".to_owned(),
        };
        buffer.drain(..request.body.end);
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{{\"ok\":true,\"result\":{result}}}",
            result.len() + r#"{"ok":true,"result":}"#.len()
        );
        stream.write_all(answer.as_bytes()).await?;
    }
}

#[derive(Deserialize)]
struct Poll {
    #[serde(default)]
    offset: i64,
}

/// Waits until there is something to hand out, or the poll is over.
async fn updates(town: &RefCell<Town>, poll: Poll) -> String {
    let bell = town.borrow_mut().polled(poll.offset);
    // Longer than any measurement lasts, so that the end of it is the end of the bot.
    let _ = tokio::time::timeout(POLL, async {
        while !town.borrow().has_updates() {
            bell.notified().await;
        }
    })
    .await;
    town.borrow().updates(BATCH)
}

/// Where in the buffer a request lies.
struct Request {
    method: String,
    body: std::ops::Range<usize>,
}

impl Request {
    /// None when the other side has hung up.
    async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<Option<Self>> {
        loop {
            if let Some(request) = Self::parse(buffer)?
                && request.body.end <= buffer.len()
            {
                return Ok(Some(request));
            }
            if stream.read_buf(buffer).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// None while the head is not whole.
    fn parse(buffer: &[u8]) -> anyhow::Result<Option<Self>> {
        let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(&buffer[..end])?;
        let mut lines = head.split("\r\n");
        let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let length = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(Ok(0), |(_, value)| value.trim().parse())?;
        // Telegram does not mind how a method is written.
        let method = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        Ok(Some(Self { method, body: end + 4..end + 4 + length }))
    }
}
