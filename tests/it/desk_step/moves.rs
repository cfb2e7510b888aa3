//! What somebody does in a conversation with a desk, at random.

use helpbot::engine::{Agent, AgentId, AttachmentKind, Command, Trouble};
use proptest::prelude::*;

/// What somebody does, or what happens by itself.
#[derive(Debug, Clone)]
pub enum Move {
    Writes {
        text: &'static str,
        edited: bool,
        masked: bool,
    },
    Commands(Command),
    Sends {
        kind: AttachmentKind,
        caption: Option<&'static str>,
    },
    /// A button that was shown, counted from the newest.
    Presses(usize),
    AgentWrites {
        by: usize,
        text: &'static str,
        edited: bool,
        to_card: bool,
        older: bool,
    },
    /// Of what the learner wrote, what means something.
    AgentTeaches {
        by: usize,
    },
    AgentSends {
        by: usize,
        caption: Option<&'static str>,
    },
    /// What a card or an answer can carry.
    AgentPresses {
        by: usize,
        act: &'static str,
        older: bool,
    },
    Topic {
        by: usize,
        closes: bool,
    },
    /// Time passes, and clocks that run out are heard.
    Waits {
        minutes: i64,
    },
    /// What was on its way arrives, or does not.
    Arrives {
        trouble: Option<Trouble>,
    },
    Unreachable,
    /// The step fails on our side.
    Fails {
        text: &'static str,
    },
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

pub fn moves() -> impl Strategy<Value = Move> {
    let texts = [
        "彈跳視窗被擋住了",
        "還是不行",
        "密碼錯誤",
        "謝謝",
        "好了",
        "1",
        "xqzxq",
        "🙂",
        "問小幫手",
        "轉真人",
        "我是老師",
        "明天會下雨嗎",
        "電腦",
        "",
        "hours not uploaded",
    ];
    let of_agents = [
        "你好，請問看到什麼？",
        "請再試一次",
        "// 只給客服看 這位用錯帳號",
        "/note 只給客服看",
        "／／只給客服看",
        "/nosuch 只給客服看",
        "/claim",
        "/release",
        "/assign @bob",
        "/assign 7003",
        "/hold",
        "/resolve",
        "/resolve popup-blocked",
        "/spam",
        "/merge 1",
        "/merge 2",
        "/bot",
        "/bot popup-blocked",
        "/bot popup-blocked allow-desktop",
        "/say hello",
        "/say nosuch",
        "/history",
        "/learn popup-blocked",
        "/queue",
        "/help",
        "",
    ];
    let acts = [
        "claim",
        "release",
        "hold",
        "resolve",
        "bot",
        "spam",
        "history",
        "reopen",
        "assign",
        "assign/7002",
        "say",
        "say/hello",
        "merge/1",
        "merge/2",
    ];
    let kinds =
        [AttachmentKind::Picture, AttachmentKind::Sticker, AttachmentKind::Voice, AttachmentKind::Document];
    let by = 0..AGENTS.len();
    let select = proptest::sample::select::<&'static str>;
    prop_oneof![
        6 => (select(texts.to_vec()), prop::bool::weighted(0.1), prop::bool::weighted(0.1))
            .prop_map(|(text, edited, masked)| Move::Writes { text, edited, masked }),
        5 => proptest::sample::select(vec![Command::Human; 3])
            .prop_union(proptest::sample::select(Command::ALL.to_vec()))
            .prop_map(Move::Commands),
        2 => (proptest::sample::select(kinds.to_vec()), proptest::option::of(select(vec!["畫面", "還是不行"])))
            .prop_map(|(kind, caption)| Move::Sends { kind, caption }),
        9 => (0_usize..6).prop_map(Move::Presses),
        9 => (by.clone(), select(of_agents.to_vec()), rarely(), rarely(), rarely())
            .prop_map(|(by, text, edited, to_card, older)| Move::AgentWrites { by, text, edited, to_card, older }),
        1 => (by.clone(), proptest::option::of(select(vec!["按這裡", "// 只給客服看"])))
            .prop_map(|(by, caption)| Move::AgentSends { by, caption }),
        1 => by.clone().prop_map(|by| Move::AgentTeaches { by }),
        5 => (by.clone(), select(acts.to_vec()), rarely())
            .prop_map(|(by, act, older)| Move::AgentPresses { by, act, older }),
        1 => (by, any::<bool>()).prop_map(|(by, closes)| Move::Topic { by, closes }),
        4 => proptest::sample::select(vec![1, 35, 300, 1_500, 3_000, 12_000])
            .prop_map(|minutes| Move::Waits { minutes }),
        6 => proptest::sample::select(vec![None, None, None, Some(Trouble::Unreachable), Some(Trouble::Refused)])
            .prop_map(|trouble| Move::Arrives { trouble }),
        1 => Just(Move::Unreachable),
        1 => select(vec!["還是不行", "轉真人"]).prop_map(|text| Move::Fails { text }),
    ]
}

/// The last one writes in the group's name.
pub const AGENTS: [(i64, &str); 4] = [(7_001, "amy"), (7_002, "bob"), (7_003, "carol"), (7_009, "anonymous")];

pub fn agent(index: usize) -> Agent {
    let (id, name) = AGENTS[index];
    let anonymous = name == "anonymous";
    Agent {
        id: AgentId(id),
        name: name.into(),
        username: Some(name.into()),
        anonymous,
        admin: name == "carol",
    }
}
