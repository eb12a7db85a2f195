#pragma once

#include "gateway/pipeline/intake.hpp"

#include <string>

namespace kolk::gateway::pipeline {

/// For whom and for what a source is asked, by the convenant of these services.

/// The role in which a source speaks; of dossiers that name their own sender, a school.
std::string sender_role(const SourceIdentity& source);
/// Who sends a statement; a dossier of an unknown branch has a sender that is party to nothing.
schemas::Party sender_of(const Services& services, const SourceIdentity& source,
                         const connectors::Statement& statement);
/// The record types and fields that rules in force could release from a sender of this role, and those that must be
/// read to decide on them.
connectors::Wanted wanted_from(const Services& services, const std::string& role);
/// Whether a rule asks for records of a child of whom these facts are known.
bool asks_for(const policies::Rule& rule, const policies::Facts& facts, base::Date today);

}  // namespace kolk::gateway::pipeline
