use std::process::{Command, Output};
use std::thread;

use psea::jose::canonical::CanonicalJson;
use psea::jose::json::CEILING_MAX_DEPTH;

use crate::World;

/// 64 KiB in a release build; code that was not optimised has greater frames.
const STACK: usize = if cfg!(debug_assertions) { 128 << 10 } else { 64 << 10 };

/// What the child process is to do, for it dies of a stack that ends.
const TASK: &str = "PSEA_STACK_TASK";

fn nested(depth: usize) -> String {
    let inner = depth - 1;
    format!("{{\"a\":{}0{}}}", "[".repeat(inner), "]".repeat(inner))
}

/// Runs `work` on a stack of that size.
fn on_a_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

/// Verifications as deep as the limits admit, and beyond.
fn verify() {
    let world = World::new();
    let code = |body: &[u8]| {
        on_a_small_stack(|| world.verify(body).map(drop).map_err(|refusal| refusal.code()))
    };
    // The body's own braces are the first level.
    let deepest = world.body_of(0, nested(31).as_bytes());
    assert_eq!(code(deepest.as_bytes()), Ok(()));
    let deeper = deepest.replacen(&nested(31), &nested(32), 1);
    assert_eq!(code(deeper.as_bytes()), Err("body_malformed"));
    assert_eq!(code(&[b'['; 65_536]), Err("body_malformed"));
    // The greatest nesting that can be configured.
    let deepest = nested(usize::from(CEILING_MAX_DEPTH));
    let canonical =
        on_a_small_stack(|| CanonicalJson::parse(deepest.as_bytes(), CEILING_MAX_DEPTH));
    assert_eq!(canonical.unwrap().as_str(), deepest);
}

/// What a parser does that recurses without a limit.
fn recurse(octets: &[u8]) -> usize {
    match octets.split_first() {
        Some((b'[', rest)) => std::hint::black_box(recurse(std::hint::black_box(rest))) + 1,
        _ => 0,
    }
}

/// The test of this name once more, in a process of its own that does this.
fn run(test: &str, task: &str) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(TASK, task)
        .output()
        .unwrap()
}

/// [`STACK`] is enough for any body, whatever nests in it. The control: it is not for a parser
/// that recurses as deep as it is told to.
fn is_enough(test: &str) {
    match std::env::var(TASK).as_deref() {
        Ok("verify") => return verify(),
        Ok(_) => return assert_eq!(on_a_small_stack(|| recurse(&[b'['; 65_536])), 65_536),
        Err(_) => {}
    }
    let verified = run(test, "verify");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let control = run(test, "recurse");
    assert_eq!(control.status.code(), None, "a stack that ends kills the process");
    assert!(String::from_utf8_lossy(&control.stderr).contains("overflowed its stack"));
}

#[cfg(not(debug_assertions))]
#[test]
fn a_stack_of_64_kib_is_enough() {
    is_enough("stack::a_stack_of_64_kib_is_enough");
}

#[cfg(debug_assertions)]
#[test]
fn a_stack_of_128_kib_is_enough_without_optimisation() {
    is_enough("stack::a_stack_of_128_kib_is_enough_without_optimisation");
}
