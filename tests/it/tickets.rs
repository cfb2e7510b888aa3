//! What the desk leaves behind, on the command line: tickets, transcripts, figures, what can be learnt. With a real directory.

use std::path::Path;
use std::sync::Arc;

use helpbot::desk::{Assignee, Ending, Line, Rating, Said, Ticket, Who};
use helpbot::engine::{
    AgentId, Event, Fingerprint, HandoffReason, HandoffRequest, Heard, Position, Recent, Session, Slots,
    Taken, TicketNumber,
};
use helpbot::store::{Arrival, ConversationId, HandoffUpdate, MasterKey, SledStore, Store as _, Turn};
use jiff::Timestamp;
use serde_json::Value;

use crate::cli::temporary;
use crate::command::{fine, told};
use crate::key;

/// Is not understood without being taught.
const STRANGE: &str = "點了以後咚咚沒有跳";

fn json(data: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&fine(data, args)).expect("JSON")
}

/// Tuesday, 10:00 in Taiwan, and so many minutes.
fn at(minute: i64) -> Timestamp {
    let ten: Timestamp = "2026-12-01T02:00:00Z".parse().expect("a time");
    ten + jiff::SignedDuration::from_mins(minute)
}

fn heard(text: &str, taken: Taken) -> Heard {
    Heard::new(text, "zh-TW".into(), None, taken)
}

/// A ticket that was answered after six minutes and solved after an hour, and what was not understood on the way.
fn served(data: &Path) {
    let key = MasterKey::read(&key::file()).expect("it was made");
    let store = SledStore::open(&data.join("serve"), &key).expect("a fresh directory opens");
    let conversation = ConversationId::new("telegram", 4_711);
    let arrival = |id: &str| Arrival {
        id: id.to_owned(),
        conversation: conversation.clone(),
        event: Event::text("hello"),
        language: None,
        at: at(0),
    };
    store.accept(vec![arrival("1"), arrival("2")], None).expect("it works");
    let request = HandoffRequest {
        at: at(0),
        reason: HandoffReason::NoMatch,
        path: vec![Position { dialog: "popup-blocked".into(), state: "ask-device".into() }],
        slots: Slots::new(),
        advised: Vec::new(),
        recent: vec![Recent { text: STRANGE.to_owned(), understood: false }],
        guesses: Vec::new(),
        attached: Vec::new(),
    };
    let mut ticket = Ticket::new(TicketNumber(1), "zh-TW".into(), at(0));
    ticket.assignee = Some(Assignee { id: AgentId(7), name: "Amy".to_owned() });
    ticket.answered(at(6));
    ticket.resolved(at(60));
    ticket.rating = Some(Rating { stars: 4, comment: None, at: at(61) });
    let amy = || Who::Agent { id: AgentId(7), name: "Amy <b>".to_owned() };
    let line = |minute, who, said| (TicketNumber(1), Line { at: at(minute), who, said });
    let words = |text: &str| Said::Words { text: text.to_owned() };
    let turn = |inbox, expected| Turn {
        inbox,
        conversation: conversation.clone(),
        at: at(0),
        erase: false,
        expected,
        session: Some(Arc::new(Session {
            revision: expected + 1,
            ..Session::new(Fingerprint(1), "zh-TW".into())
        })),
        outbox: Vec::new(),
        timers: Vec::new(),
        handoffs: Vec::new(),
        lines: Vec::new(),
        hall: None,
        heard: Vec::new(),
    };
    let first = Turn {
        handoffs: vec![HandoffUpdate { request, opened_by: None, ticket: Some(ticket) }],
        lines: vec![
            line(0, Who::Learner, Said::Did { act: "opened".to_owned(), with: None }),
            line(1, Who::Learner, words("它說 <script>alert(1)</script>\n再試一次")),
            line(6, amy(), words("請打 0912-345-678 給我")),
            line(7, amy(), Said::Note { text: "看起來很急".to_owned() }),
            line(60, amy(), Said::Did { act: "resolved".to_owned(), with: None }),
        ],
        heard: vec![
            heard(STRANGE, Taken::Nothing),
            heard("停車場在哪裡", Taken::Nothing),
            heard(STRANGE, Taken::Intent { intent: "popup-blocked".into() }),
        ],
        ..turn(1, 0)
    };
    let second = Turn {
        heard: vec![
            heard("停車場在哪", Taken::Unsure),
            heard("彈跳視窗被擋住了", Taken::Intent { intent: "popup-blocked".into() }),
        ],
        ..turn(2, 1)
    };
    assert!(store.commit(vec![first, second]).iter().all(Result::is_ok));
    store.sync().expect("it is written");
}

