//! A second process: this test program once more, in one of the roles below.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use psea_store_postgres::PostgresOptions;
use psea_verifier::Durability;

use crate::support::{AnySignature, config, proof};

const ROLE: &str = "PSEA_TEST_ROLE";
const ARGUMENTS: &str = "PSEA_TEST_ARGUMENTS";

/// What the second process says begins with this; the rest is the test harness's.
const SAYS: &str = "second process: ";

pub(crate) struct Second {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Second {
    pub(crate) fn start(role: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "second::the_second_process", "--nocapture"])
            .env(ROLE, role)
            .env(ARGUMENTS, arguments.join("\n"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let stdin = child.stdin.take();
        Self { child, stdin, lines }
    }

    pub(crate) fn tell(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        writeln!(stdin, "{line}").unwrap();
        stdin.flush().unwrap();
    }

    /// The next thing that it says.
    pub(crate) fn hear(&mut self) -> Option<String> {
        let said = |line: String| line.split_once(SAYS).map(|(_, said)| said.to_owned());
        self.lines.by_ref().map_while(Result::ok).find_map(said)
    }

    /// Lets it end: it hears no more.
    pub(crate) fn wait(mut self) {
        self.stdin = None;
        self.child.wait().unwrap();
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{SAYS}{line}").unwrap();
    out.flush().unwrap();
}

/// Does nothing when it is run as a test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_process() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let arguments = std::env::var(ARGUMENTS).unwrap();
    let arguments: Vec<_> = arguments.lines().collect();
    let options = PostgresOptions::new(arguments[0]).unwrap().backend(Arc::new(AnySignature));
    match role.as_str() {
        "accept" => accept_and_abort(options, arguments[1], arguments[2].parse().unwrap()).await,
        "r1" => commit_together(options).await,
        other => panic!("no role {other}"),
    }
}

/// One approval, and the end: nothing is closed or synced.
async fn accept_and_abort(options: PostgresOptions, anchor: &str, now: u64) {
    let store = options.anchor(anchor).connect().await.unwrap();
    let one = proof("k-0", "last-word", 1).now(now);
    say(one.submit(&store, &config()).await);
    std::process::abort();
}

/// This half of the tasks of R1, round by round.
async fn commit_together(options: PostgresOptions) {
    let store = options.require(Durability::ProcessCrash).connect().await.unwrap();
    let mut lines = std::io::stdin().lines();
    while let Some(Ok(round)) = lines.next() {
        let prepared = crate::races::prepare(&store, round.parse().unwrap()).await;
        say("ready");
        if lines.next().is_none() {
            return;
        }
        let [approved, strange] = crate::races::commit_all(&store, prepared).await;
        say(&format!("{approved} {strange}"));
    }
}
