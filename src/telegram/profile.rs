//! What Telegram shows of the bot: the menu of commands, the page before the first message, the line under its name.
//!
//! The words of the default locale go out without a language code, so that they serve everybody; every other locale's under
//! its language's two letters, the only codes that Telegram takes. Asked first and set only where they differ: these methods
//! have tight limits of their own, and the bot may be restarted often.

use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{
    GetMyCommands, GetMyCommandsSetters as _, GetMyDescription, GetMyDescriptionSetters as _,
    GetMyShortDescription, GetMyShortDescriptionSetters as _, SetMyCommands, SetMyCommandsSetters as _,
    SetMyDescription, SetMyDescriptionSetters as _, SetMyShortDescription, SetMyShortDescriptionSetters as _,
};
use teloxide::types::BotCommand;
use tracing::{info, warn};

use super::api::{Api, Failure};
use crate::engine::{Command, LocaleId, TextKey, Texts};

pub(super) async fn publish(api: &Api, texts: &Texts) {
    for locale in texts.locales() {
        match publish_locale(api, texts, locale).await {
            Ok(0) => {}
            Ok(changed) => info!(%locale, changed, "the bot's profile was brought up to date"),
            Err(failure) => {
                warn!(%locale, %failure, "the bot's profile could not be brought up to date");
                return;
            }
        }
    }
}

/// How many of the three were changed.
async fn publish_locale(api: &Api, texts: &Texts, locale: &LocaleId) -> Result<usize, Failure> {
    let language = language_code(texts, locale);
    let words = |key: &str| texts.plain(locale, &TextKey::from(key));
    let mut changed = 0;

    let commands: Vec<BotCommand> = Command::ALL
        .into_iter()
        .map(|command| {
            BotCommand::new(command.name(), words(&format!("telegram-command-{}", command.name())))
        })
        .collect();
    let published: Vec<BotCommand> = api.call(&GetMyCommands::new().language_code(&language)).await?;
    if published != commands {
        let _: IgnoredAny = api.call(&SetMyCommands::new(commands).language_code(&language)).await?;
        changed += 1;
    }

    let description = words("telegram-description");
    let published: Description = api.call(&GetMyDescription::new().language_code(&language)).await?;
    if published.description != description {
        let set = SetMyDescription::new().description(description).language_code(&language);
        let _: IgnoredAny = api.call(&set).await?;
        changed += 1;
    }

    let line = words("telegram-short-description");
    let published: ShortDescription =
        api.call(&GetMyShortDescription::new().language_code(&language)).await?;
    if published.short_description != line {
        let set = SetMyShortDescription::new().short_description(line).language_code(&language);
        let _: IgnoredAny = api.call(&set).await?;
        changed += 1;
    }
    Ok(changed)
}

/// Empty, "for everybody", for the default locale.
fn language_code(texts: &Texts, locale: &LocaleId) -> String {
    if locale == texts.default_locale() {
        return String::new();
    }
    locale.as_str().split('-').next().unwrap_or_default().to_owned()
}

#[derive(Deserialize)]
struct Description {
    description: String,
}

#[derive(Deserialize)]
struct ShortDescription {
    short_description: String,
}
