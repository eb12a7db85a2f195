#include "policies/totals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

// What a reader of totals who adds and subtracts all that is given can find out, tried on every table that would look
// the same.

namespace kolk::tests {
namespace {

using policies::Cell;
using policies::CountedChild;
using policies::Total;
using policies::TotalOutput;

constexpr int smallest = 3;
using Table = std::vector<std::vector<int>>;  // the last row and column are `other_group`

std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back("g" + std::to_string(i));
    return all;
}

Total total_of(const Table& table, TotalOutput output) {
    Total total;
    total.id = "t";
    total.record = "thuiszittersmelding";
    total.by.push_back({"thuiszittersmelding", "categorie", {}, names(table.size() - 1)});
    total.by.push_back({"leerling-id-kern", "woongemeente", {}, names(table.front().size() - 1)});
    total.output = output;
    total.smallest_cell = smallest;
    return total;
}

std::vector<CountedChild> children_in(const Table& table, const Total& total, std::mt19937& random) {
    const auto group = [](const policies::Grouping& by, std::size_t place) {
        return place < by.groups.size() ? by.groups[place] : std::string{policies::other_group};
    };
    std::vector<CountedChild> children;
    for (std::size_t row = 0; row < table.size(); ++row) {
        for (std::size_t column = 0; column < table[row].size(); ++column) {
            for (int i = 0; i < table[row][column]; ++i) {
                children.push_back(
                    {std::to_string(children.size()), {group(total.by[0], row), group(total.by[1], column)}});
            }
        }
    }
    std::ranges::shuffle(children, random);
    return children;
}

Table random_table(std::mt19937& random, std::size_t rows, std::size_t columns, int most) {
    Table table(rows, std::vector<int>(columns));
    for (auto& row : table) {
        for (int& cell : row) cell = static_cast<int>(random() % static_cast<unsigned>(most + 1));
    }
    return table;
}

/// The cells as they were told, by row and column; the sums stand one place beyond.
using Told = std::vector<std::vector<std::optional<std::int64_t>>>;

Told told(const Table& table, const std::vector<Cell>& cells) {
    const std::size_t width = table.front().size() + 1;
    Told all(table.size() + 1, std::vector<std::optional<std::int64_t>>(width));
    EXPECT_EQ(cells.size(), all.size() * width);
    for (std::size_t i = 0; i < cells.size(); ++i) all[i / width][i % width] = cells[i].children;
    return all;
}

Told true_ones(const Table& table) {
    Told all(table.size() + 1, std::vector<std::optional<std::int64_t>>(table.front().size() + 1, 0));
    for (std::size_t row = 0; row < table.size(); ++row) {
        for (std::size_t column = 0; column < table[row].size(); ++column) {
            for (const std::size_t r : {row, table.size()}) {
                for (const std::size_t c : {column, table[row].size()}) *all[r][c] += table[row][column];
            }
        }
    }
    return all;
}

/// Every table that a reader cannot tell from the true one: each withheld cell from 1 up to `most`, and all that is
/// given as it was given. Collects what each withheld cell may be.
class Reader {
public:
    Reader(const Told& told, int most) : told_{told}, most_{most} {
        for (std::size_t row = 0; row + 1 < told.size(); ++row) {
            for (std::size_t column = 0; column + 1 < told[row].size(); ++column) {
                if (!told[row][column]) open_.emplace_back(row, column);
            }
        }
        guess_.assign(told.size() - 1, std::vector<int>(told.front().size() - 1));
        for (std::size_t row = 0; row < guess_.size(); ++row) {
            for (std::size_t column = 0; column < guess_[row].size(); ++column) {
                guess_[row][column] = static_cast<int>(told[row][column].value_or(0));
            }
        }
    }

    [[nodiscard]] std::size_t open() const { return open_.size(); }

    std::map<std::pair<std::size_t, std::size_t>, std::set<std::int64_t>> read() {
        guess(0);
        return std::move(may_be_);
    }

private:
    void guess(std::size_t at) {
        if (at == open_.size()) return compare();
        const auto [row, column] = open_[at];
        for (int children = 1; children <= most_; ++children) {
            guess_[row][column] = children;
            guess(at + 1);
        }
    }

    // Of a sum, what its cells come to.
    [[nodiscard]] int at(std::size_t row, std::size_t column) const {
        int children = 0;
        for (std::size_t r = row < guess_.size() ? row : 0; r < std::min(row + 1, guess_.size()); ++r) {
            const auto& cells = guess_[r];
            for (std::size_t c = column < cells.size() ? column : 0; c < std::min(column + 1, cells.size()); ++c)
                children += cells[c];
        }
        return children;
    }

