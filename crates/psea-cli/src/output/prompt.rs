//! What a user is asked to approve.

use std::fmt::Write as _;

use psea::attester::Prompt;
use psea::claims::ActionPayload;
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document};

use super::style::{FAINT, HEADING};
use super::table::Table;
use super::visible;

/// The question, with every member of the action and the very text that is hashed.
pub(crate) fn render(prompt: &Prompt<'_>) -> String {
    let action = prompt.action();
    let mut text = format!(
        "{HEADING}Approve {}{HEADING:#} at tier {}, for {}?\n\n",
        visible::text(prompt.op().as_str()),
        visible::text(prompt.tier().as_str()),
        visible::text(prompt.audience().as_str()),
    );
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{}\n  {FAINT}hashed and signed is exactly this:{FAINT:#}\n  {}\n  {FAINT}its \
         psea_payload_hash:{FAINT:#} {}\n",
        members(action),
        visible::text(action.as_str()),
        action.hash(),
    );
    text
}

/// The members one a line, in their JSON spelling.
pub(crate) fn members(action: &ActionPayload) -> Table<2> {
    let mut table = Table::new(None);
    // What is canonical parses.
    if let Ok(document) = Document::parse(action.as_str().as_bytes(), DEFAULT_MAX_DEPTH) {
        for (name, value) in document.root().as_object().into_iter().flatten() {
            table.row([
                format!("  {}", visible::text(&name.to_cow())),
                visible::text(value.source()),
            ]);
        }
    }
    table
}
