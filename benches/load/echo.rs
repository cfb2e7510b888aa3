//! A bot that knows nothing: it asks for updates and makes the calls that an answer takes, with the HTTP client and the JSON of
//! the real one. What it costs is the floor.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// About as long as what the bot says.
const WORDS: &str = "請先看看電腦上有沒有被擋住的視窗。\n瀏覽器的網址列右邊如果有一個小圖示，點它，選「一律允許」，再按一次「登入」。\n\n如果您用的是手機，請換一台電腦試試看。這樣可以了嗎？";

pub fn run(url: &str) -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        let echo = Echo { client, url: format!("{url}/bot{}", crate::subject::TOKEN) };
        let mut offset = 0;
        loop {
            let answer = echo.call("getUpdates", &json!({ "offset": offset, "timeout": 30 })).await?;
            for update in answer["result"].as_array().into_iter().flatten() {
                offset = update["update_id"].as_i64().unwrap_or_default() + 1;
                let (echo, update) = (echo.clone(), update.clone());
                tokio::spawn(async move { echo.answer(&update).await });
            }
        }
    })
}

#[derive(Clone)]
struct Echo {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
}

impl Echo {
    async fn answer(&self, update: &Value) -> anyhow::Result<()> {
        let query = &update["callback_query"];
        let message = if query.is_null() { &update["message"] } else { &query["message"] };
        let chat = &message["chat"]["id"];
        if !query.is_null() {
            self.call("answerCallbackQuery", &json!({ "callback_query_id": query["id"] })).await?;
            let settled = json!({ "chat_id": chat, "message_id": message["message_id"], "text": WORDS });
            self.call("editMessageText", &settled).await?;
        }
        let keyboard: Vec<Value> = ["c/one", "c/two", "k/back", "k/menu"]
            .iter()
            .map(|data| json!([{ "text": "按這裡", "callback_data": data }]))
            .collect();
        let said = json!({ "chat_id": chat, "text": WORDS, "reply_markup": { "inline_keyboard": keyboard } });
        self.call("sendMessage", &said).await.map(drop)
    }

    async fn call(&self, method: &str, parameters: &Value) -> anyhow::Result<Value> {
        let request = Request::post(Uri::try_from(format!("{}/{method}", self.url))?)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::from(serde_json::to_vec(parameters)?))?;
        let answer = self.client.request(request).await?.into_body().collect().await?;
        Ok(serde_json::from_slice(&answer.to_bytes())?)
    }
}
