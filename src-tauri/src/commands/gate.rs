//! 게이트: switched and set, watched, and tried.

use super::{
    Answer, copy,
    error::{CommandError, ErrorCode},
    on_worker, translate, verb_on_worker,
    views::{
        CopiedView, DecisionFilter, DecisionPage, EditInput, EventToken, GateInput, GateReport, GateView,
        Happening, ImpactView, RecipeInput, RecipeView, SelfTestInput, SelfTestProblem, SelfTestReport,
        SimulationInput, SimulationView,
    },
};
use crate::{clock, gate::GateState, registry_state::RegistryState, self_test::SelfTest, watch::Watch};
use mapae_domain::{ApiId, Spent, Token, TokenId};
use mapae_gate::{
    GateSettings, KEPT, SecretDigest,
    recipe::{self as recipes, GateAddress, Gateway},
};
use mapae_service::{Registry, ServiceError};
use mapae_vault::TokenSecret;
use std::collections::HashMap;
use tauri::{AppHandle, Manager, Runtime, State};

const MOST_ROWS: u32 = 500;

#[tauri::command]
pub(crate) async fn gate(registry: State<'_, RegistryState>, gate: State<'_, GateState>) -> Answer<GateView> {
    // Nothing of it is shown while the window is locked.
    registry.registry()?;
    let gate = gate.inner().clone();
    verb_on_worker(move || Ok(view(&gate))).await
}

#[tauri::command]
pub(crate) fn check_gate(state: State<'_, GateState>, gate: GateInput) -> GateReport {
    translate::gate_report(&translate::gate_draft(gate, &state.settings()))
}

#[tauri::command]
pub(crate) async fn set_gate<R: Runtime>(
    application: AppHandle<R>,
    registry: State<'_, RegistryState>,
    gate: GateInput,
) -> Answer<GateView> {
    let state = application.state::<GateState>().inner().clone();
    let draft = translate::gate_draft(gate, &state.settings());
    let settings = GateSettings::parse(&draft).map_err(|_| CommandError::of(ErrorCode::GateRefused))?;
    let set = put_in_force(&registry, state, settings).await;
    application.state::<Watch>().tell(Happening::GateChanged);
    set
}

#[tauri::command]
pub(crate) async fn make_gate_secret<R: Runtime>(
    application: AppHandle<R>,
    registry: State<'_, RegistryState>,
) -> Answer<CopiedView> {
    let gate = application.state::<GateState>().inner().clone();
    let secret = TokenSecret::generate().map_err(|error| CommandError::internal(&error))?;
    let digest = SecretDigest::of(secret.expose().as_bytes());
    // On the clipboard first: one that nobody has would shut out who introspects now.
    let copied = copy::hold(application.clone(), secret).await?;
    let settings = gate.settings().with_introspection(Some(digest));
    put_in_force(&registry, gate, settings).await?;
    application.state::<Watch>().tell(Happening::GateChanged);
    Ok(copied)
}

#[tauri::command]
pub(crate) fn gate_recipe(gate: State<'_, GateState>, recipe: RecipeInput) -> RecipeView {
    let (settings, gateway) = (gate.settings(), Gateway::from(recipe.gateway));
    let address = match (settings.socket(), settings.listen()) {
        (Some(path), _) if gateway != Gateway::Traefik => Some(GateAddress::Unix(path.to_owned())),
        (_, Some(tcp)) => Some(GateAddress::Tcp(tcp)),
        (Some(path), None) => Some(GateAddress::Unix(path.to_owned())),
        (None, None) => None,
    };
    let over_tcp = matches!(address, Some(GateAddress::Tcp(_)));
    let token = if recipe.token_goes_on { recipes::Token::GoesOn } else { recipes::Token::StopsHere };
    let made = address.ok_or(recipes::RecipeProblem::Gate).and_then(|address| {
        let header = settings.client_header().name();
        let prefix = with_slash(&recipe.prefix);
        let input = recipes::RecipeInput::new(address, recipe.upstream.trim(), &prefix, header, token);
        recipes::recipe(gateway, &input?)
    });
    RecipeView {
        needs_trust: over_tcp && settings.trusted_proxies().is_empty(),
        files: made.as_ref().map_or_else(|_| Vec::new(), translate::recipe_files),
        problem: made.err().map(Into::into),
    }
}

#[tauri::command]
pub(crate) async fn list_decisions(
    registry: State<'_, RegistryState>,
    gate: State<'_, GateState>,
    filter: DecisionFilter,
    offset: u32,
    limit: u32,
) -> Answer<DecisionPage> {
    let token = filter.token.as_deref().map(translate::token_id).transpose()?;
    let gate = gate.inner().clone();
    on_worker(&registry, move |registry| {
        let asked = translate::decision_filter(&filter, token);
        let mut records = gate.gate().decisions().page(&asked, KEPT).records;
        records.retain(|record| translate::decision_matches(&filter, record));
        let (total, catalogue) = (translate::count(records.len()), registry.catalogue()?);
        let mut tokens = Tokens { registry, known: HashMap::new() };
        let (from, most) = (translate::index(offset), translate::index(limit.min(MOST_ROWS)));
        let rows = records.iter().skip(from).take(most).map(|record| {
            let (name, token) = record.token.map(|id| tokens.get(id)).transpose()?.unzip();
            Ok(translate::decision(record, name, token.as_ref().and_then(Option::as_ref), &catalogue))
        });
        Ok(DecisionPage { offset, total, rows: rows.collect::<Result<_, ServiceError>>()? })
    })
    .await
}

