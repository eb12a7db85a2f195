#pragma once

#include "gateway/keys/keys.hpp"

#include <map>
#include <mutex>

namespace kolk::gateway::keys {

/// The keys of another store, and new ones that go with this: that store is only read.
class ScratchKeys : public KeyStore {
public:
    /// `kept` and `random` outlive it.
    ScratchKeys(KeyStore& kept, base::Random& random) : kept_{kept}, random_{random} {}

    base::Result<void> create(std::span<const base::Bytes> ids) override;
    base::Result<crypto::SecretKey> find(base::ByteView id) override;
    base::Result<crypto::SecretKey> find_or_create(base::ByteView id) override;
    /// Forgets new ones only.
    base::Result<void> destroy(std::span<const base::Bytes> ids) override;
    base::Result<std::vector<base::Bytes>> ids() override;

private:
    KeyStore& kept_;
    base::Random& random_;
    std::mutex mutex_;
    std::map<base::Bytes, crypto::SecretKey> made_;
};

}  // namespace kolk::gateway::keys
