//! A channel that keeps what it is given: the learner's screen, and a list of what was said.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;

use crate::engine::{ButtonRole, Markup, MessageRef, OutboxButton, OutboxMessage, ShownMessage};
use crate::runtime::{Channel, ConversationId, Delivery, Hold, Receipt};

/// A message as a script lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub keys: Vec<String>,
    pub text: String,
    /// Labels of the choices; the navigation row is left out.
    pub buttons: Vec<String>,
}

/// A button that the learner can press.
#[derive(Debug, Clone)]
pub(super) struct Pressable {
    pub on: ShownMessage,
    pub press: String,
}

#[derive(Debug)]
pub(super) struct Collector {
    /// Refuses the first try to send a message, as Telegram does when it has too much to do.
    busy: bool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    last_ref: i64,
    screen: BTreeMap<i64, Shown>,
    said: Vec<Said>,
    acknowledged: HashSet<String>,
    refused_once: bool,
}

#[derive(Debug)]
struct Shown {
    text: Markup,
    buttons: Vec<OutboxButton>,
}

impl Collector {
    pub fn new(busy: bool) -> Self {
        Self { busy, kept: Mutex::default() }
    }

    /// What was said since the last call.
    pub fn take_said(&self) -> Vec<Said> {
        std::mem::take(&mut self.kept().said)
    }

    pub fn acknowledged(&self, query: &str) -> bool {
        self.kept().acknowledged.contains(query)
    }

    /// The button of the newest message that has one with this label.
    pub fn find(&self, label: &str) -> Option<Pressable> {
        let kept = self.kept();
        kept.screen.iter().rev().find_map(|(on, shown)| {
            let button = shown.buttons.iter().find(|button| button.label == label)?;
            let on = ShownMessage { message: MessageRef(*on), text: shown.text.clone() };
            Some(Pressable { on, press: button.press.clone() })
        })
    }

    /// The labels on the screen, those of the newest message first.
    pub fn labels(&self) -> Vec<String> {
        let mut labels = Vec::new();
        for shown in self.kept().screen.values().rev() {
            for button in &shown.buttons {
                if !labels.contains(&button.label) {
                    labels.push(button.label.clone());
                }
            }
        }
        labels
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Channel for Collector {
    fn deliver<'a>(&'a self, _to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        let mut kept = self.kept();
        // Messages of a conversation come one after the other, so every other try is a first one.
        if self.busy {
            kept.refused_once = !kept.refused_once;
        }
        let delivery = if self.busy && kept.refused_once {
            Delivery::Retry { after: Some(Duration::ZERO), hold: Hold::Conversation }
        } else {
            kept.take(message)
        };
        async move { delivery }.boxed()
    }
}

impl Kept {
    fn take(&mut self, message: &OutboxMessage) -> Delivery {
        match message {
            OutboxMessage::Send { text, buttons, keys, .. } => {
                self.last_ref += 1;
                self.said.push(said(keys, &text.plain(), buttons));
                self.screen.insert(self.last_ref, Shown { text: text.clone(), buttons: buttons.clone() });
            }
            OutboxMessage::Edit { on, text, buttons, keys } => {
                let Some(shown) = self.screen.get_mut(&on.0) else {
                    return Delivery::Dead { why: format!("there is no message {} to edit", on.0) };
                };
                *shown = Shown { text: text.clone(), buttons: buttons.clone() };
                self.said.push(said(keys, &text.plain(), buttons));
            }
            OutboxMessage::Settle { on, text } => {
                let Some(shown) = self.screen.get_mut(&on.0) else {
                    return Delivery::Dead { why: format!("there is no message {} to settle", on.0) };
                };
                *shown = Shown { text: text.clone(), buttons: Vec::new() };
            }
            // What the learner wrote is not on this screen.
            OutboxMessage::Delete { .. } => {}
            OutboxMessage::Acknowledge { query } => {
                self.acknowledged.insert(query.clone());
            }
            OutboxMessage::Post { .. } | OutboxMessage::Copy { .. } | OutboxMessage::Topic(_) => {}
        }
        Delivery::Delivered(Receipt::default())
    }
}

fn said(keys: &[String], text: &str, buttons: &[OutboxButton]) -> Said {
    let choices = buttons.iter().filter(|button| button.role == ButtonRole::Choice);
    Said {
        keys: keys.to_vec(),
        text: text.to_owned(),
        buttons: choices.map(|button| button.label.clone()).collect(),
    }
}
