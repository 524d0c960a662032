//! What the functions must do where the scenarios do not look: one check each, on an empty state.

use super::Check;
use super::raw::{Call, beside, call, enroll, overlapping, rotate, say, suspend};
use crate::server::Server;
use tokio_postgres::Client;

type Checked = Result<(), String>;

fn same(what: &str, said: impl AsRef<str>, right: &str) -> Checked {
    let said = said.as_ref();
    if said == right { Ok(()) } else { Err(format!("{what}: {said}, not {right}")) }
}

pub(super) async fn run(check: Check, server: &Server, database: &str) -> Checked {
    let client = server.raw(database).await;
    for name in ["a", "b"] {
        say(&client, &enroll(name, &format!("k{name}"))).await;
    }
    match check {
        Check::Scenarios => Ok(()),
        Check::Unknown => same("nobody", say(&client, &call("nobody", 1, "j").sql()).await, "1 0"),
        Check::Fence => fence(&client).await,
        Check::Durability => durability(&client).await,
        Check::CounterRace => counter_race(server, database, &client).await,
        Check::ChallengeRace => challenge_race(server, database, &client).await,
        Check::IdRace => id_race(server, database, &client).await,
        Check::TimeMoves => time_moves(server, database, &client).await,
        Check::LatestRace => latest_race(server, database, &client).await,
        Check::Enrollment => enrollment(server, database, &client).await,
        Check::Issue => issue(server, database, &client).await,
        Check::Prune => prune(server, database, &client).await,
        Check::Attend => attend(&client).await,
        Check::Returned => returned(&client).await,
    }
}

/// Draft §3.10: what was issued until the fence, and the skew after it, is refused.
async fn fence(client: &Client) -> Checked {
    let one = |fence_least| Call { fence_least, ..call("a", 1, "j") }.sql();
    say(client, "UPDATE psea.meta SET fence = 900").await;
    same("before the fence", say(client, &one(899)).await, "20 900")?;
    same("at the fence", say(client, &one(900)).await, "20 900")?;
    same("after the fence", say(client, &one(901)).await, "0 0")?;
    let late = Call { now: 939, ..call("a", 2, "j2") };
    same("a clock behind", say(client, &late.sql()).await, "21 1000")
}

/// A commit that would not last is no commit, and a refusal keeps nobody waiting.
async fn durability(client: &Client) -> Checked {
    let mut counter = 0;
    let mut next = |failover| {
        counter += 1;
        let jti = ["j0", "j1", "j2", "j3", "j4", "j5", "j6", "j7"][counter % 8];
        Call { failover, ..call("a", counter as u64, jti) }.sql()
    };
    for setting in ["off", "local", "remote_write"] {
        say(client, &format!("SET synchronous_commit = {setting}")).await;
        same(setting, say(client, &next(false)).await, "30 0")?;
    }
    for setting in ["remote_apply", "on"] {
        say(client, &format!("SET synchronous_commit = {setting}")).await;
        same(setting, say(client, &next(false)).await, "0 0")?;
    }
    same("failover without a standby", say(client, &next(true)).await, "30 0")?;
    say(client, "BEGIN ISOLATION LEVEL REPEATABLE READ").await;
    same("another isolation", say(client, &next(false)).await, "30 0")?;
    say(client, "ROLLBACK").await;
    for (what, counter, answer, setting) in
        [("accepted", 90, "0 0", "on"), ("refused", 90, "7 0", "off")]
    {
        let jti = if counter == 90 && what == "accepted" { "j90" } else { "j91" };
        say(client, "BEGIN").await;
        same(what, say(client, &call("a", counter, jti).sql()).await, answer)?;
        same(what, say(client, "SHOW synchronous_commit").await, setting)?;
        say(client, "COMMIT").await;
        same("afterwards", say(client, "SHOW synchronous_commit").await, "on")?;
    }
    Ok(())
}

/// Draft §3.10: two commits of one scope take turns, so that no counter goes back.
async fn counter_race(server: &Server, database: &str, client: &Client) -> Checked {
    same("the first", say(client, &call("a", 1, "j1").sql()).await, "0 0")?;
    let first = [call("a", 5, "j5").sql()];
    let second = call("a", 4, "j4").sql();
    let said = overlapping(server, database, &first, second, "", "COMMIT").await;
    same("a smaller counter that waited", said, "7 0")?;
    same("the counter", say(client, "SELECT value FROM psea.counter").await, "5")
}

/// Draft §3.1.1: two attesters with one challenge.
async fn challenge_race(server: &Server, database: &str, client: &Client) -> Checked {
    say(client, "SELECT psea.issue('n', 1000, 1060, NULL, NULL)").await;
    let answer = |attester, jti| Call { nonce: Some("n"), ..call(attester, 1, jti) }.sql();
    let said =
        overlapping(server, database, &[answer("a", "j1")], answer("b", "j2"), "", "COMMIT").await;
    same("the second answer", said, "5 0")
}

