//! What a learner types by mistake is found nowhere: not in the data, not in the log however much is logged, not in anything
//! that the bot says, whatever the weather and whichever way the process ends.
//!
//! Canaries (invented numbers, addresses, passwords) are sent through the faked Bot API in everything that can hold words, and
//! looked for afterwards in every byte that was left behind, and in the chats.

mod birds;

use fastrand::Rng;
use helpbot::store::{LeftOut, Store as _, StoreError};
use serde_json::{Value, json};

use self::birds::{Bird, below, birds, sitting_in};
use crate::fake_bot_api::{FakeBotApi, Fault, Learner, State, Weather};
use crate::served::{HASTY, Place, Served};

const SEED: u64 = 20_260_420;

/// One message for each way in, all of them with the same words, which the bot reads.
fn read(words: &str) -> Vec<Value> {
    let picture = json!([{ "file_id": "p", "file_unique_id": "p", "width": 9, "height": 9 }]);
    vec![
        json!({ "text": words }),
        json!({ "text": format!("/start {words}") }),
        json!({ "text": format!("/human {words}") }),
        json!({ "text": format!("/{words}") }),
        json!({ "photo": picture, "caption": words }),
        json!({ "document": { "file_id": "d", "file_unique_id": "d", "file_name": words }, "caption": words }),
        json!({ "photo": [], "caption": words, "media_group_id": words }),
        json!({ "photo": [], "caption": words, "media_group_id": words }),
        json!({ "hologram": { "deep": [words] }, "caption": words }),
    ]
}

/// And those in which it stands where the bot never looks.
fn unread(words: &str) -> Vec<Value> {
    vec![
        json!({ "text": "連結", "entities": [{ "type": "text_link", "offset": 0, "length": 2, "url": words }] }),
        json!({ "text": "我回覆", "quote": { "text": words, "position": 0 }, "reply_to_message": { "text": words } }),
        json!({ "text": "轉傳", "forward_origin": { "type": "hidden_user", "sender_user_name": words } }),
        json!({ "contact": { "phone_number": words, "first_name": words, "vcard": words } }),
        json!({ "venue": { "location": { "latitude": 25, "longitude": 121 }, "title": words, "address": words } }),
        json!({ "poll": { "id": "1", "question": words, "options": [{ "text": words }] } }),
        json!({ "text": "嗨", "from": {
            "id": 1, "is_bot": false, "first_name": words, "last_name": words, "username": words, "language_code": words,
        } }),
    ]
}

/// Sends one bird by every way. Returns the messages in which the bot must have seen it.
fn fly(fake: &FakeBotApi, learner: &Learner, bird: &Bird) -> Vec<i64> {
    for message in unread(&bird.typed) {
        learner.send(message);
    }
    let mut seen: Vec<i64> = read(&bird.typed).into_iter().map(|message| learner.send(message)).collect();
    seen.push(learner.send(json!({ "text": "你好" })));
    learner.edit(&bird.typed);
    learner.say_in(-1_000, &format!("@elearn_helpbot {}", bird.typed));
    // As much of it as fits into a button's 64 bytes.
    let end = (0..=62).rev().find(|end| bird.typed.is_char_boundary(*end)).unwrap_or_default();
    let data = bird.typed.get(..end).unwrap_or(&bird.typed);
    learner.press(&format!("t/{data}"));
    learner.press(data);
    // What is not what the Bot API promises is skipped, and may be logged.
    fake.change(|state| state.push_update("message", &json!({ "chat": bird.typed, "text": bird.typed })));
    fake.change(|state| state.push_update("callback_query", &json!({ "id": 7, "data": bird.typed })));
    learner.say("/mydata");
    seen
}

/// Waits until the bot has taken in all there is; told to end, it answers that first.
async fn taken_in(fake: &FakeBotApi) {
    fake.expect("a poll for more", |state| state.updates.is_empty().then_some(())).await;
}

fn answers(state: &State) -> usize {
    state.chats.values().map(|chat| chat.by_bot().count()).sum()
}

fn nothing_is_found(place: &Place, fake: &FakeBotApi, birds: &[Bird], when: &str) {
    let found = below(place.path(), birds);
    assert!(found.is_empty(), "{when}: {found:#?}");
    // The data are sealed: what is in them is looked for in what they say to whoever has the key.
    let mut rows = String::new();
    let unreadable = place.store().export(true, |row| {
        rows += &serde_json::to_string(&row).expect("JSON");
        Ok::<_, StoreError>(())
    });
    assert_eq!(unreadable, Ok(LeftOut::default()), "{when}");
    assert!(rows.contains("telegram:1"), "{when}: there is a session");
    let found: Vec<&str> = sitting_in(rows.as_bytes(), birds).iter().map(|bird| &*bird.typed).collect();
    assert!(found.is_empty(), "{when}: the data hold {found:?}");
    let bodies = fake.look(|state| state.bodies.as_ref().expect("they are kept").join("\n"));
    let found: Vec<&str> = sitting_in(bodies.as_bytes(), birds).iter().map(|bird| &*bird.typed).collect();
    assert!(found.is_empty(), "{when}: the bot sent {found:?}");
}

