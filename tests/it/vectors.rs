//! Sentence vectors from a server: they help when it is there, and are not missed when it is not.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use helpbot::runtime::Embedder as _;
use helpbot::vectors::{Config, Source};
use serde_json::{Value, json};

/// A server whose vectors know two topics.
struct FakeEmbeddings {
    url: String,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    requests: usize,
    key: Option<String>,
    /// Answers with this instead.
    status: Option<StatusCode>,
}

impl FakeEmbeddings {
    async fn start() -> Self {
        let seen = Arc::<Mutex<Seen>>::default();
        let app = Router::new().route("/v1/embeddings", post(answer)).with_state(Arc::clone(&seen));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/v1/embeddings", listener.local_addr().expect("it is bound"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, seen }
    }

    fn refuse(&self, status: Option<StatusCode>) {
        self.seen.lock().expect("whole").status = status;
    }
}

async fn answer(
    State(seen): State<Arc<Mutex<Seen>>>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    let mut seen = seen.lock().expect("whole");
    seen.requests += 1;
    seen.key = headers.get("authorization").map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned());
    if let Some(status) = seen.status {
        return Err(status);
    }
    let texts = request["input"].as_array().expect("a list of texts");
    let vector = |text: &Value| {
        let text = text.as_str().expect("a text");
        let about = |words: &[&str]| f32::from(u8::from(words.iter().any(|word| text.contains(word))));
        let telephone =
            about(&["電話", "打", "專線", "聯絡", "幾號", "ㄉㄏ", "number", "phone", "call", "hotline"]);
        json!([telephone, 1.0 - telephone, 0.1])
    };
    // In whatever order, as the protocol allows.
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .rev()
        .map(|(index, text)| json!({ "index": index, "embedding": vector(text) }))
        .collect();
    Ok(Json(json!({ "data": data })))
}

#[tokio::test]
async fn a_server_gives_a_vector_for_each_text_in_its_place() {
    let fake = FakeEmbeddings::start().await;
    let key = Some("sesame".to_owned());
    let config = Config::Endpoint { url: fake.url.clone(), model: "m".to_owned(), key };
    let source = Source::open(&config).expect("the address is one");
    let texts: Vec<String> =
        (0..150).map(|number| format!("{number} {}", ["電話", "視窗"][number % 2])).collect();
    let vectors = source.embed_all(texts.iter().map(String::as_str)).await.expect("it is there");
    assert_eq!(vectors.len(), 150);
    assert_eq!(vectors["0 電話"], vectors["148 電話"]);
    assert_ne!(vectors["0 電話"], vectors["1 視窗"]);
    assert_eq!(source.embed("電話").await.as_ref(), Some(&vectors["0 電話"]));
    {
        let seen = fake.seen.lock().expect("whole");
        assert_eq!(seen.requests, 4, "in batches, and one");
        assert_eq!(seen.key.as_deref(), Some("Bearer sesame"));
    }
    fake.refuse(Some(StatusCode::INTERNAL_SERVER_ERROR));
    let error = source.embed_all(["電話"].into_iter()).await.expect_err("it refuses").to_string();
    assert!(error.contains("500") && !error.contains("sesame") && !error.contains("127.0.0.1"), "{error}");
    assert!(!format!("{source:?}").contains("sesame"));
    assert_eq!(source.embed("電話").await, None);
}

/// `helpbot ask` on a small content, with what `vectors` says in the configuration.
fn ask(dir: &Path, vectors: &str, text: &str) -> Output {
    let config = dir.join("helpbot.toml");
    std::fs::write(&config, vectors).expect("the directory is writable");
    Command::new(env!("CARGO_BIN_EXE_helpbot"))
        .args(["ask", "--json", text, "--content", "tests/check/base", "--config"])
        .arg(config)
        .output()
        .expect("the binary is built")
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test(flavor = "multi_thread")]
async fn they_find_what_words_do_not_and_are_not_missed() {
    let fake = FakeEmbeddings::start().await;
    let dir = tempfile::tempdir().expect("a temporary directory");
    let configured = format!("vectors.endpoint = \"{}\"\nvectors.model = \"m\"\n", fake.url);
    // Not a letter of it stands in an utterance.
    let strange = "ㄉㄏ";
    let helped = json_of(&ask(dir.path(), &configured, strange));
    assert_eq!(helped["by_vector"], true);
    assert_eq!(helped["candidates"][0]["intent"], "hotlines", "{helped}");

    let alone = json_of(&ask(dir.path(), "", strange));
    assert_eq!((&alone["by_vector"], &alone["candidates"]), (&json!(false), &json!([])));

    fake.refuse(Some(StatusCode::SERVICE_UNAVAILABLE));
    let without = ask(dir.path(), &configured, "客服電話幾號");
    let by_words = ask(dir.path(), "", "客服電話幾號");
    assert_eq!(json_of(&without), json_of(&by_words));
}

#[test]
fn a_wrong_configuration_says_what_to_do() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (config, expected) in [
        ("vectors.endpoint = \"http://127.0.0.1:9/\"\n", "needs `vectors.model`"),
        ("vectors.endpoint = \"nowhere\"\nvectors.model = \"m\"\n", "the endpoint cannot be used"),
        ("vectors.file = \"no/such.vec\"\n", "cannot read `no/such.vec`"),
        ("vectors.file = \"a\"\nvectors.endpoint = \"b\"\n", "exclude each other"),
    ] {
        let output = ask(dir.path(), config, "電話");
        assert_eq!(output.status.code(), Some(2), "{config}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(expected), "{config}: {said}");
    }
}
