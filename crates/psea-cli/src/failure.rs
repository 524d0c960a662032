//! What went wrong on this side: the file, the field and the fix.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use crate::output::style::{ERROR, FAINT};
use crate::output::table::Pairs;
use crate::output::{self, Exit, visible};

/// A misuse or a fault. Nothing was approved, or whether it was is not known.
///
/// Boxed, so that a result stays small.
#[derive(Debug)]
pub(crate) struct Failure(Box<Content>);

#[derive(Debug)]
struct Content {
    body: Body,
    /// Text alone: the offending line with a caret under it.
    excerpt: Option<String>,
    exit: Exit,
}

/// The members of `error`: stable names.
#[derive(Debug, Serialize)]
struct Body {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    /// What an Attester would be told, where a proof was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let body = Body {
            code,
            message: message.into(),
            file: None,
            field: None,
            line: None,
            column: None,
            fix: None,
            outcome: None,
        };
        Self(Box::new(Content { body, excerpt: None, exit: Exit::Fault }))
    }

    pub(crate) fn file(mut self, path: &Path) -> Self {
        self.0.body.file = Some(path.display().to_string());
        self
    }

    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.0.body.field = Some(field.into());
        self
    }

    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.0.body.fix = Some(fix.into());
        self
    }

    /// Where in the file, from 1.
    pub(crate) fn place(mut self, line: usize, column: usize) -> Self {
        self.0.body.line = Some(line);
        self.0.body.column = Some(column);
        self
    }

    /// Where in the file, and what stands there.
    pub(crate) fn at(self, line: usize, column: usize, excerpt: String) -> Self {
        let mut failure = self.place(line, column);
        failure.0.excerpt = Some(excerpt);
        failure
    }

    pub(crate) fn outcome(mut self, outcome: &'static str) -> Self {
        self.0.body.outcome = Some(outcome);
        self
    }

    /// Not a fault: somebody said no.
    pub(crate) fn refused(mut self) -> Self {
        self.0.exit = Exit::Refused;
        self
    }

    /// Not a fault of which it is known that nothing happened: it may have.
    pub(crate) fn unknown(mut self) -> Self {
        self.0.exit = Exit::Unknown;
        self
    }

    pub(crate) const fn code(&self) -> &'static str {
        self.0.body.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.body.message
    }

    #[cfg(test)]
    pub(crate) fn said(&self) -> (Exit, Option<&str>) {
        (self.0.exit, self.0.body.fix.as_deref())
    }

    pub(crate) fn finish(&self, as_json: bool) -> ExitCode {
        if as_json {
            #[derive(Serialize)]
            struct Document<'a> {
                error: &'a Body,
            }
            output::print(&output::json(&Document { error: &self.0.body }));
        } else {
            output::print_aside(&self.text());
        }
        self.0.exit.code()
    }

    fn text(&self) -> String {
        let body = &self.0.body;
        let mut text =
            format!("{ERROR}error[{}]:{ERROR:#} {}\n", body.code, visible::text(&body.message),);
        if let Some(excerpt) = &self.0.excerpt {
            // Writing to a String cannot fail.
            let _ = write!(text, "{FAINT}{excerpt}{FAINT:#}");
        }
        let mut pairs = Pairs::new();
        if let Some(file) = &body.file {
            pairs.text("file", file);
        }
        if let Some(field) = &body.field {
            pairs.text("field", field);
        }
        if let Some(fix) = &body.fix {
            pairs.text("fix", fix);
        }
        text + &pairs.to_string()
    }
}
