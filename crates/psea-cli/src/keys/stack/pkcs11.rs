use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea::attester::{HardwareKey, PinEntry};
use psea::claims::UvGate;
use psea_key_pkcs11::{
    Defect, FoundKey, KeyUri, Module, Pkcs11Error, Pkcs11Key, Verdict as Judged,
};

use super::{Finding, Nobody, Verdict};
use crate::failure::Failure;
use crate::keys::{PinArgs, key_failure};
use crate::output::visible;

const STACK: &str = "pkcs11";

/// By its public half, for which no PIN is needed: the private one is judged with the user's PIN,
/// before it signs.
pub(super) fn open(
    uri: &KeyUri,
    entry: Arc<dyn PinEntry>,
) -> Result<Box<dyn HardwareKey>, Failure> {
    let key = Pkcs11Key::open_without_pin(&module(uri)?, uri, entry);
    Ok(Box::new(key.map_err(|error| failure(&error))?))
}

pub(super) fn make(uri: &KeyUri, pins: &PinArgs) -> Result<Finding, Failure> {
    let module = module(uri)?;
    let pin = pins.ask(&question(uri))?;
    let made = module.generate(uri, &pin).map_err(|error| failure(&error))?;
    let key = Pkcs11Key::open(&module, &made, &pin, Arc::new(Nobody));
    let key = key.map_err(|error| failure(&error))?;
    Ok(Finding::usable(STACK, made.to_string(), *key.public_key(), key.report()))
}

/// Every key that the URI names, judged.
pub(super) fn look(uri: &KeyUri, pins: &PinArgs) -> Result<Vec<Finding>, Failure> {
    let module = module(uri)?;
    let pin = pins.ask(&question(uri))?;
    let found = module.keys(uri, Some(&pin)).map_err(|error| failure(&error))?;
    Ok(found.into_iter().map(finding).collect())
}

/// What shows without a PIN: a wrong one would cost each token a try.
pub(super) fn find(modules: &[PathBuf]) -> Vec<Finding> {
    if modules.is_empty() {
        return vec![Finding::unavailable(STACK, "name a module with --module")];
    }
    modules.iter().flat_map(|path| of_module(path)).collect()
}

fn of_module(path: &Path) -> Vec<Finding> {
    let found = Module::load(path).and_then(|module| module.keys(&KeyUri::default(), None));
    match found {
        Ok(found) if found.is_empty() => {
            let what = format!("no token of {} shows a key without its PIN", path.display());
            vec![Finding::unavailable(STACK, what)]
        }
        Ok(found) => found.into_iter().map(finding).collect(),
        Err(error) => vec![Finding::unavailable(STACK, error.to_string())],
    }
}

fn finding(key: FoundKey) -> Finding {
    let (reference, public_key) = (key.uri.to_string(), key.public_key);
    let (verdict, gate, reasons, report) = match key.verdict {
        Judged::Fit(report) => (Verdict::Usable, Some(report.uv_gate), Vec::new(), Some(report)),
        Judged::Refused(defects) => {
            let contradicted = |defect: &Defect| defect.uv_gate() == UvGate::Contradicted;
            let contradicted = defects.iter().any(contradicted);
            let gate = if contradicted { UvGate::Contradicted } else { UvGate::Unknown };
            let reasons = defects.iter().map(ToString::to_string).collect();
            (Verdict::Refused, Some(gate), reasons, None)
        }
        _ => {
            let how = "its private half shows with the PIN alone: `psea keys 'THIS URI'`";
            (Verdict::Unjudged, None, vec![how.to_owned()], None)
        }
    };
    Finding { stack: STACK, reference, verdict, gate, reasons, public_key, report }
}

fn question(uri: &KeyUri) -> String {
    let token = uri.token().map_or_else(|| uri.to_string(), str::to_owned);
    format!("PIN of the token {}: ", visible::text(&token))
}

fn module(uri: &KeyUri) -> Result<Module, Failure> {
    let path = uri.module_path().ok_or_else(|| {
        Failure::new("module_missing", "the URI does not say which PKCS#11 module to load")
            .field("--key")
            .fix("add ?module-path=/…/module.so to it, such as OpenSC's opensc-pkcs11.so")
    })?;
    Module::load(path).map_err(|error| failure(&error))
}

fn failure(error: &Pkcs11Error) -> Failure {
    let told = |code| Failure::new(code, error.to_string()).field("--key");
    match error {
        Pkcs11Error::Key(error) => key_failure(error),
        Pkcs11Error::Module { path, .. } => told("module_unusable")
            .file(path)
            .fix("name the module's shared library in module-path, by its absolute path"),
        Pkcs11Error::NotFound { .. } => {
            told("key_missing").fix("see what there is with `psea keys --module PATH`")
        }
        Pkcs11Error::Unsuitable { .. } => {
            told("key_refused").fix("make a key with `psea keygen --key pkcs11:…`")
        }
        Pkcs11Error::Exists(_) => told("key_exists").fix("choose another id"),
        _ => told("key_unknown").fix("correct the URI"),
    }
}
