//! A learner asks to be forgotten, on Telegram and in the terminal: what is left of them, and of the others.

use std::path::Path;

use serde_json::Value;

use crate::cli::{chat, helpbot, temporary, with_input};
use crate::fake_bot_api::{FakeBotApi, Learner};
use crate::served::Place;

/// The rows in which somebody is named, as `helpbot export --plain` writes them.
fn rows_of(data: &Path, name: &str) -> Vec<String> {
    let file = temporary();
    let path = file.path().join("rows.jsonl");
    let output = with_input(helpbot(data).args(["export", "--plain"]).arg(&path), "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(path).expect("it was written");
    let is_theirs = |line: &&str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        row.to_string().contains(&format!("\"{name}\""))
    };
    text.lines().filter(is_theirs).map(str::to_owned).collect()
}

/// In the middle of a dialog with a clock, and with a request for a human.
async fn at_work(learner: &mut Learner) {
    learner.say("/human");
    learner.expect_reply().await;
    learner.say("我要更新憑證");
    learner.expect_reply().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_who_is_forgotten_and_all_of_the_others() {
    let (fake, place) = (FakeBotApi::start().await, Place::new("info"));
    let (mut ann, mut bob) = (fake.learner(4_101), fake.learner(4_102));
    let process = place.serve(&fake);
    at_work(&mut ann).await;
    at_work(&mut bob).await;
    assert_eq!(process.terminate().await.code(), Some(0));
    let of = |name: &str| rows_of(&place.data(), name);
    let (anns, bobs) = (of("telegram:4101"), of("telegram:4102"));
    assert_eq!((anns.len(), bobs.len()), (3, 3), "a session, a clock, a request: {anns:#?}");

    let process = place.serve(&fake);
    ann.say("刪除我的資料");
    assert!(ann.expect_reply().await.text.contains("救不回來"));
    ann.tap("全部刪掉");
    let farewell = ann.expect_reply().await;
    assert!(farewell.text.contains("都刪掉了"), "{farewell:?}");
    assert!(!farewell.labels().concat().contains(&"上一步"), "there is nothing to go back to");
    assert_eq!(process.terminate().await.code(), Some(0));
    assert_eq!(of("telegram:4101"), Vec::<String>::new());
    assert_eq!(of("telegram:4102"), bobs);
    let told = place.printed();
    let since = told.split("forgotten as they wished").nth(1).expect("it is logged");
    assert!(!since.contains("4101"), "{since}");

    // To block the bot afterwards is nothing to be remembered either, and who comes back begins anew.
    let process = place.serve(&fake);
    ann.block();
    bob.say("/help");
    bob.expect_reply().await;
    assert_eq!(process.terminate().await.code(), Some(0));
    assert_eq!(of("telegram:4101"), Vec::<String>::new());
    let process = place.serve(&fake);
    ann.unblock();
    ann.say("xqzxq");
    assert!(ann.expect_reply().await.text.contains("你好"));
    assert_eq!(process.terminate().await.code(), Some(0));
    assert_eq!(of("telegram:4101").len(), 1);
}

#[test]
fn the_terminal_forgets_as_well() {
    let data = temporary();
    chat(data.path(), "我要找真人\n彈跳視窗被擋住了\n1\n");
    assert_eq!(rows_of(data.path(), "terminal:local").len(), 3);
    let said = chat(data.path(), "/mydata\n/forget\n全部刪掉\n");
    assert!(said.contains("• 彈跳視窗被擋 · 電腦") && said.contains("都刪掉了"), "{said}");
    assert_eq!(rows_of(data.path(), "terminal:local"), Vec::<String>::new());
    assert!(chat(data.path(), "").contains("你好"));
}
