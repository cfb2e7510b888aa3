//! The HTTP side: routes, checks against the specification, faults, long polls.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State as Shared};
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::fault::{Fault, Reply};
use super::methods;
use super::refusal::Refusal;
use super::{TOKEN, World};

pub async fn serve(listener: TcpListener, world: Arc<World>) {
    let app = Router::new().route("/{bot}/{method}", post(answer)).with_state(world);
    axum::serve(listener, app).await.expect("the fake keeps listening");
}

async fn answer(
    Shared(world): Shared<Arc<World>>,
    Path((bot, method)): Path<(String, String)>,
    body: String,
) -> Response<Body> {
    respond(reply(&world, &bot, &method, &body).await)
}

async fn reply(world: &World, bot: &str, method: &str, body: &str) -> Reply {
    if bot != format!("bot{TOKEN}") {
        return Refusal::new(401, "Unauthorized").reply();
    }
    let Some(method) = world.spec.method(method) else {
        world.change(|state| state.violated(format!("there is no method `{method}`")));
        return Refusal::new(404, "Not Found: method not found").reply();
    };
    let parameters: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let chat = parameters["chat_id"].as_i64();
    let (fault, is_held) = world.change(|state| {
        *state.calls.entry(method.to_owned()).or_default() += 1;
        state.all_calls += 1;
        if let Some(bodies) = &mut state.bodies {
            bodies.push(body.to_owned());
        }
        state.pace.asked(method, chat);
        if state.is_down {
            return (Some(Fault::Reset), false);
        }
        let is_held = state.hold.is_some_and(|hold| state.all_calls >= hold) && method != "getUpdates";
        let planned = state.faults.get_mut(method).and_then(|faults| faults.pop_front());
        let fault = planned.or_else(|| state.weather.as_mut()?.fault(method));
        if let Some(Fault::Flood { retry_after_s }) = fault {
            state.pace.flooded(method, chat, retry_after_s);
        }
        (fault, is_held)
    });
    if let Some(Fault::Stall { for_ms }) = fault {
        tokio::time::sleep(Duration::from_millis(for_ms)).await;
    }
    if let Some(fault) = fault.filter(|fault| *fault != Fault::LostAnswer) {
        return fault.reply();
    }
    if let Err(why) = world.spec.check(method, &parameters) {
        world.change(|state| state.violated(why.clone()));
        return Refusal::bad_request(&why).reply();
    }
    let outcome = match method {
        "getUpdates" => match get_updates(world, &parameters).await {
            Ok(updates) => Ok(updates),
            Err(reply) => return reply,
        },
        _ => world.change(|state| methods::call(state, method, &parameters)),
    };
    if is_held && world.change(|state| state.hold.take()).is_some() {
        world.change(|state| state.is_holding = true);
        std::future::pending::<()>().await;
    }
    match (fault, outcome) {
        (Some(fault), _) => fault.reply(),
        (None, Ok(result)) => Reply::Json(200, json!({ "ok": true, "result": result }).to_string()),
        (None, Err(refusal)) => refusal.reply(),
    }
}

/// Waits until there are updates, the time is over, or a younger poll takes this one's place.
async fn get_updates(world: &World, parameters: &Value) -> Result<Value, Reply> {
    let limit = parameters["limit"].as_u64().unwrap_or(100) as usize;
    let timeout = Duration::from_secs(parameters["timeout"].as_u64().unwrap_or(0));
    let poll = world.change(|state| {
        if let Some(offset) = parameters["offset"].as_i64() {
            state.confirm(offset);
        }
        if let Some(allowed) = parameters["allowed_updates"].as_array() {
            state.allowed_updates =
                Some(allowed.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        }
        state.poll += 1;
        state.poll
    });
    let waited = world.when(|state| {
        if state.is_down {
            Some(Err(Reply::Broken))
        } else if state.poll != poll {
            Some(Err(Refusal::new(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
            .reply()))
        } else if state.updates.is_empty() {
            None
        } else {
            Some(Ok(state.updates.iter().take(limit).cloned().collect()))
        }
    });
    tokio::time::timeout(timeout, waited).await.unwrap_or_else(|_| Ok(json!([])))
}

fn respond(reply: Reply) -> Response<Body> {
    let (status, kind, body) = match reply {
        Reply::Json(status, body) => (status, "application/json", Body::from(body)),
        Reply::Page(status, page) => (status, "text/html", Body::from(page)),
        Reply::Broken => {
            // The server notices in the middle of the answer that it cannot go on, and hangs up.
            let broken = futures::stream::once(async {
                Err::<Vec<u8>, _>(std::io::Error::other("the connection breaks"))
            });
            (200, "application/json", Body::from_stream(broken))
        }
    };
    Response::builder().status(status).header(CONTENT_TYPE, kind).body(body).expect("a valid response")
}
