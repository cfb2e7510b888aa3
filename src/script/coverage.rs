//! What of the content the scripts have been through. (first slice: to be written)
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::{Content, Event, Session};

#[derive(Debug)]
pub struct Coverage {}

#[derive(Debug)]
pub(super) struct Observation {
    pub content: Arc<Content>,
    pub event: Option<Event>,
    pub before: Option<Session>,
    pub after: Option<Session>,
    pub keys: Vec<String>,
    pub now: Timestamp,
}

impl Coverage {
    pub fn of(_content: &Content) -> Self {
        Self {}
    }

    pub(super) fn observe(&mut self, _observation: &Observation) {}

    pub fn to_json(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
}