    void compare() {
        for (std::size_t row = 0; row < told_.size(); ++row) {
            for (std::size_t column = 0; column < told_[row].size(); ++column) {
                const auto& given = told_[row][column];
                if (given ? *given != at(row, column) : at(row, column) == 0) return;
            }
        }
        for (std::size_t row = 0; row < told_.size(); ++row) {
            for (std::size_t column = 0; column < told_[row].size(); ++column) {
                if (!told_[row][column]) may_be_[{row, column}].insert(at(row, column));
            }
        }
    }

    const Told& told_;
    int most_;
    std::vector<std::pair<std::size_t, std::size_t>> open_;
    Table guess_;
    std::map<std::pair<std::size_t, std::size_t>, std::set<std::int64_t>> may_be_;
};

TEST(Totals, NobodyCanWorkOutAWithheldCellOrThatItIsSmall) {
    constexpr int most_children = 4;
    constexpr std::size_t most_open = 5;
    std::mt19937 random{20261122};
    int tables = 0;
    int cells_withheld = 0;
    for (int round = 0; round < 1'500; ++round) {
        const Table table = random_table(random, 1 + random() % 3, 2 + random() % 2, most_children);
        const Total total = total_of(table, TotalOutput::publishable);
        const Told seen = told(table, policies::cells_of(total, children_in(table, total, random)));
        Reader reader{seen, most_children + smallest};
        if (reader.open() > most_open) continue;
        ++tables;
        for (const auto& [spot, values] : reader.read()) {
            ++cells_withheld;
            const auto [row, column] = spot;
            EXPECT_GE(*values.rbegin(), smallest) << "round " << round << ", cell " << row << ", " << column;
            EXPECT_GE(values.size(), 2U) << "round " << round << ", cell " << row << ", " << column;
        }
    }
    EXPECT_GT(tables, 500);
    EXPECT_GT(cells_withheld, 2'000);
}

/// Of few children together no cell is told, not even one of none.
bool holds_few_children(const Table& table) {
    const std::int64_t everyone = *true_ones(table).back().back();
    return everyone > 0 && everyone < smallest;
}

TEST(Totals, TellTheTruthAndNothingOfASmallGroup) {
    std::mt19937 random{7};
    int given = 0;
    int of_few = 0;
    for (int round = 0; round < 500; ++round) {
        const bool largest = round == 0;  // that a file may ask for
        const Table table =
            largest ? random_table(random, 20, 20, 6)
                    : random_table(random, 1 + random() % 7, 1 + random() % 7, 1 + static_cast<int>(random() % 12));
        const Total total = total_of(table, TotalOutput::publishable);
        const Told seen = told(table, policies::cells_of(total, children_in(table, total, random)));
        const Told truth = true_ones(table);
        const bool few = holds_few_children(table);
        of_few += few ? 1 : 0;
        for (std::size_t row = 0; row < seen.size(); ++row) {
            for (std::size_t column = 0; column < seen[row].size(); ++column) {
                const std::int64_t children = *truth[row][column];
                if (few) {
                    EXPECT_FALSE(seen[row][column]) << round;
                    continue;
                }
                if (children > 0 && children < smallest) EXPECT_FALSE(seen[row][column]) << round;
                if (children == 0) EXPECT_EQ(seen[row][column], 0) << round;
                if (!seen[row][column]) continue;
                EXPECT_EQ(*seen[row][column], children) << round;
                ++given;
            }
        }
    }
    EXPECT_GT(given, 1'000);
    EXPECT_GT(of_few, 5);
}

// Without sums each cell stands for itself: one child more or less shows nowhere as long as its cell stays small, and
// all together stay few or many.
TEST(Totals, AChildMoreOrLessDoesNotShowInASmallCell) {
    std::mt19937 random{11};
    int tried = 0;
    for (int round = 0; round < 500; ++round) {
        Table table = random_table(random, 2 + random() % 4, 2 + random() % 4, 6);
        const Total total = total_of(table, TotalOutput::regional);
        const auto before = policies::cells_of(total, children_in(table, total, random));
        int& cell = table[random() % table.size()][random() % table.front().size()];
        if (cell == 0 || cell + 1 >= smallest) continue;
        const bool few = holds_few_children(table);
        ++cell;
        if (holds_few_children(table) != few) continue;
        ++tried;
        EXPECT_EQ(policies::cells_of(total, children_in(table, total, random)), before) << round;
    }
    EXPECT_GT(tried, 30);
}

TEST(Totals, AreTheSameInWhateverOrderTheRecordsCome) {
    std::mt19937 random{13};
    for (int round = 0; round < 200; ++round) {
        const Table table = random_table(random, 1 + random() % 6, 1 + random() % 6, 9);
        const Total total = total_of(table, TotalOutput::publishable);
        const auto once = policies::cells_of(total, children_in(table, total, random));
        EXPECT_EQ(policies::cells_of(total, children_in(table, total, random)), once) << round;
    }
}

}  // namespace
}  // namespace kolk::tests
