#include "gateway/log/verify.hpp"

#include "crypto/merkle.hpp"
#include "gateway/log/verify_entries.hpp"
#include "gateway/log/verify_statements.hpp"
#include "gateway/store/sqlite_log.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>

namespace kolk::gateway::log {
namespace {

using base::Result;
using store::sqlite::Connection;

constexpr std::uint64_t stretch_entries = 32'768;

constexpr const char* select_bounds = "SELECT min(entry), max(entry) FROM log_entries";

struct Bounds {
    bool starts_at_zero = true;
    std::uint64_t entries = 0;
};

Result<Bounds> read_bounds(Connection& connection) {
    auto query = connection.query(select_bounds);
    const auto row = query.next();
    if (!row) return row.error();
    if (query.is_null(0)) return Bounds{};
    const std::int64_t last = query.number(1);
    return Bounds{query.number(0) == 0, last < 0 ? 0 : static_cast<std::uint64_t>(last) + 1};
}

Result<Connection> open_for_reading(const std::string& database) {
    return Connection::open(database, Connection::Mode::read_only);
}

Result<Stretch> check_stretch(const std::string& database, const std::string& region, std::uint64_t first,
                              std::uint64_t end) {
    auto connection = open_for_reading(database);
    if (!connection) return connection.error();
    return check_entries(*connection, region, first, end);
}

/// Stretches in order, as many at work at a time as there are processors.
class Stretches {
public:
    Stretches(const std::string& database, const std::string& region, std::uint64_t entries)
        : database_{database}, region_{region}, entries_{entries} {
        for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) start();
    }

    Stretches(const Stretches&) = delete;  // the threads know where it is
    Stretches& operator=(const Stretches&) = delete;

    [[nodiscard]] bool empty() const { return running_.empty(); }

    Result<Stretch> take() {
        auto stretch = running_.front().get();
        running_.pop_front();
        start();
        return stretch;
    }

private:
    void start() {
        if (next_ >= entries_) return;
        const std::uint64_t first = next_;
        next_ = std::min(entries_, first + stretch_entries);
        running_.push_back(std::async(
            std::launch::async, [this, first, end = next_] { return check_stretch(database_, region_, first, end); }));
    }

    const std::string& database_;
    const std::string& region_;
    const std::uint64_t entries_;
    std::uint64_t next_ = 0;
    std::deque<std::future<Result<Stretch>>> running_;
};

/// Grows the tree over the leaf hashes and compares it with each checkpoint as it passes that size.
class Growth {
public:
    explicit Growth(const std::vector<Signed>& checkpoints) : checkpoints_{checkpoints} { compare(); }

    void append(const crypto::Digest& hash) {
        tree_.append(hash);
        compare();
    }

    [[nodiscard]] const crypto::MerkleTree& tree() const { return tree_; }
    [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }
    /// The largest checkpoint that the entries bore out.
    [[nodiscard]] const Signed& proven() const { return proven_; }
    [[nodiscard]] bool reached_all() const { return next_ == checkpoints_.size(); }

private:
    void compare() {
        while (!problem_ && next_ < checkpoints_.size() && checkpoints_[next_].size == tree_.size()) {
            if (checkpoints_[next_].root != tree_.root()) {
                problem_ = Problem{proven_.size, "entry " + std::to_string(proven_.size) +
                                                     " or one after it is not what checkpoint " +
                                                     std::to_string(next_ + 1) + " has signed"};
                return;
            }
            proven_ = checkpoints_[next_++];
        }
    }

    const std::vector<Signed>& checkpoints_;
    std::size_t next_ = 0;
    crypto::MerkleTree tree_;
    Signed proven_{0, crypto::empty_root()};
    std::optional<Problem> problem_;
};

Result<std::optional<Problem>> grow(Growth& growth, Stretches stretches, std::uint64_t entries,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    while (!growth.problem() && !stretches.empty()) {
        const auto stretch = stretches.take();
        if (!stretch) return stretch.error();
        for (const crypto::Digest& hash : stretch->hashes) growth.append(hash);
        if (!growth.problem() && stretch->problem) return stretch->problem;
        if (progress) progress(growth.tree().size(), entries);
    }
    return growth.problem();
}

/// What is wrong with the head or the number of entries, once all entries have been found good.
std::optional<Problem> check_head(const Head& head, const Growth& growth, std::uint64_t checkpoints) {
    const std::uint64_t size = growth.tree().size();
    if (!growth.reached_all()) return Problem{size, "entries are missing after the last one: a checkpoint covers more"};
    if (head.size > size) return Problem{size, "entries are missing after the last one: the head counts more"};
    if (head.size < size) return Problem{head.size, "there are entries that the head does not count"};
    const bool same_peaks =
        std::ranges::equal(head.peaks, growth.tree().peaks(),
                           [](const auto& stored, const auto& peak) { return std::ranges::equal(stored, peak); });
    if (!same_peaks) return Problem{growth.proven().size, "the head does not fit the entries"};
    if (head.checkpoints != checkpoints) return Problem{growth.proven().size, "the head counts other checkpoints"};
    return std::nullopt;
}

class Verifier {
public:
    Verifier(const std::string& database, const std::string& region, Connection connection)
        : database_{database}, region_{region}, connection_{std::move(connection)} {}

    Result<Verification> run(const std::string& origin, base::ByteView public_key,
                             const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
        if (const auto begun = connection_.execute("BEGIN"); !begun) return begun.error();
        const auto tables = check_tables(connection_, region_);
        if (!tables) return tables.error();
        if (!tables->empty()) return failed(Problem{0, *tables});
        const auto bounds = read_bounds(connection_);
        if (!bounds) return bounds.error();
        found_.entries = bounds->entries;
        if (!bounds->starts_at_zero) return failed(Problem{0, "entry 0: it is not the first one stored"});
        const auto statements = check_checkpoints(connection_, region_, origin, public_key);
        if (!statements) return statements.error();

        Growth growth{statements->checkpoints};
        const auto problem = grow(growth, Stretches{database_, region_, bounds->entries}, bounds->entries, progress);
        if (!problem) return problem.error();
        found_.checkpoint = growth.proven().size;
        found_.root = base::to_base64(growth.proven().root);
        if (*problem) return failed(**problem);
        if (statements->problem) return failed(*statements->problem);
        const auto head = store::read_log_head(connection_, region_);
        if (!head) return failed(Problem{growth.proven().size, "the head of the log cannot be read"});
        if (const auto wrong = check_head(*head, growth, statements->rows)) return failed(*wrong);
        return found_;
    }

private:
    Verification failed(const Problem& problem) {
        found_.ok = false;
        found_.first_bad_entry = std::min(problem.entry, found_.entries);
        found_.problem = problem.text;
        return found_;
    }

    const std::string& database_;
    const std::string& region_;
    Connection connection_;
    Verification found_;
};

}  // namespace

Result<Verification> verify(const std::string& database, const std::string& region, const std::string& origin,
                            base::ByteView public_key,
                            const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    auto connection = open_for_reading(database);
    if (!connection) return connection.error();
    return Verifier{database, region, std::move(*connection)}.run(origin, public_key, progress);
}

}  // namespace kolk::gateway::log
