#include "connectors/feeds/drop_folder.hpp"

#include "connectors/descriptor.hpp"
#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/feeds/item.hpp"
#include "connectors/feeds/notice.hpp"
#include "connectors/folder.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <fcntl.h>
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
constexpr std::chrono::milliseconds between_looks{20};

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

/// The thread that writes into one folder, batch after batch.
class DropFolderSink::Writer {
public:
    explicit Writer(DropFolderSettings settings)
        : settings_{std::move(settings)}, answers_{settings_.party, settings_.folder}, thread_{[this] { run(); }} {}
    ~Writer() {
        stop();
        thread_.join();
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void add(Batch batch, Done done) {
        if (!fit_for_a_name(batch.id)) base::broken("a batch id serves as a file name");
        add({[this, batch = std::move(batch), done] { done(take(batch)); }, [this, done] { done(stopped()); }});
    }

    void add(NoticeBatch batch, Told told) {
        for (const Notice& notice : batch.notices) {
            if (!fit_for_a_name(notice.notice_id)) base::broken("a notice id serves as a file name");
        }
        add({[this, batch = std::move(batch), told] { told(take(batch)); }, [this, told] { told(stopped()); }});
    }

    void stop() {
        {
            const std::lock_guard guard{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
    }

    [[nodiscard]] base::Result<void> probe() const {
        if (::access(settings_.folder.c_str(), W_OK | X_OK) == 0) return {};
        return failed(errno);
    }

private:
    struct Job {
        std::function<void()> work;
        std::function<void()> give_back;  ///< because the service stops
    };
    using Waiting = std::map<std::string, std::string, std::less<>>;  ///< exchange id to the batch that carried it

    void run() {
        while (auto job = next()) job->work();
        for (const Job& job : jobs_) job.give_back();  // nothing is added once it stops
    }

    void add(const Job& job) {
        if (!accepted(job)) return job.give_back();
        changed_.notify_all();
    }

    /// False when the service is stopping.
    bool accepted(Job job) {
        const std::lock_guard guard{mutex_};
        if (stopping_) return false;
        jobs_.push_back(std::move(job));
        return true;
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
        if (const auto written = write_new(batch); !written) return written.error();
        if (settings_.acknowledge == DropFolderSettings::Acknowledge::file) return await(batch);
        Acknowledgements all;
        for (const Item& item : batch.items) all.push_back({item.exchange_id, "accepted", {}});
        return all;
    }

    /// Writes what does not yet lie in the folder waiting for its acknowledgement.
    base::Result<void> write_new(const Batch& batch) {
        std::vector<Item> fresh;
        std::copy_if(batch.items.begin(), batch.items.end(), std::back_inserter(fresh),
                     [this](const Item& item) { return !waiting_.contains(item.exchange_id); });
        if (fresh.empty()) return {};
        if (const auto written = write(batch.id, fresh); !written) return written;
        if (settings_.acknowledge == DropFolderSettings::Acknowledge::none) return {};
        for (const Item& item : fresh) waiting_.emplace(item.exchange_id, batch.id);
        return {};
    }

    [[nodiscard]] base::Result<void> write(const std::string& batch_id, std::span<const Item> items) const {
        const bool as_csv = settings_.format == DropFolderSettings::Format::csv;
        return write_file(batch_id + (as_csv ? ".csv" : ".ndjson"), as_csv ? csv(items) : ndjson(items));
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

    Acknowledgements await(const Batch& batch) {
        Acknowledgements found;
        const auto until = Clock::now() + settings_.acknowledged_within;
        Waiting open;
        for (const Item& item : batch.items) open.emplace(item.exchange_id, waiting_.at(item.exchange_id));
        do {
            collect(open, found);
        } while (!open.empty() && pause(until));
        return found;
    }

    /// Reads what was acknowledged of these items; what was, is open no longer.
    void collect(Waiting& open, Acknowledgements& found) {
        std::set<std::string> batches;
        for (const auto& [id, batch] : open) batches.insert(batch);
        for (const auto& batch : batches) {
            const auto file = answers_.read({0, batch + ".ack.ndjson"}, settings_.acknowledgement_bytes);
            if (!file) continue;
            auto reading = read_acknowledgements(file->view(), [&](std::string_view id) {
                const auto item = open.find(id);
                return item != open.end() && item->second == batch;
            });
            for (auto& acknowledgement : reading.acknowledgements) {
                open.erase(acknowledgement.exchange_id);
                waiting_.erase(acknowledgement.exchange_id);
                found.push_back(std::move(acknowledgement));
            }
        }
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

    DropFolderSettings settings_;
    DropFolder answers_;
    Waiting waiting_;   // of the writing thread
    std::mutex mutex_;  // guards the two below
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

DropFolderSink::DropFolderSink(DropFolderSettings settings) : writer_{std::make_unique<Writer>(std::move(settings))} {
}

DropFolderSink::~DropFolderSink() = default;

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