#[test]
fn a_ticket_is_listed_with_its_number_and_state() {
    let home = temporary();
    served(home.path());
    let listed = fine(home.path(), &["tickets"]);
    assert!(listed.contains("#1 resolved") && listed.contains("popup-blocked/ask-device"), "{listed}");
    assert_eq!(json(home.path(), &["tickets", "--json"])[0]["ticket"]["number"], 1);
}

#[test]
fn a_transcript_keeps_inside_what_is_inside_and_masks_what_agents_wrote() {
    let home = temporary();
    served(home.path());
    let plain = fine(home.path(), &["transcript", "1"]);
    assert!(
        plain.contains("2026-12-01 10:01  學員  它說 <script>alert(1)</script>\n    再試一次"),
        "{plain}"
    );
    assert!(plain.contains("客服 Amy") && plain.contains("[mobile]") && !plain.contains("345"), "{plain}");
    assert!(!plain.contains("很急") && !plain.contains("標為解決"), "{plain}");
    let full = fine(home.path(), &["transcript", "#1", "--notes", "--audit"]);
    assert!(full.contains("（備註）看起來很急") && full.contains("▸ 標為解決"), "{full}");

    let page = fine(home.path(), &["transcript", "1", "--html"]);
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script") && page.contains("Amy &lt;b&gt;"),
        "{page}"
    );
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing is loaded: {page}");
    let lines = json(home.path(), &["transcript", "1", "--json"]);
    assert_eq!(
        (lines["state"].as_str(), lines["lines"].as_array().map(Vec::len)),
        (Some("resolved"), Some(2))
    );

    let (code, why) = told(home.path(), &["transcript", "2"]);
    assert_eq!(code, Some(1));
    assert!(why.contains("there is no ticket 2"), "{why}");
    assert_eq!(told(home.path(), &["transcript", "two"]).0, Some(2));
}

/// A later ticket of the same learner's went on as the first.
fn merged(data: &Path) {
    let key = MasterKey::read(&key::file()).expect("it was made");
    let store = SledStore::open(&data.join("serve"), &key).expect("it was served");
    let first = store.handoffs().expect("readable").remove(0);
    let (conversation, mut earlier) = (first.conversation, first.ticket.expect("a ticket"));
    let mut later = Ticket::new(TicketNumber(2), "zh-TW".into(), at(100));
    earlier.takes_over(&mut later);
    later.ended(Ending::Merged { into: TicketNumber(1) }, at(100));
    let arrival = Arrival {
        id: "3".to_owned(),
        conversation: conversation.clone(),
        event: Event::text("hello"),
        language: None,
        at: at(100),
    };
    store.accept(vec![arrival], None).expect("it works");
    let said = |text: &str| Said::Words { text: text.to_owned() };
    let line = |ticket, minute, text| {
        (TicketNumber(ticket), Line { at: at(minute), who: Who::Learner, said: said(text) })
    };
    let request = HandoffRequest { at: at(100), ..first.request.clone() };
    let turn = Turn {
        inbox: 3,
        conversation,
        at: at(110),
        erase: false,
        expected: 2,
        session: Some(Arc::new(Session { revision: 3, ..Session::new(Fingerprint(1), "zh-TW".into()) })),
        outbox: Vec::new(),
        timers: Vec::new(),
        handoffs: vec![
            HandoffUpdate { request, opened_by: None, ticket: Some(later) },
            HandoffUpdate { request: first.request, opened_by: Some(first.opened_by), ticket: Some(earlier) },
        ],
        lines: vec![line(2, 105, "又不行了"), line(1, 110, "現在好了")],
        hall: None,
        heard: Vec::new(),
    };
    assert!(store.commit(vec![turn]).iter().all(Result::is_ok));
    store.sync().expect("it is written");
}

