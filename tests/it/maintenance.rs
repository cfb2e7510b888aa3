//! Backup, export, import, verify, another key: with the program as its operator runs it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use crate::cli::{chat, helpbot, refused, start, temporary, with_input};
use crate::command::{fine, told};

/// A chat in the middle of a dialog, with a request for a human.
fn begun(data: &Path) {
    chat(data, "我要找真人\n彈跳視窗被擋住了\n1\n");
}

/// What was begun goes on where it was.
fn goes_on(data: &Path) {
    assert!(fine(data, &["tickets"]).contains("1 requests"));
    assert!(chat(data, "還是被擋\n").contains("你用哪個瀏覽器"));
}

#[test]
fn a_backup_takes_the_place_of_what_was_lost() {
    let home = temporary();
    let (data, backup) = (home.path().join("data"), home.path().join("backups/monday"));
    begun(&data);
    let said = fine(&data, &["backup", &backup.display().to_string()]);
    assert!(said.contains("the key is not in it"), "{said}");
    // Life goes on, and then the disk does not.
    chat(&data, "好了\n謝謝\n");
    fs::write(data.join("chat/db"), vec![0xA5; 600 * 1024]).expect("writable");
    let (code, why) = told(&data, &["chat"]);
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("is damaged") && why.contains("cp -a BACKUP DATA"), "{why}");
    assert_eq!(told(&data, &["verify"]).0, Some(1));

    fs::rename(&data, home.path().join("broken")).expect("ours");
    fs::rename(&backup, &data).expect("ours");
    assert!(fine(&data, &["verify"]).contains("chat: 0 of "));
    goes_on(&data);
}

