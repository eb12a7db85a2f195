#include "connectors/folder.hpp"

#include "connectors/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kolk::connectors {
namespace {

struct CloseDirectory {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

constexpr Unread too_large{"payload.too-large",
                           "The file is larger than the limit allows; split it, or raise the limit of this source."};
constexpr Unread failing{"payload.unreadable",
                         "The file can't be read, or is a link or a device, which are not followed; look at its "
                         "permissions and at the disk it lies on."};
constexpr Unread changing{"payload.unreadable",
                          "The file grew while it was read; let it be written elsewhere and renamed when complete."};

bool temporary(std::string_view name) {
    constexpr std::array<std::string_view, 5> endings{".tmp", ".part", ".partial", ".filepart", "~"};
    return name.starts_with('.') ||
           std::any_of(endings.begin(), endings.end(), [&](std::string_view end) { return name.ends_with(end); });
}

bool is_folder(int directory, const char* name) {
    struct stat about {};
    return ::fstatat(directory, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode);
}

/// Fills as much of `buffer` as the file has; nothing when reading fails.
bool fill(int file, std::string& buffer) {
    std::size_t have = 0;
    while (have < buffer.size()) {
        const auto count = ::read(file, buffer.data() + have, buffer.size() - have);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        if (count == 0) break;
        have += static_cast<std::size_t>(count);
    }
    buffer.resize(have);
    return true;
}

}  // namespace

bool ends_as(std::string_view name, std::string_view ending) {
    return name.size() >= ending.size() &&
           ::strncasecmp(name.data() + name.size() - ending.size(), ending.data(), ending.size()) == 0;
}

Refusal unread(Place place, const Unread& why, const DropFile& file) {
    Refusal refusal = unreadable(std::move(place), why.reason, why.text, file.name);
    refusal.keep = false;
    return refusal;
}

FileBytes::~FileBytes() {
    ::explicit_bzero(bytes_.data(), bytes_.size());
}

base::Result<std::vector<DropFile>> DropFolder::list() const {
    const std::unique_ptr<DIR, CloseDirectory> directory{::opendir(path_.c_str())};
    if (directory == nullptr) {
        return base::failure("source.folder", "The folder of source " + source_ +
                                                  " can't be opened; look whether it exists and may be read.");
    }
    std::vector<DropFile> files;
    while (const auto* entry = ::readdir(directory.get())) {
        if (temporary(entry->d_name) || is_folder(::dirfd(directory.get()), entry->d_name)) continue;
        files.push_back({0, entry->d_name});
    }
    std::sort(files.begin(), files.end(), [](const DropFile& a, const DropFile& b) { return a.name < b.name; });
    for (std::size_t i = 0; i < files.size(); ++i) files[i].arrival = i + 1;
    return files;
}

base::Result<void> DropFolder::read_each(PullSink& sink, const std::function<void(const DropFile&)>& read) const {
    const auto files = list();
    if (!files) return files.error();
    for (const DropFile& file : *files) {
        if (sink.stopping()) break;
        read(file);
        sink.progress(file.arrival, files->size());
    }
    return {};
}

base::Result<void> DropFolder::probe() const {
    const auto files = list();
    if (!files) return files.error();
    return {};
}

boost::system::result<FileBytes, Unread> DropFolder::read(const DropFile& file, std::size_t limit) const {
    const Descriptor directory{::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    const Descriptor opened{
        ::openat(directory.get(), file.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat about {};
    if (opened.get() < 0 || ::fstat(opened.get(), &about) != 0 || !S_ISREG(about.st_mode)) return failing;
    const auto size = static_cast<std::size_t>(about.st_size);
    if (size > limit) return too_large;
    std::string buffer(size + 1, '\0');  // one more, to notice a file that still grows
    const bool filled = fill(opened.get(), buffer);
    FileBytes bytes{std::move(buffer)};
    if (!filled) return failing;
    if (bytes.view().size() > size) return changing;
    return bytes;
}

}  // namespace kolk::connectors
