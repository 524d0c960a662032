//! `list` and `show`.

use std::io::Write;

use psea_conformance::token;

use super::args::{ListArgs, ShowArgs};
use super::text::printable;
use super::{CliError, failures, select};

pub(crate) fn list(args: &ListArgs) -> Result<(), CliError> {
    let vectors = select(&args.paths, args.filter.as_ref())?;
    let width =
        vectors.iter().map(|loaded| loaded.vector.id().chars().count()).max().unwrap_or_default();
    let mut out = anstream::stdout().lock();
    for loaded in &vectors {
        let (id, title) = (printable(loaded.vector.id()), printable(loaded.vector.title()));
        writeln!(out, "{id:width$}  {title}")?;
    }
    out.flush()?;
    Ok(())
}

pub(crate) fn show(args: &ShowArgs) -> Result<(), CliError> {
    let vectors = select(&args.paths, None)?;
    let loaded = vectors
        .into_iter()
        .find(|loaded| loaded.vector.id() == args.id)
        .ok_or_else(|| CliError::NoSuchId(args.id.clone()))?;
    let mut out = anstream::stdout().lock();
    let json = serde_json::to_string_pretty(&loaded.vector)?;
    if args.json {
        writeln!(out, "{json}")?;
    } else {
        writeln!(out, "{}", printable(&json))?;
        for token in token::tokens_of(&loaded.vector) {
            failures::write_token(&mut out, &token)?;
        }
    }
    out.flush()?;
    Ok(())
}
