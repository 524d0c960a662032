//! `psea audit`, the command itself, beside the bare check on as many cores as it has.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use psea::claims::ActionPayload;
use psea::jose::es256::AwsLcBackend;
use psea_benches::peers::{BareAwsLc, BareCheck as _, Cut};
use psea_benches::{AUD, DEVICE, Failure, ISS, KID, World, payload};

use crate::given::{Given, root};
use crate::measure::median;
use crate::row::{Goal, Row, micros};

/// How often the file is audited. The bare check is measured before and after each.
const AUDITS: usize = 3;
/// Bare checks of one measurement, of so many proofs in turns: of one alone, the processor learns the
/// branches by heart.
const CHECKS: u32 = 8_000;
const CHECKED: u32 = 500;

pub(super) fn measure(given: &Given) -> Result<Vec<Row>, Failure> {
    let Some(proofs) = given.proofs else { return Ok(Vec::new()) };
    let psea = command()?;
    let directory = tempfile::tempdir()?;
    let place = directory.path();
    let world = World::new(&AwsLcBackend)?;
    enroll(&psea, place, &world)?;

    let begun = Instant::now();
    let octets = write(&place.join("bodies.jsonl"), &world, proofs)?;
    let made = begun.elapsed().as_secs_f64();
    eprintln!("{proofs} proofs made in {made:.1} s ({} MiB)", octets >> 20);

    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    let bare = Bare::new(&world)?;
    let (mut ratios, mut rates, mut memory, mut spent) = (Vec::new(), Vec::new(), 0, Vec::new());
    let mut check = bare.seconds();
    let mut checks = vec![check];
    for _ in 0..AUDITS {
        let begun = Instant::now();
        let used = audit(&psea, place, proofs)?;
        let rate = f64::from(proofs) / begun.elapsed().as_secs_f64();
        memory = used.memory.max(memory);
        spent.push(used.processor / f64::from(proofs) * 1e6);
        let after = bare.seconds();
        ratios.push(rate * (check + after) / 2.0 / cores);
        rates.push(rate);
        checks.push(after);
        check = after;
    }
    let from = format!(
        "{:.0} proofs/s of {proofs}, {} of a core each; bare check {}; at most {} MiB",
        median(rates),
        micros(median(spent)),
        micros(median(checks) * 1e6),
        memory >> 10,
    );
    Ok(vec![Row::ratio(
        "psea audit of stored proofs",
        format!("{cores} times one core's bare checks by aws-lc-rs"),
        median(ratios),
        Goal::AtLeast(0.9),
        from,
    )])
}

struct Bare {
    key: BareAwsLc,
    cuts: Vec<Cut>,
}

impl Bare {
    fn new(world: &World) -> Result<Self, Failure> {
        let action = ActionPayload::parse(payload(203).as_bytes())?;
        let proofs = world.proofs(CHECKED, &action)?;
        let cuts =
            proofs.iter().map(|proof| Cut::new(proof.compact())).collect::<Result<_, _>>()?;
        Ok(Self { key: BareAwsLc::new(world.public_key())?, cuts })
    }

    /// Of one check, on one core.
    fn seconds(&self) -> f64 {
        let begun = Instant::now();
        for cut in self.cuts.iter().cycle().take(CHECKS as usize) {
            assert!(std::hint::black_box(self.key.check(cut)));
        }
        begun.elapsed().as_secs_f64() / f64::from(CHECKS)
    }
}

/// The command, built like this program.
fn command() -> Result<PathBuf, Failure> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--release", "-p", "psea-cli"]).current_dir(root());
    if !cargo.status()?.success() {
        return Err("psea cannot be built: --no-audit measures the rest".into());
    }
    let here = std::env::current_exe()?;
    Ok(here.with_file_name("psea"))
}

fn enroll(psea: &Path, place: &Path, world: &World) -> Result<(), Failure> {
    std::fs::write(place.join("key.jwk"), world.public_key().to_jwk().as_octets())?;
    let enrolled = Command::new(psea)
        .args(["enroll", "--state", "verifier", "--attester", "attester-1", "--key", "key.jwk"])
        .args(["--kid", KID, "--device-id", DEVICE, "--iss", ISS, "--aud", AUD])
        .args(["--anchor", "anchor"])
        .current_dir(place)
        .output()?;
    let said = String::from_utf8_lossy(&enrolled.stderr);
    if enrolled.status.success() { Ok(()) } else { Err(format!("psea enroll: {said}").into()) }
}

/// Proofs of one Attester, in their order.
fn write(path: &Path, world: &World, proofs: u32) -> Result<u64, Failure> {
    let action = ActionPayload::parse(payload(203).as_bytes())?;
    let mut file = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    let mut octets = 0;
    for number in 0..proofs {
        let body = world.prove(number, &action)?.body().build();
        octets += body.len() as u64 + 1;
        writeln!(file, "{body}")?;
    }
    file.flush()?;
    Ok(octets)
}

/// What a process took, where the system tells it.
#[derive(Default)]
struct Used {
    /// The greatest memory, in KiB.
    memory: u64,
    /// Seconds of processors, to a hundredth.
    processor: f64,
}

impl Used {
    /// Looks at a process that runs.
    fn look(&mut self, process: u32) {
        let read = |what: &str| std::fs::read_to_string(format!("/proc/{process}/{what}"));
        let status = read("status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        self.memory = kib.unwrap_or(0).max(self.memory);
        // After the name in brackets, the 12th and the 13th field: user's and system's ticks.
        let stat = read("stat").unwrap_or_default();
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
        let ticks: Vec<f64> =
            fields.skip(11).take(2).filter_map(|tick| tick.parse().ok()).collect();
        self.processor = (ticks.iter().sum::<f64>() / 100.0).max(self.processor);
    }
}

/// Audits the file, which has to pass.
fn audit(psea: &Path, place: &Path, proofs: u32) -> Result<Used, Failure> {
    let mut child = Command::new(psea)
        .args(["audit", "--state", "verifier", "--json", "bodies.jsonl"])
        .current_dir(place)
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    let mut used = Used::default();
    while child.try_wait()?.is_none() {
        used.look(child.id());
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let output = child.wait_with_output()?;
    let said: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    if said["passed"] != serde_json::json!(proofs) {
        return Err(format!("the audit does not pass: {said}").into());
    }
    Ok(used)
}
