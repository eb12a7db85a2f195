#pragma once

#include "policies/facts.hpp"

#include <string>
#include <vector>

/// What copies of one consent come to.
namespace kolk::policies {

/// Whether these two, of one file, tell one consent (by its id) in parts: other givers or record types of one flow, and
/// neither is a withdrawal. Nobody can tell whether the one adds to the other or corrects it.
bool is_in_parts(const Consent& one, const Consent& other);

/// Adds a copy with an id to those that were told: one that is about exactly the same flow is joined with it.
void add_copy(std::vector<Consent>& told, Consent copy);

/// What these copies of one id agree on. Where copies write one flow in two forms, a role and an organisation of it,
/// the narrower is what both give; the wider gives nothing, and remains only as a withdrawal. Copies about other flows
/// stay apart. All of them end with the first. The order of the copies changes nothing but the order of what comes out.
std::vector<Consent> agreed(const std::vector<Consent>& copies);

/// Adds a consent without an id: it is the same as one that says the same of what it is about, who gave it and when.
void add_unnamed(std::vector<Consent>& into, const Consent& more);

}  // namespace kolk::policies
