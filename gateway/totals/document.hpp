#pragma once

#include "gateway/totals/counting.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::totals {

/// One total of a rule as its recipient may have it.
struct Figure {
    const policies::Total* total = nullptr;
    std::optional<policies::Reason> why_not;  ///< no record may count for this recipient; there are no cells
    bool has_source = true;                   ///< false: no source of the sender holds such records; no cells either
    std::vector<policies::Cell> cells;

    [[nodiscard]] bool given() const { return !why_not && has_source; }
    [[nodiscard]] std::size_t withheld() const;
};

/// All totals of one rule between two parties, as they are counted on one day. Points into the convenant.
struct Figures {
    Road road;
    base::Date date;
    std::optional<policies::Reason> why_not;  ///< nothing may go between these two today; there are no figures
    std::vector<Figure> figures;
    std::int64_t refused = 0;  ///< rows that are no record; for the sender alone

    [[nodiscard]] bool any_given() const;
};

/// What stands over every document.
struct Letterhead {
    std::string release_id;  ///< empty: looked at, and not released
    std::string convenant;   ///< id and version
    std::string convenant_hash;
    bool example = false;
};

/// What the recipient gets. Cells that are withheld all look alike, whyever they are.
boost::json::object as_json(const Figures& figures, const Letterhead& letterhead);
/// One line a cell.
std::string as_csv(const Figures& figures, const Letterhead& letterhead);
/// For the sender's screen; cells of nobody are summed up in a line.
std::string as_text(const Figures& figures, const Letterhead& letterhead);

}  // namespace kolk::gateway::totals
