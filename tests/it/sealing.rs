//! The key as its operator meets it: made, found, refused.

use std::path::Path;
use std::process::Command;

use crate::cli::{helpbot, refused, temporary, with_input};

/// The program for a user who has configured nothing, whose home is `home`.
fn at_home(home: &Path) -> Command {
    let mut command = helpbot(&home.join("data"));
    command.env_remove("HELPBOT_KEY_FILE").env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command
}

fn told(command: &mut Command, input: &str) -> (Option<i32>, String, String) {
    let output = with_input(command, input);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_first_chat_makes_a_key_and_says_so_in_a_line() {
    let home = temporary();
    let key = home.path().join("config/helpbot/key");
    let (code, said, why) = told(at_home(home.path()).arg("chat"), "彈跳視窗被擋住了\n1\n");
    assert_eq!(code, Some(0), "{why}");
    assert_eq!(why, format!("helpbot: made a key to seal your chats with: {}\n", key.display()));
    assert!(said.contains("重新整理"), "{said}");
    let (_, said, why) = told(at_home(home.path()).arg("chat"), "還是被擋\n");
    assert!(said.contains("你用哪個瀏覽器"), "{said}");
    assert_eq!(why, "", "the second chat finds it");

    std::fs::remove_file(&key).expect("ours");
    let (code, _, why) = told(at_home(home.path()).arg("chat"), "");
    assert_eq!(code, Some(2), "a new key does not open old chats");
    assert!(why.contains("does not fit"), "{why}");
}

#[test]
fn serving_without_a_key_says_how_to_make_one() {
    let home = temporary();
    let serve = || {
        let mut command = at_home(home.path());
        command.arg("serve").env("TELOXIDE_TOKEN", "123456:a-token").args(["--api-url", "no address"]);
        command
    };
    let (code, why) = refused(&mut serve());
    assert_eq!(code, Some(2));
    assert!(why.contains("`helpbot key new`"), "{why}");
    assert!(!home.path().join("config").exists(), "nothing is made behind the operator's back");

    // What it says is what helps.
    let (code, said, why) = told(at_home(home.path()).args(["key", "new"]), "");
    assert_eq!(code, Some(0), "{why}");
    assert!(said.contains("config/helpbot/key"), "{said}");
    let (code, why) = refused(&mut serve());
    assert_eq!(code, Some(2));
    assert!(why.contains("no address") && !why.contains("key"), "{why}");

    let named = home.path().join("elsewhere/key");
    let (code, why) = refused(serve().arg("--key-file").arg(&named));
    assert_eq!(code, Some(2));
    assert!(why.contains(&format!("`helpbot key new {}`", named.display())), "{why}");
}

#[test]
fn a_key_is_made_once_and_never_beside_the_data() {
    let home = temporary();
    let new = |path: &str| {
        let mut command = at_home(home.path());
        command.args(["key", "new"]).arg(home.path().join(path));
        command
    };
    let (code, said, _) = told(&mut new("key"), "");
    assert_eq!(code, Some(0));
    let before = std::fs::read(home.path().join("key")).expect("it was made");
    assert!(!before.is_empty() && !said.contains(&*String::from_utf8_lossy(&before)));
    let (code, why) = refused(&mut new("key"));
    assert_eq!(code, Some(2));
    assert!(why.contains("never overwritten"), "{why}");
    assert_eq!(std::fs::read(home.path().join("key")).expect("still there"), before);

    std::fs::create_dir(home.path().join("data")).expect("writable");
    for inside in ["data/key", "data/serve/key", "config/../data/key"] {
        let (code, why) = refused(&mut new(inside));
        assert_eq!(code, Some(2), "{inside}");
        assert!(why.contains("inside the data directory"), "{inside}: {why}");
    }
    std::fs::copy(home.path().join("key"), home.path().join("data/key")).expect("writable");
    let (code, why) =
        refused(at_home(home.path()).args(["chat", "--key-file"]).arg(home.path().join("data/key")));
    assert_eq!(code, Some(2));
    assert!(why.contains("inside the data directory"), "{why}");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = temporary();
    assert_eq!(told(at_home(home.path()).args(["key", "new"]), "").0, Some(0));
    let key = home.path().join("config/helpbot/key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("ours");
    let (code, why) = refused(at_home(home.path()).arg("chat"));
    assert_eq!(code, Some(2));
    let remedy = why.split('`').find(|words| words.starts_with("chmod")).expect("a command");
    assert!(Command::new("sh").args(["-c", remedy]).status().expect("a shell").success());
    assert_eq!(refused(at_home(home.path()).arg("chat")).0, Some(0));
}

#[test]
fn data_under_another_key_is_not_begun_anew() {
    let home = temporary();
    for path in ["one", "two"] {
        assert_eq!(
            told(at_home(home.path()).args(["key", "new"]).arg(home.path().join(path)), "").0,
            Some(0)
        );
    }
    let chat = |key: &str, input: &str| {
        told(at_home(home.path()).args(["chat", "--key-file"]).arg(home.path().join(key)), input)
    };
    assert_eq!(chat("one", "彈跳視窗被擋住了\n1\n").0, Some(0));
    let (code, _, why) = chat("two", "");
    assert_eq!(code, Some(2));
    assert!(why.contains("the key file does not fit the data directory"), "{why}");
    let (_, said, _) = chat("one", "還是被擋\n");
    assert!(said.contains("你用哪個瀏覽器"), "{said}");
}