#[test]
fn a_transcript_holds_what_was_merged_into_its_ticket() {
    let home = temporary();
    served(home.path());
    merged(home.path());
    let first = fine(home.path(), &["transcript", "1"]);
    let place = |words: &str| first.find(words).unwrap_or_else(|| panic!("no `{words}` in {first}"));
    assert!(place("併進來的單：#2") < place("請打") && place("請打") < place("又不行了"), "{first}");
    assert!(place("又不行了") < place("現在好了"), "{first}");
    let second = fine(home.path(), &["transcript", "2"]);
    assert!(second.contains("併到 #1") && !second.contains("現在好了"), "{second}");
    assert!(fine(home.path(), &["transcript", "2", "--html"]).contains("併到 #1"));
    let read = |ticket| json(home.path(), &["transcript", ticket, "--json"]);
    assert_eq!((&read("1")["merged"], &read("2")["into"]), (&Value::from(vec![2]), &Value::from(1)));
}

#[test]
fn the_figures_are_those_of_what_is_kept() {
    let home = temporary();
    let none = json(home.path(), &["stats", "--json"]);
    assert_eq!((&none["tickets"]["opened"], &none["conversations"]["contained"]), (&0.into(), &Value::Null));
    served(home.path());
    let found = json(home.path(), &["stats", "--json"]);
    assert_eq!(found["tickets"]["first_response"]["median"], 6 * 60);
    assert_eq!(found["tickets"]["resolution"]["p90"], 60 * 60);
    assert_eq!(found["tickets"]["rating"]["mean"], 4.0);
    assert_eq!(found["conversations"]["conversations"], 1);
    let top = &found["unanswered"][0];
    assert_eq!((top["count"].as_u64(), top["texts"].as_u64()), (Some(2), Some(2)), "{top}");
    let csv = fine(home.path(), &["stats", "--csv", "--top", "1"]);
    assert!(
        csv.starts_with("figure,value\ntickets opened,1\n") && csv.contains("\"unanswered: 停車場"),
        "{csv}"
    );
    assert_eq!(json(home.path(), &["stats", "--json", "--since", "2026-12-02"])["tickets"]["opened"], 0);
    assert!(fine(home.path(), &["stats"]).contains("median 6.0 min"));
}

#[test]
fn what_was_taught_is_pasted_and_then_understood() {
    let home = temporary();
    let data = home.path().join("data");
    assert_eq!(fine(&data, &["learn"]), "# nothing to learn\n");
    served(&data);
    let page = fine(&data, &["learn"]);
    let written =
        format!("# add to locales/zh-TW/utterances.yaml\nintents:\n  popup-blocked:\n    - {STRANGE}\n\n");
    assert!(page.starts_with(&written), "what is there already is left out: {page}");
    assert!(
        page.contains("停車場在哪 | 停車場在哪裡") || page.contains("停車場在哪裡 | 停車場在哪"),
        "{page}"
    );

    let lesson = json(&data, &["learn", "--json"]);
    let script = home.path().join("learnt.script");
    std::fs::write(&script, lesson["script"].as_str().expect("a text")).expect("writable");
    let script = script.display().to_string();
    let (code, why) = told(&data, &["test", &script]);
    assert_eq!(code, Some(1), "it fails first: {why}");
    let content = home.path().join("content");
    fine(&data, &["unpack", &content.display().to_string()]);
    let file = content.join("locales/zh-TW/utterances.yaml");
    let text = std::fs::read_to_string(&file).expect("unpacked");
    let taught = text.replace("  popup-blocked:\n", &format!("  popup-blocked:\n    - {STRANGE}\n"));
    assert_ne!(taught, text);
    std::fs::write(&file, taught).expect("writable");
    let content = content.display().to_string();
    fine(&data, &["test", "--content", &content, &script]);
}
