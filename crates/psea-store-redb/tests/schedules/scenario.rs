//! Three submitters of two jobs each, the store's thread, and somebody who may stop it.

use std::sync::{Arc, Mutex};

use shuttle::rand::{Rng as _, thread_rng};
use shuttle::thread;

use super::group::{Batch, End, Engine, Failure, Queue, Step};

/// What is durable, and what became of commits.
#[derive(Default)]
struct Disk {
    written: Vec<u32>,
    failed: bool,
}

struct Model {
    disk: Arc<Mutex<Disk>>,
    /// The number of the commit that fails.
    fails: Option<u32>,
    commits: u32,
    /// The planted fault: a commit ends after the answers.
    early: bool,
}

#[derive(Default)]
struct Tx {
    written: Vec<u32>,
}

impl Engine for Model {
    type Tx<'t> = Tx;

    fn run(&mut self, batch: &mut Batch<Self>) -> End {
        let mut tx = Tx::default();
        if let Err(why) = batch.enter(&mut tx) {
            self.disk.lock().unwrap().failed = true;
            return End::Failed(Failure::Nothing(why));
        }
        if tx.written.is_empty() {
            return End::Durable;
        }
        thread::yield_now();
        self.commits += 1;
        if self.fails == Some(self.commits) {
            let mut disk = self.disk.lock().unwrap();
            disk.failed = true;
            // Nobody knows.
            if thread_rng().gen_bool(0.5) {
                disk.written.extend(tx.written);
            }
            return End::Failed(Failure::Unknown("the commit failed".into()));
        }
        if self.early {
            let disk = Arc::clone(&self.disk);
            drop(thread::spawn(move || disk.lock().unwrap().written.extend(tx.written)));
        } else {
            self.disk.lock().unwrap().written.extend(tx.written);
        }
        End::Durable
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Write,
    Refuse,
    Spoil,
}

type Answer = Result<&'static str, Failure>;

fn submit(queue: &Queue<Model>, id: u32, job: Job) -> Answer {
    queue.submit(move |tx: &mut Tx| match job {
        Job::Write => {
            tx.written.push(id);
            Step::Depends("written")
        }
        Job::Refuse if tx.written.is_empty() => Step::Stands("refused"),
        Job::Refuse => Step::Depends("refused"),
        Job::Spoil => {
            tx.written.push(id);
            Step::Spoils("halfway".into())
        }
    })
}

/// What holds at the moment of the answer.
fn judge(queue: &Queue<Model>, disk: &Mutex<Disk>, id: u32, job: Job, answer: &Answer) {
    let written = disk.lock().unwrap().written.contains(&id);
    match (job, answer) {
        (Job::Write, Ok("written")) => assert!(written, "answered before it was durable"),
        (Job::Refuse, Ok("refused")) => {}
        (_, Err(failure)) => {
            assert!(queue.running().is_err(), "serves on after {failure:?}");
            if !matches!(failure, Failure::Unknown(_)) {
                assert!(!written, "written, but {failure:?}");
            }
        }
        (job, answer) => panic!("{job:?}: {answer:?}"),
    }
}

pub(crate) fn prompt() {
    scenario(false);
}

pub(crate) fn early() {
    scenario(true);
}

fn scenario(early: bool) {
    let mut random = thread_rng();
    let kind = if early { 0 } else { random.gen_range(0..4) };
    let disk = Arc::new(Mutex::new(Disk::default()));
    let queue = Arc::new(Queue::<Model>::new(random.gen_range(1..4)));
    let fails = (kind == 1).then(|| random.gen_range(1..4));
    let mut model = Model { disk: Arc::clone(&disk), fails, commits: 0, early };
    let server = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.serve(&mut model))
    };
    let submitters: Vec<_> = (0..3)
        .map(|number| {
            let jobs = [0, 1].map(|_| match random.gen_range(0..4) {
                0 => Job::Refuse,
                1 if kind == 2 => Job::Spoil,
                _ => Job::Write,
            });
            let (queue, disk) = (Arc::clone(&queue), Arc::clone(&disk));
            thread::spawn(move || {
                let mut answers = Vec::new();
                for (id, job) in (number * 2..).zip(jobs) {
                    let answer = submit(&queue, id, job);
                    judge(&queue, &disk, id, job, &answer);
                    answers.push((id, job, answer));
                }
                answers
            })
        })
        .collect();
    let stopper = (kind == 3).then(|| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.stop(&"somebody stopped it".into()))
    });
    // A submitter that is never answered is a deadlock, which shuttle reports.
    let answers: Vec<_> = submitters.into_iter().flat_map(|one| one.join().unwrap()).collect();
    if let Some(stopper) = stopper {
        stopper.join().unwrap();
    }
    queue.close();
    server.join().unwrap();
    let disk = disk.lock().unwrap();
    let mut written = disk.written.clone();
    written.dedup();
    assert_eq!(written.len(), disk.written.len(), "carried out twice");
    for (id, job, answer) in &answers {
        let there = disk.written.contains(id);
        match answer {
            Ok(_) => assert!(early || there == (*job == Job::Write)),
            Err(Failure::Unknown(_)) => assert!(disk.failed),
            Err(_) => assert!(!there && (disk.failed || kind == 3), "{job:?}: {answer:?}"),
        }
    }
    // One that came after everything is answered too.
    assert!(matches!(submit(&queue, 99, Job::Write), Err(Failure::Stopped(_))));
}
