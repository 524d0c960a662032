//! Keys in hardware, through the command: real middleware over software tokens, which is that of the
//! key crates' own tests.

#[cfg(feature = "piv")]
mod piv;
#[cfg(feature = "pkcs11")]
mod pkcs11;
#[cfg(feature = "tpm")]
mod tpm;

#[cfg(any(feature = "pkcs11", feature = "tpm", feature = "piv"))]
mod user {
    use std::process::Command;

    use serde_json::Value;

    use crate::support::{NOW, Place, Said};

    /// A terminal at which a user types a PIN when they are asked for one, and what they see.
    const TERMINAL: &str = "
import os, pty, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
seen, typed = b'', False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if not typed and b'refuses it: ' in seen:
        time.sleep(0.5)
        os.write(terminal, sys.argv[1].encode() + b'\\n')
        typed = True
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";

    fn attest(key: &str) -> [&str; 17] {
        [
            "attest",
            "--key",
            key,
            "--action",
            "action.json",
            "--op",
            "payment.execute",
            "--tier",
            "high",
            "--iss",
            "tenant.example",
            "--aud",
            "verifier.example",
            "--device-id",
            "device-7f3a",
            "--now",
            "1785300000",
        ]
    }

    /// Attests with the PIN in a file, and a yes.
    pub(super) fn with_pin(place: &Place, key: &str, pin: &str) -> Said {
        place.write("pin", format!("{pin}\n"));
        let more = ["--yes", "--pin-file", "pin", "--json"];
        place.run_all(&[&attest(key)[..], &more].concat())
    }

    /// Attests on a terminal, where the user types this.
    pub(super) fn typing(place: &Place, key: &str, typed: &str, out: &str) -> Said {
        let mut command = Command::new("python3");
        let base = place.command("");
        command.current_dir(base.get_current_dir().unwrap());
        for (name, value) in base.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.args(["-c", TERMINAL, typed, env!("CARGO_BIN_EXE_psea")]);
        command.args(attest(key)).args(["--out", out]).env("NO_COLOR", "1");
        command.output().unwrap().into()
    }

    /// The code of the error of an attestation that ended so.
    #[track_caller]
    pub(super) fn refused(said: Said, exit: i32) -> (String, Value) {
        let json = said.exits(exit).json();
        (json["error"]["code"].as_str().unwrap().into(), json["error"]["message"].clone())
    }

    /// §3.7: the key's public half is enrolled, the action is shown before the PIN is asked for,
    /// unseen, and the verifier accepts the proofs once each.
    #[track_caller]
    pub(super) fn proves(place: &Place, key: &str, pin: &str) {
        place.enroll("").exits(0);
        let said = typing(place, key, pin, "typed.json").exits(0);
        let shown = said.out.find(crate::support::ACTION).expect("the very text that is hashed");
        let asked = said.out.find("signs exactly this").expect("the PIN is asked for");
        assert!(shown < asked, "{}", said.out);
        assert!(!said.out.contains(pin), "the PIN was seen: {}", said.out);
        let typed = place.read("typed.json");
        let said = with_pin(place, key, pin).exits(0);
        assert!(said.err.contains(crate::support::ACTION), "{}", said.err);
        let json = said.json();
        assert_eq!(json["counter"], 2, "one for each, and none in vain");
        for body in [typed.as_str(), json["body"].as_str().unwrap()] {
            let json = place.verify(body, "--json").exits(0).json();
            assert_eq!(json["uv"]["method"], "pin");
            let again = place.verify(body, "--json").exits(1).json();
            assert_eq!(again["code"], "jti_replayed");
            // The second implementation.
            assert_eq!(oracle(place, body), "accept");
        }
        // Nothing typed is a refusal.
        let said = typing(place, key, "", "none.json").exits(1);
        assert!(said.out.contains("declined") && !place.path("none.json").exists(), "{said:?}");
        // A PIN in a file approves nothing by itself.
        let more = ["--pin-file", "pin"];
        place.run_all(&[&attest(key)[..], &more].concat()).exits(2).tells(&["--yes"]);
        place.run_all(&[&attest(key)[..], &["--yes"]].concat()).exits(2).tells(&["pin_needed"]);
    }

    /// What test-vectors/oracle answers to a body of the attester that is enrolled.
    fn oracle(place: &Place, body: &str) -> String {
        let key: Value = serde_json::from_str(&place.read("key.pub.json")).unwrap();
        let public = serde_json::json!({
            "kty": key["kty"], "crv": key["crv"], "x": key["x"], "y": key["y"],
        });
        let request = serde_json::json!({"suite": "verify", "vector": {
            "id": "command",
            "verifier":
                {"iss": "tenant.example", "aud": "verifier.example", "profiles": ["draft-03"]},
            "enrollments": [{
                "attester": "alice", "kid": key["kid"], "key": public, "device_id": "device-7f3a",
            }],
            "steps":
                [{"submit": {"now": NOW, "op": "payment.execute", "tier": "high", "body": body}}],
        }});
        place.write("request", format!("{request}\n"));
        let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/oracle/oracle.py");
        let input = std::fs::File::open(place.path("request")).unwrap();
        let output = Command::new("python3").arg(oracle).stdin(input).output().unwrap();
        let answer: Value =
            serde_json::from_slice(&output.stdout).expect("an answer of the oracle");
        answer["steps"][0]["result"].as_str().unwrap_or_default().into()
    }
}
