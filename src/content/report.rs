//! Diagnostics as a person reads them: one line that says it all, then the place in the file.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::code::Severity;
use super::diagnostic::{Diagnostic, Diagnostics, Related};
use super::source::SourceFile;

impl Diagnostics {
    /// `files` are those that were compiled.
    pub fn render(&self, files: &[SourceFile], color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        self.iter()
            .map(|diagnostic| render_one(diagnostic, files, &renderer, color))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn render_one(diagnostic: &Diagnostic, files: &[SourceFile], renderer: &Renderer, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_level(level.clone());
    if let Some(text) = text_of(&diagnostic.path, files) {
        let span = first_line(&diagnostic.span, text);
        let main = AnnotationKind::Primary.span(span).label(diagnostic.expected.as_deref());
        let snippet = Snippet::source(text).annotation(main);
        match &diagnostic.related {
            Some(related) if related.path == diagnostic.path => {
                group = group.element(snippet.annotation(annotation(related, text)));
            }
            _ => group = group.element(snippet),
        }
    }
    let elsewhere = diagnostic.related.as_ref().filter(|related| related.path != diagnostic.path);
    if let Some((related, text)) =
        elsewhere.and_then(|related| Some((related, text_of(&related.path, files)?)))
    {
        group =
            group.element(Snippet::source(text).path(&related.path).annotation(annotation(related, text)));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Element::from(Level::HELP.message(hint.as_str())));
    }
    let code = format!("`{}`", diagnostic.code);
    group = group.element(Element::from(level.message(code.as_str())));
    let snippet = renderer.render(&[group]);
    format!("{}\n{}\n", headline(diagnostic, color), snippet.trim_end())
}

/// ``dialogs/popup.yaml:14:9: state `alow` does not exist; did you mean `allow`?``
fn headline(diagnostic: &Diagnostic, color: bool) -> String {
    let Diagnostic { path, line, column, message, .. } = diagnostic;
    let warning = if diagnostic.severity == Severity::Warning { "warning: " } else { "" };
    let (bold, plain) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    format!("{bold}{path}:{line}:{column}:{plain} {warning}{bold}{message}{plain}")
}

fn annotation<'a>(related: &'a Related, text: &str) -> annotate_snippets::Annotation<'a> {
    AnnotationKind::Context.span(first_line(&related.span, text)).label(related.label.as_str())
}

fn text_of<'f>(path: &str, files: &'f [SourceFile]) -> Option<&'f str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

/// A mistake that spans lines is shown by its first.
fn first_line(span: &std::ops::Range<usize>, text: &str) -> std::ops::Range<usize> {
    let inside = text.get(span.clone()).unwrap_or_default();
    let line = inside.split('\n').next().unwrap_or_default().trim_end();
    span.start..span.start + line.len()
}
