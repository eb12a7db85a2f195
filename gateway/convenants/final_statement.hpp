#pragma once

#include "gateway/log/traffic.hpp"
#include "gateway/store/store.hpp"
#include "policies/convenant.hpp"
#include "schemas/base/time.hpp"

#include <boost/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace kolk::gateway::convenants {

/// What a party sent or received under one rule, with what binds it afterwards.
struct StatementLine {
    log::Exchanged exchanged;
    base::Date first;
    base::Date last;
    std::string retention;                     ///< of the rule; empty: no rule of that name any more
    std::optional<base::Date> retained_until;  ///< of what it received last
    std::string onward;
    std::string agreement;
};

/// Notices of one kind for one purpose that stand alike.
struct StatementNotices {
    std::string kind;
    std::string purpose;
    std::string state;  ///< `open`, or the answer
    std::int64_t count = 0;
};

/// What a party that left gets: counts, and no child.
struct FinalStatement {
    schemas::Party party;
    base::Date left;                                 ///< the first day on which it was no party
    std::optional<base::Date> last_release;          ///< day of the last release to it
    std::optional<policies::Succession> succession;  ///< who took its place, and when
    std::vector<StatementLine> lines;
    std::vector<StatementNotices> notices;
};

/// Errors: `leaver.member`, it is a party on that day; `leaver.unknown`, it never was one and nothing was exchanged
/// with it.
base::Result<FinalStatement> final_statement(const policies::Convenant& convenant, const schemas::Party& party,
                                             base::Date day, const std::vector<log::Exchanged>& exchanged,
                                             const std::vector<store::Notice>& notices, const base::Zone& zone);

/// In Dutch.
std::string as_markdown(const FinalStatement& statement, const policies::Convenant& convenant, bool example);
boost::json::object as_json(const FinalStatement& statement, const policies::Convenant& convenant, bool example);

}  // namespace kolk::gateway::convenants
