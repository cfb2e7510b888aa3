//! The shell around the engine: gate, lanes, outbox, timers, drain.

mod channel;

use std::sync::Arc;
use std::time::Duration;

pub use channel::{Channel, Delivery, Hold};

use crate::engine::{Content, Session};
use crate::store::StoreError;
pub use crate::store::{Arrival, ConversationId, Cursor};

/// Placeholder of the runtime's public face.
#[derive(Clone)]
pub struct Runtime;

impl Runtime {
    /// The one gate: masks personal data, makes the arrivals and the cursor durable, then hands them to their lanes.
    /// Waits while too much is under way.
    pub async fn accept(&self, _arrivals: Vec<Arrival>, _cursor: Option<Cursor>) -> Result<(), StoreError> {
        unimplemented!()
    }
    pub async fn cursor(&self, _name: &str) -> Result<Option<i64>, StoreError> {
        unimplemented!()
    }
    pub async fn session(&self, _conversation: &ConversationId) -> Result<Option<Session>, StoreError> {
        unimplemented!()
    }
    pub fn content(&self) -> Arc<Content> {
        unimplemented!()
    }
    pub fn reload(&self, _content: Arc<Content>) {
        unimplemented!()
    }
    /// Ends when every accepted arrival is processed and every committed message is delivered.
    pub async fn settled(&self) {
        unimplemented!()
    }
    pub async fn drain(&self, _within: Duration) -> bool {
        unimplemented!()
    }
}
