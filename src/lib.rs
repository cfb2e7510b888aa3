//! `helpbot`: a support agent for learners who are stuck at a login page, in the terminal and on Telegram.
//!
//! # Words
//! | word | meaning |
//! |---|---|
//! | Update | what Telegram sent; only [`telegram`] knows it |
//! | [`Event`](engine::Event) | anything that may move a conversation; input only |
//! | [`Session`](engine::Session) | the stored state of one conversation; a [`Frame`](engine::Frame) is one entry of its dialog stack |
//! | [`Dialog`](engine::Dialog), [`State`](engine::State), [`Guard`](engine::Guard), slot | the definition side, as in statecharts |
//! | Topic | what an intent can start: a dialog or an answer |
//! | Intent, utterance, confidence, margin | what a text means; one way to say it; how sure; distance to the runner-up |
//! | No-match, fallback level, did-you-mean, out of scope | not understood; how often in a row; offers; understood as not ours |
//! | Digression, interjection | the learner leaves for another topic and comes back; the engine puts in a word |
//! | [`Effect`](engine::Effect) | what the engine asks the shell for; output only |
//! | Handoff | passing the conversation to a human |
//! | [`Control`](engine::Control) | who may write to the learner: the bot, nobody yet (the learner is queued), an agent |
//! | Agent, [`Ticket`](desk::Ticket), internal note | a human at the help desk, never the bot; one learner's request there; what agents tell one another and no learner |
//! | Topic of a ticket, card | where agents see it; its head. A projection that can be made anew |
//! | [`Board`](desk::Board), [`Hall`](desk::Hall) | all tickets at a glance; what belongs to the desk as a whole |
//! | Working time | the time during which the help desk is open, by its [`Calendar`](desk::Calendar); a closing is announced for the rest of a day |
//! | First response, next response | what a learner waits for from an agent ([`Waiting`](desk::Waiting)): at first, and later on. A clock that ran out is an [`Alarm`](desk::Alarm) |
//! | [`Content`](engine::Content) | compiled dialogs, intents and texts of all locales; immutable, replaced whole |
//! | [`Diagnostic`](content::Diagnostic) | one authoring mistake: code, place, message, hint |
//! | Inbox, outbox | accepted but not yet processed; committed but not yet delivered. Both durable |
//! | Learner's key, master key | seals what is kept of one learner; seals the learners' keys, and is the operator's ([`MasterKey`](store::MasterKey)) |
//! | Erasing, sweeping | a learner is forgotten with their key, as they wish ([`Effect::Erase`](engine::Effect)); what is too old goes |
//! | [`Original`](engine::Original) | the message that a learner's words came in, to be deleted when they held personal data |
//! | [`Channel`](runtime::Channel) | a way to deliver: Telegram, the terminal, a collector in scripts |
//! | [`Script`](script::Script) | a conversation with expectations: a test |
//!
//! # The way of an update
//! ```text
//! Telegram ─ telegram/inbound ─┐
//! a clock ran out ─ runtime ───┤▶ Event ─▶ gate: mask personal data ─▶ inbox, durable ─▶ acknowledged
//! the terminal, a script ──────┘ (what is too much of it: dropped)      │
//!        one lane per conversation, lanes in parallel  ◀────────────────┘
//!    load Session ─▶ engine::step(&Content, &Session, &Event, now) ─▶ (Session', effects)        pure
//!        ▼           engine::render: effects ─▶ messages with their final words                  pure
//!    store.commit { inbox entry done, Session', outbox, timers, handoff, expected revision }     one transaction
//!        ▼
//!    outbox lane ─▶ budget ─▶ Channel ─▶ delivered | retry | dead | unreachable, which is an Event again
//! ```
//! - Nothing is acknowledged before it is durable; nothing is said before it is saved.
//! - Words are settled before the commit, so a retry after a redeploy says the same.
//! - `step` is total and pure. Broken content is refused at load, so `step` never meets it.
//! - Between two steps every frame of the stack waits: for the learner, or for the dialog it called.
//!
//! # A learner asks for a human
//! The learner taps the button. `telegram/inbound` makes it an [`Event::Choice`](engine::Event) with the button's data
//! `k/human`; the runtime's gate puts it into the inbox, and only then does the intake confirm the update. The conversation's
//! lane loads the session and takes a step: `step` reads the data as a command and pushes the reserved dialog `human` on the
//! stack, as a digression. It asks what is to be added and shows what is handed over; its `handoff` state becomes
//! [`Effect::OpenHandoff`](engine::Effect) with the path the learner had come, and the session is [queued](engine::Control).
//! [`desk::step`], which took the step, makes a [`Ticket`](desk::Ticket) of it, and messages to the desk: a topic, a card. One
//! commit holds the new session, the ticket, its record and all messages; then the outbox delivers, each chat in its own order. What
//! the topic and the card are called on Telegram comes back as an event of the same conversation.
//!
//! An agent writes in the topic. `telegram/desk` makes it an event of *the learner's* conversation, so that there is one order of
//! things for each ticket. `desk::step` claims the ticket for the agent, the agent is in [control](engine::Control), and the words
//! go to the learner. From then on the bot is silent but for what it is asked explicitly, until the agent resolves the ticket or
//! hands the conversation back. Without a help desk the dialog tells the hotlines instead, and the request is recorded.
//!
//! # Rooms
//! Who may import whom is listed in ARCHITECTURE.md, and a test compares that with the `use` lines.

#![forbid(unsafe_code)]

pub mod cli;
pub mod clock;
pub mod config;
pub mod content;
pub mod desk;
pub mod engine;
pub mod intent;
pub mod privacy;
pub mod runtime;
pub mod script;
pub mod store;
pub mod telegram;
pub mod terminal;
pub mod vectors;
