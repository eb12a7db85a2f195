#include "gateway/keys/key_files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace kolk::gateway::keys {
namespace {

using base::Result;

class File {
public:
    explicit File(int descriptor) : descriptor_{descriptor} {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

base::Error unreadable(const std::filesystem::path& file) {
    return base::failure("keys.file", file.string() +
                                          " is missing or not a key of the right size; restore it from the "
                                          "backup of the keys");
}

base::Error too_open(const std::filesystem::path& path) {
    return base::failure("keys.mode", path.string() +
                                          " can be used by other users of this machine; run "
                                          "`chmod go=` on it and find out who may have read it");
}

bool is_private(const struct stat& status) {
    return (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

bool read_exactly(int descriptor, std::span<std::uint8_t> out) {
    for (std::size_t done = 0; done < out.size();) {
        const ssize_t count = ::read(descriptor, out.data() + done, out.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        done += static_cast<std::size_t>(count);
    }
    return true;
}

bool write_exactly(int descriptor, base::ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return ::fsync(descriptor) == 0;
}

}  // namespace

Result<crypto::SecretKey> read_secret_file(const std::filesystem::path& file, std::size_t size) {
    const File opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    struct stat status {};
    if (!opened.is_open() || ::fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode)) return unreadable(file);
    if (!is_private(status)) return too_open(file);
    if (status.st_size != static_cast<off_t>(size)) return unreadable(file);
    bool complete = false;
    auto key =
        crypto::SecretKey::make(size, [&](std::span<std::uint8_t> out) { complete = read_exactly(opened.get(), out); });
    if (!complete) return unreadable(file);
    return key;
}

Result<void> write_new_file(const std::filesystem::path& file, base::ByteView bytes, unsigned mode) {
    const File made{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)};
    if (!made.is_open() && errno == EEXIST) {
        return base::failure("keys.exist",
                             file.string() + " exists already and was left as it is; choose an empty folder");
    }
    if (!made.is_open() || !write_exactly(made.get(), bytes)) {
        return base::failure("keys.write", file.string() +
                                               " could not be written; check the disk and the rights on its "
                                               "folder, remove what was made and run it again");
    }
    return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const File opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.is_open() || ::fsync(opened.get()) != 0) {
        return base::failure("keys.write", "the folder of the keys could not be synced to disk; check the disk");
    }
    return {};
}

Result<void> require_private(const std::filesystem::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return base::failure("keys.file", "the folder of the keys cannot be opened; check `keys` in the configuration");
    }
    if (!is_private(status)) return too_open(path);
    return {};
}

}  // namespace kolk::gateway::keys
