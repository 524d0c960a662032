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

/// The commands of the README do what it says. A terminal's yes is the one thing added.
#[test]
fn the_quick_start_works() {
    let readme = readme();
    let (_, block) = readme.split_once("The same by hand").unwrap();
    let (_, block) = block.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let place = Place::new();
    let examples = "crates/psea-cli/examples";
    std::fs::create_dir_all(place.path(examples)).unwrap();
    let action = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/wire-transfer.json");
    place.write(&format!("{examples}/wire-transfer.json"), std::fs::read(action).unwrap());

    let mut run = Vec::new();
    for line in block.replace("\\\n", " ").lines() {
        let (command, comment) = line.split_once('#').unwrap_or((line, ""));
        let Some(arguments) = command.strip_prefix("psea ") else { continue };
        let arguments = arguments.replace("attest ", "attest --yes ");
        let said = place.run(&arguments).exits(i32::from(comment.contains("refused")));
        let promised = comment.split_whitespace().next().unwrap_or_default();
        if ["approved", "power_loss"].contains(&promised) {
            assert!(said.out.to_lowercase().contains(promised), "{said:?}");
        }
        run.push(arguments.split(' ').next().unwrap().to_owned());
    }
    assert_eq!(run, ["keygen", "enroll", "attest", "verify", "verify", "store"]);
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