#[test]
fn a_backup_overwrites_nothing_and_is_not_inside_what_it_copies() {
    let home = temporary();
    let data = home.path().join("data");
    let to = |path: &str| home.path().join(path).display().to_string();
    assert!(told(&data, &["backup", &to("backup")]).1.contains("there is nothing"));
    begun(&data);
    fine(&data, &["backup", &to("backup")]);
    for (path, why) in [("backup", "there already"), ("data/backup", "inside the data directory")] {
        let (code, said) = told(&data, &["backup", &to(path)]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(fs::read_dir(home.path()).expect("readable").count(), 2, "nothing unfinished is left");
}

#[test]
fn while_a_chat_runs_its_data_is_left_alone() {
    let home = temporary();
    let data = home.path().join("data");
    let mut chatting = start(helpbot(&data).arg("chat"));
    let mut lines = BufReader::new(chatting.stdout.take().expect("piped")).lines();
    assert!(lines.any(|line| line.expect("UTF-8").contains("你好")));
    let to = home.path().join("to").display().to_string();
    let other = home.path().join("key").display().to_string();
    fine(&data, &["key", "new", &other]);
    let tools = [&["tickets"][..], &["transcript", "1"], &["stats"], &["learn"]];
    let maintenance =
        [&["backup", &*to][..], &["export", &to], &["verify"], &["key", "rotate", "--to", &other]];
    for args in tools.into_iter().chain(maintenance) {
        let (code, why) = told(&data, args);
        assert_eq!(code, Some(2), "{args:?}");
        assert!(why.contains("in use by another process") && why.contains("SIGTERM"), "{args:?}: {why}");
        assert!(!Path::new(&to).exists(), "{args:?}");
    }
    drop(chatting.stdin.take());
    assert!(chatting.wait().expect("it ends").success());
}

#[test]
fn an_export_is_read_into_an_empty_directory() {
    let home = temporary();
    let data = home.path().join("data");
    begun(&data);
    for plain in [false, true] {
        let file = home.path().join(format!("{plain}.jsonl"));
        let path = file.display().to_string();
        fine(&data, &if plain { vec!["export", "--plain", &path] } else { vec!["export", &path] });
        let text = fs::read_to_string(&file).expect("readable");
        assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
        assert_eq!(text.contains("popup-blocked"), plain, "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        }
        let (code, why) = told(&data, &["import", &path]);
        assert_eq!(code, Some(2), "{why}");
        assert!(why.contains("already"), "{why}");
        let fresh = home.path().join(format!("fresh-{plain}"));
        // A trained matcher is no data: it may have come before.
        fs::create_dir(&fresh).and_then(|()| fs::write(fresh.join("matcher"), "trained")).expect("writable");
        assert!(fine(&fresh, &["import", &path]).contains("all of them can be read"));
        goes_on(&fresh);
    }
    assert_eq!(told(&data, &["export", &home.path().join("true.jsonl").display().to_string()]).0, Some(2));
}

#[test]
fn a_file_that_was_cut_off_or_changed_is_not_imported() {
    let home = temporary();
    let data = home.path().join("data");
    begun(&data);
    let file = home.path().join("export.jsonl");
    let path = file.display().to_string();
    fine(&data, &["export", &path]);
    let text = fs::read_to_string(&file).expect("readable");
    let lines: Vec<&str> = text.lines().collect();
    let session = lines.iter().position(|line| line.contains("\"sessions\"")).expect("one");
    let changed = lines[session].replace("\"value\":\"", "\"value\":\"AAAA");
    let with = |row: &[&str]| [&lines[..session], row, &lines[session + 1..]].concat().join("\n");
    for (changed, why) in [
        (lines[..lines.len() - 1].join("\n"), "cut off"),
        (with(&[]), "rows where"),
        (with(&[&changed]), "cannot be read"),
        (with(&["{}"]), "is no row"),
        (lines[1..].join("\n"), "nothing that `helpbot export` wrote"),
        ("{\"helpbot-export\":2,\"plain\":false}".to_owned(), "version 2"),
    ] {
        fs::write(&file, changed).expect("writable");
        let fresh = home.path().join("fresh");
        let (code, said) = told(&fresh, &["import", &path]);
        assert_eq!(code, Some(1), "{why}: {said}");
        assert!(said.contains(why), "{said}");
        let left = fs::read_dir(&fresh).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{why}: nothing is begun with what is not whole");
    }
}

#[test]
fn another_key_opens_what_the_old_one_did() {
    let home = temporary();
    let data = home.path().join("data");
    let new = home.path().join("new-key").display().to_string();
    begun(&data);
    fine(&data, &["key", "new", &new]);
    let said = fine(&data, &["key", "rotate", "--to", &new]);
    assert!(said.contains("chat: 1 learners' keys") && said.contains("HELPBOT_KEY_FILE"), "{said}");
    assert!(fine(&data, &["key", "rotate", "--to", &new]).contains("before"), "said twice, done once");
    let (code, why) = refused(helpbot(&data).arg("chat"));
    assert_eq!(code, Some(2));
    assert!(why.contains("does not fit"), "{why}");
    let output = with_input(helpbot(&data).args(["chat", "--key-file", &new]), "還是被擋\n");
    assert!(String::from_utf8_lossy(&output.stdout).contains("你用哪個瀏覽器"));
    let (code, why) =
        told(&data, &["key", "rotate", "--to", &home.path().join("none").display().to_string()]);
    assert_eq!(code, Some(2), "{why}");
}

#[test]
fn what_was_found_can_be_read_by_a_program() {
    let home = temporary();
    let data = home.path().join("data");
    assert_eq!(fine(&data, &["verify", "--json"]).trim(), "{}");
    begun(&data);
    let found: serde_json::Value = serde_json::from_str(&fine(&data, &["verify", "--json"])).expect("JSON");
    assert_eq!(found["chat"]["faults"], 0);
    let trees = found["chat"]["trees"].as_array().expect("a list");
    let sessions = trees.iter().find(|tree| tree["tree"] == "sessions").expect("it is there");
    assert_eq!(sessions["rows"], 1);
}
