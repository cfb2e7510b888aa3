pub mod engine; pub mod intent;
