#include "policies/counted_table.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <queue>

namespace kolk::policies {
namespace {

constexpr std::int64_t out_of_reach = std::numeric_limits<std::int64_t>::max();

/// The table as a network. Each row, each column, the column of sums and the row of sums is a node; a cell carries its
/// children from its row to its column, a sum carries them back, the sum of all onward from the row of sums to the
/// column of sums. What comes into a node goes out of it, which is all that the sums say.
///
/// So numbers that are not given may only change together, along a closed way. A withheld cell might hold `smallest`
/// children if a way back from its end to its begin can carry what it lacks: any cell there can hold more, and one that
/// must hold less can spare it, for a cell that is not given holds one child at least (one of none is given).
class Network {
public:
    Network(const CountedTable& table, std::int64_t smallest) : table_{table}, smallest_{smallest} {
        for (std::size_t row = 0; row <= table.rows(); ++row) {
            for (std::size_t column = 0; column <= table.columns(); ++column) {
                if (is_small({row, column})) small_.insert({row, column});
            }
        }
        withheld_ = small_;
    }

    Withheld protect() {
        for (const Spot& spot : small_) {
            for (const Spot& on_the_way : way_back(spot).spots) withheld_.insert(on_the_way);
        }
        give_back();
        return withheld_;
    }

private:
    struct Way {
        std::int64_t cost = out_of_reach;  ///< children in cells that would have to be withheld besides
        std::vector<Spot> spots;
    };
    struct Reached {
        std::int64_t cost = out_of_reach;
        std::optional<Spot> by;
        std::size_t from = 0;
    };

    [[nodiscard]] std::int64_t at(Spot spot) const { return table_.at(spot.first, spot.second); }
    [[nodiscard]] bool is_small(Spot spot) const { return at(spot) > 0 && at(spot) < smallest_; }
    [[nodiscard]] std::size_t nodes() const { return table_.rows() + table_.columns() + 2; }
    [[nodiscard]] std::size_t row_node(Spot spot) const { return spot.first; }
    [[nodiscard]] std::size_t column_node(Spot spot) const { return table_.rows() + 1 + spot.second; }
    [[nodiscard]] bool leaves_its_row(Spot spot) const {
        return (spot.first == table_.rows()) == (spot.second == table_.columns());
    }
    [[nodiscard]] std::size_t begin(Spot spot) const {
        return leaves_its_row(spot) ? row_node(spot) : column_node(spot);
    }
    [[nodiscard]] std::size_t end(Spot spot) const { return leaves_its_row(spot) ? column_node(spot) : row_node(spot); }

    template <class Visit>
    void for_each_spot_at(std::size_t node, Visit visit) const {
        if (node <= table_.rows()) {
            for (std::size_t column = 0; column <= table_.columns(); ++column) visit(Spot{node, column});
        } else {
            const std::size_t column = node - table_.rows() - 1;
            for (std::size_t row = 0; row <= table_.rows(); ++row) visit(Spot{row, column});
        }
    }

    [[nodiscard]] bool carries(Spot spot, std::size_t from, std::int64_t more) const {
        return at(spot) > 0 && (begin(spot) == from || at(spot) - 1 >= more);
    }

    // The way back that takes the fewest children along (Dijkstra); what is withheld already is free.
    [[nodiscard]] Way way_back(Spot spot) const {
        const std::int64_t more = smallest_ - at(spot);
        std::vector<Reached> reached(nodes());
        std::priority_queue<std::pair<std::int64_t, std::size_t>, std::vector<std::pair<std::int64_t, std::size_t>>,
                            std::greater<>>
            next;
        reached[end(spot)].cost = 0;
        next.emplace(0, end(spot));
        while (!next.empty()) {
            const auto [cost, node] = next.top();
            next.pop();
            if (cost > reached[node].cost) continue;
            const std::size_t here = node;
            const std::int64_t so_far = cost;
            for_each_spot_at(here, [&](Spot one) {
                if (one == spot || !carries(one, here, more)) return;
                const std::size_t there = begin(one) == here ? end(one) : begin(one);
                const std::int64_t longer = so_far + (withheld_.contains(one) ? 0 : at(one));
                if (longer >= reached[there].cost) return;
                reached[there] = {longer, one, here};
                next.emplace(longer, there);
            });
        }
        return walked(spot, reached);
    }

    [[nodiscard]] Way walked(Spot spot, const std::vector<Reached>& reached) const {
        Way way{reached[begin(spot)].cost, {}};
        for (std::size_t node = begin(spot); node != end(spot) && reached[node].by; node = reached[node].from)
            way.spots.push_back(*reached[node].by);
        return way;
    }

    [[nodiscard]] bool all_protected() const {
        return std::ranges::all_of(small_, [&](Spot spot) { return way_back(spot).cost == 0; });
    }

    // What was withheld for one cell may have become needless through what was withheld for another. The largest first;
    // what is needed now is needed when less is withheld as well, so one look at each suffices.
    void give_back() {
        std::vector<Spot> besides;
        std::ranges::set_difference(withheld_, small_, std::back_inserter(besides));
        std::ranges::stable_sort(besides, std::greater{}, [&](Spot spot) { return at(spot); });
        for (const Spot& spot : besides) {
            withheld_.erase(spot);
            if (!all_protected()) withheld_.insert(spot);
        }
    }

    const CountedTable& table_;
    std::int64_t smallest_;
    Withheld small_;
    Withheld withheld_;
};

Withheld small_cells(const CountedTable& table, int smallest) {
    Withheld small;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (std::size_t column = 0; column < table.columns(); ++column) {
            if (table.at(row, column) > 0 && table.at(row, column) < smallest) small.insert({row, column});
        }
    }
    return small;
}

// Even a cell of none tells: of few children, in which groups they are not.
bool holds_few(const CountedTable& table, int smallest) {
    const std::int64_t everyone = table.at(table.rows(), table.columns());
    return everyone > 0 && everyone < smallest;
}

Withheld every_spot(const CountedTable& table) {
    Withheld every;
    for (std::size_t row = 0; row <= table.rows(); ++row) {
        for (std::size_t column = 0; column <= table.columns(); ++column) every.insert({row, column});
    }
    return every;
}

}  // namespace

CountedTable::CountedTable(std::size_t rows, std::size_t columns)
    : rows_{rows}, columns_{columns}, children_((rows + 1) * (columns + 1)) {
}

void CountedTable::add(std::size_t row, std::size_t column) {
    for (const std::size_t r : {row, rows_}) {
        for (const std::size_t c : {column, columns_}) ++children_[r * (columns_ + 1) + c];
    }
}

std::int64_t CountedTable::at(std::size_t row, std::size_t column) const {
    return children_[row * (columns_ + 1) + column];
}

Withheld withheld_cells(const CountedTable& table, int smallest, bool with_sums) {
    if (holds_few(table, smallest)) return every_spot(table);
    return with_sums ? Network{table, smallest}.protect() : small_cells(table, smallest);
}

}  // namespace kolk::policies
