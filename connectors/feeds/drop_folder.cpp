#include "connectors/feeds/drop_folder.hpp"

#include "connectors/descriptor.hpp"
#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/feeds/item.hpp"
#include "connectors/feeds/notice.hpp"
#include "connectors/folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <fcntl.h>
#include <future>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace kolk::connectors::feeds {
namespace {

using Acknowledgements = std::vector<Acknowledgement>;
using Clock = std::chrono::steady_clock;

constexpr const char* temporary_name = ".kolk.part";
constexpr mode_t file_mode = S_IRUSR | S_IWUSR | S_IRGRP;
constexpr std::array endings{".ndjson", ".csv"};
constexpr std::chrono::milliseconds between_looks{20};
constexpr std::chrono::seconds patience_with_a_disk{10};
constexpr std::chrono::seconds patience_at_the_end{2};
// Items and notices may wait side by side; more than a few means that the disk hangs.
constexpr std::size_t most_waiting = 4;

bool fit_for_a_name(std::string_view id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

/// A file with this text, wholly on disk under its temporary name.
bool write_temporary(int folder, std::string_view text) {
    ::unlinkat(folder, temporary_name, 0);  // what a crash left, or what someone else put there
    const Descriptor file{
        ::openat(folder, temporary_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode)};
    // The process creates files for itself alone; this one is for the party's own system, in the folder's group.
    return file.get() >= 0 && ::fchmod(file.get(), file_mode) == 0 && write_all(file.get(), text) &&
           ::fsync(file.get()) == 0;
}

bool stands_there(int folder, const std::string& name) {
    struct stat about {};
    return ::fstatat(folder, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0;
}

/// The whole text under this name, durable; false leaves the reason in `errno`.
bool put(int folder, const std::string& name, std::string_view text) {
    const bool placed = stands_there(folder, name) || (write_temporary(folder, text) &&
                                                       ::renameat(folder, temporary_name, folder, name.c_str()) == 0);
    if (placed && ::fsync(folder) == 0) return true;
    const int reason = errno;
    ::unlinkat(folder, temporary_name, 0);
    errno = reason;
    return false;
}

}  // namespace

/// The thread that writes into one folder, batch after batch. It outlives its owner when the disk hangs.
class DropFolderSink::Writer : public std::enable_shared_from_this<Writer> {
public:
    explicit Writer(DropFolderSettings settings)
        : settings_{std::move(settings)}, answers_{settings_.party, settings_.folder} {}

    void start() {
        thread_ = std::thread{[self = shared_from_this()] { self->run(); }};
    }

    void leave() {
        stop();
        std::unique_lock lock{mutex_};
        if (changed_.wait_for(lock, patience_at_the_end, [this] { return ended_; })) {
            lock.unlock();
            thread_.join();
        } else {
            thread_.detach();
        }
    }

    void add(Batch batch, Done done) {
        if (!fit_for_a_name(batch.id)) base::broken("a batch id serves as a file name");
        add({[this, batch = std::move(batch), done] { done(take(batch)); }, done});
    }

    void add(NoticeBatch batch, Told told) {
        for (const Notice& notice : batch.notices) {
            if (!fit_for_a_name(notice.notice_id)) base::broken("a notice id serves as a file name");
        }
        add({[this, batch = std::move(batch), told] { told(take(batch)); }, told});
    }

    void stop() {
        {
            const std::lock_guard guard{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
    }

    [[nodiscard]] base::Result<void> probe() {
        using Found = base::Result<void>;
        auto promise = std::make_shared<std::promise<Found>>();
        add({[this, promise] { promise->set_value(reach()); },
             [promise](base::Error why) { promise->set_value(std::move(why)); }});
        auto found = promise->get_future();
        return found.wait_for(patience_with_a_disk) == std::future_status::ready ? found.get() : Found{busy()};
    }

private:
    struct Job {
        std::function<void()> work;
        std::function<void(base::Error)> give_back;
    };
    /// Where an item lies that waits for its acknowledgement.
    struct Written {
        std::set<std::string> batches;  ///< that carried it
        std::string last;               ///< of those; empty: it was taken back
        std::size_t fields = 0;         ///< hash of what it gave in the last
        Clock::time_point at;
    };

    void run() {
        while (auto job = next()) job->work();
        for (const Job& job : jobs_) job.give_back(stopped());  // nothing is added once it stops
        const std::lock_guard guard{mutex_};
        ended_ = true;
        changed_.notify_all();
    }

    void add(Job job) {
        if (const auto refused = take_on(job)) return job.give_back(*refused);
        changed_.notify_all();
    }

    std::optional<base::Error> take_on(const Job& job) {
        const std::lock_guard guard{mutex_};
        if (stopping_) return stopped();
        if (jobs_.size() >= most_waiting) return busy();
        jobs_.push_back(job);
        return std::nullopt;
    }

    [[nodiscard]] base::Result<void> reach() const {
        if (::access(settings_.folder.c_str(), W_OK | X_OK) == 0) return {};
        return failed(errno);
    }

    std::optional<Job> next() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (stopping_) return std::nullopt;
        std::optional<Job> job{std::move(jobs_.front())};
        jobs_.pop_front();
        return job;
    }

    base::Result<Acknowledgements> take(const Batch& batch) {
        if (settings_.acknowledge == DropFolderSettings::Acknowledge::file) return take_with_answers(batch);
        if (const auto written = write(batch.id, batch.items); !written) return written.error();
        Acknowledgements all;
        for (const Item& item : batch.items) all.push_back({item.exchange_id, "accepted", {}});
        return all;
    }

    base::Result<Acknowledgements> take_with_answers(const Batch& batch) {
        Acknowledgements found;
        std::set<std::string, std::less<>> open;
        for (const Item& item : batch.items) open.insert(item.exchange_id);
        collect(open, found);
        std::vector<Item> unanswered;
        std::copy_if(batch.items.begin(), batch.items.end(), std::back_inserter(unanswered),
                     [&open](const Item& item) { return open.contains(item.exchange_id); });
        if (const auto written = write_again(batch.id, unanswered); !written) return written.error();
        await(open, found);
        return found;
    }

    /// Writes what does not lie in the folder as it is now; a file of which something may no longer go, or goes
    /// otherwise, is taken back first.
    base::Result<void> write_again(const std::string& batch_id, const std::vector<Item>& items) {
        for (const Item& item : items) {
            if (is_outdated(item)) take_back(last_batch_of(item));
        }
        std::vector<Item> fresh;
        std::copy_if(items.begin(), items.end(), std::back_inserter(fresh),
                     [this](const Item& item) { return !lies_there(item); });
        if (fresh.empty()) return {};
        if (const auto written = write(batch_id, fresh); !written) return written;
        for (const Item& item : fresh) {
            Written& written = waiting_[item.exchange_id];
            written.batches.insert(batch_id);
            written.last = batch_id;
            written.fields = hash_of(item);
            written.at = Clock::now();
        }
        return {};
    }

    [[nodiscard]] const Written* find_written(const Item& item) const {
        const auto written = waiting_.find(item.exchange_id);
        return written == waiting_.end() ? nullptr : &written->second;
    }

    /// After a restart only the exchange itself knows where it was written.
    [[nodiscard]] std::string last_batch_of(const Item& item) const {
        const Written* written = find_written(item);
        return written == nullptr ? item.offered_in : written->last;
    }

    [[nodiscard]] bool is_outdated(const Item& item) const {
        const Written* written = find_written(item);
        return written == nullptr ? !item.offered_in.empty() : written->fields != hash_of(item);
    }

    /// A party may take a file away before it answers; one of which nothing is heard for long may be lost.
    [[nodiscard]] bool lies_there(const Item& item) const {
        const Written* written = find_written(item);
        if (written == nullptr || written->last.empty() || is_outdated(item)) return false;
        return stands(written->last) || Clock::now() < written->at + settings_.written_again_after;
    }

    [[nodiscard]] static std::size_t hash_of(const Item& item) {
        return std::hash<std::string>{}(item.fields.canonical());
    }

    [[nodiscard]] bool stands(const std::string& batch_id) const {
        const Descriptor folder{::open(settings_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        return folder.get() >= 0 && std::ranges::any_of(endings, [&](const char* ending) {
                   return stands_there(folder.get(), batch_id + ending);
               });
    }

    void take_back(const std::string& batch_id) {
        for (auto& [id, written] : waiting_) {
            if (written.last == batch_id) written.last.clear();
        }
        if (!fit_for_a_name(batch_id)) return;
        const Descriptor folder{::open(settings_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (folder.get() < 0) return;
        for (const char* ending : endings) ::unlinkat(folder.get(), (batch_id + ending).c_str(), 0);
    }

    [[nodiscard]] base::Result<void> write(const std::string& batch_id, std::span<const Item> items) const {
        const bool as_csv = settings_.format == DropFolderSettings::Format::csv;
        return write_file(batch_id + endings[as_csv ? 1 : 0], as_csv ? csv(items) : ndjson(items));
    }

    [[nodiscard]] base::Result<void> write_file(const std::string& name, const Text& text) const {
        const Descriptor folder{::open(settings_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (folder.get() < 0 || !put(folder.get(), name, text.reveal())) return failed(errno);
        return {};
    }

    base::Result<std::vector<NoticeAnswer>> take(const NoticeBatch& batch) {
        const bool as_csv = settings_.format == DropFolderSettings::Format::csv;
        std::vector<std::string> asked = batch.awaited;
        for (const Notice& notice : batch.notices) {
            const Text text = as_csv ? notices_csv({&notice, 1}) : notices_ndjson({&notice, 1});
            const std::string name = notice.notice_id + (as_csv ? ".notice.csv" : ".notice.ndjson");
            if (const auto written = write_file(name, text); !written) return written.error();
            asked.push_back(notice.notice_id);
        }
        return answers_to(asked);
    }

    std::vector<NoticeAnswer> answers_to(const std::vector<std::string>& asked) {
        std::vector<NoticeAnswer> all;
        for (const std::string& id : asked) {
            const auto file = answers_.read({0, id + ".notice.ack.ndjson"}, settings_.acknowledgement_bytes);
            if (!file) continue;
            auto found = read_notice_answers(file->view(), [&id](std::string_view named) { return named == id; });
            std::move(found.begin(), found.end(), std::back_inserter(all));
        }
        return all;
    }

    void await(std::set<std::string, std::less<>>& open, Acknowledgements& found) {
        const auto until = Clock::now() + settings_.acknowledged_within;
        do {
            collect(open, found);
        } while (!open.empty() && pause(until));
    }

    /// Reads what was acknowledged of these items; what was, is open no longer.
    void collect(std::set<std::string, std::less<>>& open, Acknowledgements& found) {
        for (const auto& batch : batches_of(open)) {
            const auto file = answers_.read({0, batch + ".ack.ndjson"}, settings_.acknowledgement_bytes);
            if (!file) continue;
            auto reading = read_acknowledgements(file->view(), [&](std::string_view id) {
                const auto item = waiting_.find(id);
                return open.contains(id) && item != waiting_.end() && item->second.batches.contains(batch);
            });
            for (auto& acknowledgement : reading.acknowledgements) {
                open.erase(acknowledgement.exchange_id);
                waiting_.erase(acknowledgement.exchange_id);
                found.push_back(std::move(acknowledgement));
            }
        }
    }

    [[nodiscard]] std::set<std::string> batches_of(const std::set<std::string, std::less<>>& items) const {
        std::set<std::string> batches;
        for (const std::string& id : items) {
            const auto written = waiting_.find(id);
            if (written != waiting_.end())
                batches.insert(written->second.batches.begin(), written->second.batches.end());
        }
        return batches;
    }

    /// False when there is no time left, or the service stops.
    bool pause(Clock::time_point until) {
        std::unique_lock lock{mutex_};
        changed_.wait_until(lock, std::min(until, Clock::now() + between_looks), [this] { return stopping_; });
        return !stopping_ && Clock::now() < until;
    }

    [[nodiscard]] base::Error failed(int reason) const {
        const std::string where = "Feed to " + settings_.party + ": ";
        switch (reason) {
            case ENOSPC:
            case EDQUOT:
                return base::failure("feed.full", where + "there is no room in its folder; make room.");
            case ENOENT:
            case ENOTDIR:
            case EACCES:
            case EPERM:
            case EROFS:
                return base::failure("feed.folder",
                                     where + "its folder can't be written to; look whether it exists and may be.");
            default:
                return base::failure("feed.write", where + "writing into its folder failed; look at the disk.");
        }
    }

    [[nodiscard]] base::Error stopped() const {
        return base::failure("feed.stopped",
                             "Feed to " + settings_.party + ": the service is stopping; the items are offered again.");
    }

    [[nodiscard]] base::Error busy() const {
        return base::failure("feed.busy", "Feed to " + settings_.party +
                                              ": its folder has not answered to earlier work; look at the disk.");
    }

    DropFolderSettings settings_;
    DropFolder answers_;
    std::map<std::string, Written, std::less<>> waiting_;  // by exchange id; of the writing thread
    std::mutex mutex_;                                     // guards the three below
    std::deque<Job> jobs_;
    bool stopping_ = false;
    bool ended_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

DropFolderSink::DropFolderSink(DropFolderSettings settings) : writer_{std::make_shared<Writer>(std::move(settings))} {
    writer_->start();
}

DropFolderSink::~DropFolderSink() {
    writer_->leave();
}

void DropFolderSink::deliver(Batch batch, Done done) {
    writer_->add(std::move(batch), std::move(done));
}

void DropFolderSink::tell(NoticeBatch batch, Told told) {
    writer_->add(std::move(batch), std::move(told));
}

base::Result<void> DropFolderSink::probe() {
    return writer_->probe();
}

void DropFolderSink::cancel() {
    writer_->stop();
}

}  // namespace kolk::connectors::feeds