struct Flown {
    fake: FakeBotApi,
    place: Place,
    process: Served,
    birds: Vec<Bird>,
    /// Chats, and messages that have to go from them.
    seen: Vec<(i64, i64)>,
}

/// A process that is told of every so manieth bird by every way, at a log level that tells everything.
async fn flown(every: usize, weather: Option<Weather>, seed: u64) -> Flown {
    let fake = FakeBotApi::start().await;
    fake.change(|state| (state.bodies, state.weather) = (Some(Vec::new()), weather));
    let place = Place::new("trace").configured(HASTY);
    let process = place.serve(&fake);
    let birds: Vec<Bird> = birds(&mut Rng::with_seed(seed)).into_iter().step_by(every).collect();
    let mut seen = Vec::new();
    // One learner would be too much to be listened to.
    for (id, bird) in (1..).zip(&birds) {
        let mut learner = fake.learner(id);
        learner.say("/start");
        learner.expect_reply().await;
        seen.extend(fly(&fake, &learner, bird).into_iter().map(|message| (id, message)));
    }
    Flown { fake, place, process, birds, seen }
}

/// Of the messages of a bird those that it was not seen in are left alone.
async fn deleted(fake: &FakeBotApi, seen: &[(i64, i64)]) {
    let is_there = |state: &State, (chat, id): &(i64, i64)| {
        state.chats[chat].messages.iter().any(|message| message.id == *id)
    };
    let all_gone = |state: &State| (!seen.iter().any(|seen| is_there(state, seen))).then_some(());
    fake.expect("every message with a bird to be deleted", all_gone).await;
    let left = fake.look(|state| state.chats[&1].messages.iter().filter(|message| !message.by_bot).count());
    assert_eq!(left, unread("").len() + ["/start", "/mydata"].len());
}

/// What a human would be given to read.
fn nothing_is_handed_over(place: &Place, birds: &[Bird]) {
    let handoffs = place.store().handoffs().expect("readable");
    assert!(handoffs.len() >= birds.len(), "every learner asked for a human");
    let found = sitting_in(format!("{handoffs:?}").as_bytes(), birds).len();
    assert_eq!(found, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_fine_weather_nothing_is_found() {
    let Flown { fake, place, process, birds, seen } = flown(1, None, SEED).await;
    taken_in(&fake).await;
    // It listens.
    let answered = |state: &State| (answers(state) > 10 * birds.len()).then_some(());
    fake.expect("ten answers to each bird", answered).await;
    deleted(&fake, &seen).await;
    let shown = |state: &State| {
        let bodies = state.bodies.as_ref()?.iter().filter(|body| body.contains("我記著你的這些"));
        (bodies.count() >= birds.len()).then_some(())
    };
    fake.expect("each learner to be shown what is kept", shown).await;
    assert_eq!(process.terminate().await.code(), Some(0));
    assert!(place.printed().contains("TRACE"));
    nothing_is_found(&place, &fake, &birds, "in the end");
    nothing_is_handed_over(&place, &birds);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_nothing_is_found() {
    let Flown { fake, place, mut process, birds, seen } = flown(5, None, SEED + 1).await;
    let half_way = |state: &State| (answers(state) > 5 * birds.len()).then_some(());
    fake.expect("half of the answers", half_way).await;
    process.kill();
    nothing_is_found(&place, &fake, &birds, "after the kill");
    // A poll of the process that was killed may still come in; asking who it is, only the next one does.
    let starts = fake.calls("getMe");
    let process = place.serve(&fake);
    fake.expect_calls("getMe", starts + 1).await;
    taken_in(&fake).await;
    deleted(&fake, &seen).await;
    assert_eq!(process.terminate().await.code(), Some(0));
    nothing_is_found(&place, &fake, &birds, "in the end");
    nothing_is_handed_over(&place, &birds);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_foul_weather_nothing_is_found() {
    for (number, fault) in [Fault::Server, Fault::Malformed, Fault::LostAnswer].into_iter().enumerate() {
        let weather = Weather::new(SEED, 10, fault);
        let Flown { fake, place, mut process, birds, .. } =
            flown(9, Some(weather), SEED + 2 + number as u64).await;
        let struck = |state: &State| {
            let weather = state.weather.as_ref().filter(|weather| weather.struck >= 3);
            weather.map(|_| ())
        };
        fake.expect("some faults", struck).await;
        process.kill();
        nothing_is_found(&place, &fake, &birds, &format!("after {fault:?} and a kill"));
    }
}
