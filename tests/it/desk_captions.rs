//! Words under a picture: the other side sees what was masked, whatever became of them since.

use std::sync::Arc;

use helpbot::store::MemoryStore;

use crate::fake_bot_api::{Attachment, FakeBotApi, Message, Rights, State, Status, Team};
use crate::help_desk::{Desk, GROUP, taken};

/// An invented number with a valid checksum.
const NUMBER: &str = "A123456789";

async fn desk() -> (Desk, Team) {
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    (Desk::open(fake, Arc::new(MemoryStore::default())).await, team)
}

fn caption(message: &Message) -> &str {
    message.media.as_ref().map_or("", |media| &media.caption)
}

/// Waits until a message has that caption. Returns it.
async fn captioned(desk: &Desk, chat: i64, words: &str) -> Message {
    let has = |state: &State| {
        let mut messages = state.chats[&chat].messages.iter().filter(|message| message.by_bot);
        messages.find(|message| caption(message) == words).cloned()
    };
    desk.fake.expect(words, has).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_under_a_picture_on_its_way_is_not_carried_along() {
    let (desk, team) = desk().await;
    let (learner, mut amy, thread) = taken(&desk, &team, 1).await;
    let owner = team.owner(7_000);
    owner.make_bot(Status::Kicked);
    learner.attach(Attachment::Picture, "這個畫面");
    learner.attach(Attachment::Picture, "");
    desk.fake.change(|state| {
        let theirs = state.chats.get_mut(&1).expect("there").messages.iter_mut();
        theirs
            .filter_map(|message| message.media.as_mut())
            .for_each(|media| NUMBER.clone_into(&mut media.caption));
    });
    owner.make_bot(Status::Administrator(Rights::ALL));
    captioned(&desk, GROUP, "👤 這個畫面").await;
    let carried = [amy.expect_in_topic(thread).await, amy.expect_in_topic(thread).await];
    assert_eq!(carried.each_ref().map(caption), ["👤 這個畫面", ""]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caption_changes_on_the_other_side_too() {
    let (desk, team) = desk().await;
    let (learner, amy, thread) = taken(&desk, &team, 1).await;
    learner.attach(Attachment::Picture, "第一版");
    let carried = captioned(&desk, GROUP, "👤 第一版").await;
    desk.runtime.settled().await;
    learner.edit("第二版");
    assert_eq!(captioned(&desk, GROUP, "✏️ 👤 第二版").await.id, carried.id);

    let sent = amy.send_in_topic(thread, Attachment::Document("步驟.pdf"), "先看第一頁");
    let heard = captioned(&desk, 1, "客服：先看第一頁").await;
    desk.runtime.settled().await;
    amy.edit(sent, "先看第二頁");
    assert_eq!(captioned(&desk, 1, "客服：先看第二頁").await.id, heard.id);

    learner.edit(&format!("我的身分證是{NUMBER}"));
    desk.fake
        .expect("the masked words", |state| {
            let message = state.chats[&GROUP].message(carried.id)?;
            (caption(message).contains("我的身分證是") && !caption(message).contains(NUMBER)).then_some(())
        })
        .await;
}

/// Its words stand behind it, in a message of their own.
#[tokio::test(flavor = "multi_thread")]
async fn the_words_behind_an_album_change_as_well() {
    let (desk, team) = desk().await;
    let (learner, mut amy, thread) = taken(&desk, &team, 1).await;
    let album = learner.send_album(&[Attachment::Picture, Attachment::Picture], "兩張");
    amy.expect_in_topic(thread).await;
    amy.expect_in_topic(thread).await;
    let words = amy.expect_in_topic(thread).await;
    assert_eq!(words.text, "👤 兩張");
    desk.runtime.settled().await;
    learner.edit_message(album[0], "兩張都是");
    desk.fake
        .expect("the change", |state| {
            let message = state.chats[&GROUP].message(words.id)?;
            (message.text == "✏️ 👤 兩張都是").then_some(())
        })
        .await;
}
