use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::Place;

/// Replaces what differs from run to run: keys, ids, digests, times. White space is one space, for
/// it follows from their widths.
fn masked(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/');
    let mask = |line: &str| {
        let of_time = line.contains(" UTC");
        let of_token = line.contains("as a token:");
        let varies = |word: &str| {
            let has_digit = word.contains(|c: char| c.is_ascii_digit());
            // Some digests and ids have no digit.
            word.len() >= 22
                || word.len() >= 10 && (has_digit || of_token)
                || of_time && word.starts_with(char::is_numeric)
        };
        let words = line.split_inclusive(|c| !is_word(c)).map(|piece| {
            let word = piece.trim_end_matches(|c| !is_word(c));
            let rest = &piece[word.len()..];
            if varies(word) { format!("*{rest}") } else { piece.into() }
        });
        words.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

fn readme() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    std::fs::read_to_string(path).unwrap()
}

/// The README shows what the demo says.
#[test]
fn the_readme_shows_the_demo() {
    let readme = readme();
    let (_, block) = readme.split_once("<!-- demo -->\n```text\n").unwrap();
    let (shown, _) = block.split_once("\n```\n<!-- /demo -->").unwrap();
    let said = Place::new().run("demo").exits(0);
    let said = said.out.trim_end();
    assert!(masked(said).contains("action_mismatch §3.13.2 reject"));
    assert_eq!(masked(shown), masked(said), "run the demo and paste its output into the README");
}

/// A block of the README: what is between the first fence of this language behind `after`, and the
/// next fence.
fn block(after: &str, language: &str) -> String {
    let readme = readme();
    let (_, rest) = readme.split_once(after).unwrap();
    let (_, rest) = rest.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.into()
}

/// The commands of the README do what it says, pasted as they stand into a shell in a checkout:
/// nothing is added, nothing reads the line behind it, and nothing is left in the checkout.
#[test]
fn the_quick_start_works() {
    let block = block("The same by hand", "sh").replace("\\\n", " ");
    let (install, lines) = block.split_once('\n').unwrap();
    assert_eq!(install, "cargo install --path crates/psea-cli");

    let place = Place::new();
    let (checkout, examples) = ("checkout", "checkout/crates/psea-cli/examples");
    for folder in [examples, "scratch"] {
        std::fs::create_dir_all(place.path(folder)).unwrap();
    }
    let action = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/wire-transfer.json");
    place.write(&format!("{examples}/wire-transfer.json"), std::fs::read(action).unwrap());

    // The exit code of each line follows what it printed.
    let mut pasted = String::new();
    for line in lines.lines() {
        pasted.push_str(&format!("{line}\necho \" exit $?\"\n"));
    }
    let said = in_a_shell(&place, checkout, &pasted);
    let answers: Vec<_> = said.split(" exit ").collect();
    // What is behind the last exit code is no line's.
    assert_eq!(answers.len(), lines.lines().count() + 1, "{said}");
    let mut run = Vec::new();
    for (line, pair) in lines.lines().zip(answers.windows(2)) {
        let (command, comment) = line.split_once('#').unwrap_or((line, ""));
        let code = pair[1].split_whitespace().next();
        let expected = if comment.contains("refused") { "1" } else { "0" };
        assert_eq!(code, Some(expected), "{line}: {said}");
        let promised = comment.split_whitespace().next().unwrap_or_default();
        if ["approved", "power_loss"].contains(&promised) {
            assert!(pair[0].to_lowercase().contains(promised), "{line}: {said}");
        }
        let verb = command.strip_prefix("psea ").and_then(|rest| rest.split(' ').next());
        run.extend(verb.map(str::to_owned));
    }
    assert_eq!(run, ["keygen", "enroll", "attest", "verify", "verify", "store"]);

    let left = std::fs::read_dir(place.path(checkout)).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["crates"]);
    let scratch = std::fs::read_dir(place.path("scratch")).unwrap().next().unwrap().unwrap();
    assert!(scratch.path().join("key.json").is_file(), "the keys are where they can be deleted");
}

/// The control: a line that asks reads what is behind it, or does nothing.
#[test]
fn a_question_in_the_quick_start_is_noticed() {
    let place = Place::enrolled();
    let asks = "psea attest --key key.json --action action.json --op payment.execute --tier high \
                --iss tenant.example --aud verifier.example --device-id device-7f3a\n";
    let said = in_a_shell(&place, ".", &format!("{asks}echo \" exit $?\"\n"));
    assert!(!said.contains(" exit 0"), "{said}");
}

/// What a shell says that reads `pasted` from its standard input, as from a terminal.
fn in_a_shell(place: &Place, folder: &str, pasted: &str) -> String {
    let psea = std::path::Path::new(env!("CARGO_BIN_EXE_psea")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("sh");
    shell.current_dir(place.path(folder)).stdin(Stdio::piped()).stdout(Stdio::piped());
    shell.env("PATH", format!("{}:{path}", psea.display())).env("TMPDIR", place.path("scratch"));
    shell.env("XDG_STATE_HOME", place.path("state-home"));
    let mut shell = shell.spawn().unwrap();
    let mut input = shell.stdin.take().unwrap();
    write!(input, "exec 2>&1\n{pasted}").unwrap();
    drop(input);
    String::from_utf8(shell.wait_with_output().unwrap().stdout).unwrap()
}

/// The crates that the README says to depend on are where it says, and have the features.
#[test]
fn the_dependencies_are_in_the_checkout() {
    let manifest = block("## Use it", "toml");
    let lines: Vec<_> = manifest.lines().filter(|line| line.contains("path = ")).collect();
    assert_eq!(lines.len(), 2, "{manifest}");
    for line in lines {
        let name = line.split(' ').next().unwrap();
        let path = line.split('"').nth(1).unwrap();
        let path = path.strip_prefix("../psea/").unwrap();
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let found = std::fs::read_to_string(format!("{root}/{path}/Cargo.toml")).unwrap();
        assert!(found.contains(&format!("name = \"{name}\"\n")), "{line}");
        let features = line.split_once("features = [").map_or("", |(_, rest)| rest);
        for feature in features.split(']').next().unwrap().split(", ").filter(|it| !it.is_empty()) {
            let feature = feature.trim_matches('"');
            assert!(found.contains(&format!("\n{feature} = [")), "{feature}: {line}");
        }
    }
}

/// The library example of the README, to the letter. The facade names no store, not even for its
/// tests, so that the example is compiled here.
mod example {
    use crate::support::{NOW, Place};

    include!("readme/example.rs");

    #[test]
    fn the_library_example_works() {
        let readme = super::readme();
        let (_, block) = readme.split_once("```rust,ignore\n").unwrap();
        let (block, _) = block.split_once("```\n").unwrap();
        assert_eq!(block, include_str!("readme/example.rs"), "copy one to the other");

        let place = Place::new();
        place.run("keygen").exits(0);
        let (file, anchor) = (place.path("store.redb"), place.path("anchor"));
        let now = EpochSeconds::new(NOW).unwrap();
        create(&file, &anchor, place.read("key.pub.json").as_bytes(), now).unwrap();
        let body = place.body("--kid key-1");
        // Twice, the second time after a restart.
        for expected in [Outcome::Approve, Outcome::Reject] {
            let verifier = start(&file, &anchor, now).unwrap();
            assert_eq!(execute(&verifier, body.as_bytes(), now).unwrap(), expected);
        }
    }
}
