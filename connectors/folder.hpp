#pragma once

#include "connectors/ports.hpp"
#include "schemas/base/result.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::connectors {

/// Bytes of a file in memory, overwritten when they go.
class FileBytes {
public:
    explicit FileBytes(std::string bytes) : bytes_{std::move(bytes)} {}
    FileBytes(FileBytes&& other) noexcept : bytes_{std::move(other.bytes_)} { other.bytes_.clear(); }
    FileBytes& operator=(FileBytes&&) = delete;
    ~FileBytes();

    [[nodiscard]] std::string_view view() const noexcept { return bytes_; }

private:
    std::string bytes_;
};

/// A file in a drop folder. Its name was chosen by someone else and counts as content: it serves to open the file and
/// to choose a mapping, and appears nowhere.
struct DropFile {
    std::uint64_t arrival = 0;  ///< place in the order of reading, from 1
    std::string name;
};

/// Whether the name has this ending, in small letters or capitals: exports come from Windows too.
bool ends_as(std::string_view name, std::string_view ending);

/// Why one file could not be read; the rest of the folder can.
struct Unread {
    base::Literal reason;  ///< `payload.too-large`, `payload.unreadable`
    base::Literal text;
};

/// The refusal of a file of which nothing is kept: only its name tells it from the next one, and of that a keyed digest
/// stays.
Refusal unread(Place place, const Unread& why, const DropFile& file);

/// A folder into which others put files, whole ones under their final name.
class DropFolder {
public:
    /// `source` is our name of it, for messages.
    DropFolder(std::string source, std::string path) : source_{std::move(source)}, path_{std::move(path)} {}

    /// The regular files, ordered by name (bytewise), numbered from 1. Hidden files, temporary names (`.tmp`, `.part`,
    /// `.partial`, `.filepart`, a tilde at the end) and symbolic links are passed over: a link could lead out of the
    /// folder. An order by file time would change with every copy; exports that date their names come in order.
    [[nodiscard]] base::Result<std::vector<DropFile>> list() const;

    /// Hands every listed file over, in order and with progress, until the service stops.
    base::Result<void> read_each(PullSink& sink, const std::function<void(const DropFile&)>& read) const;

    /// Whether the folder can be listed.
    [[nodiscard]] base::Result<void> probe() const;

    /// The bytes of one listed file, at most `limit`.
    [[nodiscard]] boost::system::result<FileBytes, Unread> read(const DropFile& file, std::size_t limit) const;

private:
    std::string source_;
    std::string path_;
};

}  // namespace kolk::connectors
