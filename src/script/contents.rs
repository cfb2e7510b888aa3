//! The contents that scripts talk to.

use std::collections::HashMap;
use std::sync::Arc;

use super::script::{Act, Place};
use super::suite::{Suite, directory};
use crate::engine::Content;

/// Where scripts get the content they talk to. Who calls [`run`](super::run()) compiles it: scripts know nothing of files.
pub trait Contents: Sync {
    fn base(&self) -> Arc<Content>;

    /// The content with a directory beside the script laid over it; an error is shown to the editor as it is.
    fn overlay(&self, script_path: &str, directory: &str) -> Result<Arc<Content>, String>;
}

/// Every content that a script asks for, compiled once.
pub(super) struct Compiled {
    pub base: Arc<Content>,
    overlays: HashMap<(String, String), Result<Arc<Content>, String>>,
}

impl Compiled {
    pub fn of(suite: &Suite, contents: &dyn Contents) -> Self {
        let mut overlays = HashMap::new();
        for script in &suite.scripts {
            let given = script.given.content.iter().map(|name| (&script.given.place, name));
            let reloads = script.turns.iter().filter_map(|turn| match &turn.act {
                Act::Reload(name) => Some((&turn.place, name)),
                _ => None,
            });
            for (place, name) in given.chain(reloads) {
                let key = (directory(&place.path).to_owned(), name.clone());
                overlays.entry(key).or_insert_with(|| contents.overlay(&place.path, name));
            }
        }
        Self { base: contents.base(), overlays }
    }

    pub fn overlay(&self, place: &Place, name: &str) -> Result<Arc<Content>, String> {
        let key = (directory(&place.path).to_owned(), name.to_owned());
        self.overlays.get(&key).cloned().unwrap_or_else(|| Ok(Arc::clone(&self.base)))
    }
}
