//! The program as its user meets it: what it prints and how it ends.

#[cfg(unix)]
use std::fs::File;
#[cfg(unix)]
use std::io::Read;
use std::io::{BufRead as _, BufReader, Write as _};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::key;

/// A program with a data directory of its own and nothing of the environment's configuration.
pub fn helpbot(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_helpbot"));
    for variable in ["TELOXIDE_TOKEN", "TELOXIDE_API_URL", "HELPBOT_CONFIG", "HELPBOT_CONTENT", "HELPBOT_LOG"]
    {
        command.env_remove(variable);
    }
    command.env("HELPBOT_DATA", data).env("HELPBOT_KEY_FILE", key::file());
    command
}

pub fn temporary() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

pub fn start(command: &mut Command) -> Child {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

pub fn with_input(command: &mut Command, input: &str) -> Output {
    until_it_ends(start(command), input)
}

/// As in `helpbot … | true`.
fn with_closed_output(command: &mut Command, input: &str) -> Output {
    let mut child = start(command);
    drop(child.stdout.take());
    until_it_ends(child, input)
}

pub fn until_it_ends(mut child: Child, input: &str) -> Output {
    let mut stdin = child.stdin.take().expect("piped");
    // A program that refuses to start does not read.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

pub fn chat(data: &Path, input: &str) -> String {
    let output = with_input(helpbot(data).arg("chat"), input);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the chat is UTF-8")
}

/// What the program says on its way out, and its exit code.
pub fn refused(command: &mut Command) -> (Option<i32>, String) {
    let output = with_input(command, "");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The repository's content with one file changed.
fn content_with(path: &str, change: impl Fn(&str) -> String) -> TempDir {
    let dir = temporary();
    for file in helpbot::content::embedded() {
        let to = dir.path().join(&file.path);
        std::fs::create_dir_all(to.parent().expect("in a folder")).expect("writable");
        let text = if file.path == path { change(&file.text) } else { file.text };
        std::fs::write(to, text).expect("writable");
    }
    dir
}

#[test]
fn a_blocked_popup_is_unblocked_in_two_lines() {
    let data = temporary();
    let said = chat(data.path(), "彈跳視窗被擋住了\n1\n");
    assert!(said.contains("網址列的最右邊") && said.contains("重新整理"), "{said}");
}

#[test]
fn simplified_chinese_and_english_are_understood_as_well() {
    for (question, answer) in
        [("弹出窗口被挡住了怎么办", "你用電腦，還是手機"), ("my popup window is blocked", "computer")]
    {
        let data = temporary();
        let said = chat(data.path(), &format!("{question}\n"));
        assert!(said.contains(answer), "{question}: {said}");
    }
}

#[test]
fn a_chat_that_was_killed_goes_on_where_it_was() {
    let data = temporary();
    let mut child = start(helpbot(data.path()).arg("chat"));
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all("彈跳視窗被擋住了\n1\n".as_bytes()).expect("the chat reads");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    assert!(lines.any(|line| line.expect("UTF-8").contains("重新整理")));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let said = chat(data.path(), "還是被擋\n");
    assert!(said.contains("我們回到剛才這一步") && said.contains("你用哪個瀏覽器"), "{said}");
}

#[test]
fn a_matcher_is_trained_once_and_anew_when_its_file_is_damaged() {
    let data = temporary();
    let file = data.path().join("matcher");
    let asked = || {
        let mut command = helpbot(data.path());
        command.args(["chat", "--fresh", "--log", "helpbot=debug"]);
        let output = with_input(&mut command, "彈跳視窗被擋住了\n");
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        (String::from_utf8_lossy(&output.stdout).into_owned(), log)
    };
    let (said, log) = asked();
    assert!(log.contains("no matcher is kept"), "{log}");
    let kept = std::fs::read(&file).expect("it is kept");

    let (again, log) = asked();
    assert_eq!(again, said);
    assert!(!log.contains("is kept"), "{log}");

    let mut damaged = kept.clone();
    damaged[kept.len() / 2] ^= 1;
    std::fs::write(&file, damaged).expect("it can be written");
    let (again, log) = asked();
    assert_eq!(again, said);
    assert!(log.contains("a damaged one"), "{log}");
    assert_eq!(std::fs::read(&file).expect("it is kept"), kept, "it is mended");
}

#[test]
fn a_fresh_chat_forgets() {
    let data = temporary();
    chat(data.path(), "彈跳視窗被擋住了\n");
    let output = with_input(helpbot(data.path()).args(["chat", "--fresh"]), "");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("你好") && !said.contains("回到剛才"), "{said}");
}

#[test]
fn a_fresh_chat_begins_in_the_default_language_and_follows_the_learners() {
    let data = temporary();
    with_input(helpbot(data.path()).args(["chat", "--locale", "en"]), "");
    let output = with_input(helpbot(data.path()).args(["chat", "--fresh"]), "my popup window is blocked\n");
    let said = String::from_utf8_lossy(&output.stdout);
    let (before, after) = said.split_once("> ").expect("a line was typed");
    assert!(before.contains("打數字") && before.contains("你好"), "{before}");
    assert!(after.contains("computer") && after.contains("Goodbye"), "{after}");
}

#[test]
fn a_chat_speaks_the_language_that_is_asked_for() {
    let data = temporary();
    let output = with_input(helpbot(data.path()).args(["chat", "--locale", "en"]), "");
    assert!(String::from_utf8_lossy(&output.stdout).contains("Hello, I am a chat bot"));
    let (code, why) = refused(helpbot(data.path()).args(["chat", "--locale", "fr"]));
    assert_eq!(code, Some(2));
    assert!(why.contains("there is no locale `fr`; there is zh-TW, en"), "{why}");
}

#[test]
fn what_the_readme_shows_is_what_is_said() {
    let readme = std::fs::read_to_string("README.md").expect("the README is there");
    let shown =
        readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a conversation");
    let typed: String =
        shown.lines().filter_map(|line| line.strip_prefix("> ")).map(|line| format!("{line}\n")).collect();
    let data = temporary();
    let said = chat(data.path(), &typed);
    assert!(said.contains(shown.trim_end()), "the README shows\n{shown}\nbut the bot says\n{said}");
}

#[test]
fn the_readmes_commands_are_there() {
    let readme = std::fs::read_to_string("README.md").expect("the README is there");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `helpbot "));
    let names: Vec<&str> = rows.filter_map(|row| row.split([' ', '`']).next()).collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        let output = helpbot(temporary().path()).args([name, "--help"]).output().expect("the program starts");
        assert!(output.status.success(), "helpbot {name}");
    }
}

#[test]
fn broken_content_is_refused_with_its_place() {
    let broken = content_with("dialogs/popup-blocked.yaml", |text| {
        text.replace("to: allow-desktop, set", "to: alow-desktop, set")
    });
    let content = broken.path().display().to_string();
    for command in ["chat", "check"] {
        let output = with_input(helpbot(temporary().path()).args([command, "--content", &content]), "");
        let told = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(told.contains("dialogs/popup-blocked.yaml:15:"), "{told}");
        assert!(
            told.contains("state `alow-desktop` does not exist; did you mean `allow-desktop`?"),
            "{told}"
        );
    }
}

#[test]
fn a_missing_text_is_refused_by_name() {
    let broken = content_with("locales/en/solved.ftl", |text| text.replace("solved-thanks", "solved-thank"));
    let content = broken.path().display().to_string();
    let output = with_input(helpbot(temporary().path()).args(["check", "--content", &content]), "");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("`solved-thanks`") && told.contains("`solved-thank`"), "{told}");
}

