//! Collects the mistakes while the files are read, so that nobody has to stop at the first.

use std::ops::Range;

use super::code::{Code, Severity};
use super::diagnostic::{Diagnostic, Diagnostics, Related};
use super::source::SourceFile;

/// Bytes of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the file; beyond the last one it is a path without a file.
    pub file: usize,
    pub start: usize,
    pub end: usize,
}

/// A value and where it was written.
#[derive(Debug, Clone, Copy)]
pub struct Placed<T> {
    pub value: T,
    pub place: Place,
}

pub struct Findings<'f> {
    files: &'f [SourceFile],
    absent: Vec<String>,
    found: Vec<Finding>,
}

pub struct Finding {
    code: Code,
    place: Place,
    message: String,
    expected: Option<String>,
    hint: Option<String>,
    related: Option<(Place, String)>,
}

impl<'f> Findings<'f> {
    pub fn new(files: &'f [SourceFile]) -> Self {
        Self { files, absent: Vec::new(), found: Vec::new() }
    }

    pub fn add(&mut self, code: Code, place: Place, message: impl Into<String>) -> &mut Finding {
        self.found.push(Finding {
            code,
            place,
            message: message.into(),
            expected: None,
            hint: None,
            related: None,
        });
        self.found.last_mut().expect("pushed on the line above")
    }

    /// The beginning of a file, or the path alone when there is no such file.
    pub fn file(&mut self, path: &str) -> Place {
        let index = self.files.iter().position(|file| file.path == path).unwrap_or_else(|| {
            self.absent.push(path.to_owned());
            self.files.len() + self.absent.len() - 1
        });
        Place { file: index, start: 0, end: 0 }
    }

    /// Grows with every error: two equal counts say that nothing went wrong in between.
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|finding| finding.code.severity() == Severity::Error).count()
    }

    pub fn finish(self) -> Diagnostics {
        let diagnostics = self.found.iter().map(|finding| self.diagnostic(finding)).collect();
        Diagnostics::new(diagnostics)
    }

    fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        let (path, span, line, column) = self.resolve(finding.place);
        Diagnostic {
            code: finding.code,
            severity: finding.code.severity(),
            path,
            span,
            line,
            column,
            message: finding.message.clone(),
            expected: finding.expected.clone(),
            hint: finding.hint.clone(),
            related: finding.related.as_ref().map(|(place, label)| {
                let (path, span, line, column) = self.resolve(*place);
                Related { path, span, line, column, label: label.clone() }
            }),
        }
    }

    fn resolve(&self, place: Place) -> (String, Range<usize>, usize, usize) {
        let Some(file) = self.files.get(place.file) else {
            let path = self.absent.get(place.file - self.files.len()).cloned().unwrap_or_default();
            return (path, 0..0, 1, 1);
        };
        let start = file.text.floor_char_boundary(place.start);
        let end = file.text.ceil_char_boundary(place.end).max(start);
        let before = &file.text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        (file.path.clone(), start..end, line, column)
    }
}

impl Finding {
    pub fn expected(&mut self, expected: impl Into<String>) -> &mut Self {
        self.expected = Some(expected.into());
        self
    }

    pub fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn related(&mut self, place: Place, label: impl Into<String>) -> &mut Self {
        self.related = Some((place, label.into()));
        self
    }
}

impl Place {
    pub fn start_of(file: usize) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// `part` in bytes from the beginning of this place.
    pub fn part(self, part: Range<usize>) -> Self {
        Self { file: self.file, start: self.start + part.start, end: self.start + part.end }
    }
}

impl<T> Placed<T> {
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}
