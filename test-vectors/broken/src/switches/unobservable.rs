//! Checks whose absence no vector can show, each with the reason.

use super::Unobservable;

const fn no(check: &'static str, section: &'static str, reason: &'static str) -> Unobservable {
    Unobservable { check, section, reason }
}

pub(crate) const UNOBSERVABLE: &[Unobservable] = &[
    // psea-jose
    no(
        "json: a text of 256 MiB",
        "3.13.2",
        "far above every limit on a body; no file could hold it",
    ),
    no(
        "json: the byte order mark on its own",
        "2",
        "without its check the grammar refuses the character; the switch skips it instead",
    ),
    no("json: the ceiling on nesting", "3.13.2", "no vector configures more than 128 levels"),
    no(
        "base64: the bound before decoding",
        "3.4",
        "saves work alone: what it refuses has another length once decoded",
    ),
    no(
        "segments: a point inside the payload",
        "3.2",
        "a point is in neither alphabet, so decoding refuses it with the same code",
    ),
    no(
        "signature: r and s in range, once",
        "3.4",
        "the library refuses them too; the switches stand for libraries that do not",
    ),
    no("header: `x5c` and `x5u` ignored", "3.4", "there is no code that would read a certificate"),
    no(
        "keys: curve, point, `use`, `key_ops`, private half",
        "3.4",
        "checked when a key is enrolled; the format has no answer to an enrollment",
    ),
    no("keys: SEC1, SPKI and PEM", "3.4", "the format gives keys as JWK"),
    // psea-claims
    no(
        "claims: the loop over required claims",
        "3.5",
        "reading a claim asks for it again; the switches let each claim be absent in both",
    ),
    no(
        "numbers: the range of counters and times",
        "3.5",
        "in functions that are evaluated at compile time, which can ask no environment; behind the \
         integer subset, which has its own switches",
    ),
    no("digests compared in constant time", "3.13.2", "takes time, changes no answer"),
    no("outcomes told to the Attester", "6.4.4", "answers carry the code, not the outcome"),
    no(
        "`psea_user_hash`: derivation, and no input to a decision",
        "3.8",
        "the derivation is the deployment's; nothing reads the claim, so nothing can be switched",
    ),
    no(
        "scopes of different kinds",
        "3.10",
        "a vector's Verifier has one kind of scope from beginning to end",
    ),
    // psea-verifier
    no(
        "status, key and version read again at the commit",
        "3.14",
        "needs a change between appraisal and commit; steps follow one another. The switches for \
         each status lift both checks",
    ),
    no("one lock around the commit", "6.5", "needs two submissions at once"),
    no(
        "the record found is that of the kid",
        "3.4",
        "needs a store that gives another record; lifted with the look-up in its switches",
    ),
    no("`jti` unique per issuer", "3.10", "a vector's Verifier has one issuer"),
    no(
        "the tolerance and skew in how long a `jti` is kept",
        "3.10",
        "60 s of tolerance cover 60 s of skew unless the clock steps back",
    ),
    no(
        "a clock that steps back",
        "3.10",
        "what to answer then is not specified: a store that forgets nothing need not refuse",
    ),
    no(
        "a `jti` forgotten in the end",
        "3.10",
        "ids are kept at least so long; forgetting is allowed, not asked for",
    ),
    no(
        "revocation is final; names, kids and nonces are not used twice",
        "3.14",
        "refusals of administration; the format has no answer to such a step",
    ),
    no(
        "challenges bound to an Attester or operation; a policy per operation",
        "3.1.1",
        "the format's challenges are bound to nothing and its policy is one",
    ),
    no(
        "a challenge dropped when it has expired",
        "3.1.1",
        "an expired challenge is refused whether it is still stored or not",
    ),
    no(
        "what an approval shows of action and signals",
        "3.6",
        "answers carry the user verification and the chain entry alone",
    ),
    no(
        "configurations that cannot be meant",
        "3.11",
        "skew above 60 s, lifetime 0, limits of 0: refused before anything is submitted",
    ),
    no("a context that is bound and not given", "3.13.2", "a vector that binds a context gives it"),
    no("store and clock faults", "6.5", "a vector cannot make a store fail"),
    // psea-attester
    no(
        "one verification per signature; no second signature",
        "3.7",
        "the types admit no other order of calls; a vector calls nothing",
    ),
    no("local trust state", "3.13.1", "the suite `attest` has none: its Attester is trusted"),
    no(
        "counters strictly increasing and stored before the proof leaves",
        "3.10",
        "each vector is one proof with a given counter",
    ),
    no(
        "the signature verified before it leaves",
        "3.7",
        "needs a faulty key; a vector's key is sound",
    ),
    no(
        "the size of a proof and its body, before it leaves",
        "3.13.2",
        "the limits are the Verifier's to configure; nothing asks an Attester to know them",
    ),
    no(
        "opaque claims empty",
        "3.5",
        "the suite `attest` gives neither `psea_chain_pending` nor `psea_last_confirmed_head`",
    ),
    // psea-result, psea-relying-party
    no("results: a skew above 60 s", "3.11", "a vector's consumer has no more than 60 s"),
    no(
        "results: the loop over required claims",
        "3.13.3",
        "reading a claim asks for it again; the switches let a claim be absent in both",
    ),
    no(
        "key sets: the Verifier's own life of keys",
        "3.13.3",
        "announcing, activating, retiring, revoking: the vectors have what is published after",
    ),
    no("refresh: after a clock that stood ahead", "3.13.3", "the times of a vector do not go back"),
    no("key sets: the metadata document", "3.13.3", "the format of the vectors has no step for it"),
    no(
        "a store of used approvals that fails, or whose clock steps back",
        "3.10",
        "a vector cannot make a store fail, and its times do not go back",
    ),
    no("used approvals: two executions at once", "3.10", "steps follow one another"),
    no("used approvals: whose Verifier", "3.10", "a vector's consumer relies on one Verifier"),
    no(
        "an execution that takes what was authorised",
        "B.4",
        "the types admit no second execution; a vector executes nothing",
    ),
    // psea-verifier: results
    no(
        "a result signed after the commit, from its record, and the same again",
        "3.13.2",
        "an order inside the Verifier; a vector builds one result of given inputs",
    ),
    no(
        "to whom a result is addressed",
        "3.13.3",
        "a vector builds a result for the `aud` that it gives",
    ),
];
