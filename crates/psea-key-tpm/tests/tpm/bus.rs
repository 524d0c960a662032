//! What crosses the bus.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use psea_attester::{HardwareKey as _, Pin};
use psea_key_tpm::{TpmKey, TpmReference};
use tss_esapi::Context;
use tss_esapi::tcti_ldr::TctiNameConf;

use crate::foreign;
use crate::support::*;
use crate::swtpm::{Swtpm, tcti, two_free_ports};

/// The PIN crosses the bus neither when a key is made nor when it signs.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn the_pin_does_not_cross_the_bus() {
    let swtpm = Swtpm::start();
    let tap = Tap::on(swtpm.port());
    let reference = TpmReference::new(swtpm.dir().join("a.tpmkey"), &tcti(tap.port)).unwrap();
    TpmKey::generate(&reference, &Pin::new(PIN)).unwrap();
    let key = TpmKey::open(&reference, User::willing()).unwrap();
    let proof = prove(&attester(), &key, "a-1").unwrap();
    submit(&verifier(key.public_key()), &proof).unwrap();
    key.certify(&Pin::new(PIN), b"challenge").unwrap();
    let seen = tap.take();
    assert!(seen.len() > 4096, "the tap saw only {} octets", seen.len());
    assert!(!contains(&seen, PIN.as_bytes()));
    // Control: a program that sends its password shows it to the same tap.
    let raw = Context::new(tcti(tap.port).parse::<TctiNameConf>().unwrap()).unwrap();
    foreign::sign_on(raw, reference.file(), PIN).unwrap();
    assert!(contains(&tap.take(), PIN.as_bytes()));
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

/// Passes connections on to a TPM and keeps what is said on them. Its threads end with the test's
/// process; they hold nothing but sockets.
struct Tap {
    port: u16,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl Tap {
    fn on(tpm: u16) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let port = two_free_ports();
        for offset in 0..2 {
            let listener = TcpListener::bind(("127.0.0.1", port + offset)).unwrap();
            let seen = Arc::clone(&seen);
            thread::spawn(move || {
                for client in listener.incoming().map_while(Result::ok) {
                    let Ok(server) = TcpStream::connect(("127.0.0.1", tpm + offset)) else {
                        return;
                    };
                    pass_on(client.try_clone().unwrap(), server.try_clone().unwrap(), &seen);
                    pass_on(server, client, &seen);
                }
            });
        }
        Self { port, seen }
    }

    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, seen: &Arc<Mutex<Vec<u8>>>) {
    let seen = Arc::clone(seen);
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            seen.lock().unwrap().extend(&buffer[..count]);
            if to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    });
}
