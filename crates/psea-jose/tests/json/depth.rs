//! Nesting: containers only, the outermost is level 1.

use psea_jose::json::{CEILING_MAX_DEPTH, DEFAULT_MAX_DEPTH, Document, JsonErrorKind as Kind};

fn arrays(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

fn objects(levels: usize) -> String {
    "{\"a\":".repeat(levels - 1) + "{}" + &"}".repeat(levels - 1)
}

#[track_caller]
fn too_deep(text: &str, limit: u16, offset: usize) {
    let error = Document::parse(text.as_bytes(), limit).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (Kind::TooDeep, offset), "{text} at limit {limit}");
}

/// §3.13.2: 32 levels pass by default, 33 do not.
#[test]
fn default_bound() {
    assert_eq!(DEFAULT_MAX_DEPTH, 32);
    Document::parse(arrays(32).as_bytes(), DEFAULT_MAX_DEPTH).unwrap();
    Document::parse(objects(32).as_bytes(), DEFAULT_MAX_DEPTH).unwrap();
    too_deep(&arrays(33), DEFAULT_MAX_DEPTH, 32);
    too_deep(&objects(33), DEFAULT_MAX_DEPTH, 32 * "{\"a\":".len());
}

/// §3.13.2: the bound is inclusive, whatever it is, for each kind of container.
#[test]
fn every_bound() {
    for levels in 1_u16..=40 {
        for text in [arrays(levels.into()), objects(levels.into())] {
            Document::parse(text.as_bytes(), levels).unwrap();
            assert_eq!(
                Document::parse(text.as_bytes(), levels - 1).unwrap_err().kind(),
                Kind::TooDeep
            );
        }
    }
    let mixed = r#"{"a":[{"b":[1]}]}"#;
    Document::parse(mixed.as_bytes(), 4).unwrap();
    too_deep(mixed, 3, 11);
}

/// A scalar is not a container; with a bound of 0 nothing but a scalar passes.
#[test]
fn scalars_do_not_nest() {
    Document::parse(b"1", 0).unwrap();
    Document::parse(b"\"[[[\"", 0).unwrap();
    too_deep("[]", 0, 0);
    too_deep(" {}", 0, 1);
    Document::parse(br#"[1,"x",null]"#, 1).unwrap();
}

/// Containers side by side share a level.
#[test]
fn siblings_do_not_add_up() {
    let text = format!("[{}]", vec!["[],{}"; 100].join(","));
    Document::parse(text.as_bytes(), 2).unwrap();
    too_deep(&text, 1, 1);
    // After a deep member has closed, the next may be as deep again.
    let text = format!("[{},{},{}]", arrays(4), arrays(4), arrays(5));
    Document::parse(text.as_bytes(), 6).unwrap();
    too_deep(&text, 5, 1 + 8 + 1 + 8 + 1 + 4);
}

/// The ceiling holds whatever is configured.
#[test]
fn ceiling() {
    assert_eq!(CEILING_MAX_DEPTH, 128);
    for limit in [128, 129, 1000, u16::MAX] {
        Document::parse(arrays(128).as_bytes(), limit).unwrap();
        too_deep(&arrays(129), limit, 128);
        too_deep(&arrays(100_000), limit, 128);
    }
}

/// What never closes is noticed by depth first, so that nothing is gained by leaving it open.
#[test]
fn unclosed_nesting() {
    too_deep(&"[".repeat(1_000_000), 32, 32);
    too_deep(&"{\"a\":".repeat(100_000), 32, 160);
}
