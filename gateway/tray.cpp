#include "gateway/tray.hpp"

#include "gateway/durable_file.hpp"

#include <algorithm>

namespace kolk::gateway {
namespace {

using base::Result;
namespace fs = std::filesystem;

// The end of a name that no pass tries again.
const std::string set_aside = ".unreadable";

bool is_set_aside(const fs::path& file) {
    return file.string().ends_with(set_aside);
}

// What says nothing about the file.
bool may_pass(const base::Error& error) {
    return error.category.text.starts_with("store.") || error.category.text.starts_with("keys.");
}

}  // namespace

Result<void> Tray::put(const std::string& name, const std::string& bytes) const {
    if (const auto made = make_private_folder(folder_); !made) return made.error();
    return write_durably(folder_, name, bytes);
}

std::vector<fs::path> Tray::files() const {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it{folder_, error}; !error && it != fs::directory_iterator{}; it.increment(error)) {
        if (!it->path().filename().string().starts_with('.')) found.push_back(it->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool Tray::waiting() const {
    const auto all = files();
    return !std::all_of(all.begin(), all.end(), is_set_aside);
}

Result<void> Tray::take(const std::function<Result<void>(const fs::path&)>& take, const base::Error& unreadable) const {
    Result<void> outcome;
    for (const fs::path& file : files()) {
        std::error_code error;
        if (is_set_aside(file)) {
            outcome = unreadable;
        } else if (const auto taken = take(file); !taken) {
            outcome = taken.error();
            if (!may_pass(taken.error())) fs::rename(file, fs::path{file} += set_aside, error);
        } else {
            fs::remove(file, error);  // one that stays is taken in again, to no effect
        }
    }
    return outcome;
}

}  // namespace kolk::gateway
