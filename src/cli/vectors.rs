//! The optional source of sentence vectors, as the configuration names it.

use std::fs;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};

use super::failure::Failure;
use crate::config::{Config, VectorsSection};
use crate::intent::Corpus;
use crate::vectors::{self, Source};

/// Opens the source, if there is one, and adds the vectors of its texts to what the matcher is to learn.
///
/// A source that cannot be used is a mistake of the configuration; one that is away only costs its help.
pub(super) fn plug_in(config: &Config, corpus: &mut Corpus) -> Result<Option<Arc<Source>>, Failure> {
    let Some(chosen) = chosen(&config.vectors).map_err(Failure::usage)? else { return Ok(None) };
    let source = Source::open(&chosen).map_err(Failure::usage)?;
    let asked = tokio::runtime::Runtime::new()?.block_on(source.embed_all(corpus.texts()));
    match asked {
        Ok(vectors) => {
            tracing::info!(texts = vectors.len(), "sentence vectors help the matcher");
            corpus.vectors = vectors;
            Ok(Some(Arc::new(source)))
        }
        Err(error) => {
            tracing::warn!(%error, "the matcher reads by words alone until the next start");
            Ok(None)
        }
    }
}

fn chosen(section: &VectorsSection) -> anyhow::Result<Option<vectors::Config>> {
    let VectorsSection { file, endpoint, model, key_file } = section;
    match (file, endpoint) {
        (Some(_), Some(_)) => {
            Err(anyhow!("`vectors.file` and `vectors.endpoint` exclude each other; name one of them"))
        }
        (Some(file), None) => Ok(Some(vectors::Config::File(file.clone()))),
        (None, Some(url)) => {
            let model =
                model.clone().context("`vectors.endpoint` needs `vectors.model`, the model to ask for")?;
            let read = |path: &std::path::PathBuf| {
                fs::read_to_string(path)
                    .with_context(|| format!("cannot read the key file `{}`", path.display()))
            };
            let key = key_file.as_ref().map(read).transpose()?.map(|key| key.trim().to_owned());
            Ok(Some(vectors::Config::Endpoint { url: url.clone(), model, key }))
        }
        (None, None) => Ok(None),
    }
}
