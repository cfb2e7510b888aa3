//! What a learner typed by mistake reaches no disk.

use std::path::Path;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use helpbot::clock::SystemClock;
use helpbot::engine::{AttachmentKind, Event, OutboxMessage};
use helpbot::runtime::{Arrival, Channel, ConversationId, Delivery, Runtime};
use helpbot::store::SledStore;
use jiff::Timestamp;

use crate::content::content;

/// An invented number with a valid checksum.
const NUMBER: &str = "A123456789";

struct Nowhere;

impl Channel for Nowhere {
    fn deliver<'a>(&'a self, _: &'a ConversationId, _: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        async {
            Delivery::Retry {
                after: Some(std::time::Duration::from_secs(3600)),
                hold: helpbot::runtime::Hold::Channel,
            }
        }
        .boxed()
    }
}

fn holds(dir: &Path, needle: &str) -> bool {
    std::fs::read_dir(dir).expect("readable").any(|entry| {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        let bytes = std::fs::read(&path).expect("readable");
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_number_is_masked_before_anything_is_stored() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = Arc::new(SledStore::open(dir.path()).expect("it opens"));
    let runtime =
        Runtime::start(content(), store, Arc::new(Nowhere), Arc::new(SystemClock)).await.expect("it starts");
    let events = [
        Event::typed(&format!("我的身分證是{NUMBER}為什麼沒有時數")),
        Event::Attachment {
            kind: AttachmentKind::Picture,
            caption: Some(format!("證號 {NUMBER}")),
            masked: false,
        },
        Event::typed(&format!("/start {NUMBER}")),
        Event::typed(&format!("/human {NUMBER}")),
    ];
    let conversation = ConversationId::new("test", 1);
    for (number, event) in events.into_iter().enumerate() {
        let (id, conversation) = (format!("test:{number}"), conversation.clone());
        let at = Timestamp::from_second(1_772_413_200).expect("in range");
        runtime
            .accept(vec![Arrival { id, conversation, event, language: None, at }], None)
            .await
            .expect("accepted");
    }
    while runtime.handoffs().await.expect("readable").is_empty() {
        tokio::task::yield_now().await;
    }
    // The conversation is on disk, the number is not.
    assert!(holds(dir.path(), conversation.as_str()));
    assert!(!holds(dir.path(), NUMBER));
    assert!(!holds(dir.path(), &NUMBER[1..]));
    runtime.drain(std::time::Duration::ZERO).await;
}
