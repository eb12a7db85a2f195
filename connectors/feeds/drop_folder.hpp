#pragma once

#include "connectors/ports.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace kolk::connectors::feeds {

/// A folder from which a party's own system takes files.
struct DropFolderSettings {
    enum class Format : std::uint8_t { ndjson, csv };
    enum class Acknowledge : std::uint8_t { none, file };

    std::string party;  ///< for messages
    std::string folder;
    Format format = Format::ndjson;
    Acknowledge acknowledge = Acknowledge::none;
    /// How long a batch waits for its acknowledgement file before its items are given back to be offered again.
    std::chrono::milliseconds acknowledged_within{10'000};
    std::size_t acknowledgement_bytes = 10U << 20;
    /// What cannot begin within this time is given back; longer than any batch takes, shorter than who offers waits.
    std::chrono::milliseconds start_within{40'000};
    /// After how long an item is written again whose file is gone and of which nothing was heard.
    std::chrono::milliseconds written_again_after{std::chrono::hours{24}};
};

/// Writes each batch as one file, `<batch id>.ndjson` or `.csv`: whole under the temporary name `.kolk.part`, synced,
/// renamed in place, and the folder synced. From then on the items count as taken, and without `acknowledge: file` they
/// are accepted. A file of the same batch that stands there already is not written again.
///
/// With `acknowledge: file` the party writes `<batch id>.ack.ndjson` beside it, one acknowledgement a line
/// (acknowledgements.hpp); it is read when the items are delivered or offered again, after a restart too. An item that
/// lies there unanswered is not written again while it gives the same. When it gives otherwise, may go no longer, and
/// after a restart, its file is taken back if it still stands there, and what may still go of it is written anew; so it
/// is when the file has been gone without an answer for `written_again_after`. The receiver tells by its exchange id
/// what it has already.
///
/// A notice is a file of its own, `<notice id>.notice.ndjson` or `.notice.csv`; the party writes
/// `<notice id>.notice.ack.ndjson` beside it once it knows what it did (notice.hpp), whatever `acknowledge` says.
///
/// One thread per folder, so that a disk that hangs delays no other party; nothing more is taken on then (`feed.busy`),
/// and the thread is left behind when this object goes. Errors: `feed.folder` (absent, no permission), `feed.full` (no
/// room), `feed.write`, `feed.busy`, `feed.stopped`. Any thread may call `deliver` and `cancel`.
class DropFolderSink : public FeedSink {
public:
    explicit DropFolderSink(DropFolderSettings settings);
    /// Ends what is being written, unless the disk hangs; what still waits for its turn gets `feed.stopped`.
    ~DropFolderSink() override;
    DropFolderSink(const DropFolderSink&) = delete;
    DropFolderSink& operator=(const DropFolderSink&) = delete;

    void deliver(Batch batch, Done done) override;
    void tell(NoticeBatch batch, Told told) override;
    void take_back(std::vector<std::string> exchange_ids) override;
    base::Result<void> probe() override;
    /// Waits for no acknowledgement any more; a file that is being written is finished.
    void cancel() override;

private:
    class Writer;
    std::shared_ptr<Writer> writer_;
};

}  // namespace kolk::connectors::feeds
