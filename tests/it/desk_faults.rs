//! The promise of the desk, with the program as it runs: it is killed again and again while learners and agents talk, and whatever one
//! says reaches the other, in order, and no note ever reaches a learner.

use fastrand::Rng;

use crate::fake_bot_api::{Agent, FakeBotApi, Learner, State, Team};
use crate::served::{HASTY, Place};

const GROUP: i64 = -1_001_234;
const LEARNERS: i64 = 6;
/// What each side of each conversation says.
const WORDS: usize = 8;
const KILLS: usize = 8;
const SEED: u64 = 20_261_201;

/// Open day and night, so that it does not matter when the test runs.
const CALENDAR: &str = "[hours]\nmon = [\"00:00-24:00\"]\ntue = [\"00:00-24:00\"]\nwed = [\"00:00-24:00\"]\n\
                        thu = [\"00:00-24:00\"]\nfri = [\"00:00-24:00\"]\nsat = [\"00:00-24:00\"]\nsun = [\"00:00-24:00\"]\n";

fn place() -> Place {
    let place = Place::new("error");
    std::fs::write(place.path().join("calendar.toml"), CALENDAR).expect("the directory is writable");
    place.configured(&format!("{HASTY}\n[desk]\nchat_id = {GROUP}\ncalendar = \"calendar.toml\"\n"))
}

/// Everything that one side said, as the other side has it: the order, and how often the worst of them came.
fn heard(state: &State, chat: i64, thread: Option<i64>, mark: &str) -> (Vec<String>, usize) {
    let messages = state.chats[&chat].messages.iter();
    let said: Vec<String> = messages
        .filter(|message| message.by_bot && message.thread == thread)
        .filter_map(|message| Some(message.text.split_once(mark)?.1.to_owned()))
        .collect();
    let mut once: Vec<String> = Vec::new();
    for words in &said {
        if !once.contains(words) {
            once.push(words.clone());
        }
    }
    let worst = once.iter().map(|words| said.iter().filter(|said| *said == words).count()).max();
    (once, worst.unwrap_or_default())
}

async fn escalates(learner: &mut Learner) {
    learner.say("/human");
    learner.expect_reply().await;
    learner.tap("其他");
    learner.expect_reply().await;
    learner.tap("直接送出");
    learner.expect_reply().await;
}

/// Lets the process make some calls, or come to rest.
async fn works(fake: &FakeBotApi, calls: usize) {
    let wanted = fake.look(|state| state.all_calls) + calls;
    let mut bell = fake.bell();
    while fake.look(|state| state.all_calls) < wanted {
        if !fake.change_within(&mut bell, std::time::Duration::from_millis(300)).await {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_talk_it_loses_nothing_and_tells_no_secret() {
    let (fake, place) = (FakeBotApi::start().await, place());
    let team: Team = fake.team(GROUP);
    let mut random = Rng::with_seed(SEED);
    let mut served = place.serve(&fake);
    let mut threads = Vec::new();
    for id in 1..=LEARNERS {
        escalates(&mut fake.learner(id)).await;
        let topic = team.expect_topic("the ticket's", |topic| topic.name.contains(&format!("#{id} "))).await;
        threads.push(topic.thread);
    }
    let agents: Vec<Agent> = (1..=LEARNERS).map(|id| team.agent(7_000 + id)).collect();
    for round in 1..=WORDS {
        for (id, (agent, thread)) in (1..).zip(agents.iter().zip(&threads)) {
            fake.learner(id).say(&format!("學員說{round}"));
            agent.say_in_topic(*thread, &format!("客服說{round}"));
            agent.say_in_topic(*thread, &format!("// 祕密{round}"));
        }
        if round <= KILLS {
            works(&fake, random.usize(1..40)).await;
            served.kill();
            served = place.serve(&fake);
        }
    }
    let expected: Vec<String> = (1..=WORDS).map(|round| round.to_string()).collect();
    for (id, thread) in (1..=LEARNERS).zip(threads) {
        let both = |state: &State| {
            let (at_desk, _) = heard(state, GROUP, Some(thread), "👤 學員說");
            let (at_learner, _) = heard(state, id, None, "客服：客服說");
            (at_desk.len() == WORDS && at_learner.len() == WORDS).then_some((at_desk, at_learner))
        };
        let (at_desk, at_learner) = fake.expect(&format!("what learner {id} and agent said"), both).await;
        assert_eq!((&at_desk, &at_learner), (&expected, &expected), "learner {id}");
        let worst = fake.look(|state| {
            heard(state, GROUP, Some(thread), "👤 學員說").1.max(heard(state, id, None, "客服：客服說").1)
        });
        assert!(worst <= 3, "said {worst} times");
        let secrets = fake.learner(id).heard().iter().filter(|message| message.text.contains("祕密")).count();
        assert_eq!(secrets, 0, "a note is for agents alone");
    }
    assert!(served.terminate().await.success());
}
