//! The loop of a chat: a line in, what follows from it out.

use std::sync::Arc;
use std::time::Duration;

use super::input::Input;
use super::screen::Screen;
use crate::clock::Clock;
use crate::engine::{Event, LocaleId, TextKey};
use crate::runtime::{Arrival, ConversationId, Runtime};

pub struct Chat {
    pub runtime: Runtime,
    pub screen: Arc<Screen>,
    pub clock: Arc<dyn Clock>,
}

#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Begin anew instead of going on where the last chat was left.
    pub fresh: bool,
    /// The language that was asked for. Without one a chat goes on in its own, and a fresh one begins in the default.
    pub locale: Option<LocaleId>,
}

/// What is under way when the learner leaves gets this long.
const DRAIN: Duration = Duration::from_secs(5);

impl Chat {
    pub async fn run(&self, options: Options) -> anyhow::Result<()> {
        let input = Input::open(&self.screen)?;
        let conversation = ConversationId::new("terminal", "local");
        let default = self.runtime.content().texts.default_locale().clone();
        let asked = options.locale.clone().or(options.fresh.then(|| default.clone()));
        let language = asked.clone().unwrap_or(default).to_string();
        let mut count = 0_u64;
        let mut event = Some(Event::Opened { fresh: options.fresh, locale: options.locale });
        self.say(&conversation, "terminal-hint", asked.as_ref()).await;
        loop {
            if let Some(event) = event.take() {
                count += 1;
                let at = self.clock.now();
                let id = format!("terminal:{}:{count}", at.as_microsecond());
                let (conversation, language) = (conversation.clone(), Some(language.clone()));
                let arrival = Arrival { id, conversation, event, language, at };
                self.runtime.accept(vec![arrival], None).await?;
            }
            self.runtime.settled().await;
            let line = tokio::select! {
                line = input.line() => line,
                () = self.runtime.failed() => anyhow::bail!("the store failed; what was said before is kept"),
            };
            let Some(line) = line else { break };
            if line.trim().is_empty() {
                continue;
            }
            event = Some(match self.screen.press(&line) {
                Some(press) => Event::Choice { press, on: None, query: None },
                None => Event::typed(&line),
            });
        }
        self.say(&conversation, "terminal-goodbye", None).await;
        self.runtime.drain(DRAIN).await;
        Ok(())
    }

    /// Something the terminal itself says: in the language that is wanted, else in the conversation's.
    async fn say(&self, conversation: &ConversationId, key: &str, wanted: Option<&LocaleId>) {
        let content = self.runtime.content();
        let session = self.runtime.session(conversation).await.ok().flatten();
        let locale = match (wanted, session) {
            (Some(wanted), _) => content.texts.negotiate(wanted.as_str()),
            (None, Some(session)) => session.locale,
            (None, None) => content.texts.default_locale().clone(),
        };
        self.screen.print(&content.texts.plain(&locale, &TextKey::from(key)));
    }
}
