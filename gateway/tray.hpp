#pragma once

#include "schemas/base/result.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kolk::gateway {

/// A folder in which commands leave what the next pass takes in, which may be of another process: one file for each.
class Tray {
public:
    explicit Tray(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// Durable when it returns.
    base::Result<void> put(const std::string& name, const std::string& bytes) const;
    /// Whether something waits; from any thread.
    [[nodiscard]] bool waiting() const;
    /// Gives each file, oldest first, to `take`, and then removes it: after a crash it may come again. One that can't
    /// be taken in is set aside, and is `unreadable` at every pass until a person removes it; it holds up no other.
    /// Where the store or a key fails, the file waits for the next pass.
    base::Result<void> take(const std::function<base::Result<void>(const std::filesystem::path&)>& take,
                            const base::Error& unreadable) const;

private:
    [[nodiscard]] std::vector<std::filesystem::path> files() const;

    std::filesystem::path folder_;
};

}  // namespace kolk::gateway
