//! Many learners have one trouble: one banner, one notice, and a question when it is said to be over.

use std::sync::Arc;

use helpbot::store::MemoryStore;

use crate::crash::agents::place;
use crate::fake_bot_api::{Agent, FakeBotApi, Learner, Message, State, Team};
use crate::help_desk::{Desk, GROUP};

/// A desk, its group, and somebody who leads there.
async fn desk() -> (Desk, Team, Agent) {
    let fake = FakeBotApi::start().await;
    let team = fake.team(GROUP);
    let lead = team.owner(7_000);
    (Desk::open(fake, Arc::new(MemoryStore::default())).await, team, lead)
}

/// Gets stuck at the blocked pop-up and asks for a human there.
async fn gets_stuck(fake: &FakeBotApi, id: i64) -> Learner {
    let mut learner = fake.learner(id);
    learner.say("彈跳視窗被擋住了");
    assert!(learner.expect_reply().await.text.contains("你用電腦"));
    learner.say("/human");
    assert!(learner.expect_reply().await.text.contains("要補充什麼嗎"));
    learner.tap("直接送出");
    assert!(learner.expect_reply().await.text.contains("你的案件編號是"));
    learner
}

fn banners(state: &State) -> Vec<Message> {
    let said = state.chats[&GROUP].messages.iter();
    said.filter(|message| message.thread.is_none() && message.text.contains("🚨")).cloned().collect()
}

/// Waits until the one banner there is says it.
async fn banner(fake: &FakeBotApi, words: &str) -> Message {
    let only = |state: &State| match &banners(state)[..] {
        [banner] if banner.text.contains(words) => Some(banner.clone()),
        _ => None,
    };
    fake.expect(words, only).await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_with_one_trouble_are_one_incident_from_banner_to_thanks() {
    let (desk, team, lead) = desk().await;
    let mut learners = Vec::new();
    for id in 1..=4 {
        learners.push(gets_stuck(&desk.fake, id).await);
    }
    assert!(desk.fake.look(banners).is_empty(), "four are four tickets");
    learners.push(gets_stuck(&desk.fake, 5).await);
    let first = banner(&desk.fake, "有 5 位").await;
    learners.push(gets_stuck(&desk.fake, 6).await);
    let grown = banner(&desk.fake, "有 6 位").await;
    assert_eq!(grown.id, first.id, "it is edited");

    // A member is no lead.
    team.agent(7_001).reply_to(first.id, "/incident notice 不要");
    desk.fake.expect("a refusal", |state| says(state, "要組長才能用")).await;
    lead.reply_to(first.id, "/incident notice 視窗的問題正在修，請下午再試");
    banner(&desk.fake, "視窗的問題正在修").await;
    let mut newcomer = desk.fake.learner(20);
    newcomer.say("彈跳視窗被擋住了");
    let told = newcomer.expect_reply().await.text;
    assert!(told.contains("⚠️ 視窗的問題正在修，請下午再試") && told.contains("你用電腦"), "{told}");

    lead.say("/incident fixed");
    banner(&desk.fake, "已經問 6 位").await;
    for learner in &mut learners {
        let asked = learner.expect_reply().await.text;
        assert!(
            asked.contains("「彈跳視窗被擋」，客服說修好了") && asked.contains("現在可以用了嗎"),
            "{asked}"
        );
    }
    // It can be answered in words, although what they write goes to the desk otherwise.
    learners[0].say("好了");
    assert!(learners[0].expect_reply().await.text.contains("太好了"));
    learners[1].tap("還沒好");
    assert!(learners[1].expect_reply().await.text.contains("2 號"));
    // Who waits still waits: that is no news for the desk.
    let topic = team.expect_topic("a ticket's", |topic| topic.name.contains("#1 ")).await;
    let is_there = |state: &State| {
        let mut said = state.chats[&GROUP].messages.iter();
        let is_it = |message: &Message| {
            message.thread == Some(topic.thread) && message.text.contains("學員說已經好了")
        };
        said.any(is_it).then_some(())
    };
    desk.fake.expect("that it is solved", is_there).await;
    // It is shown to nobody any more.
    let mut late = desk.fake.learner(21);
    late.say("彈跳視窗被擋住了");
    assert!(!late.expect_reply().await.text.contains("正在修"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_is_taken_back_is_over_and_the_figures_are_told() {
    let (desk, _, lead) = desk().await;
    for id in 1..=5 {
        gets_stuck(&desk.fake, id).await;
    }
    banner(&desk.fake, "有 5 位").await;
    lead.say("/incident 7 off");
    desk.fake.expect("which one", |state| says(state, "要講哪一個狀況")).await;
    lead.say("/incident 1 off");
    banner(&desk.fake, "收起來了").await;
    gets_stuck(&desk.fake, 6).await;
    lead.say("/stats");
    desk.fake.expect("the figures", |state| says(state, "新單 6　進行中 6　已解決 0")).await;
    banner(&desk.fake, "有 5 位").await;
}

/// The program as it runs: it is told to end once the banner is out, and killed while it asks everybody.
#[tokio::test(flavor = "multi_thread")]
async fn an_incident_survives_restarts_from_banner_to_thanks() {
    let (fake, place) = (FakeBotApi::start().await, place());
    let lead = fake.team(GROUP).owner(7_000);
    let served = place.serve(&fake);
    let mut learners = Vec::new();
    for id in 1..=5 {
        learners.push(gets_stuck(&fake, id).await);
    }
    let told = banner(&fake, "有 5 位").await;
    assert!(served.terminate().await.success());

    let served = place.serve(&fake);
    lead.reply_to(told.id, "/incident notice 視窗的問題正在修");
    assert_eq!(banner(&fake, "視窗的問題正在修").await.id, told.id, "it is known which one it is");
    assert!(served.terminate().await.success());

    let mut served = place.serve(&fake);
    let mut newcomer = fake.learner(20);
    newcomer.say("彈跳視窗被擋住了");
    let shown = newcomer.expect_reply().await.text;
    assert!(shown.contains("⚠️ 視窗的問題正在修"), "{shown}");
    let asked = |state: &State, id: i64| {
        let heard = state.chats[&id].by_bot();
        heard.filter(|message| message.text.contains("你那邊現在可以用了嗎")).count()
    };
    lead.reply_to(told.id, "/incident fixed");
    fake.expect("the first to be asked", |state| (1..=5).any(|id| asked(state, id) > 0).then_some(())).await;
    served.kill();

    let served = place.serve(&fake);
    fake.expect("all to be asked", |state| (1..=5).all(|id| asked(state, id) > 0).then_some(())).await;
    banner(&fake, "已經問 5 位").await;
    learners[0].tap("好了");
    let thanks = |state: &State| {
        let mut heard = state.chats[&1].by_bot();
        heard.any(|message| message.text.contains("太好了")).then_some(())
    };
    fake.expect("thanks", thanks).await;
    assert!(served.terminate().await.success());
    let most = fake.look(|state| (1..=5).map(|id| asked(state, id)).max());
    assert!(most <= Some(2), "asked {most:?} times");
}

fn says(state: &State, words: &str) -> Option<()> {
    state.chats[&GROUP].messages.iter().any(|message| message.text.contains(words)).then_some(())
}