#[test]
fn the_repositorys_content_has_no_mistakes() {
    let output = with_input(helpbot(temporary().path()).args(["check", "--strict"]), "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_unknown_key_in_the_configuration_is_refused() {
    let dir = temporary();
    let config = dir.path().join("helpbot.toml");
    std::fs::write(&config, "locale = \"en\"\npol = 3\n").expect("writable");
    let (code, why) = refused(helpbot(dir.path()).arg("--config").arg(&config).arg("chat"));
    assert_eq!(code, Some(2));
    assert!(why.contains("helpbot.toml") && why.contains("`pol`") && why.contains("line 2"), "{why}");
}

#[test]
fn a_second_process_on_the_same_data_is_refused_and_the_first_goes_on() {
    let data = temporary();
    let mut first = start(helpbot(data.path()).arg("chat"));
    let mut stdin = first.stdin.take().expect("piped");
    let mut lines = BufReader::new(first.stdout.take().expect("piped")).lines();
    assert!(lines.any(|line| line.expect("UTF-8").contains("你好")), "the first one greets");
    let (code, why) = refused(helpbot(data.path()).arg("chat"));
    assert_eq!(code, Some(2));
    assert!(why.contains("in use by another process") && why.contains("--data"), "{why}");
    stdin.write_all("彈跳視窗被擋住了\n".as_bytes()).expect("the first one reads");
    drop(stdin);
    assert!(lines.any(|line| line.expect("UTF-8").contains("你用電腦，還是手機")));
    assert!(first.wait().expect("it ends").success());
}

#[test]
fn serving_without_a_token_says_how_to_get_one() {
    let (code, why) = refused(helpbot(temporary().path()).arg("serve"));
    assert_eq!(code, Some(2));
    assert!(why.contains("TELOXIDE_TOKEN") && why.contains("@BotFather"), "{why}");
}

#[test]
fn serving_without_a_network_says_so_without_the_token() {
    // A port that was free a moment ago: nobody answers there.
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound").port();
    let token = "123456:a-token-that-nobody-must-see";
    let (code, why) = refused(helpbot(temporary().path()).env("TELOXIDE_TOKEN", token).args([
        "serve",
        "--api-url",
        &format!("http://127.0.0.1:{port}"),
    ]));
    assert_eq!(code, Some(1), "{why}");
    assert!(!why.contains("a-token-that-nobody-must-see"), "{why}");
}

#[test]
fn a_question_is_explained() {
    let data = temporary();
    let output = with_input(helpbot(data.path()).args(["ask", "--json", "彈跳視窗被擋住了"]), "");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["decision"], "answer");
    assert_eq!(told["intents"][0], "popup-blocked");
    assert!(told["candidates"][0]["why"][0]["feature"].is_string(), "{told}");
}

