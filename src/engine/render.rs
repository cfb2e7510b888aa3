//! Effects into messages with their final words.
//!
//! Words are settled before they are committed, so that a retry after a redeploy says the same. Texts without buttons are
//! merged with the text that follows in the same turn: one turn is seldom more than one message.

use super::content::Content;
use super::effect::{Button, Effect, Place, Say};
use super::event::{Command, MessageRef};
use super::ids::{DialogId, LabelId, LocaleId, TextKey};
use super::outgoing::{Button as OutboxButton, ButtonRole, Markup, OutboxMessage};
use super::press::Press;
use super::reserved::Reserved;
use super::session::Session;

/// The messages of a turn, in the order in which they are to be delivered. `session` is the one after the step.
pub fn render(content: &Content, session: &Session, effects: &[Effect]) -> Vec<OutboxMessage> {
    let locale = &session.locale;
    let mut messages = Vec::new();
    let mut gathered = Gathered::default();
    for effect in effects {
        match effect {
            Effect::Acknowledge { query } => {
                messages.push(OutboxMessage::Acknowledge { query: query.clone() });
            }
            Effect::Delete { on } => messages.push(OutboxMessage::Delete { on: *on }),
            Effect::Settle { on, chosen } => {
                let chosen = Markup::escape(&content.texts.plain(locale, chosen));
                let text = Markup(format!("{}\n\n<b>▸ {chosen}</b>", on.text.0.trim_end()));
                messages.push(OutboxMessage::Settle { on: on.message, text });
            }
            Effect::Say(say) => {
                gathered.add(content, locale, say);
                if !say.buttons.is_empty() {
                    messages.extend(gathered.take());
                }
            }
            Effect::Timer(_)
            | Effect::OpenHandoff(_)
            | Effect::Desk(..)
            | Effect::Heard(_)
            | Effect::Erase => {}
        }
    }
    messages.extend(gathered.take());
    let last_said = effects.iter().rev().find_map(|effect| match effect {
        Effect::Say(say) => Some(&say.dialog),
        _ => None,
    });
    if let (Some(dialog), Some(OutboxMessage::Send { buttons, .. } | OutboxMessage::Edit { buttons, .. })) =
        (last_said, messages.last_mut())
    {
        buttons.extend(navigation(content, session, dialog));
    }
    messages
}

/// Texts of one message in the making.
#[derive(Default)]
struct Gathered {
    texts: Vec<String>,
    keys: Vec<String>,
    buttons: Vec<OutboxButton>,
    instead_of: Option<MessageRef>,
    quiet: bool,
}

impl Gathered {
    fn add(&mut self, content: &Content, locale: &LocaleId, say: &Say) {
        if self.texts.is_empty() {
            self.quiet = say.quiet;
        }
        if let Place::InsteadOf(on) = say.place {
            self.instead_of = Some(on);
        }
        self.texts.push(content.texts.markup(locale, &say.key, &say.args).0);
        self.keys.push(say.key.to_string());
        self.buttons = say.buttons.iter().map(|button| choice_button(content, locale, button)).collect();
    }

    fn take(&mut self) -> Option<OutboxMessage> {
        let whole = std::mem::take(self);
        if whole.texts.is_empty() {
            return None;
        }
        let text = Markup(whole.texts.join("\n\n"));
        let (buttons, keys) = (whole.buttons, whole.keys);
        Some(match whole.instead_of {
            Some(on) => OutboxMessage::Edit { on, text, buttons, keys },
            None => OutboxMessage::Send { text, buttons, quiet: whole.quiet, keys },
        })
    }
}

fn choice_button(content: &Content, locale: &LocaleId, button: &Button) -> OutboxButton {
    OutboxButton {
        label: content.texts.plain(locale, &button.label),
        press: button.press.data(),
        role: ButtonRole::Choice,
    }
}

/// Back, menu and a human are a tap away on every screen, but not where they would lead nowhere.
fn navigation(content: &Content, session: &Session, dialog: &DialogId) -> Vec<OutboxButton> {
    let at = Reserved::from_id(dialog);
    if at == Some(Reserved::GroupChat) {
        return Vec::new();
    }
    if !session.control.is_bot() {
        return vec![navigation_button(content, &session.locale, Command::Bot)];
    }
    let home = matches!(at, Some(Reserved::Menu | Reserved::Welcome));
    let commands = [
        (Command::Back, !home && session.way_back().is_some()),
        (Command::Menu, !home),
        (Command::Human, at != Some(Reserved::Human)),
    ];
    let offered = commands.into_iter().filter(|(_, offered)| *offered);
    offered.map(|(command, _)| navigation_button(content, &session.locale, command)).collect()
}

fn navigation_button(content: &Content, locale: &LocaleId, command: Command) -> OutboxButton {
    let key: TextKey = Content::shared_label_key(&LabelId::from(command.name()));
    OutboxButton {
        label: content.texts.plain(locale, &key),
        press: Press::Command(command).data(),
        role: ButtonRole::Navigation,
    }
}