#[tauri::command]
pub(crate) async fn simulate(
    registry: State<'_, RegistryState>,
    gate: State<'_, GateState>,
    id: String,
    request: SimulationInput,
) -> Answer<SimulationView> {
    let (id, now, gate) = (translate::token_id(&id)?, clock::now(), gate.inner().clone());
    on_worker(&registry, move |registry| {
        let token = match &request.edit {
            None => mapae_service::token_detail(registry, id, now)?.listed.token,
            Some(edit) => {
                let check =
                    mapae_service::check_edit(registry, id, edit.revision, &edit.clone().into(), now)?;
                if check.checked.first_problem().is_some() {
                    return Ok(translate::no_simulation());
                }
                check.after
            }
        };
        let spent = gate.gate().spent(id).map_or_else(|| stored_spent(registry, id), Ok)?;
        Ok(translate::simulation(&request, &token, &registry.catalogue()?, spent, registry.judged(now)))
    })
    .await
}

/// What was written back last, where the gate is off.
fn stored_spent(registry: &Registry, id: TokenId) -> Result<Spent, ServiceError> {
    let usage = registry.store().usage(id)?;
    Ok(Spent { ever: usage.spent_total, window: usage.window })
}

#[tauri::command]
pub(crate) async fn edit_impact(
    registry: State<'_, RegistryState>,
    gate: State<'_, GateState>,
    id: String,
    edit: EditInput,
) -> Answer<ImpactView> {
    let (id, now, gate) = (translate::token_id(&id)?, clock::now(), gate.inner().clone());
    on_worker(&registry, move |registry| {
        let check = mapae_service::check_edit(registry, id, edit.revision, &edit.into(), now)?;
        let of_token = mapae_gate::DecisionFilter { token: Some(id), ..Default::default() };
        let records = gate.gate().decisions().page(&of_token, KEPT).records;
        let seen = records.iter().filter_map(translate::seen);
        let catalogue = registry.catalogue()?;
        Ok(translate::impact(&mapae_gate::impact(seen, &check.before, &check.after, &catalogue)))
    })
    .await
}

#[tauri::command]
pub(crate) async fn self_test(
    registry: State<'_, RegistryState>,
    gate: State<'_, GateState>,
    test: SelfTestInput,
) -> Answer<SelfTestReport> {
    let (registry, gate) = (registry.registry()?, gate.inner().clone());
    verb_on_worker(move || {
        let prepared = prepare(&registry, &gate, &test)?;
        let problem = prepared.as_ref().err().copied();
        let run = |test: SelfTest| test.run(gate.gate()).map_err(|error| CommandError::internal(&error));
        let probes = prepared.ok().map(run).transpose()?.unwrap_or_default();
        Ok(SelfTestReport { problem, probes })
    })
    .await
}

fn prepare(
    registry: &Registry,
    gate: &GateState,
    test: &SelfTestInput,
) -> Answer<Result<SelfTest, SelfTestProblem>> {
    if !gate.is_listening() {
        return Ok(Err(SelfTestProblem::GateOff));
    }
    let catalogue = registry.catalogue()?;
    let api = ApiId::parse(&test.api).ok().and_then(|id| catalogue.find(&id).cloned());
    Ok(api
        .ok_or(SelfTestProblem::ApiUnusable)
        .and_then(|api| SelfTest::new(&test.url, &api, clock::zone(), clock::now())))
}

fn view(gate: &GateState) -> GateView {
    let settings = gate.settings();
    GateView {
        settings: translate::gate_settings(&settings),
        state: gate.view(),
        has_secret: settings.introspection().is_some(),
        figures: translate::figures(&gate.gate().figures()),
    }
}

/// In the audit trail first, then on the disk, then in force.
async fn put_in_force(registry: &RegistryState, gate: GateState, settings: GateSettings) -> Answer<GateView> {
    let now = clock::now();
    on_worker(registry, move |registry| mapae_service::note_gate_changed(registry, now)).await?;
    verb_on_worker(move || {
        gate.set(settings).map_err(|error| CommandError::caused_by(ErrorCode::GateNotSaved, &error))?;
        Ok(view(&gate))
    })
    .await
}

/// A prefix as a recipe wants it: between two slashes.
fn with_slash(typed: &str) -> String {
    let typed = typed.trim();
    if typed.ends_with('/') { typed.to_owned() } else { format!("{typed}/") }
}

/// What is known of the tokens of a page.
struct Tokens<'a> {
    registry: &'a Registry,
    known: HashMap<TokenId, (EventToken, Option<Token>)>,
}

impl Tokens<'_> {
    fn get(&mut self, id: TokenId) -> Result<(EventToken, Option<Token>), ServiceError> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let store = self.registry.store();
        let named = |name: String, deleted| EventToken { id: id.to_string(), name, deleted };
        let known = match store.token(id)? {
            Some(stored) => (named(stored.token.name.to_string(), false), Some(stored.token)),
            None => match store.tombstone(id)? {
                Some(tombstone) => (named(tombstone.last.token.name.to_string(), true), None),
                // Of a self-test, mostly.
                None => (named(String::new(), true), None),
            },
        };
        self.known.insert(id, known.clone());
        Ok(known)
    }
}
