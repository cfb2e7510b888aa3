//! A server that speaks OpenAI's `/v1/embeddings`: texts go there, vectors come back.
//!
//! What it is sent is what a learner typed, after masking. Which server may see that is the operator's choice.

use std::time::Duration;

use reqwest::{Client, Url};
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::intent::SentenceVector;

/// Texts a request carries at most.
const BATCH: usize = 64;
/// Even a slow machine has a batch by then; whoever cannot wait so long stops listening earlier.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Endpoint {
    client: Client,
    url: Url,
    model: String,
    key: Option<Key>,
}

/// Shows nothing of itself.
struct Key(String);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [&'a str],
}

#[derive(Deserialize)]
struct Response {
    data: Vec<Embedding>,
}

#[derive(Deserialize)]
struct Embedding {
    index: usize,
    embedding: Vec<f32>,
}

impl Endpoint {
    pub fn new(url: &str, model: &str, key: Option<&str>) -> Result<Self, Unavailable> {
        let unusable = |why: String| Unavailable { why: format!("the endpoint cannot be used: {why}") };
        let url: Url = url.parse().map_err(|error| unusable(format!("{error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unusable("it begins with neither `https://` nor `http://`".to_owned()));
        }
        let client =
            Client::builder().timeout(PATIENCE).build().map_err(|error| unusable(error.to_string()))?;
        Ok(Self { client, url, model: model.to_owned(), key: key.map(|key| Key(key.to_owned())) })
    }

    /// A vector for each text, in their order; none where the server gave none that has a direction.
    pub async fn embed_all(&self, texts: &[&str]) -> Result<Vec<Option<SentenceVector>>, Unavailable> {
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            vectors.extend(self.ask(batch).await?);
            tracing::debug!(done = vectors.len(), of = texts.len(), "sentence vectors");
        }
        Ok(vectors)
    }

    async fn ask(&self, texts: &[&str]) -> Result<Vec<Option<SentenceVector>>, Unavailable> {
        let failed = |error: reqwest::Error| Unavailable { why: error.without_url().to_string() };
        let body = serde_json::to_vec(&Request { model: &self.model, input: texts })
            .map_err(|error| Unavailable { why: error.to_string() })?;
        let mut request =
            self.client.post(self.url.clone()).header("content-type", "application/json").body(body);
        if let Some(Key(key)) = &self.key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
        let body = response.bytes().await.map_err(failed)?;
        let Response { data } = serde_json::from_slice(&body)
            .map_err(|_| Unavailable { why: "the answer is none of `/v1/embeddings`".to_owned() })?;
        let mut vectors = vec![None; texts.len()];
        for Embedding { index, embedding } in data {
            if let Some(slot) = vectors.get_mut(index) {
                *slot = SentenceVector::new(embedding);
            }
        }
        Ok(vectors)
    }
}