/// Draft §3.10: two attesters with one id, of which the other was not yet to be seen.
async fn id_race(server: &Server, database: &str, client: &Client) -> Checked {
    let first = [call("a", 1, "j").sql()];
    let second = call("b", 1, "j").sql();
    let said = overlapping(server, database, &first, second.clone(), "", "COMMIT").await;
    same("the second of one id", said, "6 0")?;
    let left = "SELECT count(*), string_agg(a.name, '') FROM psea.jti j JOIN psea.attester a ON a.id = j.attester";
    same("the owner", say(client, left).await, "1 \\x61")?;
    same("the loser's counter", say(client, "SELECT count(*) FROM psea.counter").await, "1")?;
    // The other way round: the first gives up, and the second has its place.
    let first = [call("a", 2, "j2").sql()];
    let second = call("b", 2, "j2").sql();
    let said = overlapping(server, database, &first, second, "", "ROLLBACK").await;
    same("the second after none", said, "0 0")
}

/// Time or a fence that moves while a commit waits for its id ends it: what it looked up before
/// may have been forgotten since.
async fn time_moves(server: &Server, database: &str, client: &Client) -> Checked {
    let hold = |jti: &str| {
        [format!(
            "INSERT INTO psea.jti VALUES ('i', '{jti}', 0, 1, 0, 0, 0, 's', 'o', 't', 'u', 'p', 'h')"
        )]
    };
    let late = Call { now: 5_000, fence_least: 5_000, ..call("a", 9, "j") }.sql();
    for (what, meanwhile, second) in [
        ("the time", "UPDATE psea.meta SET latest = 1061", call("a", 1, "j1").sql()),
        ("a first fence", "UPDATE psea.meta SET fence = 1000", late.clone()),
        ("a fence", "UPDATE psea.meta SET fence = 5000", late),
    ] {
        let jti = if what == "the time" { "j1" } else { "j" };
        let said = overlapping(server, database, &hold(jti), second, meanwhile, "ROLLBACK").await;
        same(what, said, "error PS001")?;
        same("nothing written", say(client, "SELECT count(*) FROM psea.jti").await, "0")?;
    }
    // Within the tolerance it goes on.
    say(client, "UPDATE psea.meta SET latest = 0, fence = NULL").await;
    let (second, little) = (call("a", 1, "j1").sql(), "UPDATE psea.meta SET latest = 1060");
    let said = overlapping(server, database, &hold("j1"), second, little, "ROLLBACK").await;
    same("little time", said, "0 0")
}

/// Two attesters whose verifiers' clocks differ: the time served never goes back.
async fn latest_race(server: &Server, database: &str, client: &Client) -> Checked {
    let at = |now, attester, jti| Call { now, ..call(attester, 1, jti) }.sql();
    let (first, second) = ([at(1_050, "a", "j1")], at(1_010, "b", "j2"));
    same("the second", overlapping(server, database, &first, second, "", "COMMIT").await, "0 0")?;
    same("the time", say(client, "SELECT latest FROM psea.meta").await, "1050")
}

/// Changes of enrollments take turns, and answer as if nobody else were there.
async fn enrollment(server: &Server, database: &str, client: &Client) -> Checked {
    let first = [enroll("c", "kc")];
    let said = overlapping(server, database, &first, enroll("c", "kd"), "", "COMMIT").await;
    same("one name twice", said, "2 NULL")?;
    let first = [rotate("a", "new")];
    let said = overlapping(server, database, &first, rotate("b", "new"), "", "COMMIT").await;
    same("one kid twice", said, "3 NULL")?;
    let kept =
        "SELECT encode(substr(key, 2, 1), 'hex'), version FROM psea.attester WHERE name = 'a'";
    same("the new key", say(client, kept).await, "02 1")?;
    let said = overlapping(server, database, &[suspend("b")], suspend("b"), "", "COMMIT").await;
    same("one status twice", said, "0 2")
}

