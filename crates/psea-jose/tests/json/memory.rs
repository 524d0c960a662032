//! What a text costs in memory: the table of its entries, however dense it is.

use psea_jose::json::Document;

/// Octets of heap for each octet of a text of up to 64 KiB.
const PER_OCTET: u64 = 11;
const BESIDES: u64 = 4 << 10;
const MAX_BODY: usize = 64 << 10;

/// The most heap in use at once while it is parsed, well-formed or not.
fn heap(text: &str) -> u64 {
    let measured = allocation_counter::measure(|| drop(Document::parse(text.as_bytes(), 128)));
    measured.bytes_max
}

fn filled(open: &str, element: &str, length: usize) -> String {
    let mut text = open.to_owned();
    while text.len() + element.len() <= length {
        text.push_str(element);
    }
    text
}

/// The densest texts there are, complete or cut off: no length up to the limit makes the table take
/// more than its share. A table that doubles takes 18.
#[test]
fn a_dense_text() {
    let deep = format!("{}{},", "[".repeat(127), "]".repeat(127));
    let deep_objects = format!("{}0{},", r#"{"":"#.repeat(127), "}".repeat(127));
    let mut worst = (0.0, String::new());
    for element in ["0,", "[],", "{},", r#"{"":0},"#, r#""","#, &deep, &deep_objects] {
        for length in (1..=16).map(|part| MAX_BODY / 16 * part) {
            let cut = filled("[", element, length);
            let mut closed = cut.trim_end_matches(',').to_owned();
            closed.push(']');
            Document::parse(closed.as_bytes(), 128).unwrap();
            for text in [cut, closed] {
                let heap = heap(&text);
                let octets = text.len() as u64;
                let start = &text[..text.len().min(8)];
                assert!(heap <= PER_OCTET * octets + BESIDES, "{heap} for {octets}: {start}…");
                #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
                let share = heap as f64 / octets as f64;
                if share > worst.0 {
                    worst = (share, format!("{heap} for {octets}: {start}…"));
                }
            }
        }
    }
    println!("most for each octet: {:.1}, {}", worst.0, worst.1);
}

/// The members of one object are sorted, which takes a list of them beside the table.
#[test]
fn members_out_of_order() {
    let mut text = "{".to_owned();
    for number in (0..7_000).rev() {
        text += &format!("\"{number:04}\":0,");
    }
    assert!(text.len() < MAX_BODY, "{}", text.len());
    text.truncate(text.len() - 1);
    text.push('}');
    Document::parse(text.as_bytes(), 128).unwrap();
    assert!(heap(&text) <= PER_OCTET * text.len() as u64 + BESIDES, "{}", heap(&text));
}

/// A few members out of order are sorted without the heap: it is used as if they were in order.
#[test]
fn few_members_out_of_order() {
    for count in 2..32 {
        let mut members: Vec<_> = (0..count).map(|number| format!("\"{number:02}\":0")).collect();
        let allocations = |members: &[String]| {
            let text = format!("{{{}}}", members.join(","));
            let parse = || drop(Document::parse(text.as_bytes(), 1).unwrap());
            allocation_counter::measure(parse).count_total
        };
        let in_order = allocations(&members);
        members.reverse();
        assert_eq!(allocations(&members), in_order, "{count}");
    }
}

/// What begins densely and goes on as one string costs no more than its beginning.
#[test]
fn a_dense_beginning() {
    let mut text = filled("[", "0,", 40_000);
    text.push('"');
    text.push_str(&"a".repeat(8 << 20));
    text.push_str("\"]");
    Document::parse(text.as_bytes(), 128).unwrap();
    assert!(heap(&text) < 1 << 20, "{}", heap(&text));
}
