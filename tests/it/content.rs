//! The content of the repository, compiled once for all tests.

use std::sync::{Arc, LazyLock};

use helpbot::content;
use helpbot::engine::Content;
use helpbot::intent::Corpus;

pub(crate) fn content() -> Arc<Content> {
    Arc::clone(&COMPILED.0)
}

/// What the content's matcher was trained on.
pub(crate) fn corpus() -> &'static Corpus {
    &COMPILED.1
}

static COMPILED: LazyLock<(Arc<Content>, Corpus)> = LazyLock::new(|| {
    let files = content::embedded();
    match content::compile(&files, "zh-TW") {
        Ok(compiled) => {
            let corpus = compiled.corpus.clone();
            (Arc::new(compiled.trained()), corpus)
        }
        Err(mistakes) => panic!("{}", mistakes.render(&files, false)),
    }
});
