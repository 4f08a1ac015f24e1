//! Whatever happens to the registry, the engine decides, counts and notes as a plain one of the same state would.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mapae_domain::{
    ApiId, Catalogue, Counter, Credential, Exceeded, PlainPolicy, PlainRegistry, Remaining, Spent, Token,
    TokenId, Usage, decide,
};
use mapae_gate::{Engine, Reader};
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::random::{Call, Rules, call, catalogue_after, catalogue_without, in_words, rules};
use crate::support::{credential, noon};

const TOKENS: u32 = 6;

#[derive(Debug, Clone)]
enum Step {
    Put {
        number: u32,
        rules: Rules,
        secrets: Secrets,
        spent: u64,
    },
    /// A revision from before the one that is known.
    PutOld {
        number: u32,
        rules: Rules,
    },
    Remove {
        number: u32,
    },
    Catalogue {
        fillers: usize,
        left: Vec<usize>,
    },
    Reset {
        number: u32,
    },
    Publish,
    /// Read, then these, then published.
    Load(Vec<Step>),
    Merge,
    Drain,
}

/// Which secret is in force, and which retires if the rules have one.
#[derive(Debug, Clone, Copy)]
enum Secrets {
    First,
    /// After a rotation of the first.
    Second,
    /// After another one.
    Third,
}

impl Secrets {
    fn of(self, number: u32) -> (Credential, Credential) {
        let [retiring, in_force] = match self {
            Secrets::First => [100, 0],
            Secrets::Second => [0, 200],
            Secrets::Third => [200, 300],
        };
        (credential(in_force + number), credential(retiring + number))
    }
}

fn all_secrets() -> impl Iterator<Item = u32> {
    [0, 100, 200, 300].into_iter().flat_map(|first| first..first + TOKENS)
}

