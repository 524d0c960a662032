//! How fast, as a ratio to `pgbench` calling the same function on the same server.

use psea_verifier::AsyncEnrollmentAdmin as _;
use std::process::Command;
use std::time::Instant;

use crate::server::{Server, bin};
use crate::support::{change, commit, config, new_enrollment, proof};

const CLIENTS: u64 = 16;
const EACH: u64 = 400;

const SCRIPT: &str = "\\set n :n + 1\n\
    SELECT code FROM psea.commit(convert_to('p' || :client_id, 'UTF8'), \
    convert_to('kp' || :client_id, 'UTF8'), 0, 'single', :n, 0, 'tenant.example', \
    convert_to('p' || :client_id || '-' || :n, 'UTF8'), 1785300600, NULL, NULL, NULL, \
    'payment.execute', 1785300000, 1785300000, 'high', \
    decode(repeat('01', 33), 'hex'), decode(repeat('02', 32), 'hex'), \
    decode(repeat('03', 32), 'hex'), 0::smallint, false);\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn the_rate_is_near_that_of_pgbench() {
    let server = Server::start(&[]);
    let (database, store) = server.store().await;
    let mut appraised = Vec::new();
    for client in 0..CLIENTS {
        for (name, kid) in [
            (format!("p{client}"), format!("kp{client}")),
            (format!("s{client}"), format!("ks{client}")),
        ] {
            store.enroll(new_enrollment(&name, &kid), change()).await.unwrap();
        }
        let mut own = Vec::new();
        for counter in 1..=EACH {
            let one = proof(&format!("ks{client}"), format!("s{client}-{counter}"), counter);
            own.push(one.appraise(&store, &config()).await.unwrap());
        }
        appraised.push(own);
    }
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for own in appraised {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for one in own {
                assert_eq!(commit(one, &store).await, "approved");
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let ours = (CLIENTS * EACH) as f64 / begun.elapsed().as_secs_f64();

    let script = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(script.path(), SCRIPT).unwrap();
    let output = Command::new(bin("pgbench"))
        .args(["-n", "-M", "prepared", "-j", "2", "-D", "n=0", "-f"])
        .arg(script.path())
        .args(["-c", &CLIENTS.to_string(), "-t", &EACH.to_string()])
        .arg(server.url(&database))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next());
    let theirs: f64 = tps.unwrap_or_else(|| panic!("{said}")).parse().unwrap();
    let raw = server.raw(&database).await;
    let rows = raw.query_one("SELECT count(*) FROM psea.jti", &[]).await.unwrap();
    assert_eq!(rows.get::<_, i64>(0), i64::try_from(2 * CLIENTS * EACH).unwrap());
    println!("commits/s: {ours:.0}; pgbench: {theirs:.0}; ratio {:.2}", ours / theirs);
}
