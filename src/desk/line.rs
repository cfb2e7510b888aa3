//! A line of a ticket's record: who said or did what. What learners wrote is masked; what agents wrote to each other stays here.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::engine::{AgentId, AttachmentKind};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub at: Timestamp,
    pub who: Who,
    pub said: Said,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Who {
    Learner,
    Agent {
        id: AgentId,
        name: String,
    },
    /// The desk by itself: a clock ran out.
    Desk,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Said {
    Words {
        text: String,
    },
    Attachment {
        kind: AttachmentKind,
        caption: Option<String>,
    },
    Edited {
        text: String,
    },
    /// For agents alone.
    Note {
        text: String,
    },
    /// What was done, by the name of the act, and with what.
    Did {
        act: String,
        with: Option<String>,
    },
}

impl Who {
    pub fn agent(agent: &crate::engine::Agent) -> Self {
        Self::Agent { id: agent.id, name: agent.name.clone() }
    }
}

impl Said {
    /// Whatever is noted as done. `desk-transcript-did` has words for each.
    pub const ACTS: [&'static str; 25] = [
        "opened",
        "claimed",
        "released",
        "assigned",
        "held",
        "resolved",
        "reopened",
        "handed-back",
        "learn",
        "spam",
        "merged",
        "took-over",
        "closed",
        "withdraw",
        "rated",
        "solved",
        "reopen",
        "leave",
        "join",
        "error",
        "blocked",
        "unblocked",
        "undelivered",
        "not-carried",
        "topic-remade",
    ];

    pub fn did(act: &str, with: Option<String>) -> Self {
        debug_assert!(Self::ACTS.contains(&act), "`{act}` has no words in a transcript");
        Self::Did { act: act.to_owned(), with }
    }
}