#[test]
fn a_script_that_fails_says_where_and_ends_with_one() {
    let dir = temporary();
    let script = dir.path().join("wrong.script");
    std::fs::write(&script, "script: wrong\n> 彈跳視窗被擋住了\n< solved-thanks\n").expect("writable");
    let output = with_input(helpbot(dir.path()).arg("test").arg(&script), "");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("wrong.script:3") && told.contains("popup-blocked-ask-device"), "{told}");
}

#[test]
fn a_reader_that_goes_away_has_seen_enough() {
    let dir = temporary();
    for args in [
        &["graph"][..],
        &["man"],
        &["completions", "bash"],
        &["check"],
        &["check", "--json"],
        &["test"],
        &["ask", "彈跳視窗"],
        &["tickets"],
    ] {
        let output = with_closed_output(helpbot(dir.path()).args(args), "");
        let why = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*why), (Some(0), ""), "{args:?}");
    }
    let wrong = with_closed_output(helpbot(dir.path()).args(["test", "no/such.script"]), "");
    assert_eq!(wrong.status.code(), Some(2), "what went wrong counts all the same");
}

#[test]
fn a_chat_whose_reader_goes_away_hears_the_rest() {
    let data = temporary();
    let output = with_closed_output(helpbot(data.path()).arg("chat"), "彈跳視窗被擋住了\n1\n");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let said = chat(data.path(), "還是被擋\n");
    assert!(said.contains("你用哪個瀏覽器"), "{said}");
}

