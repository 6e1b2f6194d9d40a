#![doc = include_str!("../README.md")]

mod m0001_people_and_conversations;
mod m0002_people;
mod m0003_chat;
mod m0004_memory;
mod m0005_documents;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people_and_conversations::Migration),
            Box::new(m0002_people::Migration),
            Box::new(m0003_chat::Migration),
            Box::new(m0004_memory::Migration),
            Box::new(m0005_documents::Migration),
        ]
    }
}
