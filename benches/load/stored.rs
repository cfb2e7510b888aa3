//! Conversations of earlier days, put into the store the quick way: through the store itself, many in a commit.

use std::path::Path;
use std::sync::Arc;

use helpbot::clock::{Clock as _, SystemClock};
use helpbot::content;
use helpbot::engine::{Event, Session, step};
use helpbot::store::{Arrival, ConversationId, MasterKey, SledStore, Store as _, Turn};

/// Conversations that share a round.
const GROUP: usize = 500;

/// `count` learners who have been led through a dialog. Their clocks have run out: nobody stays at a question for days.
pub fn fill(dir: &Path, key: &MasterKey, count: usize) -> anyhow::Result<()> {
    let store = SledStore::open(dir, key)?;
    let (session, now) = (session()?, SystemClock.now());
    let ids: Vec<usize> = (1..=count).collect();
    for group in ids.chunks(GROUP) {
        let arrivals = group.iter().map(|id| Arrival {
            // Not an id that Telegram will give out again.
            id: format!("telegram:stored-{id}"),
            conversation: ConversationId::new("telegram", id),
            event: Event::typed("/start"),
            language: None,
            at: now,
        });
        let entries = store.accept(arrivals.collect(), None)?;
        let turns = entries.into_iter().map(|entry| Turn {
            inbox: entry.seq,
            conversation: entry.arrival.conversation,
            at: now,
            erase: false,
            expected: 0,
            session: Some(Arc::new(Session { revision: 1, ..session.clone() })),
            outbox: Vec::new(),
            timers: Vec::new(),
            handoffs: Vec::new(),
            lines: vec![],
            hall: None,
            heard: Vec::new(),
        });
        store.commit(turns.collect()).into_iter().collect::<Result<Vec<_>, _>>()?;
        store.sync()?;
        store.tidy()?;
    }
    Ok(())
}

fn session() -> anyhow::Result<Session> {
    let files = content::embedded();
    let content =
        content::compile(&files, "zh-TW").map_err(|_| anyhow::anyhow!("the content is broken"))?.trained();
    let now = SystemClock.now();
    let mut session = Session::new(content.fingerprint, content.texts.default_locale().clone());
    for said in ["/start", "彈跳視窗被擋住了", "電腦", "可以了"] {
        session = step(&content, &session, &Event::typed(said), now).session;
    }
    session.clock = None;
    Ok(session)
}
