//! The content of the repository, compiled once for all tests.

use std::sync::{Arc, LazyLock};

use helpbot::content;
use helpbot::engine::Content;

pub(crate) fn content() -> Arc<Content> {
    static CONTENT: LazyLock<Arc<Content>> = LazyLock::new(|| {
        let files = content::embedded();
        match content::compile(&files, "zh-TW") {
            Ok(compiled) => Arc::new(compiled.content),
            Err(mistakes) => panic!("{}", mistakes.render(&files, false)),
        }
    });
    Arc::clone(&CONTENT)
}
