//! Pieces of an agent's album that come one by one, with another process in between: what the words under the first have made of it, the others
//! are as well.

use std::sync::Arc;

use helpbot::store::MemoryStore;
use serde_json::{Value, json};

use crate::fake_bot_api::{FakeBotApi, State};
use crate::help_desk::{Desk, GROUP, taken};

fn piece(album: &str, caption: &str) -> Value {
    let photo = json!([{ "file_id": "f", "file_unique_id": "u", "width": 1, "height": 1 }]);
    json!({ "photo": photo, "media_group_id": album, "caption": caption })
}

#[tokio::test(flavor = "multi_thread")]
async fn late_pieces_of_a_note_are_a_note_and_those_of_an_answer_are_carried() {
    let store = Arc::new(MemoryStore::default());
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    let desk = Desk::open(fake, store.clone()).await;
    let (learner, amy, thread) = taken(&desk, &team, 1).await;
    amy.write(Some(thread), None, piece("secret", "// 內部看的"));
    amy.write(Some(thread), None, piece("answer", "請看這裡"));
    let seen = |state: &State, pictures: usize| {
        let copies = state.chats[&1].messages.iter().filter(|message| message.copy_of.is_some());
        (copies.count() == pictures).then_some(())
    };
    desk.fake.expect("the answer", |state| seen(state, 1)).await;
    desk.runtime.settled().await;

    let desk = desk.restarted(store).await;
    amy.write(Some(thread), None, piece("secret", ""));
    amy.write(Some(thread), None, piece("answer", ""));
    amy.say_in_topic(thread, "就這些");
    desk.fake
        .expect("the last word", |state| {
            let mut heard = state.chats[&1].messages.iter();
            heard.any(|message| message.text == "客服：就這些").then_some(())
        })
        .await;
    desk.fake.look(|state| seen(state, 2)).expect("the late piece of the answer, and no other");
    assert!(learner.heard().iter().all(|message| !message.text.contains("內部")));
}
