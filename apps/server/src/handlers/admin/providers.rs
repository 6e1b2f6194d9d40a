//! `GET /admin/providers`, `POST /admin/providers/{id}/test` and `POST /admin/providers/route`

use actix_web::{
    get, post,
    web::{Data, Json, Path},
};
use mami_auth::Role;
use mami_chat::{
    ProviderStatus,
    route::{AUTO, Ask, Choice, Excluded},
};
use mami_ports::{PersonaId, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{compose::Mami, error::ApiError, identity::Administrator, input::Body};

/// How every provider is.
#[utoipa::path(
    operation_id = "list_providers",
    tag = "Administration",
    responses(
        (status = 200, body = Vec<ProviderStatus>),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
    )
)]
#[get("/admin/providers")]
pub async fn list(mami: Data<Mami>, _administrator: Administrator) -> Json<Vec<ProviderStatus>> {
    Json(mami.chat.catalog().providers())
}

/// Asks a provider now.
#[utoipa::path(
    operation_id = "test_provider",
    tag = "Administration",
    params(("id" = String, Path, description = "The provider's name")),
    responses(
        (status = 200, body = ProviderStatus),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/admin/providers/{id}/test")]
pub async fn test(
    mami: Data<Mami>,
    administrator: Administrator,
    id: Path<String>,
) -> Result<Json<ProviderStatus>, ApiError> {
    let status = mami.chat.catalog().check(&id).await.ok_or_else(ApiError::not_found)?;
    mami.auth.record(&administrator.0.by(), "provider.tested", Some((None, &id)), None).await?;
    Ok(Json(status))
}

/// A message that might be sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RouteInput {
    /// `auto` or `provider/model`; `auto` unless given.
    model: Option<String>,
    /// Who would speak.
    persona_id: Option<PersonaId>,
    /// Whether the conversation is private.
    private: bool,
    /// Whether it comes with an image.
    vision: bool,
    /// Whether tools are needed.
    tools: bool,
    /// How many tokens it has, with all that goes along.
    tokens: u32,
    /// The role of who would send it; a member unless given.
    role: Option<Role>,
}

/// Who would answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoutePlan {
    /// The models that would be asked: the first, and each other one only when those before it did not answer.
    plan: Vec<Choice>,
    /// Those that would not be, and why.
    excluded: Vec<Excluded>,
}

/// Where a message would go, and why. Nothing is sent.
#[utoipa::path(
    operation_id = "dry_run_route",
    tag = "Administration",
    request_body = RouteInput,
    responses(
        (status = 200, body = RoutePlan),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "It could go nowhere; the fault says why"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`no_model`"),
    )
)]
#[post("/admin/providers/route")]
pub async fn route(
    mami: Data<Mami>,
    administrator: Administrator,
    Body(input): Body<RouteInput>,
) -> Result<Json<RoutePlan>, ApiError> {
    let persona = mami.personas.find(administrator.0.user.id, input.persona_id).await?.persona;
    let plan = mami.chat.dry_run(Ask {
        wanted: input.model.unwrap_or_else(|| AUTO.to_owned()),
        persona: Some(persona.character.model).filter(|model| model != AUTO),
        role: input.role.unwrap_or(Role::Member).as_str().to_owned(),
        private: input.private,
        vision: input.vision,
        tools: input.tools,
        tokens: input.tokens,
        ..Ask::default()
    })?;
    Ok(Json(RoutePlan { plan: plan.choices, excluded: plan.excluded }))
}
