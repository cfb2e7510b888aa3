//! The disk is full, with the program as it runs: nothing is lost, and somebody is told.

use std::process::Command;

use helpbot::store::Store as _;

use crate::fake_bot_api::{FakeBotApi, State};
use crate::served::{HASTY, Place, Served};

/// Blocks of 512 bytes that a file may have: what the store's journal has room for from its beginning.
const MOST_BLOCKS: usize = 8192;

const LEARNERS: i64 = 50;
const QUESTIONS: usize = 8;

/// A process for which every file is full at some length, as for others the disk is.
fn on_a_small_disk(place: &Place, fake: &FakeBotApi) -> Served {
    let serve = place.command(fake);
    let mut shell = Command::new("sh");
    // With the signal ignored, a write that is too long fails like one on a full disk.
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {MOST_BLOCKS}; exec \"$0\" \"$@\"")]);
    shell.arg(serve.get_program()).args(serve.get_args());
    place.started(shell, fake)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_full_disk_did_not_take_is_answered_when_there_is_room_again() {
    let (fake, place) = (FakeBotApi::start().await, Place::new("error").configured(HASTY));
    let mut first = fake.learner(1_000);
    let process = place.serve(&fake);
    first.say("/help");
    first.expect_reply().await;
    assert_eq!(process.terminate().await.code(), Some(0));

    let process = on_a_small_disk(&place, &fake);
    let learners: Vec<_> = (1..=LEARNERS).map(|id| fake.learner(id)).collect();
    // More than there is room for: about 12 KB each.
    let question = "字".repeat(4_000);
    for _ in 0..QUESTIONS {
        learners.iter().for_each(|learner| learner.say(&question));
    }
    let status = process.wait().await;
    assert_eq!(status.code(), Some(1), "{}", place.printed());
    let printed = place.printed();
    assert!(printed.contains("helpbot: the store failed"), "{printed}");
    assert!(printed.contains("journal") && printed.contains("File too large"), "{printed}");
    assert!(!printed.contains("panicked"), "{printed}");

    let process = place.serve(&fake);
    let is_answered = |state: &State| {
        let answers = |id: i64| state.chats.get(&id).map_or(0, |chat| chat.by_bot().count());
        (1..=LEARNERS).all(|id| answers(id) >= QUESTIONS).then_some(())
    };
    fake.expect("an answer to every question", is_answered).await;
    assert_eq!(process.terminate().await.code(), Some(0));
    let store = place.store();
    assert_eq!((store.inbox().map(|rows| rows.len()), store.outbox().map(|rows| rows.len())), (Ok(0), Ok(0)));
    assert_eq!(store.verify().map(|verified| verified.faults), Ok(0));
}
