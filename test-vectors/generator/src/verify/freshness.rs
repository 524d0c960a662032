//! Freshness (§3.11): every boundary, with and without skew.

use super::case::Topic;
use crate::core::proof::{MAX, NOW, Proof};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("freshness", &["3.11"]);
    let timed = |iat: u64, exp: u64| Proof::new().times(iat, exp);

    // Expiry.
    t.accept(
        "exp-next",
        "A proof that expires in the next second is accepted.",
        &timed(NOW - 10, NOW + 1),
    );
    t.reject("exp-now", "A proof that expires now is refused.", "expired", &timed(NOW - 10, NOW));
    t.reject(
        "exp-past",
        "A proof that has expired is refused.",
        "expired",
        &timed(NOW - 100, NOW - 1),
    );
    t.accept(
        "exp-skew",
        "A proof that expired 59 seconds ago is accepted with a skew of 60.",
        &timed(NOW - 100, NOW - 59),
    )
    .skew(60);
    t.reject(
        "exp-skew-now",
        "A proof that expired 60 seconds ago is refused with a skew of 60.",
        "expired",
        &timed(NOW - 100, NOW - 60),
    )
    .skew(60);
    t.accept(
        "exp-skew-one",
        "A proof that expires now is accepted with a skew of 1.",
        &timed(NOW - 10, NOW),
    )
    .skew(1);
    t.reject(
        "exp-skew-one-past",
        "A proof that expired a second ago is refused with a skew of 1.",
        "expired",
        &timed(NOW - 10, NOW - 1),
    )
    .skew(1);

    // Issue.
    t.accept("iat-now", "A proof issued now is accepted.", &timed(NOW, NOW + 60));
    t.reject(
        "iat-next",
        "A proof issued in the next second is refused.",
        "issued_in_future",
        &timed(NOW + 1, NOW + 60),
    );
    t.accept(
        "iat-skew",
        "A proof issued in 60 seconds is accepted with a skew of 60.",
        &timed(NOW + 60, NOW + 120),
    )
    .skew(60);
    t.reject(
        "iat-skew-next",
        "A proof issued in 61 seconds is refused with a skew of 60.",
        "issued_in_future",
        &timed(NOW + 61, NOW + 120),
    )
    .skew(60);
    t.reject(
        "iat-milliseconds",
        "Times in milliseconds are in the future.",
        "issued_in_future",
        &timed(NOW * 1_000, NOW * 1_000 + 60),
    );

    // Lifetime.
    t.accept(
        "lifetime-max",
        "A lifetime of 300 seconds is accepted by default.",
        &timed(NOW - 10, NOW + 290),
    );
    t.reject(
        "lifetime-above-max",
        "A lifetime of 301 seconds is refused by default.",
        "lifetime_exceeded",
        &timed(NOW - 10, NOW + 291),
    );
    t.accept("lifetime-min", "A lifetime of one second is accepted.", &timed(NOW, NOW + 1));
    t.accept(
        "lifetime-configured",
        "A lifetime of exactly the configured bound is accepted.",
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
    t.accept(
        "lifetime-offline",
        "A deployment may allow offline proofs of a day.",
        &timed(NOW - 86_399, NOW + 1),
    )
    .max_lifetime(86_400);
    t.reject(
        "lifetime-above-offline",
        "A day and a second is refused where a day is allowed.",
        "lifetime_exceeded",
        &timed(NOW - 86_400, NOW + 1),
    )
    .max_lifetime(86_400);
    t.reject(
        "lifetime-no-skew",
        "Skew does not lengthen the lifetime.",
        "lifetime_exceeded",
        &timed(NOW - 10, NOW + 291),
    )
    .skew(60);
    t.reject(
        "lifetime-iat-zero",
        "A proof issued at the epoch lives too long.",
        "lifetime_exceeded",
        &timed(0, NOW + 60),
    );
    t.reject(
        "lifetime-exp-max",
        "The greatest expiry is too far away.",
        "lifetime_exceeded",
        &timed(NOW, MAX),
    );
    t.reject(
        "exp-equals-iat",
        "An expiry at the time of issue is refused within the skew too.",
        "lifetime_exceeded",
        &timed(NOW, NOW),
    )
    .skew(60);
    t.reject(
        "exp-equals-iat-future",
        "An expiry at a time of issue still to come is refused.",
        "lifetime_exceeded",
        &timed(NOW + 10, NOW + 10),
    )
    .skew(60);
    t.reject(
        "exp-before-iat",
        "An expiry before the time of issue is refused.",
        "lifetime_exceeded",
        &timed(NOW + 10, NOW + 5),
    )
    .skew(60);
    t.reject(
        "exp-before-iat-widest",
        "An expiry as far before the time of issue as skew allows is refused.",
        "lifetime_exceeded",
        &timed(NOW + 60, NOW - 59),
    )
    .skew(60);

    // The ends of the range.
    t.accept("epoch", "A clock near the epoch does not underflow.", &timed(0, 10).at(5));
    t.accept(
        "epoch-skew",
        "A clock near the epoch does not underflow with skew.",
        &timed(0, 10).at(30),
    )
    .skew(60);
    t.accept(
        "range-end",
        "Times at the end of the range do not overflow.",
        &timed(MAX - 10, MAX).at(MAX - 5),
    )
    .skew(60);

    // The clock of the verifier decides.
    t.case("clock-moves", "One proof is fresh at one time and expired at another.")
        .reject(&timed(NOW, NOW + 100).at(NOW - 1), "issued_in_future")
        .accept(&timed(NOW, NOW + 100).at(NOW))
        .reject(&timed(NOW, NOW + 100).jti("late").counter(2).at(NOW + 100), "expired");
    t.reject(
        "time-in-body",
        "A time outside the token does not count.",
        "expired",
        &timed(NOW - 100, NOW - 1).body("exp", "1785300060").body("iat", "1785299990"),
    );
    t.reject(
        "time-in-header",
        "A time in the header does not count.",
        "expired",
        &timed(NOW - 100, NOW - 1).header("exp", "1785300060").header("iat", "1785299990"),
    );
    t
}
