#pragma once

#include "connectors/folder.hpp"
#include "connectors/ports.hpp"

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::connectors::feeds {

/// How the files of items end, after the id of their batch.
inline constexpr std::array<std::string_view, 2> item_file_endings{".ndjson", ".csv"};

/// What lies in a party's folder without its answer: which item in which file, and what that file gave of it. After a
/// restart it finds out from the files themselves. Used by one thread.
class Unanswered {
public:
    using Ids = std::set<std::string, std::less<>>;  ///< of exchanges

    /// `limit` bounds what is read of one file.
    Unanswered(std::string folder, std::size_t limit, std::chrono::milliseconds written_again_after);

    /// The answers to these items that stand there; they are found again until the day after.
    [[nodiscard]] std::vector<Acknowledgement> answers_to(const Ids& open);
    /// Those of these items that must be written: new ones, those that give otherwise than the file that lies there
    /// (which is taken back first, with all that it holds), and those whose file has been gone for long. An error is
    /// the number of a file that could not be taken back.
    [[nodiscard]] base::Result<std::vector<Item>> to_write(std::span<const Item> items);
    /// They stand in this batch now.
    void written(const std::string& batch_id, std::span<const Item> items);
    /// What may go no longer: files that hold any of it go, if they were not taken.
    void take_back(const Ids& ended);
    /// After a restart: these may lie here.
    void recall(const Ids& offered_before);

private:
    using Clock = std::chrono::steady_clock;
    struct Written {
        std::set<std::string> batches;  ///< that carried it
        std::string last;               ///< of those, the file that holds it; empty: none does
        std::size_t content = 0;        ///< hash of what that gave; 0: not known
        Clock::time_point at{};
        std::optional<Clock::time_point> answered;
    };

    void index();
    void index(const DropFile& file, const std::string& batch_id, bool holds_items);
    [[nodiscard]] const Written* find(const Item& item) const;
    [[nodiscard]] bool gives_otherwise(const Item& item) const;
    [[nodiscard]] bool lies_there(const Item& item) const;
    [[nodiscard]] bool stands(const std::string& batch_id) const;
    bool take_back_file(std::string batch_id);
    void forget_long_answered();

    std::string path_;
    DropFolder folder_;
    std::size_t limit_;
    std::chrono::milliseconds written_again_after_;
    std::map<std::string, Written, std::less<>> items_;  ///< by exchange id
    std::optional<std::map<std::string, Written, std::less<>>>
        found_there_;  ///< by exchange id, once it was looked for
};

}  // namespace kolk::connectors::feeds
