//! The attester's own state: one file of `psea-attester-state`.

mod failure;
mod locate;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea::attester::{AttesterState as _, TrustState};

use psea::result::PinnedKeys;
use psea_attester_state::{Chain, Enrollment, OpenError, RedbState};

pub(crate) use failure::{not_attested, queue_failure, state_failure};
pub(crate) use locate::Place;

use self::failure::{enroll_failure, open_failure};
use crate::edge::files;
use crate::failure::Failure;
use crate::keys::Backend;

/// Opens the state, or makes it. One of an earlier psea is taken over first: the file that it was
/// in is named then.
pub(crate) fn open_or_create(place: &Place) -> Result<(Arc<RedbState>, Option<PathBuf>), Failure> {
    let file = &place.file;
    if let Some(old) = &place.old
        && (aside(old).exists() || old.exists() && !file.exists())
    {
        return Ok((migrate(old, file)?, Some(old.clone())));
    }
    if file.exists() {
        return Ok((open(file)?, None));
    }
    if place.is_ours
        && let Some(parent) = file.parent()
    {
        files::create_private_directory(parent)
            .map_err(|error| files::unwritable(parent, &error))?;
    }
    let created = RedbState::create(file).map_err(|error| open_failure(&error, file))?;
    Ok((Arc::new(created), None))
}

/// Opens a state that is there.
pub(crate) fn open(file: &Path) -> Result<Arc<RedbState>, Failure> {
    let state = RedbState::open(file).map_err(|error| match error {
        OpenError::NotAState(_) if is_old(file) => {
            Failure::new("state_old", "the state is of an earlier psea, which kept it as JSON")
                .file(file)
                .fix("take it over with `psea state migrate --from THIS --state NEW`, and name NEW")
        }
        error => open_failure(&error, file),
    })?;
    Ok(Arc::new(state))
}

/// Takes over the JSON state of an earlier psea, and deletes it.
pub(crate) fn migrate(old: &Path, file: &Path) -> Result<Arc<RedbState>, Failure> {
    let state = RedbState::migrate(old, file).map_err(|error| match error {
        OpenError::From(error) => state_failure(&error, old),
        error => open_failure(&error, file),
    })?;
    Ok(Arc::new(state))
}

/// Where a takeover that was interrupted left the old state.
fn aside(old: &Path) -> PathBuf {
    files::beside(old, ".migrating")
}

fn is_old(file: &Path) -> bool {
    files::read(file).is_ok_and(|octets| octets.trim_ascii_start().starts_with(b"{"))
}

/// Records as what this attester makes its proofs. Who runs the command says that the key is
/// enrolled so; what was revoked stays revoked.
pub(crate) fn enrolled_as(
    state: &RedbState,
    wanted: &Enrollment,
    file: &Path,
) -> Result<(), Failure> {
    let failed = |error| state_failure(&error, file);
    match state.trust().map_err(failed)? {
        TrustState::Trusted if state.enrollment().map_err(failed)?.as_ref() == Some(wanted) => {
            Ok(())
        }
        TrustState::Trusted | TrustState::Unenrolled => {
            // A chain goes on, unless its head was given.
            let enrolled = state.enroll(wanted, Chain::Continue);
            enrolled.map_err(|error| enroll_failure(&error, file))
        }
        trust => Err(Failure::new(
            "not_trusted",
            format!("the attester's own state is `{trust}`, which permits no proof"),
        )
        .file(file)
        .fix(trust.way_out())),
    }
}

/// As what the state says that it is enrolled.
pub(crate) fn enrollment(state: &RedbState, file: &Path) -> Result<Enrollment, Failure> {
    let found = state.enrollment().map_err(|error| state_failure(&error, file))?;
    found.ok_or_else(|| {
        Failure::new("not_enrolled", "the state knows of no enrollment: no proof was made with it")
            .file(file)
            .fix("make a proof with `psea attest --state` first")
    })
}

/// The keys that a verifier's answers are believed by.
pub(crate) fn pinned_keys(file: &Path) -> Result<PinnedKeys, Failure> {
    let octets = files::read(file)?;
    PinnedKeys::from_jwks(&octets, &Backend).map_err(|error| {
        Failure::new("keys_unusable", error.to_string())
            .file(file)
            .field("--keys")
            .fix("give the verifier's key set, as `psea keyset show --jwks` prints it")
    })
}
