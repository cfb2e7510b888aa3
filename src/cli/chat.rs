//! `helpbot chat`

use std::sync::Arc;

use super::failure::{Failure, Outcome};
use super::load::Part;
use super::out::color;
use super::{FINE, load, matcher};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::engine::{Content, LocaleId, TextKey};
use crate::runtime::Runtime;
use crate::store::{SledStore, Store as _};
use crate::terminal::{Chat, NavigationLabel, Options, Screen};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Language, as in `zh-TW` or `en` [default: the one of the last chat; in a fresh one, the configured one]
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// Begin anew instead of going on where the last chat was left
    #[arg(long)]
    fresh: bool,
}

pub(super) fn run(config: &Config, args: Args) -> Outcome {
    let (compiled, vectors) = load::content(config)?;
    let content = Arc::new(matcher::kept(config, compiled));
    let locale = args.locale.map(|wanted| known_locale(&content, &wanted)).transpose()?;
    let store = Arc::new(load::store(config, Part::Chat)?);
    let navigation = navigation_label(Arc::clone(&store), Arc::clone(&content));
    let screen = Arc::new(Screen::new(color(&std::io::stdout()), navigation));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let kept = Arc::clone(&store);
    let ended = tokio::runtime::Runtime::new()?.block_on(async {
        let runtime = Runtime::start(content, store, screen.clone(), clock.clone()).await?;
        if let Some(vectors) = vectors {
            runtime.embed_with(vectors);
        }
        runtime.sweep_daily(load::retention(config));
        let chat = Chat { runtime, screen, clock };
        chat.run(Options { fresh: args.fresh, locale }).await?;
        Ok(FINE)
    });
    kept.close()?;
    ended
}

/// Looked up for each message, since a learner may change the language in the middle of a chat.
fn navigation_label(store: Arc<SledStore>, content: Arc<Content>) -> Arc<NavigationLabel> {
    Arc::new(move |conversation| {
        let session = store.session(conversation).ok().flatten();
        let locale = session.map_or_else(|| content.texts.default_locale().clone(), |session| session.locale);
        content.texts.plain(&locale, &TextKey::from("terminal-navigation"))
    })
}

fn known_locale(content: &Content, wanted: &str) -> Result<LocaleId, Failure> {
    let served = content.texts.negotiate(wanted);
    let language = |tag: &str| tag.split(['-', '_']).next().map(str::to_lowercase);
    if language(served.as_str()) == language(wanted) {
        return Ok(served);
    }
    let known: Vec<&str> = content.texts.locales().map(LocaleId::as_str).collect();
    Err(Failure::usage(anyhow::anyhow!("there is no locale `{wanted}`; there is {}", known.join(", "))))
}
