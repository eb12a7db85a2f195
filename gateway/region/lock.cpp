#include "gateway/region/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace kolk::gateway::region {

base::Result<StateLock> StateLock::take(const std::filesystem::path& state) {
    const std::filesystem::path name = state / "lock";
    const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return base::failure("state.unwritable", "the state folder cannot be written; check its owner and rights");
    }
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        ::close(file);
        return base::failure(
            "state.in-use",
            "another kolk process is working in this state folder; stop it first, or let it do the work");
    }
    return StateLock{file};
}

StateLock::~StateLock() {
    if (file_ >= 0) ::close(file_);
}

StateLock::StateLock(StateLock&& other) noexcept : file_{std::exchange(other.file_, -1)} {
}

StateLock& StateLock::operator=(StateLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

}  // namespace kolk::gateway::region
