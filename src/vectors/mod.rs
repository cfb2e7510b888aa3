//! Where sentence vectors come from, if the operator wants any: a file of word vectors, or an OpenAI-compatible server.
//!
//! Off unless configured. The matcher reads by words alone whenever a vector is missing, so nothing here may make a learner
//! wait or fail: whoever asks sets the limit. Absent on purpose: any model of our own.

mod endpoint;
mod words;

use std::path::PathBuf;

use futures::FutureExt as _;
use futures::future::BoxFuture;

use self::endpoint::Endpoint;
use self::words::WordVectors;
use crate::intent::{SentenceVector, Vectors};
use crate::runtime::Embedder;

/// Which source the operator chose.
#[derive(Debug, Clone)]
pub enum Config {
    /// Word vectors as fastText and word2vec write them as text: a word and its numbers a line.
    File(PathBuf),
    /// The whole address, as in `http://127.0.0.1:8080/v1/embeddings`.
    Endpoint { url: String, model: String, key: Option<String> },
}

#[derive(Debug)]
pub enum Source {
    Words(WordVectors),
    Endpoint(Endpoint),
}

/// There are no vectors now; trying again later may help. Holds no text and no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no sentence vectors: {why}")]
pub struct Unavailable {
    pub why: String,
}

impl Source {
    /// # Errors
    /// When the file cannot be read or holds no vectors, or the address is none.
    pub fn open(config: &Config) -> Result<Self, Unavailable> {
        Ok(match config {
            Config::File(path) => Self::Words(WordVectors::read(path)?),
            Config::Endpoint { url, model, key } => {
                Self::Endpoint(Endpoint::new(url, model, key.as_deref())?)
            }
        })
    }

    /// The vectors of many texts; those that have none are left out. Slow with an endpoint: thousands of texts take minutes.
    pub async fn embed_all(&self, texts: impl Iterator<Item = &str>) -> Result<Vectors, Unavailable> {
        let texts: Vec<&str> = texts.collect();
        let vectors = match self {
            Self::Words(words) => texts.iter().map(|text| words.embed(text)).collect(),
            Self::Endpoint(endpoint) => endpoint.embed_all(&texts).await?,
        };
        let named = texts.iter().zip(vectors);
        Ok(named.filter_map(|(text, vector)| Some(((*text).to_owned(), vector?))).collect())
    }
}

impl Embedder for Source {
    fn embed<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Option<SentenceVector>> {
        async move {
            match self {
                Self::Words(words) => words.embed(text),
                Self::Endpoint(endpoint) => match endpoint.embed_all(&[text]).await {
                    Ok(vectors) => vectors.into_iter().next().flatten(),
                    Err(Unavailable { why }) => {
                        tracing::warn!(why, "the question is read by its words alone");
                        None
                    }
                },
            }
        }
        .boxed()
    }
}
