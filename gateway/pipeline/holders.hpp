#pragma once

#include "gateway/pipeline/services.hpp"

#include <compare>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Who holds what went to a party: that party, and who took its place with its files (policies/README.md, *Who takes
/// whose place*).
namespace kolk::gateway::pipeline {

/// Parties that were told of an exchange, as text, by its id.
using ToldOf = std::map<std::string, std::set<std::string>>;

/// Exchanges of one child for one purpose that one party received, and who holds them; both as text.
struct Holding {
    std::string holder, received_by, purpose;

    friend auto operator<=>(const Holding&, const Holding&) = default;
};
using Holdings = std::map<Holding, std::vector<store::Exchange>>;

/// Who was told of which exchange of this child by a notice of this kind.
base::Result<ToldOf> told_in_notices(const Services& services, const store::SubjectId& subject, std::string_view kind);
bool was_told(const ToldOf& told, const std::string& party, const std::string& exchange_id);

/// Whether this one may have what the former party held: it is a member with an organisation that is known here, and a
/// succession is an event that both signed.
bool may_take_over(const Services& services, const schemas::Party& former, const schemas::Party& successor);
/// Whether a rule in force lets this role receive something for this purpose.
bool may_join(const Services& services, std::string_view role, const std::string& purpose);

/// The recipient of this exchange, and who was told at a succession (`handed_over`) that it took over what it gave.
std::set<std::string> holders_of(const store::Exchange& exchange, const ToldOf& handed_over);
/// And who has the place of its recipient today, may take over and may join the purpose: the files are there, also
/// while nothing can be told of the child.
std::set<std::string> holders_today(const Services& services, const store::Exchange& exchange,
                                    const ToldOf& handed_over);

}  // namespace kolk::gateway::pipeline
