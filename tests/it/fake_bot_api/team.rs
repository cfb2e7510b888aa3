//! A group of agents that the bot is in, looked at from above.

use std::collections::HashMap;
use std::sync::Arc;

use super::World;
use super::agent::Agent;
use super::group::{Rights, Status, Topic};
use super::message::Message;
use super::state::State;

pub struct Team {
    pub(super) world: Arc<World>,
    pub(super) group: i64,
}

impl Team {
    /// An ordinary member, unless they are something else already.
    pub fn agent(&self, id: i64) -> Agent {
        self.world.change(|state| {
            let group = state.chats.get_mut(&self.group).and_then(|chat| chat.group.as_mut());
            group.expect("it is a group").people.entry(id).or_insert(Status::Member);
        });
        Agent { world: self.world.clone(), group: self.group, id, read: HashMap::new() }
    }

    pub fn administrator(&self, id: i64, rights: Rights) -> Agent {
        self.somebody(id, Status::Administrator(rights))
    }

    pub fn owner(&self, id: i64) -> Agent {
        self.somebody(id, Status::Creator)
    }

    fn somebody(&self, id: i64, status: Status) -> Agent {
        self.world.change(|state| {
            let group = state.chats.get_mut(&self.group).and_then(|chat| chat.group.as_mut());
            group.expect("it is a group").people.insert(id, status);
        });
        self.agent(id)
    }

    /// Those that were not deleted.
    pub fn topics(&self) -> Vec<Topic> {
        self.world.look(|state| topics(state, self.group).cloned().collect())
    }

    /// The youngest of that name.
    pub fn topic_named(&self, name: &str) -> Option<Topic> {
        self.world.look(|state| topics(state, self.group).filter(|topic| topic.name == name).last().cloned())
    }

    /// Waits for a topic of which something is true.
    pub async fn expect_topic(&self, what: &str, is_it: impl Fn(&Topic) -> bool) -> Topic {
        let group = self.group;
        self.world.expect(what, |state| topics(state, group).find(|topic| is_it(topic)).cloned()).await
    }

    /// All that was said in a topic, by whomever.
    pub fn said_in(&self, thread: i64) -> Vec<Message> {
        self.said(Some(thread))
    }

    /// In General, or in a group without topics.
    pub fn said_in_general(&self) -> Vec<Message> {
        self.said(None)
    }

    fn said(&self, thread: Option<i64>) -> Vec<Message> {
        self.world.look(|state| {
            let messages = state.chats[&self.group].messages.iter();
            messages.filter(|message| message.thread == thread && !message.is_service).cloned().collect()
        })
    }
}

fn topics(state: &State, group: i64) -> impl Iterator<Item = &Topic> {
    let group = state.chats.get(&group).and_then(|chat| chat.group.as_ref());
    group.into_iter().flat_map(|group| &group.topics).filter(|topic| !topic.is_deleted)
}
