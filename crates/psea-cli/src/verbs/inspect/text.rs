use std::fmt::Write as _;

use super::body::{Action, Body};
use super::look::{self, Segment, Token};
use super::{NOTICE, Remark};
use crate::output::style::{FAINT, HEADING, LOUD};
use crate::output::table::{Pairs, Table};
use crate::output::{claims, prompt, visible};

/// The longest piece of something unreadable that is shown.
const EXTRACT: usize = 400;

pub(super) fn render(
    body: Option<&Body>,
    token: Option<&Token>,
    action: Option<&Action>,
    remarks: &[&Remark],
) -> String {
    let mut text = format!("{LOUD}{NOTICE}{LOUD:#}\n");
    // Writing to a String cannot fail.
    if let Some(token) = token {
        segment(&mut text, "Header", &token.header, claims::header);
        segment(&mut text, "Claims", &token.claims, claims::claims);
        let octets = token.signature_octets.map_or("none that can be read".into(), |octets| {
            format!("{octets} octets, not verified")
        });
        let _ = writeln!(text, "\n{HEADING}Signature{HEADING:#}\n  {octets}");
    }
    if let Some((action, payload)) = action.zip(body.and_then(Body::readable_action)) {
        let _ = write!(
            text,
            "\n{HEADING}Action beside the proof{HEADING:#}\n{}",
            prompt::members(payload)
        );
        let hash = action.payload_hash.as_deref().unwrap_or_default();
        let mut pairs = Pairs::new();
        pairs.text(
            "hash",
            match action.hash_is_in_token {
                Some(true) => format!("{hash}, as the token says"),
                Some(false) => format!("{hash}, and the token says another"),
                None => hash.into(),
            },
        );
        let _ = write!(text, "{pairs}");
    }
    if let Some(body) = body.filter(|body| !body.unsigned.is_empty()) {
        let _ = writeln!(
            text,
            "\n{HEADING}Unsigned beside the proof{HEADING:#}\n  {}",
            visible::cell(&body.unsigned.join(", "), EXTRACT),
        );
    }
    if !remarks.is_empty() {
        let mut table = Table::new(None);
        for remark in remarks {
            let name = remark.name.as_deref().unwrap_or_default();
            table.row([
                remark.place.into(),
                visible::cell(name, 28),
                visible::cell(&remark.remark, EXTRACT),
            ]);
        }
        let _ = write!(text, "\n{HEADING}Odd, without a verdict{HEADING:#}\n{table}");
    }
    let _ = writeln!(text, "\n{LOUD}{NOTICE}{LOUD:#}");
    text
}

fn segment(
    text: &mut String,
    title: &str,
    segment: &Segment,
    members: fn(psea::jose::json::Object<'_, '_>) -> Vec<claims::Member>,
) {
    let _ = writeln!(text, "\n{HEADING}{title}{HEADING:#}");
    let _ = match segment {
        Segment::Absent => writeln!(text, "  absent"),
        Segment::Unreadable => writeln!(text, "  not base64url"),
        Segment::Text(content) => {
            writeln!(
                text,
                "  {FAINT}as it was decoded:{FAINT:#} {}",
                visible::cell(content, EXTRACT)
            )
        }
        Segment::Object(content) => {
            let document = look::parse(content);
            let object = document.as_ref().and_then(|document| document.root().as_object());
            let members = object.map(members).unwrap_or_default();
            if members.is_empty() {
                text.push_str("  none\n");
            }
            write!(text, "{}", claims::table(&members))
        }
    };
}