fn change() -> impl Strategy<Value = Step> {
    let number = || 0..TOKENS;
    let secrets = prop_oneof![Just(Secrets::First), Just(Secrets::Second), Just(Secrets::Third)];
    prop_oneof![
        6 => (number(), rules(), secrets, 0..3_u64)
            .prop_map(|(number, rules, secrets, spent)| Step::Put { number, rules, secrets, spent }),
        1 => (number(), rules()).prop_map(|(number, rules)| Step::PutOld { number, rules }),
        2 => number().prop_map(|number| Step::Remove { number }),
        1 => (prop_oneof![Just(0_usize), Just(57)], subsequence((0..8).collect::<Vec<_>>(), 0..4))
            .prop_map(|(fillers, left)| Step::Catalogue { fillers, left }),
        1 => number().prop_map(|number| Step::Reset { number }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => change(),
        1 => Just(Step::Publish),
        1 => prop::collection::vec(change(), 0..6).prop_map(Step::Load),
        2 => Just(Step::Merge),
        1 => Just(Step::Drain),
    ]
}

/// The same registry, plainly.
struct Model {
    tokens: Vec<Token>,
    catalogue: Catalogue,
    usages: RefCell<BTreeMap<TokenId, Usage>>,
    /// Used, or changed in its usage, since the last drain.
    used: RefCell<BTreeSet<TokenId>>,
    revision: u32,
}

/// Counts a call in the model.
struct Noting<'a>(&'a Model, &'a Call, DateTime<Utc>);

impl Counter<PlainPolicy<'_>> for Noting<'_> {
    fn check_and_count(&self, policy: &PlainPolicy<'_>, now: u64) -> Result<Remaining, Exceeded> {
        let Noting(model, call, at) = *self;
        let mut usages = model.usages.borrow_mut();
        let usage = usages.get_mut(&policy.0.id).unwrap();
        let mut spent = Spent { ever: usage.spent_total, window: usage.window };
        let remaining = spent.check_and_count(policy.0.limit, now);
        (usage.spent_total, usage.window) = (spent.ever, spent.window);
        let (at, client) = (Some(at), call.client().map(|client| client.to_canonical()));
        if remaining.is_ok() {
            (usage.last_used, usage.last_address) = (at, client);
            model.used.borrow_mut().insert(policy.0.id);
            if call.is_with(policy.0.retiring.map(|old| old.credential)) {
                (usage.retiring_last_used, usage.retiring_last_address) = (at, client);
            }
        }
        remaining
    }
}

impl Model {
    fn put(&mut self, token: Token, stored: Usage) {
        let mut usages = self.usages.borrow_mut();
        let old = self.tokens.iter_mut().find(|old| old.id == token.id);
        let secret = |token: &Token| token.retiring.map(|old| old.credential.digest);
        match old {
            None => {
                usages.insert(token.id, stored);
                self.tokens.push(token);
            }
            Some(old) => {
                let usage = usages.get_mut(&token.id).unwrap();
                if secret(old) != secret(&token) {
                    self.used.borrow_mut().insert(token.id);
                    let follows = secret(&token) == Some(old.credential.digest);
                    (usage.retiring_last_used, usage.retiring_last_address) =
                        if follows { (usage.last_used, usage.last_address) } else { (None, None) };
                }
                *old = token;
            }
        }
    }

    fn check(&self, reader: &mut Reader, call: &Call, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let plain = PlainRegistry { tokens: &self.tokens, catalogue: &self.catalogue };
        call.ask(|request| {
            let engine = reader.decide(request, now);
            let reference = decide(request, &plain, &Noting(self, call, now), now);
            let words = in_words(engine.verdict, |api| api.id().to_string());
            prop_assert_eq!(words, in_words(reference.verdict, |api| api.to_string()), "{:?}", call);
            let told = engine.policy.map(|policy| {
                (
                    policy.id(),
                    policy.revision(),
                    policy.limit(),
                    policy.name().to_owned(),
                    policy.scopes().to_owned(),
                )
            });
            let expected = reference.policy.map(|PlainPolicy(token)| {
                let name = token.name.as_str().replace(' ', "%20");
                (token.id, token.revision, token.limit, name, self.header(token))
            });
            prop_assert_eq!(told, expected);
            Ok(())
        })
    }

    fn header(&self, token: &Token) -> String {
        let listed = token.scopes.ids().iter().filter(|id| self.catalogue.find(id).is_some());
        listed.map(ApiId::as_str).collect::<Vec<_>>().join(" ")
    }

    fn id_of(&self, number: u32) -> TokenId {
        crate::support::token(number, crate::support::scopes(&["any"])).id
    }

    fn change(&mut self, engine: &Engine, step: Step) {
        match step {
            Step::Put { number, rules, secrets, spent } => {
                self.revision += 1;
                let mut token = rules.into_token(number);
                token.revision = self.revision;
                let (in_force, old) = secrets.of(number);
                token.credential = in_force;
                token.retiring = token
                    .retiring
                    .map(|retiring| mapae_domain::RetiringCredential { credential: old, ..retiring });
                let usage = Usage { spent_total: spent, ..Usage::default() };
                engine.put(&token, usage);
                self.put(token, usage);
            }
            Step::PutOld { number, rules } => {
                let token = rules.into_token(number);
                if self.tokens.iter().any(|known| known.id == token.id) {
                    engine.put(&Token { revision: 0, ..token }, Usage::default());
                }
            }
            Step::Remove { number } => {
                let id = self.id_of(number);
                engine.remove(id);
                self.tokens.retain(|token| token.id != id);
                self.usages.borrow_mut().remove(&id);
                self.used.borrow_mut().remove(&id);
            }
            Step::Catalogue { fillers, left } => {
                self.catalogue = catalogue_without(fillers, &left);
                engine.set_catalogue(&self.catalogue);
            }
            Step::Reset { number } => {
                let id = self.id_of(number);
                engine.reset_counter(id);
                if let Some(usage) = self.usages.borrow_mut().get_mut(&id) {
                    (usage.spent_total, usage.window) = Default::default();
                    self.used.borrow_mut().insert(id);
                }
            }
            Step::Publish => {
                let tokens = self.tokens.iter().map(|token| (token.clone(), Usage::default()));
                engine.publish(&self.catalogue, tokens);
            }
            Step::Load(meanwhile) => {
                let mut loading = engine.load();
                let catalogue = self.catalogue.clone();
                let read = self.tokens.clone();
                let half = read.len() / 2;
                read[..half].iter().for_each(|token| loading.add(token, Usage::default()));
                meanwhile.into_iter().for_each(|step| self.change(engine, step));
                read[half..].iter().for_each(|token| loading.add(token, Usage::default()));
                loading.publish(&catalogue);
            }
            Step::Merge => {
                engine.merge();
            }
            Step::Drain => {
                let mut drained = engine.drain_usage();
                drained.sort_unstable_by_key(|(id, _)| *id);
                let used = std::mem::take(&mut *self.used.borrow_mut());
                let usages = self.usages.borrow();
                let expected: Vec<_> = used.into_iter().map(|id| (id, usages[&id])).collect();
                assert_eq!(drained, expected);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]
    #[test]
    fn after_every_change_the_engine_is_as_a_plain_registry_of_the_same_state(
        steps in prop::collection::vec((step(), call()), 1..40),
    ) {
        let catalogue = catalogue_after(0);
        let engine = Engine::default();
        engine.set_catalogue(&catalogue);
        let mut model = Model {
            tokens: Vec::new(),
            catalogue,
            usages: RefCell::default(),
            used: RefCell::default(),
            revision: 0,
        };
        let mut reader = engine.reader();
        let mut now = noon();
        for (step, call) in steps {
            model.change(&engine, step);
            now = call.after(now);
            model.check(&mut reader, &call, now)?;
            for secret in all_secrets() {
                model.check(&mut reader, &call.with_secret(secret), now)?;
            }
            prop_assert_eq!(engine.snapshot().len(), model.tokens.len());
        }
        model.change(&engine, Step::Drain);
        let mut spent: Vec<_> = engine.snapshot().spent().map(|(id, spent)| (id, spent.ever)).collect();
        spent.sort_unstable();
        let expected: Vec<_> = model.usages.borrow().iter().map(|(id, usage)| (*id, usage.spent_total)).collect();
        prop_assert_eq!(spent, expected);
    }
}
