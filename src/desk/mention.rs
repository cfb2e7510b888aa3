//! How often something was heard on a day: a row of what is kept for the editors.

use serde::{Deserialize, Serialize};

use crate::engine::Heard;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Days since 1970. The time of day would tell whose it was.
    pub day: i64,
    pub count: u32,
    pub heard: Heard,
}
