#include "connectors/feeds/drop_folder.hpp"

#include "connectors/descriptor.hpp"
#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/feeds/item.hpp"
#include "connectors/feeds/notice.hpp"
#include "connectors/feeds/unanswered.hpp"
#include "connectors/folder.hpp"

#include <algorithm>
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
constexpr std::chrono::milliseconds between_looks{20};
constexpr std::chrono::seconds patience_with_a_disk{3};
constexpr std::chrono::seconds patience_at_the_end{2};
// Items and notices may wait side by side; more than a few means that the disk hangs.
constexpr std::ptrdiff_t most_waiting = 4;

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
        : settings_{std::move(settings)},
          answers_{settings_.party, settings_.folder},
          unanswered_{settings_.folder, settings_.acknowledgement_bytes, settings_.written_again_after} {}

    void start() {
        thread_ = std::thread{[self = shared_from_this()] { self->run(); }};
    }

    void leave() {
        stop();
        std::unique_lock lock{mutex_};
        if (changed_.wait_until(lock, *stopped_at_ + patience_at_the_end, [this] { return ended_; })) {
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

    void take_back(std::vector<std::string> exchange_ids) {
        if (settings_.acknowledge != DropFolderSettings::Acknowledge::file) return;
        Unanswered::Ids ended{exchange_ids.begin(), exchange_ids.end()};
        add({[this, ended = std::move(ended)] { unanswered_.take_back(ended); }, [](const base::Error&) {}, true});
    }

    void stop() {
        {
            const std::lock_guard guard{mutex_};
            stopping_ = true;
            if (!stopped_at_) stopped_at_ = Clock::now();
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
        bool whatever_comes = false;  ///< done late and at the end too: nobody waits for it, and nobody asks again
        Clock::time_point until{};    ///< nobody waits for it any more
    };

    void run() {
        while (auto job = next()) {
            if (job->whatever_comes || Clock::now() < job->until) {
                job->work();
            } else {
                job->give_back(busy());
            }
        }
        for (const Job& job : jobs_) {  // nothing is added once it stops
            if (job.whatever_comes) {
                job.work();
            } else {
                job.give_back(stopped());
            }
        }
        const std::lock_guard guard{mutex_};
        ended_ = true;
        changed_.notify_all();
    }

    void add(Job job) {
        if (const auto refused = take_on(job)) return job.give_back(*refused);
        changed_.notify_all();
    }

    std::optional<base::Error> take_on(Job job) {
        const std::lock_guard guard{mutex_};
        if (stopping_) return stopped();
        const auto now = Clock::now();
        const bool hangs = at_work_since_ && *at_work_since_ + settings_.start_within < now;
        const auto awaited = std::ranges::count(jobs_, false, &Job::whatever_comes);
        if (!job.whatever_comes && (hangs || awaited >= most_waiting)) return busy();
        job.until = now + settings_.start_within;
        jobs_.push_back(std::move(job));
        return std::nullopt;
    }

    [[nodiscard]] base::Result<void> reach() const {
        if (::access(settings_.folder.c_str(), W_OK | X_OK) == 0) return {};
        return failed(errno);
    }

    std::optional<Job> next() {
        std::unique_lock lock{mutex_};
        at_work_since_.reset();
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (stopping_) return std::nullopt;
        at_work_since_ = Clock::now();
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
        Unanswered::Ids open;
        Unanswered::Ids before;
        for (const Item& item : batch.items) {
            open.insert(item.exchange_id);
            if (item.offered_before) before.insert(item.exchange_id);
        }
        unanswered_.recall(before);
        Acknowledgements found;
        collect(open, found);
        const auto written = write_again(batch, open);
        if (!written && found.empty()) return written.error();
        if (written) await(open, found);
        return found;
    }

    base::Result<void> write_again(const Batch& batch, const Unanswered::Ids& open) {
        std::vector<Item> items;
        std::copy_if(batch.items.begin(), batch.items.end(), std::back_inserter(items),
                     [&open](const Item& item) { return open.contains(item.exchange_id); });
        const auto fresh = unanswered_.to_write(items);
        if (!fresh) return failed(EACCES);
        if (fresh->empty()) return {};
        if (const auto written = write(batch.id, *fresh); !written) return written;
        unanswered_.written(batch.id, *fresh);
        return {};
    }

    [[nodiscard]] base::Result<void> write(const std::string& batch_id, std::span<const Item> items) const {
        const bool as_csv = settings_.format == DropFolderSettings::Format::csv;
        return write_file(batch_id + std::string{item_file_endings[as_csv ? 1 : 0]},
                          as_csv ? csv(items) : ndjson(items));
    }

    [[nodiscard]] base::Result<void> write_file(const std::string& name, const Text& text) const {
        const Descriptor folder{::open(settings_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (folder.get() < 0 || !put(folder.get(), name, text.reveal())) return failed(errno);
        return {};
    }

    base::Result<NoticeAnswers> take(const NoticeBatch& batch) {
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

    NoticeAnswers answers_to(const std::vector<std::string>& asked) {
        NoticeAnswers all;
        for (const std::string& id : asked) {
            NoticeAnswers found = answers_to(id);
            std::move(found.given.begin(), found.given.end(), std::back_inserter(all.given));
            all.unreadable += found.unreadable;
        }
        return all;
    }

    [[nodiscard]] NoticeAnswers answers_to(const std::string& id) const {
        const std::string name = id + ".notice.ack.ndjson";
        const auto file = answers_.read({0, name}, settings_.acknowledgement_bytes);
        NoticeAnswers found;
        if (file) found = read_notice_answers(file->view(), [&id](std::string_view named) { return named == id; });
        struct stat about {};
        const bool is_there = ::lstat((settings_.folder + '/' + name).c_str(), &about) == 0;
        if (is_there && found.given.empty()) found.unreadable = 1;
        return found;
    }

    void await(Unanswered::Ids& open, Acknowledgements& found) {
        const auto until = Clock::now() + settings_.acknowledged_within;
        do {
            collect(open, found);
        } while (!open.empty() && pause(until));
    }

    void collect(Unanswered::Ids& open, Acknowledgements& found) {
        for (Acknowledgement& one : unanswered_.answers_to(open)) {
            open.erase(one.exchange_id);
            found.push_back(std::move(one));
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

    [[nodiscard]] base::Error busy() const {
        return base::failure("feed.busy", "Feed to " + settings_.party +
                                              ": its folder has not answered to earlier work; look at the disk.");
    }

    DropFolderSettings settings_;
    DropFolder answers_;
    Unanswered unanswered_;  // of the writing thread
    std::mutex mutex_;       // guards what follows
    std::deque<Job> jobs_;
    std::optional<Clock::time_point> at_work_since_;
    std::optional<Clock::time_point> stopped_at_;
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

void DropFolderSink::take_back(std::vector<std::string> exchange_ids) {
    writer_->take_back(std::move(exchange_ids));
}

base::Result<void> DropFolderSink::probe() {
    return writer_->probe();
}

void DropFolderSink::cancel() {
    writer_->stop();
}

}  // namespace kolk::connectors::feeds
