//! Every word the bot says, in all locales, and how a text is put together.

use std::borrow::Cow;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::effect::Args;
use super::ids::{LocaleId, TextKey};
use super::outgoing::Markup;
use super::slot::Value;

/// The first locale is the default.
#[derive(Debug)]
pub struct Texts {
    locales: Vec<LocaleTexts>,
}

pub struct LocaleTexts {
    pub locale: LocaleId,
    bundle: FluentBundle<FluentResource>,
    /// Names of canned replies.
    replies: Vec<String>,
}

impl LocaleTexts {
    pub fn new(locale: LocaleId, bundle: FluentBundle<FluentResource>, replies: Vec<String>) -> Self {
        Self { locale, bundle, replies }
    }
}

impl Texts {
    /// `locales` is not empty; the default comes first.
    pub fn new(locales: Vec<LocaleTexts>) -> Self {
        assert!(!locales.is_empty(), "content has at least one locale");
        Self { locales }
    }

    pub fn default_locale(&self) -> &LocaleId {
        &self.locales[0].locale
    }

    pub fn locales(&self) -> impl Iterator<Item = &LocaleId> {
        self.locales.iter().map(|texts| &texts.locale)
    }

    /// The locale that serves a language tag best: `zh-Hans-CN` is served by `zh-TW`, an unknown one by the default.
    pub fn negotiate(&self, wanted: &str) -> LocaleId {
        let available: Vec<unic_langid::LanguageIdentifier> =
            self.locales().filter_map(|locale| locale.as_str().parse().ok()).collect();
        let Ok(wanted) = wanted.parse::<unic_langid::LanguageIdentifier>() else {
            return self.default_locale().clone();
        };
        // Chinese in whatever script: Traditional Chinese is understood by every reader of Chinese, English may not be.
        let served = available.iter().find(|locale| **locale == wanted);
        let served = served.or_else(|| available.iter().find(|locale| locale.language == wanted.language));
        served.map_or_else(|| self.default_locale().clone(), |locale| LocaleId::new(locale.to_string()))
    }

    /// The canned replies that there are in a language, by their names.
    pub fn replies(&self, locale: &LocaleId) -> &[String] {
        let texts = self.locales.iter().find(|texts| texts.locale == *locale);
        texts.map_or(&[], |texts| &texts.replies)
    }

    pub fn has(&self, locale: &LocaleId, key: &TextKey) -> bool {
        let texts = self.locales.iter().find(|texts| texts.locale == *locale);
        texts.is_some_and(|texts| texts.bundle.has_message(key.as_str()))
    }

    /// A text with its variables filled in; a learner's words among them cannot act as marks.
    ///
    /// A key that does not exist comes back as it is. `helpbot check` makes sure that there is none in the dialogs.
    pub fn markup(&self, locale: &LocaleId, key: &TextKey, args: &Args) -> Markup {
        Markup(self.format(locale, key, args))
    }

    /// The same for what carries no marks: labels, commands' descriptions.
    pub fn plain(&self, locale: &LocaleId, key: &TextKey) -> String {
        Markup(self.format(locale, key, &Args::new())).plain()
    }

    fn format(&self, locale: &LocaleId, key: &TextKey, args: &Args) -> String {
        let texts = self.locales.iter().find(|texts| texts.locale == *locale).unwrap_or(&self.locales[0]);
        let (id, attribute) = match key.as_str().split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (key.as_str(), None),
        };
        let pattern = texts.bundle.get_message(id).and_then(|message| match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            return key.to_string();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(Cow::Borrowed(name.as_str()), fluent_value(value));
        }
        let mut errors = Vec::new();
        texts.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
    }
}

fn fluent_value(value: &Value) -> FluentValue<'static> {
    match value {
        Value::Truth(truth) => FluentValue::from(truth.to_string()),
        Value::Number(number) => FluentValue::from(*number),
        Value::Text(text) => FluentValue::from(Markup::escape(text)),
    }
}

impl fmt::Debug for LocaleTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocaleTexts").field("locale", &self.locale).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one way by which what a learner typed gets into a text of ours.
    #[test]
    fn a_learners_words_in_a_text_are_words_and_nothing_else() {
        let mut bundle = FluentBundle::new_concurrent(vec!["en".parse().expect("a tag")]);
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new("quote = <b>{ $typed }</b>!".to_owned()).expect("valid");
        bundle.add_resource(resource).expect("no key twice");
        let texts = Texts::new(vec![LocaleTexts::new("en".into(), bundle, Vec::new())]);
        let typed = Value::Text("</b>\u{202e}<code>&".to_owned());
        let args = Args::from([("typed".into(), typed)]);
        let said = texts.markup(&"en".into(), &"quote".into(), &args);
        assert_eq!(said.0, "<b>&lt;/b&gt;&lt;code&gt;&amp;</b>!");
    }
}
