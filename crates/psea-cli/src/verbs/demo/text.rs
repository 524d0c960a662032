use std::fmt::Write as _;

use psea::jose::base64::url;
use psea::verifier::Approval;

use super::attacks::Attempt;
use super::relying::Relied;
use super::world::{ATTESTER, AUD, ISS, RELYING_PARTY, Shown, World};
use crate::output::style::{BAD, FAINT, GOOD, HEADING, LOUD};
use crate::output::table::{Pairs, Table, paragraph};
use crate::output::{Exit, claims, prompt, result};
use crate::verbs::inspect::parse;
use crate::verbs::keygen::WARNING;
use crate::verbs::verify::approval_pairs;

/// What was said of the honest proof, and what became of it.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub(super) approval: &'a Approval,
    pub(super) result: &'a str,
    pub(super) relied: &'a Relied,
}

pub(super) fn render(
    world: &World,
    shown: &Shown,
    (header, claims): (&str, &str),
    told: &Told<'_>,
    attempts: &[Attempt],
    exit: Exit,
) -> String {
    let mut text = String::from(
        "PSEA: what you sign is what you execute. One action, approved by a verified user, once.\n",
    );
    key(&mut text, world);
    heading(&mut text, 2, "The user is asked");
    for line in shown.prompt.lines() {
        let line = format!("  {FAINT}|{FAINT:#} {line}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(
        text,
        "  {FAINT}|{FAINT:#}\n  {FAINT}|{FAINT:#} Sign exactly this? [y/N] y   {FAINT}(the demo \
         says yes: nobody was asked){FAINT:#}",
    );

    heading(&mut text, 3, "The key signs: this is the proof");
    let _ = write!(text, "{}", members(header, claims::header));
    let _ = write!(text, "\n{}", members(claims, claims::claims));
    let _ = writeln!(text, "\n  {FAINT}as a token:{FAINT:#} {}", shortened(shown.proof.compact()));

    heading(&mut text, 4, "The verifier checks everything, then accepts it once");
    let _ = write!(text, "  {GOOD}APPROVED{GOOD:#}\n{}", approval_pairs(told.approval));

    heading(&mut text, 5, "The verifier refuses what is not that");
    let _ = write!(text, "{}", refusals(attempts));
    let _ = writeln!(
        text,
        "\n  {FAINT}The code is for the verifier's log; the attester is told one word (§6.4.4).{FAINT:#}",
    );
    relying_party(&mut text, told);
    verdict(&mut text, told.relied, attempts, exit);
    text
}

fn relying_party(text: &mut String, told: &Told<'_>) {
    heading(text, 6, "Another process executes it, by the verifier's signed result alone");
    let _ = write!(text, "{}", result::table(told.result));
    let _ = writeln!(text, "\n  {FAINT}as a token:{FAINT:#} {}", shortened(told.result));
    if told.relied.executed.is_some() {
        let _ = write!(
            text,
            "\n  {GOOD}EXECUTED{GOOD:#} by {RELYING_PARTY}: exactly this, once\n{}\n",
            prompt::members(told.approval.action()),
        );
    }
    let mut table = Table::new(Some(["what was tried", "refused as"]));
    for attempt in &told.relied.attempts {
        let style = if attempt.is_as_expected() { GOOD } else { BAD };
        let code = attempt.code.unwrap_or("AUTHORISED");
        table.row([attempt.tried.into(), format!("{style}{code}{style:#}")]);
    }
    let _ = write!(text, "{table}");
}

fn heading(text: &mut String, number: u8, title: &str) {
    let _ = writeln!(text, "\n{HEADING}{number}  {title}{HEADING:#}");
}

fn key(text: &mut String, world: &World) {
    heading(text, 1, "A key is made and enrolled");
    let _ = write!(
        text,
        "  {LOUD}This is a DEVELOPMENT KEY{LOUD:#}, made at random for this run.\n{}\n",
        paragraph(WARNING),
    );
    let mut pairs = Pairs::new();
    pairs
        .text("attester", format!("{ATTESTER}, device {}", world.device_id))
        .text("kid", &world.kid)
        .text("verifier", format!("{AUD} of {ISS}"));
    let _ = write!(text, "{pairs}");
}

fn members(
    json: &str,
    rows: fn(psea::jose::json::Object<'_, '_>) -> Vec<claims::Member>,
) -> String {
    let document = parse(json);
    let object = document.as_ref().and_then(|document| document.root().as_object());
    object.map(|object| claims::table(&rows(object)).to_string()).unwrap_or_default()
}

fn refusals(attempts: &[Attempt]) -> Table<4> {
    let mut table = Table::new(Some(["what was tried", "refused as", "section", "told"]));
    for attempt in attempts {
        let code = attempt.code.unwrap_or("APPROVED");
        let section = attempt.section.map(|section| format!("§{section}"));
        let style = if attempt.as_expected { GOOD } else { BAD };
        table.row([
            attempt.tried.into(),
            format!("{style}{code}{style:#}"),
            section.unwrap_or_default(),
            attempt.outcome.into(),
        ]);
    }
    table
}

fn verdict(text: &mut String, relied: &Relied, attempts: &[Attempt], exit: Exit) {
    let surprises: Vec<_> = attempts.iter().filter(|attempt| !attempt.as_expected).collect();
    let number = exit.number();
    if exit == Exit::Done {
        let _ = writeln!(
            text,
            "\n{GOOD}All seven refusals are as expected.{GOOD:#} Exit code {number}.\n\
             {FAINT}Next, by hand: start with{FAINT:#} psea keygen{FAINT}, or read{FAINT:#} psea \
             --help",
        );
        return;
    }
    for attempt in surprises {
        let _ = writeln!(
            text,
            "\n{BAD}Not as expected:{BAD:#} {} gave {}, and should give {}.",
            attempt.tried,
            attempt.code.unwrap_or("an approval"),
            attempt.expected,
        );
    }
    for attempt in relied.attempts.iter().filter(|attempt| !attempt.is_as_expected()) {
        let _ = writeln!(
            text,
            "\n{BAD}Not as expected:{BAD:#} {} gave {}, and should give {}.",
            attempt.tried,
            attempt.code.unwrap_or("an authorisation"),
            attempt.expected,
        );
    }
    if relied.executed.is_none() {
        let _ = writeln!(text, "\n{BAD}Not as expected:{BAD:#} nothing was executed.");
    }
    let _ = writeln!(text, "Exit code {number}: please report this as a defect.");
}

/// Header and payload of a token that was just made, as text.
pub(super) fn segments(token: &str) -> (String, String) {
    let mut segments = token.split('.').map(|segment| {
        let octets = url::decode(segment).unwrap_or_default();
        String::from_utf8_lossy(&octets).into_owned()
    });
    (segments.next().unwrap_or_default(), segments.next().unwrap_or_default())
}

/// The start of each segment.
fn shortened(token: &str) -> String {
    let starts = token.split('.').map(|segment| segment.chars().take(16).collect::<String>());
    format!("{}… ({} characters)", starts.collect::<Vec<_>>().join("…."), token.len())
}
