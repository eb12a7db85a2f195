#include "gateway/keys/scratch.hpp"

namespace kolk::gateway::keys {

using base::Bytes;
using base::Result;
using crypto::SecretKey;

Result<void> ScratchKeys::create(std::span<const Bytes> ids) {
    const std::lock_guard lock{mutex_};
    for (const Bytes& id : ids) made_.emplace(id, SecretKey::random(key_bytes, random_));
    return {};
}

Result<SecretKey> ScratchKeys::find(base::ByteView id) {
    {
        const std::lock_guard lock{mutex_};
        const auto made = made_.find(Bytes{id.begin(), id.end()});
        if (made != made_.end()) return made->second;
    }
    return kept_.find(id);
}

Result<SecretKey> ScratchKeys::find_or_create(base::ByteView id) {
    auto found = find(id);
    if (found) return found;
    const Bytes bytes{id.begin(), id.end()};
    if (const auto made = create({&bytes, 1}); !made) return made.error();
    return find(id);
}

Result<void> ScratchKeys::destroy(std::span<const Bytes> ids) {
    const std::lock_guard lock{mutex_};
    for (const Bytes& id : ids) made_.erase(id);
    return {};
}

Result<std::vector<Bytes>> ScratchKeys::ids() {
    auto all = kept_.ids();
    if (!all) return all;
    const std::lock_guard lock{mutex_};
    for (const auto& [id, key] : made_) all->push_back(id);
    return all;
}

}  // namespace kolk::gateway::keys
