//! `helpbot serve`

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use clap::builder::NonEmptyStringValueParser;
use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;

use super::failure::{Failure, Outcome};
use super::load::Part;
use super::{FINE, load, log, matcher};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, LimitsSection};
use crate::desk::Office;
use crate::engine::Content;
use crate::runtime::{Runtime, stop_requested};
use crate::telegram::{self, ButtonKey, ConnectError, IntakeError, Telegram, Token};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Another Bot API server [default: Telegram's own]
    #[arg(long, env = "TELOXIDE_API_URL", value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    api_url: Option<String>,
}

/// The variable of the token, as teloxide calls it.
const TOKEN_VARIABLE: &str = "TELOXIDE_TOKEN";
/// What is under way at the end gets this long; the rest is durable and goes on at the next start. Service managers lose their
/// patience after ten seconds.
const DRAIN: Duration = Duration::from_secs(8);

pub(super) fn run(config: &Config, args: Args) -> Outcome {
    log::panics();
    let token = token(config)?;
    let api_url = args.api_url.or_else(|| config.telegram.api_url.clone());
    let (compiled, vectors) = load::content(config)?;
    let content = Arc::new(matcher::kept(config, compiled));
    let store = Arc::new(load::store(config, Part::Serve)?);
    // Of the data and not of the token: buttons that are out there outlive a change of either key.
    let button_key = ButtonKey::new(store.key_for("buttons")?);
    let settings = telegram::Config {
        token,
        button_key,
        api_url,
        limits: limits(&config.limits),
        desk: config.desk.chat_id,
        poll_timeout_s: config.telegram.poll_timeout_s,
    };
    let kept = Arc::clone(&store);
    let threads = tokio::runtime::Runtime::new()?;
    let ended = threads.block_on(async {
        let asked = stop_requested();
        tokio::pin!(asked);
        let telegram = tokio::select! {
            connected = Telegram::connect(settings) => connected.map_err(refused)?,
            asked = &mut asked => return Ok(asked.map(|()| FINE)?),
        };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let office = office(config, &content, telegram.username())?;
        let runtime =
            Runtime::start_with(content, store, telegram.channel(), clock.clone(), office).await?;
        tokio::select! {
            () = telegram.greet_desk() => {}
            asked = &mut asked => {
                runtime.drain(DRAIN).await;
                return Ok(asked.map(|()| FINE)?);
            }
        }
        if let Some(vectors) = vectors {
            runtime.embed_with(vectors);
        }
        runtime.sweep_daily(load::retention(config));
        let (presented, content) = (telegram.clone(), runtime.content());
        tokio::spawn(async move { presented.present(&content).await });
        let stop = CancellationToken::new();
        // On the scheduler's threads: from this one, each batch would be a way there and back.
        let mut intake = tokio::spawn({
            let (runtime, stop) = (runtime.clone(), stop.clone());
            async move { telegram.run_intake(runtime, clock, stop).await }
        });
        tracing::info!("serving");
        let ended = tokio::select! {
            ended = &mut intake => over(ended),
            asked = &mut asked => {
                asked?;
                tracing::info!("stopping: finishes what is under way");
                stop.cancel();
                over(intake.await)
            }
            () = runtime.failed() => Err(anyhow!("the store failed; nothing was acknowledged that is not safe")),
        };
        stop.cancel();
        let finished = runtime.drain(DRAIN).await;
        tracing::info!(finished, "stopped");
        ended.map_err(Failure::wrong)?;
        Ok(FINE)
    });
    // A sweep that is under way ends with the process.
    threads.shutdown_background();
    kept.close()?;
    ended
}

/// What the task of the intake came to.
fn over(intake: Result<Result<(), IntakeError>, JoinError>) -> anyhow::Result<()> {
    intake.context("the intake panicked")?.context("the intake ended")
}

/// How the help desk is run, if there is one.
fn office(config: &Config, content: &Content, username: &str) -> Result<Option<Office>, Failure> {
    let section = &config.desk;
    if section.chat_id.is_none() {
        return Ok(None);
    }
    let calendar = load::calendar(config)?;
    let locale = match &section.locale {
        Some(locale) => content.texts.negotiate(locale),
        None => content.texts.default_locale().clone(),
    };
    let (targets, crowd) = (section.targets.clone(), section.incidents.clone());
    Ok(Some(Office { calendar, targets, crowd, locale, bot_username: username.to_owned() }))
}

fn limits(section: &LimitsSection) -> telegram::Limits {
    let LimitsSection { overall_per_s, chat_per_s, chat_burst, group_per_min, learner_per_s, learner_burst } =
        *section;
    telegram::Limits { overall_per_s, chat_per_s, chat_burst, group_per_min, learner_per_s, learner_burst }
}

fn token(config: &Config) -> Result<Token, Failure> {
    if let Some(token) = std::env::var(TOKEN_VARIABLE).ok().filter(|token| !token.trim().is_empty()) {
        return Ok(Token::new(token.trim()));
    }
    let Some(path) = &config.telegram.token_file else {
        return Err(Failure::usage(anyhow!(
            "there is no bot token; get one from @BotFather on Telegram and put it into the variable `{TOKEN_VARIABLE}`, \
             or into a file that `telegram.token_file` names"
        )));
    };
    let token = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the token file `{}`", path.display()))
        .map_err(Failure::usage)?;
    if token.trim().is_empty() {
        return Err(Failure::usage(anyhow!("the token file `{}` is empty", path.display())));
    }
    Ok(Token::new(token.trim()))
}

fn refused(error: ConnectError) -> Failure {
    match error {
        ConnectError::Unreachable { .. } => Failure::wrong(error),
        error => Failure::usage(error),
    }
}
