#pragma once

#include "schemas/base/result.hpp"

#include <filesystem>

namespace kolk::gateway::region {

/// Held while one process writes a region's state; the kernel lets go of it when the process ends, however it ends.
class StateLock {
public:
    static base::Result<StateLock> take(const std::filesystem::path& state);
    ~StateLock();
    StateLock(StateLock&& other) noexcept;
    StateLock& operator=(StateLock&& other) noexcept;
    StateLock(const StateLock&) = delete;
    StateLock& operator=(const StateLock&) = delete;

private:
    explicit StateLock(int file) : file_{file} {}
    int file_ = -1;
};

}  // namespace kolk::gateway::region
