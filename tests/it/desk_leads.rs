//! Who leads at the desk changes while the bot runs.

use std::sync::Arc;

use helpbot::store::MemoryStore;

use crate::fake_bot_api::{Agent, FakeBotApi, Rights, State, Status, Team};
use crate::help_desk::{Desk, GROUP};

async fn desk() -> (Desk, Team) {
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    (Desk::open(fake, Arc::new(MemoryStore::default())).await, team)
}

/// What the bot answers to a command that only leads may give.
async fn answered(desk: &Desk, agent: &Agent, command: &str) -> String {
    let asked = agent.say(command);
    let answer = |state: &State| {
        let mut said = state.chats[&GROUP].messages.iter();
        said.find(|message| message.reply_to == Some(asked)).map(|message| message.text.clone())
    };
    desk.fake.expect("an answer", answer).await
}

const REFUSED: &str = "要組長才能用";

#[tokio::test(flavor = "multi_thread")]
async fn who_is_made_an_administrator_leads_from_then_on_and_no_longer_than_that() {
    let (desk, team) = desk().await;
    let (owner, amy) = (team.owner(7_000), team.agent(7_001));
    assert!(answered(&desk, &amy, "/closed").await.contains(REFUSED));
    owner.make(&amy, Status::Administrator(Rights::default()));
    assert!(answered(&desk, &amy, "/closed").await.contains("今天接下來算下班"));
    owner.make(&amy, Status::Member);
    assert!(answered(&desk, &amy, "/closed off").await.contains(REFUSED));
}

/// Telegram's word of it was missed, or the bot was no administrator then.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_known_is_looked_up_once_in_a_while() {
    let (desk, team) = desk().await;
    let before = desk.fake.calls("getChatAdministrators");
    let amy = team.administrator(7_001, Rights::default());
    assert!(answered(&desk, &amy, "/closed").await.contains("今天接下來算下班"));
    assert_eq!(desk.fake.calls("getChatAdministrators"), before + 1);
    for id in 7_002..7_010 {
        assert!(answered(&desk, &team.agent(id), "/closed").await.contains(REFUSED));
    }
    assert_eq!(desk.fake.calls("getChatAdministrators"), before + 1, "one look will do for now");
}
