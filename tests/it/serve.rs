//! `helpbot serve` as an operator runs it. What becomes of it when it is killed is told in `crash`.

use crate::fake_bot_api::{FakeBotApi, State};
use crate::served::Place;

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_and_ends_when_it_is_told_to() {
    let fake = FakeBotApi::start().await;
    let place = Place::new("error");
    let process = place.serve(&fake);
    let mut learner = fake.learner(1);
    learner.say("/start popup-blocked");
    let question = learner.expect_reply().await;
    assert!(!question.keyboard.is_empty());
    // Telegram shows the commands in both languages.
    let is_presented = |state: &State| (state.profile.len() == 6).then_some(());
    fake.expect("the bot's profile", is_presented).await;
    assert_eq!(process.terminate().await.code(), Some(0));

    // Ctrl-C is no worse; the data directory is free again.
    let process = place.serve(&fake);
    learner.say("/help");
    learner.expect_reply().await;
    assert_eq!(process.interrupt().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_a_matter_of_configuration() {
    let fake = FakeBotApi::start().await;
    let place = Place::new("error");
    let mut command = place.command(&fake);
    command.env("TELOXIDE_TOKEN", "123:not-this");
    let status =
        tokio::task::spawn_blocking(move || command.status()).await.expect("no panic").expect("it ran");
    assert_eq!(status.code(), Some(2));
    assert!(!place.printed().contains("not-this"));
}
