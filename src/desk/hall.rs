//! What belongs to the desk as a whole: who is who, when it is closed, what is going on.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::incident::Incident;
use crate::engine::{Agent, AgentId, Notice};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Hall {
    pub members: BTreeMap<AgentId, Member>,
    /// Moments from which the desk was closed for the rest of the day.
    pub closings: Vec<Timestamp>,
    pub incidents: Vec<Incident>,
    /// Agents were told that topics stay which ought to go.
    pub cannot_delete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    /// Without its `@`.
    pub username: Option<String>,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// In the group, and not to act for the desk.
    Barred,
    Agent,
    /// May do what concerns everybody.
    Lead,
}

impl Hall {
    /// Who is in the group works for the desk, unless a lead says otherwise. Administrators of the group are leads.
    pub fn role(&self, agent: &Agent) -> Role {
        match self.members.get(&agent.id) {
            Some(member) if member.role != Role::Agent => member.role,
            _ if agent.admin => Role::Lead,
            _ => Role::Agent,
        }
    }

    pub fn knows(&self, agent: &Agent) -> bool {
        self.members
            .get(&agent.id)
            .is_some_and(|member| member.name == agent.name && member.username == agent.username)
    }

    /// Keeps what somebody is called. Their role stays.
    pub fn note(&mut self, agent: &Agent) {
        // That somebody leads as an administrator is told by their account, each time.
        let role = self.members.get(&agent.id).map_or(Role::Agent, |member| member.role);
        let member = Member { name: agent.name.clone(), username: agent.username.clone(), role };
        self.members.insert(agent.id, member);
    }

    pub fn named(&self, username: &str) -> Option<(AgentId, &Member)> {
        let is_called = |member: &Member| {
            member.username.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(username))
        };
        self.members.iter().find(|(_, member)| is_called(member)).map(|(id, member)| (*id, member))
    }

    /// What the bot shows to those who get to a place.
    pub fn notices(&self) -> Vec<Notice> {
        let shown = self
            .incidents
            .iter()
            .filter_map(|incident| Some(Notice { at: incident.at.clone(), words: incident.notice.clone()? }));
        shown.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(id: i64, admin: bool) -> Agent {
        let username = Some(format!("User{id}"));
        Agent { id: AgentId(id), name: format!("Agent {id}"), username, anonymous: false, admin }
    }

    #[test]
    fn everybody_in_the_group_is_an_agent_unless_a_lead_says_otherwise() {
        let mut hall = Hall::default();
        assert_eq!((hall.role(&agent(1, false)), hall.role(&agent(2, true))), (Role::Agent, Role::Lead));
        hall.note(&agent(1, false));
        hall.members.get_mut(&AgentId(1)).expect("noted").role = Role::Barred;
        hall.note(&agent(1, false));
        assert_eq!(hall.role(&agent(1, true)), Role::Barred, "a role stays");
        assert_eq!(hall.named("USER1").map(|(id, _)| id), Some(AgentId(1)));
        assert!(hall.knows(&agent(1, false)) && !hall.knows(&agent(2, false)));
    }
}
