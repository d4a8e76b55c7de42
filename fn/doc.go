// Package fn is the function: it takes a list of objects with a
// RegistryProfile among them or beside them, and adds what the profile asks
// for.
//
// Data flows one way: resource list → profile (parse, default, check) → plan
// (every decision) → generators (wanted objects) → transformers (into the
// list) → validators (results) → resource list.
//
// Items that concern nobody are not parsed, and written as they are (see package
// verbatim and Concerns). An item that is as the profile wants it is written as
// it is too, so that a second run changes no byte.
//
// Processor embeds the function in programs built on the kpt SDK. Run is the
// function itself, on a ResourceList of kyaml nodes.
package fn
