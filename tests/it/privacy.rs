//! What a learner typed by mistake reaches no store, and what they typed on purpose reaches the disk sealed.

use std::path::Path;
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use helpbot::clock::SystemClock;
use helpbot::engine::{AttachmentKind, Event, OutboxMessage};
use helpbot::runtime::{Arrival, Channel, ConversationId, Delivery, Runtime};
use helpbot::store::{Cursor, InboxEntry, MasterKey, OutboxEntry, SledStore, Store, StoreError, Turn};
use jiff::Timestamp;

use crate::content::content;
use crate::delegated::delegated;

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

/// Notes down what it is given to keep.
struct Watched {
    store: SledStore,
    given: Mutex<String>,
}

impl Watched {
    fn note(&self, given: &impl std::fmt::Debug) {
        self.given.lock().expect("no panic").push_str(&format!("{given:?}\n"));
    }
}

impl Store for Watched {
    fn accept(&self, arrivals: Vec<Arrival>, cursor: Option<Cursor>) -> Result<Vec<InboxEntry>, StoreError> {
        self.note(&arrivals);
        self.store.accept(arrivals, cursor)
    }
    fn commit(&self, turns: Vec<Turn>) -> Vec<Result<Vec<OutboxEntry>, StoreError>> {
        self.note(&turns);
        self.store.commit(turns)
    }
    delegated!(
        helpbot, store:
        cursor session delivered inbox outbox timers lines hall review handoffs handoffs_of last_ticket contacts forget sweep sync
        is_synced tidy
    );
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
    let store = SledStore::open(dir.path(), &MasterKey::random()).expect("it opens");
    let watched = Arc::new(Watched { store, given: Mutex::default() });
    let runtime = Runtime::start(content(), watched.clone(), Arc::new(Nowhere), Arc::new(SystemClock))
        .await
        .expect("it starts");
    let events = [
        Event::typed(&format!("我的身分證是{NUMBER}為什麼沒有時數")),
        Event::attachment(AttachmentKind::Picture, Some(&format!("證號 {NUMBER}"))),
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
    let given = std::mem::take(&mut *watched.given.lock().expect("no panic"));
    assert!(given.contains("為什麼沒有時數") && given.contains(conversation.as_str()), "{given}");
    assert!(!given.contains(NUMBER) && !given.contains(&NUMBER[1..]), "{given}");
    // And what may be kept is no one's to read who has the disk alone.
    for words in [conversation.as_str(), "為什麼沒有時數", NUMBER] {
        assert!(!holds(dir.path(), words), "{words}");
    }
    runtime.drain(std::time::Duration::ZERO).await;
}
