//! `helpbot serve` as an operator runs it, and as a machine kills it.

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::fake_bot_api::{FakeBotApi, Learner, State, TOKEN};
use crate::key;

fn serve(fake: &FakeBotApi, data: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_helpbot"))
        .args(["serve", "--log", "error"])
        .env_remove("HELPBOT_CONFIG")
        .env_remove("HELPBOT_CONTENT")
        .env("TELOXIDE_TOKEN", TOKEN)
        .env("TELOXIDE_API_URL", fake.url())
        .env("HELPBOT_DATA", data)
        .env("HELPBOT_KEY_FILE", key::file())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary is built")
}

/// Sends SIGTERM, as a service manager does.
async fn terminate(mut process: Child) -> ExitStatus {
    let id = process.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().expect("there is a `kill`");
    let ended = tokio::task::spawn_blocking(move || process.wait());
    ended.await.expect("no panic").expect("it was not waited for before")
}

fn messages(state: &State) -> usize {
    state.chats.values().map(|chat| chat.by_bot().count()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_and_ends_when_it_is_told_to() {
    let fake = FakeBotApi::start().await;
    let data = tempfile::tempdir().expect("a temporary directory");
    let process = serve(&fake, data.path());
    let mut learner = fake.learner(1);
    learner.say("/start popup-blocked");
    let question = learner.expect_reply().await;
    assert!(!question.keyboard.is_empty());
    // Telegram shows the commands in both languages.
    let is_presented = |state: &State| (state.profile.len() == 6).then_some(());
    fake.expect("the bot's profile", is_presented).await;
    assert_eq!(terminate(process).await.code(), Some(0));
}

/// The promise of the whole: nothing that Telegram gave us is lost, and what is said twice is bounded by what was on its way.
#[tokio::test(flavor = "multi_thread")]
async fn kill_minus_nine_loses_nobodys_words() {
    const LEARNERS: i64 = 30;
    const KILLS: usize = 3;
    let fake = FakeBotApi::start().await;
    let data = tempfile::tempdir().expect("a temporary directory");
    let learners: Vec<Learner> = (1..=LEARNERS).map(|id| fake.learner(id)).collect();
    for kill in 0..KILLS {
        let before = fake.look(messages);
        learners.iter().for_each(|learner| learner.say("/help"));
        let mut process = serve(&fake, data.path());
        let said = |state: &State| (messages(state) > before + 7 * kill).then_some(());
        fake.expect("a few replies", said).await;
        process.kill().expect("it runs");
        process.wait().expect("it was not waited for before");
    }

    let polls = fake.calls("getUpdates");
    let process = serve(&fake, data.path());
    // Everything may have been answered before; then there is nothing to see until it polls.
    fake.expect_calls("getUpdates", polls + 1).await;
    let all_answered = |state: &State| {
        let heard = |learner: &Learner| state.chats[&learner.id].by_bot().count();
        learners.iter().all(|learner| heard(learner) >= KILLS).then_some(())
    };
    fake.expect("an answer to everybody", all_answered).await;
    assert_eq!(terminate(process).await.code(), Some(0));
    for learner in &learners {
        let heard = learner.heard().len();
        assert!(heard <= 2 * KILLS, "learner {} heard {heard} answers to {KILLS} questions", learner.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_a_matter_of_configuration() {
    let fake = FakeBotApi::start().await;
    let data = tempfile::tempdir().expect("a temporary directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_helpbot"));
    command.arg("serve").env("TELOXIDE_TOKEN", "123:not-this").env("TELOXIDE_API_URL", fake.url());
    command.env("HELPBOT_DATA", data.path()).env("HELPBOT_KEY_FILE", key::file());
    let output =
        tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("it ran");
    assert_eq!(output.status.code(), Some(2));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("not-this"));
}
