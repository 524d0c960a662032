//! Freshness (§3.11, §3.13.3).

use super::case::{Asked, At, Topic};
use super::token::Token;
use crate::core::proof::{MAX, NOW};

fn timed(iat: u64, exp: u64) -> Token {
    Token::approval().times(iat, exp)
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("freshness", &["3.11", "3.13.3"]);
    t.approve(
        "exp-next",
        "A result that ends in the next second is read.",
        &timed(NOW - 10, NOW + 1),
    );
    t.reject("exp-now", "A result that ends now is refused.", "expired", &timed(NOW - 10, NOW));
    t.reject(
        "exp-past",
        "A result that has ended is refused.",
        "expired",
        &timed(NOW - 70, NOW - 10),
    );
    t.approve(
        "exp-skew",
        "A result that ended 59 seconds ago is read with a skew of 60.",
        &timed(NOW - 100, NOW - 59),
    )
    .skew(60);
    t.reject(
        "exp-skew-now",
        "A result that ended 60 seconds ago is refused with a skew of 60.",
        "expired",
        &timed(NOW - 100, NOW - 60),
    )
    .skew(60);
    t.approve("iat-now", "A result that was issued now is read.", &timed(NOW, NOW + 60));
    t.reject(
        "iat-next",
        "A result that is issued in the next second is refused.",
        "issued_in_future",
        &timed(NOW + 1, NOW + 61),
    );
    t.approve(
        "iat-skew",
        "A result that is issued in 60 seconds is read with a skew of 60.",
        &timed(NOW + 60, NOW + 120),
    )
    .skew(60);
    t.reject(
        "iat-skew-next",
        "A result that is issued in 61 seconds is refused with a skew of 60.",
        "issued_in_future",
        &timed(NOW + 61, NOW + 121),
    )
    .skew(60);
    t.reject(
        "iat-milliseconds",
        "Times in milliseconds lie in the future.",
        "issued_in_future",
        &timed(NOW * 1_000, NOW * 1_000 + 60),
    );
    t.approve("lifetime-min", "A lifetime of one second is one.", &timed(NOW, NOW + 1));
    t.approve(
        "lifetime-max",
        "A lifetime of 300 seconds is read by default.",
        &timed(NOW - 10, NOW + 290),
    );
    t.reject(
        "lifetime-above-max",
        "A lifetime of 301 seconds is refused by default.",
        "lifetime_exceeded",
        &timed(NOW - 10, NOW + 291),
    );
    t.approve(
        "lifetime-configured",
        "A lifetime of exactly the configured bound is read.",
        &timed(NOW - 10, NOW + 50),
    )
    .max_lifetime(60);
    t.reject(
        "lifetime-above-configured",
        "A lifetime of one second more than configured is refused.",
        "lifetime_exceeded",
        &timed(NOW - 10, NOW + 51),
    )
    .max_lifetime(60);
    t.reject(
        "lifetime-no-skew",
        "Skew does not lengthen the lifetime.",
        "lifetime_exceeded",
        &timed(NOW - 10, NOW + 291),
    )
    .skew(60);
    t.reject(
        "lifetime-exp-max",
        "The greatest end is too far away.",
        "lifetime_exceeded",
        &timed(NOW, MAX),
    );
    t.reject(
        "exp-equals-iat",
        "An end at the time of issue is refused.",
        "lifetime_exceeded",
        &timed(NOW, NOW),
    )
    .skew(60);
    t.reject(
        "exp-before-iat",
        "An end before the time of issue is refused.",
        "lifetime_exceeded",
        &timed(NOW + 10, NOW + 5),
    )
    .skew(60);
    t.refuse(
        "refusal-last",
        "A refusal is read in its last second.",
        &Token::refusal("revoked").times(NOW - 10, NOW + 1),
    );
    t.reject(
        "refusal-expired",
        "A refusal that has ended is refused.",
        "expired",
        &Token::refusal("revoked").times(NOW - 10, NOW),
    );
    t.reject(
        "refusal-future",
        "A refusal that is issued in the next second is refused.",
        "issued_in_future",
        &Token::refusal("revoked").times(NOW + 1, NOW + 61),
    );
    t.reject(
        "refusal-lifetime",
        "A refusal that lives too long is refused.",
        "lifetime_exceeded",
        &Token::refusal("revoked").times(NOW - 10, NOW + 291),
    );
    t.case("epoch", "A clock near the epoch does not underflow.")
        .skew(60)
        .approve_at(&timed(0, 10), At::Now(30));
    t.case("range-end", "Times at the end of the range do not overflow.")
        .skew(60)
        .approve_at(&timed(MAX - 10, MAX), At::Now(MAX - 5));
    t.case("clock-moves", "One result is read, and later is not.")
        .approve_at(&timed(NOW, NOW + 60), At::Now(NOW))
        .approve_at(&timed(NOW, NOW + 60), At::Now(NOW + 59))
        .reject_at(&timed(NOW, NOW + 60), At::Now(NOW + 60), "expired");
    t.case("authorize-expired", "A result that has ended lets nothing through.").forbid(
        &timed(NOW - 10, NOW),
        &Asked::new(),
        "expired",
    );
    t.case("authorize-skew", "A relying party has its own skew and bound of lifetimes.")
        .skew(10)
        .max_lifetime(20)
        .authorize(&timed(NOW - 20, NOW - 5), &Asked::new())
        .forbid(&timed(NOW - 20, NOW + 1), &Asked::new(), "lifetime_exceeded");
    t
}

/// Reading what completes something that the reader began.
pub(super) fn late() -> Topic {
    let mut t = Topic::new("late", &["3.13.1", "3.13.3"]);
    let mut late = |slug: &str, title: &str, token: &Token, code: Option<&str>| {
        let case = t.case(slug, title);
        match code {
            None => case.approve_at(token, At::Late(NOW)),
            Some(code) => case.reject_at(token, At::Late(NOW), code),
        };
    };
    late("fresh", "A fresh approval is read late.", &timed(NOW - 10, NOW + 50), None);
    late("ended", "An approval is read late after its end.", &timed(NOW - 70, NOW - 10), None);
    late(
        "long-ago",
        "An approval is read a year late.",
        &timed(NOW - 31_536_000, NOW - 31_535_940),
        None,
    );
    late(
        "lifetime",
        "An approval that lived too long is refused late too.",
        &timed(NOW - 1_000, NOW - 699),
        Some("lifetime_exceeded"),
    );
    late(
        "future",
        "An approval that is issued in the next second is refused late too.",
        &timed(NOW + 1, NOW + 61),
        Some("issued_in_future"),
    );
    late(
        "other-party",
        "An approval for somebody else is refused late too.",
        &timed(NOW - 70, NOW - 10).text("aud", "other.example"),
        Some("audience_mismatch"),
    );
    late(
        "forged",
        "An approval that does not verify is refused late too.",
        &timed(NOW - 70, NOW - 10).forged_by("verifier-2"),
        Some("signature_invalid"),
    );
    for outcome in super::kinds::REFUSALS {
        let token = Token::refusal(outcome);
        t.case(
            &format!("{outcome}-fresh"),
            &format!("A fresh result with the word {outcome} is read late."),
        )
        .refuse_at(&token, At::Late(NOW));
        t.case(
            &format!("{outcome}-ended"),
            &format!("A result with the word {outcome} is refused after its end."),
        )
        .reject_at(&token.times(NOW - 70, NOW - 10), At::Late(NOW), "expired");
    }
    t
}
