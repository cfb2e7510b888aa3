//! The promise of the desk, with the program as it runs: it is killed again and again while learners and agents talk, and whatever one
//! says reaches the other, in order, and no note ever reaches a learner.

use fastrand::Rng;

use super::{MOST_COPIES, most_calls_of_a_life, number_from};
use crate::fake_bot_api::{Agent, FakeBotApi, Learner, State, Team};
use crate::served::{HASTY, Place};

const GROUP: i64 = -1_001_234;
const SEED: u64 = 20_261_201;

/// Words that are said without waiting for those before them to arrive.
const AHEAD: usize = 8;

/// How much happens.
struct Measure {
    /// Each with an agent of their own.
    learners: i64,
    /// What each side of each conversation says.
    words: usize,
    kills: usize,
}

/// Open day and night, so that it does not matter when the test runs.
const CALENDAR: &str = "[hours]\nmon = [\"00:00-24:00\"]\ntue = [\"00:00-24:00\"]\nwed = [\"00:00-24:00\"]\n\
                        thu = [\"00:00-24:00\"]\nfri = [\"00:00-24:00\"]\nsat = [\"00:00-24:00\"]\nsun = [\"00:00-24:00\"]\n";

pub fn place() -> Place {
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

fn has_come(state: &State, chat: i64, thread: Option<i64>, words: &str) -> bool {
    let mut messages = state.chats[&chat].messages.iter().rev();
    messages.any(|message| message.by_bot && message.thread == thread && message.text == words)
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

/// What a run has come to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Toll {
    /// Words that the other side did not get.
    lost: usize,
    /// Conversations in which words came in another order than they were said.
    out_of_order: usize,
    /// Notes that a learner got to see.
    leaked: usize,
}

/// Learners and agents talk without waiting for each other, agents write notes in between, and the process dies again and again.
async fn talk(Measure { learners, words, kills }: Measure) {
    let (fake, place) = (FakeBotApi::start().await, place());
    let team: Team = fake.team(GROUP);
    let seed = number_from("CRASH_SEED", SEED);
    let mut random = Rng::with_seed(seed);
    let mut served = place.serve(&fake);
    let mut threads = Vec::new();
    for id in 1..=learners {
        escalates(&mut fake.learner(id)).await;
        let topic = team.expect_topic("the ticket's", |topic| topic.name.contains(&format!("#{id} "))).await;
        threads.push(topic.thread);
    }
    let agents: Vec<Agent> = (1..=learners).map(|id| team.agent(7_000 + id)).collect();
    // A learner's words, an agent's, and a note.
    let calls = most_calls_of_a_life(3 * words * agents.len(), kills);
    let (mut killed, mut polls) = (0, 0);
    for round in 1..=words {
        // A learner who is too far ahead is told that it is too much, and what comes then is dropped.
        if let Some(answered) = round.checked_sub(AHEAD).filter(|answered| *answered > 0) {
            let (by_learner, by_agent) = (format!("👤 學員說{answered}"), format!("客服：客服說{answered}"));
            let all = |state: &State| {
                let mut talks = (1..=learners).zip(&threads);
                let is_answered = |(id, thread): (i64, &i64)| {
                    has_come(state, GROUP, Some(*thread), &by_learner) && has_come(state, id, None, &by_agent)
                };
                talks.all(is_answered).then_some(())
            };
            fake.expect(&format!("what was said in round {answered}"), all).await;
        }
        for (id, (agent, thread)) in (1..).zip(agents.iter().zip(&threads)) {
            fake.learner(id).say(&format!("學員說{round}"));
            agent.say_in_topic(*thread, &format!("客服說{round}"));
            agent.say_in_topic(*thread, &format!("// 祕密{round}"));
        }
        // As many in each round as bring all of them about.
        while killed < kills * round / words {
            works(&fake, random.usize(1..calls)).await;
            served.kill();
            polls = fake.calls("getUpdates");
            served = place.serve(&fake);
            killed += 1;
        }
    }
    let expected: Vec<String> = (1..=words).map(|round| round.to_string()).collect();
    let (mut toll, mut worst) = (Toll::default(), 0);
    for (id, thread) in (1..=learners).zip(threads) {
        let both = |state: &State| {
            [heard(state, GROUP, Some(thread), "👤 學員說"), heard(state, id, None, "客服：客服說")]
        };
        let is_whole = |state: &State| both(state).iter().all(|(said, _)| said.len() >= words).then_some(());
        fake.expect(&format!("what learner {id} and agent said"), is_whole).await;
        for (said, times) in fake.look(both) {
            toll.lost += expected.iter().filter(|words| !said.contains(words)).count();
            toll.out_of_order += usize::from(said != expected);
            worst = worst.max(times);
        }
        let heard = fake.learner(id).heard();
        toll.leaked += heard.iter().filter(|message| message.text.contains("祕密")).count();
    }
    println!(
        "CRASH_SEED={seed}: {killed} kills, {} words and {} notes of {learners} learners and as many agents: {toll:?}, \
         at most {worst} copies of one message",
        2 * words * agents.len(),
        words * agents.len()
    );
    assert_eq!(toll, Toll::default());
    assert!(worst <= MOST_COPIES, "said {worst} times");
    // One that does not serve yet ends without the code of an orderly end.
    fake.expect_calls("getUpdates", polls + 1).await;
    assert!(served.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_talk_it_loses_nothing_and_tells_no_secret() {
    talk(Measure { learners: 6, words: 8, kills: 8 }).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form, which the head of `crash/mod.rs` tells how to run"]
async fn killed_a_hundred_times_in_the_middle_of_talk_it_loses_nothing_and_tells_no_secret() {
    let kills = usize::try_from(number_from("CRASH_DESK_KILLS", 100)).expect("it fits");
    talk(Measure { learners: 12, words: 50, kills }).await;
}
