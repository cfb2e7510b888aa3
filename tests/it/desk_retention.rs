//! What is kept no longer is gone in the group as well, and no number is given a second time.

use std::sync::Arc;

use helpbot::runtime::Retention;
use helpbot::store::{MemoryStore, Store as _};
use jiff::SignedDuration;

use crate::fake_bot_api::{Agent, FakeBotApi, Learner, Rights, State, Status, Team};
use crate::help_desk::{Desk, GROUP, escalates, taken};

/// Tickets go as soon as they are over, and nothing else does.
fn short() -> Retention {
    let long = SignedDuration::from_hours(24 * 365);
    Retention { sessions: long, handoffs: SignedDuration::ZERO, seen: long, review: long }
}

async fn desk(store: &Arc<MemoryStore>) -> (Desk, Team) {
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    (Desk::open(fake, store.clone()).await, team)
}

async fn is_gone(desk: &Desk, thread: i64) {
    let is_gone = |state: &State| {
        let group = state.chats[&GROUP].group.as_ref()?;
        group.topic(thread).is_none().then_some(())
    };
    desk.fake.expect("the topic to be gone", is_gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_is_over_goes_with_its_topic_and_an_open_one_stays() {
    let store = Arc::new(MemoryStore::default());
    let (desk, team) = desk(&store).await;
    let (open, ..) = taken(&desk, &team, 1).await;
    let (_, amy, over) = taken(&desk, &team, 2).await;
    amy.say_in_topic(over, "/spam");
    desk.fake.expect("the ticket to be over", |state| closed(state, over)).await;
    desk.runtime.settled().await;

    desk.runtime.sweep_daily(short());
    is_gone(&desk, over).await;
    let left = || store.handoffs().expect("readable");
    while left().len() > 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(left()[0].conversation.chat(), open.id.to_string());
    assert_eq!(team.topics().len(), 1);

    // Its number was the greatest, and is not given again by another process.
    let desk = desk.restarted(store).await;
    let told = asks(&mut desk.fake.learner(3)).await;
    assert!(told.contains("案件編號是 3，"), "{told}");
}

/// What the learner is told at the end.
async fn asks(learner: &mut Learner) -> String {
    escalates(learner).await;
    learner.newest().expect("it was told").text
}

fn closed(state: &State, thread: i64) -> Option<()> {
    state.chats[&GROUP].group.as_ref()?.topic(thread)?.is_closed.then_some(())
}

async fn erases(learner: &mut Learner) {
    learner.say("/forget");
    assert!(learner.expect_reply().await.text.contains("真的要全部刪掉嗎"));
    learner.tap("全部刪掉");
    learner.expect_reply().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_the_bot_may_not_delete_is_told_of_once_and_goes_when_it_may() {
    let (desk, team) = desk(&Arc::default()).await;
    let (mut one, _, first) = taken(&desk, &team, 1).await;
    let (mut two, _, second) = taken(&desk, &team, 2).await;
    let owner: Agent = team.owner(7_000);
    owner.make_bot(Status::Administrator(Rights { can_delete_messages: false, ..Rights::ALL }));
    erases(&mut one).await;
    erases(&mut two).await;
    let complaints = |state: &State| {
        let said = state.chats[&GROUP].messages.iter();
        said.filter(|message| message.text.contains("有主題該刪掉")).count()
    };
    desk.fake.expect("a word to the desk", |state| (complaints(state) > 0).then_some(())).await;
    // What is done next at the desk comes after a second word, if there were one.
    owner.say("/queue");
    desk.fake
        .expect("the queue", |state| {
            state.chats[&GROUP].messages.iter().any(|message| message.text.contains("進行中")).then_some(())
        })
        .await;
    assert_eq!((desk.fake.look(complaints), team.topics().len()), (1, 2));

    owner.make_bot(Status::Administrator(Rights::ALL));
    is_gone(&desk, first).await;
    is_gone(&desk, second).await;
    desk.runtime.settled().await;
    assert_eq!(desk.fake.look(complaints), 1);
}