#[test]
fn every_command_logs_what_is_asked_for() {
    let data = temporary();
    let told = |args: &[&str]| {
        let output = with_input(helpbot(temporary().path()).args(args), "/human\n");
        assert!(output.status.success(), "{args:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert_eq!(told(&["chat"]), "", "a chat is not disturbed");
    let told = told(&["chat", "--log", "info"]);
    assert!(told.contains("INFO") && !told.contains('\x1b'), "{told}");
    for command in ["chat", "serve", "check", "test", "ask", "graph", "tickets"] {
        let mut asked = helpbot(data.path());
        asked.args([command, "--log", "helpbot=loud"]).args((command == "ask").then_some("text"));
        let (code, why) = refused(&mut asked);
        assert_eq!(code, Some(2), "{command}");
        assert!(why.contains("`helpbot=loud`"), "{command}: {why}");
    }
}

#[test]
fn a_broken_configuration_stops_only_what_reads_it() {
    let dir = temporary();
    std::fs::write(dir.path().join("helpbot.toml"), "locale = \n").expect("writable");
    for (args, code) in [
        (&["man"][..], 0),
        (&["completions", "fish"], 0),
        (&["unpack", "content"], 0),
        (&["check"], 2),
        (&["graph"], 2),
    ] {
        let output = with_input(helpbot(dir.path()).current_dir(dir.path()).args(args), "");
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let dir = temporary();
    let (config, data) = (dir.path().join("helpbot.toml"), dir.path().join("data"));
    let text = format!("data = {data:?}\nlog.filter = 'helpbot=loud'\ntelegram.api_url = 'no address'\n");
    std::fs::write(&config, text).expect("writable");
    let configured = |command: &str| {
        let mut helpbot = helpbot(dir.path());
        for variable in
            ["HELPBOT_CONFIG", "HELPBOT_CONTENT", "HELPBOT_DATA", "HELPBOT_LOG", "TELOXIDE_API_URL"]
        {
            helpbot.env(variable, "");
        }
        helpbot.arg(command).env("TELOXIDE_TOKEN", "123456:a-token");
        helpbot
    };
    let output = configured("check").output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, why) = refused(configured("tickets").arg("--config").arg(&config));
    assert!(why.contains("`helpbot=loud`"), "{why}");
    let (code, why) = refused(configured("serve").args(["--log", "error", "--config"]).arg(&config));
    assert_eq!(code, Some(2), "{why}");
    assert!(why.contains("`no address`"), "{why}");
    assert!(data.join("serve/lock").exists());
}

#[test]
fn what_is_configured_wrong_is_refused_with_what_would_be_right() {
    let dir = temporary();
    let path = |name: &str| dir.path().join(name).display().to_string();
    for name in ["file", "token"] {
        std::fs::write(path(name), "\n").expect("writable");
    }
    let inside_a_file = path("file/data");
    for (command, text, told) in [
        ("check", "locale = 'fr'".to_owned(), vec!["`fr`", "en, zh-TW"]),
        ("chat", "locale = 'fr'".to_owned(), vec!["`fr`", "en, zh-TW"]),
        ("chat", format!("data = '{inside_a_file}'"), vec![&*inside_a_file, "--data"]),
        ("tickets", format!("data = '{}'", path("file")), vec!["file`", "--data"]),
        ("serve", format!("telegram.token_file = '{}'", path("token")), vec!["token` is empty"]),
        ("serve", format!("telegram.token_file = '{}'", path("none")), vec!["cannot read the token file"]),
    ] {
        let config = dir.path().join("helpbot.toml");
        std::fs::write(&config, &text).expect("writable");
        let (code, why) = refused(helpbot(Path::new("")).arg("--config").arg(&config).arg(command));
        assert_eq!(code, Some(2), "{text}: {why}");
        assert!(told.iter().all(|told| why.contains(told)), "{text}: {why}");
    }
}

#[cfg(unix)]
#[test]
fn a_chat_at_a_terminal_needs_neither_a_clever_one_nor_its_output_there() {
    for (term, shown_there) in [("xterm", true), ("dumb", true), ("xterm", false)] {
        let data = temporary();
        let (mut person, terminal) = terminal();
        let open = || Stdio::from(terminal.try_clone().expect("open"));
        let mut command = helpbot(data.path());
        command.arg("chat").env("TERM", term).stdin(open()).stderr(open());
        let output: Box<dyn Read> = if shown_there {
            command.stdout(open());
            Box::new(BufReader::new(person.try_clone().expect("open")))
        } else {
            let (output, end) = std::io::pipe().expect("a pipe");
            command.stdout(end);
            Box::new(BufReader::new(output))
        };
        let mut child = command.spawn().expect("the program starts");
        // Ours have to be closed for the output to end.
        drop((command, terminal));
        let mut heard = BufReader::new(output).bytes().map_while(Result::ok);
        // A prompt is no line, so that each byte counts.
        let mut hears = |words: &str| {
            let mut said = Vec::new();
            heard.by_ref().any(|byte| {
                said.push(byte);
                said.ends_with(words.as_bytes())
            })
        };
        assert!(hears("你好") && hears("> "), "{term}");
        person.write_all("彈跳視窗被擋住了\n".as_bytes()).expect("the chat reads");
        assert!(hears("你用電腦，還是手機") && hears("> "), "{term}");
        person.write_all(b"\x04").expect("the chat reads");
        assert!(hears("再見"), "{term}");
        assert!(child.wait().expect("it ends").success(), "{term}");
    }
}

/// Both ends of a terminal: the person's, and the program's.
#[cfg(unix)]
fn terminal() -> (File, File) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let person = openpt(flags).expect("a terminal");
    grantpt(&person).expect("ours");
    unlockpt(&person).expect("ours");
    let path = ptsname(&person, Vec::new()).expect("it has a name").into_string().expect("UTF-8");
    let flags = i32::try_from(flags.bits()).expect("flags");
    let program = File::options().read(true).write(true).custom_flags(flags).open(path).expect("ours");
    (File::from(person), program)
}

#[test]
fn the_navigation_follows_the_learners_language() {
    let data = temporary();
    let said = chat(data.path(), "my popup window is blocked\n彈跳視窗被擋住了\n");
    let labels: Vec<&str> = said.lines().filter_map(|line| line.trim().split(['：', ':']).next()).collect();
    let labels: Vec<&str> = labels.into_iter().filter(|label| ["其他", "Other"].contains(label)).collect();
    assert_eq!(labels, ["其他", "Other", "其他"], "{said}");
    assert!(said.contains("     Other: "), "{said}");
}

#[test]
fn a_request_for_a_human_is_recorded_and_listed() {
    let data = temporary();
    chat(data.path(), "彈跳視窗被擋住了\n我要找真人\n");
    let output = helpbot(data.path()).args(["tickets", "--json"]).output().expect("the program starts");
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed[0]["request"]["reason"], "request");
    assert_eq!(listed[0]["request"]["path"][0]["dialog"], "popup-blocked");
}

/// Each delivers what its own learners wait for, and leaves the other's alone.
#[test]
fn chat_and_serve_keep_their_conversations_apart() {
    let data = temporary();
    let mut chatting = start(helpbot(data.path()).arg("chat"));
    let mut lines = BufReader::new(chatting.stdout.take().expect("piped")).lines();
    assert!(lines.any(|line| line.expect("UTF-8").contains("你好")), "the chat holds its part");
    let (code, why) = refused(helpbot(data.path()).env("TELOXIDE_TOKEN", "123456:a-token").args([
        "serve",
        "--api-url",
        "no address",
    ]));
    assert_eq!(code, Some(2));
    assert!(!why.contains("in use"), "{why}");
    drop(chatting.stdin.take());
    assert!(chatting.wait().expect("it ends").success());
}
