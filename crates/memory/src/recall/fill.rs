//! Making vectors for what has none, in the background.

use std::sync::{Arc, atomic::Ordering};

use mami_ports::{EmbeddingPurpose, UserId};

use super::{
    Inner,
    resident::{Resident, names},
    shelf,
};
use crate::{
    partition::ItemId,
    store::{StoreError, Vector, VectorKind, VectorPlace},
};

/// How many texts are turned into vectors at once.
const BATCH: usize = 32;

/// Makes the vectors that are missing, unless somebody is at it. Does not wait.
pub(super) fn fill(inner: &Arc<Inner>, user: UserId, resident: &Arc<Resident>) {
    if inner.parts.embedder.is_none() || resident.filling.load(Ordering::Relaxed) {
        return;
    }
    let (inner, resident) = (Arc::clone(inner), Arc::clone(resident));
    tokio::spawn(async move { run(&inner, user, &resident).await });
}

/// Makes the vectors that are missing.
pub(super) async fn run(inner: &Inner, user: UserId, resident: &Resident) {
    if resident.filling.swap(true, Ordering::AcqRel) {
        return;
    }
    loop {
        match batch(inner, user, resident).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                // The next turn tries again.
                tracing::warn!(%error, "vectors could not be made; words alone find what is new");
                break;
            }
        }
    }
    resident.filling.store(false, Ordering::Release);
}

/// Some of them. False: none are missing.
async fn batch(inner: &Inner, user: UserId, resident: &Resident) -> Result<bool, StoreError> {
    let Some(embedder) = &inner.parts.embedder else { return Ok(false) };
    let ids: Vec<ItemId> = {
        let mut fresh = resident.fresh(inner, user).await?;
        let Some(state) = fresh.state() else { return Ok(false) };
        let many = state.bare.len().saturating_sub(BATCH);
        let mut some = state.bare.split_off(many);
        // What is private is not shown to others, not even to be turned into numbers.
        some.retain(|(id, private)| (embedder.local() || !private) && state.contains(*id));
        some.sort_unstable_by_key(|(id, _)| place(*id));
        some.dedup();
        if some.is_empty() {
            return Ok(!state.bare.is_empty());
        }
        some.into_iter().map(|(id, _)| id).collect()
    };
    let texts = shelf::texts(inner, user, &ids, embedder.local()).await?;
    if texts.is_empty() {
        return Ok(true);
    }
    let stripped: Vec<String> = texts.iter().map(|(_, text)| names().without(text).into_owned()).collect();
    let vectors = embedder.embed(EmbeddingPurpose::Passage, &stripped).await;
    let vectors = match vectors {
        Ok(vectors) => vectors,
        Err(error) => {
            if let Some(state) = resident.fresh(inner, user).await?.state() {
                state.bare.extend(ids.into_iter().map(|id| (id, false)));
            }
            return Err(StoreError(error.to_string()));
        }
    };
    let rows = texts.iter().zip(&vectors).map(|((id, _), vector)| quantised(place(*id), vector)).collect();
    inner.parts.store.put_vectors(user, embedder.id(), rows).await?;
    let mut fresh = resident.fresh(inner, user).await?;
    if let Some(state) = fresh.state() {
        for ((id, _), vector) in texts.iter().zip(&vectors) {
            state.set_vector(*id, vector);
        }
        resident.weigh(state);
    }
    Ok(true)
}

const fn place(id: ItemId) -> VectorPlace {
    match id {
        ItemId::Turn(id) => (VectorKind::Turn, id.uuid()),
        ItemId::Fact(id) => (VectorKind::Fact, id.uuid()),
        ItemId::Chunk(id) => (VectorKind::Chunk, id.uuid()),
    }
}

/// A vector as it is kept: a byte for each number.
fn quantised(place: VectorPlace, vector: &[f32]) -> Vector {
    let most = vector.iter().fold(f32::EPSILON, |most, number| most.max(number.abs()));
    let scale = most / 127.0;
    let byte = |number: &f32| {
        #[expect(clippy::cast_possible_truncation, reason = "it is from -127 to 127")]
        let byte = (number / scale).round().clamp(-127.0, 127.0) as i8;
        byte
    };
    Vector { place, bytes: vector.iter().map(byte).collect(), scale }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_survives_its_keeping() {
        let place = (VectorKind::Turn, uuid::Uuid::nil());
        let kept = quantised(place, &[0.6, -0.8, 0.0]);
        let back: Vec<f32> = kept.bytes.iter().map(|byte| f32::from(*byte) * kept.scale).collect();
        for (number, was) in back.iter().zip([0.6, -0.8, 0.0]) {
            assert!((number - was).abs() < 0.005, "{back:?}");
        }
        assert_eq!(quantised(place, &[0.0, 0.0]).bytes, [0, 0]);
    }
}
