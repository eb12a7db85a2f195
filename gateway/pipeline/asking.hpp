#pragma once

#include "gateway/pipeline/intake.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// For whom and for what a source is asked, by the convenant of these services.

/// The role in which a source speaks; of dossiers that name their own sender, a school.
std::string sender_role(const SourceIdentity& source);
/// Who sends a statement; a dossier of an unknown branch has a sender that is party to nothing.
schemas::Party sender_of(const Services& services, const SourceIdentity& source,
                         const connectors::Statement& statement);
/// What a statement of this source says that helps to link it.
LinkHints hints_of(const Services& services, const SourceIdentity& source, const connectors::Statement& statement);
/// The record types and fields that rules in force on that day could release from a sender of this role, and those that
/// must be read to decide on them.
connectors::Wanted wanted_from(const policies::Convenant& convenant, const std::string& role, base::Date today);
/// The same with what exceptions ask for that are open today for a sender of this source.
connectors::Wanted with_exceptions(const Services& services, const SourceIdentity& source, connectors::Wanted wanted);
/// Whether one of these exceptions is open on that day for records of this type from a sender of this source.
bool excepts(const std::vector<policies::Exception>& exceptions, const SourceIdentity& source,
             std::string_view record_type, base::Date day);
/// Takes out of a statement what this source was asked for because of exceptions of other children alone: what two
/// people opened for one child is read of no other. `usual` is what rules ask for, `asked` that and the exceptions.
void keep_to_own_exceptions(const connectors::Wanted& usual, const connectors::Wanted& asked,
                            const SourceIdentity& source, const Child& child, connectors::Statement& statement);
/// Whether a rule asks for records of a child of whom these facts are known.
bool asks_for(const policies::Rule& rule, const policies::Facts& facts, base::Date today);
/// Where a statement of this child goes if its decision lets it: to whom rules ask for it, and to whom two people
/// opened an exception.
std::vector<Target> targets_asked_for(const Services& services, const Child& child, const schemas::Party& sender,
                                      const connectors::Statement& statement);

}  // namespace kolk::gateway::pipeline