/// Draft §3.1.1: a nonce is fresh; it may come again once no answer to it can pass.
async fn issue(server: &Server, database: &str, client: &Client) -> Checked {
    let issued = |nonce: &str, at: u64| {
        format!("SELECT psea.issue('{nonce}', {at}, {}, NULL, NULL)", at + 60)
    };
    same("a new nonce", say(client, &issued("n", 1_000)).await, "t")?;
    same("the same", say(client, &issued("n", 1_000)).await, "f")?;
    // It is past at 1060, and 60 s after that at every time that is served.
    same("another", say(client, &issued("n2", 1_119)).await, "t")?;
    same("the same, too early", say(client, &issued("n", 1_119)).await, "f")?;
    same("a third", say(client, &issued("n3", 1_120)).await, "t")?;
    same("the same, late", say(client, &issued("n", 1_120)).await, "t")?;
    // Few at a time, for whoever asks for one waits for that.
    let many = "TRUNCATE psea.challenge; INSERT INTO psea.challenge (nonce, issued, until) \
                SELECT convert_to('m' || n, 'UTF8'), 0, n FROM generate_series(1, 20) AS n";
    say(client, many).await;
    same("a nonce of many", say(client, &issued("n4", 5_000)).await, "t")?;
    let count = "SELECT count(*) FROM psea.challenge";
    same("eight are gone", say(client, count).await, "13")?;
    let held = ["SELECT 1 FROM psea.challenge WHERE nonce <> 'n4' FOR UPDATE"];
    let said = beside(server, database, &held, &issued("n5", 5_000)).await;
    same("while others clear", said, "t")
}

/// Draft §3.10: an id leaves when no proof with it can pass at any time that is served.
async fn prune(server: &Server, database: &str, client: &Client) -> Checked {
    let fill = "UPDATE psea.meta SET latest = 1000; \
                INSERT INTO psea.jti SELECT 'i', convert_to('j' || n, 'UTF8'), n, 1, 1, 1, 0, 's', \
                'o', 't', 'u', 'p', 'h', NULL FROM generate_series(936, 942) AS n; \
                INSERT INTO psea.challenge (nonce, issued, until) \
                SELECT convert_to('c' || n, 'UTF8'), 1, n FROM generate_series(936, 942) AS n";
    say(client, fill).await;
    let some = |batch| format!("SELECT jtis, challenges FROM psea.prune({batch})");
    same("a batch", say(client, &some(2)).await, "2 2")?;
    let held = ["SELECT 1 FROM psea.jti WHERE keep_until = 938 FOR UPDATE"];
    let said = beside(server, database, &held, &some(1)).await;
    same("beside held ids", said, "1 1")?;
    let held = ["SELECT 1 FROM psea.challenge WHERE until = 939 FOR UPDATE"];
    let said = beside(server, database, &held, &some(1)).await;
    same("beside held challenges", said, "1 1")?;
    same("the rest", say(client, &some(50)).await, "1 1")?;
    let left =
        "SELECT (SELECT min(keep_until) FROM psea.jti), (SELECT min(until) FROM psea.challenge)";
    same("what is kept", say(client, left).await, "941 941")
}

/// A state on another server than before is fenced once.
async fn attend(client: &Client) -> Checked {
    let here = |system: i32, timeline: i32, database: i32, at: i32| {
        format!("SELECT psea.attend({system}, {timeline}, {database}, {at})")
    };
    let fence = "SELECT fence, system_id, timeline, database FROM psea.meta";
    let start = "UPDATE psea.meta SET system_id = 1, timeline = 1, database = 1, latest = 500";
    say(client, start).await;
    same("the same", say(client, &here(1, 1, 1, 900)).await, "f")?;
    same("no fence", say(client, fence).await, "NULL 1 1 1")?;
    same("another cluster", say(client, &here(2, 1, 1, 100)).await, "t")?;
    same("its fence", say(client, fence).await, "500 2 1 1")?;
    same("a promotion", say(client, &here(2, 2, 1, 900)).await, "t")?;
    same("its fence", say(client, fence).await, "900 2 2 1")?;
    same("another database", say(client, &here(2, 2, 2, 100)).await, "t")?;
    same("its fence", say(client, fence).await, "900 2 2 2")
}

/// A state that is older than what was acknowledged: the time is known again, and all until then
/// refused.
async fn returned(client: &Client) -> Checked {
    // Later than the clock of the server, which counts as well.
    let base: i64 = 1 << 40;
    for (what, latest, fence, acknowledged, at, right, time) in [
        ("its own time", base + 4, base, base + 1, base + 2, base + 4, base + 4),
        ("what was acknowledged", base + 1, base, base + 4, base + 2, base + 4, base + 4),
        ("the verifier's clock", base + 1, base, base + 2, base + 4, base + 4, base + 2),
        ("a fence", base + 1, base + 4, base + 2, base + 3, base + 4, base + 2),
    ] {
        say(client, &format!("UPDATE psea.meta SET latest = {latest}, fence = {fence}")).await;
        let said = say(client, &format!("SELECT psea.returned({acknowledged}, {at})")).await;
        same(what, said, &right.to_string())?;
        let kept = say(client, "SELECT latest FROM psea.meta").await;
        same(&format!("the time after {what}"), kept, &time.to_string())?;
    }
    say(client, "UPDATE psea.meta SET latest = 1, fence = NULL").await;
    let recent = "SELECT psea.returned(1, 1) >= extract(epoch FROM clock_timestamp()) - 60";
    same("the server's clock", say(client, recent).await, "t")
}
