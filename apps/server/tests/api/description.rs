//! The API's description, which clients are generated from.

use mami::routes::openapi;

/// Clients are made from the file, and it is made from the code: `just openapi`.
#[test]
fn the_committed_description_is_the_one_of_the_code() {
    let committed = include_str!("../../../../frontend/openapi.json");
    let generated = openapi().to_pretty_json().unwrap() + "\n";
    if committed != generated {
        let differs = committed.lines().zip(generated.lines()).find(|(old, new)| old != new);
        panic!("frontend/openapi.json is stale; run `just openapi`. First difference: {differs:#?}");
    }
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let what = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{what}: two operations are called {id}");
            assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{what}: no summary");
            assert!(operation["tags"][0].is_string(), "{what}: no tag");
            for (status, response) in operation["responses"].as_object().unwrap() {
                if status.starts_with(['4', '5']) {
                    let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                    assert_eq!(schema, "#/components/schemas/Problem", "{what}: {status}");
                }
            }
        }
    }
}
