use std::process::Command;

use psea_benches::Failure;

/// How many times a work is done in the shorter run, and in the longer.
const FEW: u64 = 2;
const MORE: u64 = 22;

/// Instructions of one time.
pub(crate) fn count(work: &str) -> Result<u64, Failure> {
    let difference = collected(work, MORE)?.checked_sub(collected(work, FEW)?);
    let difference = difference.ok_or("the longer run took fewer instructions")?;
    Ok(difference / (MORE - FEW))
}

/// Instructions of the whole process.
fn collected(work: &str, times: u64) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["work", work, &times.to_string()])
        // The C library's copies as on the plainest processor.
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-ERMS,-FSRM")
        .output()
        .map_err(|error| format!("valgrind: {error}: install it (Debian: valgrind)"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("valgrind: {}\n{said}", output.status).into());
    }
    let line = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, number) = line.ok_or_else(|| format!("callgrind counted nothing:\n{said}"))?;
    Ok(number.trim().parse()?)
}
