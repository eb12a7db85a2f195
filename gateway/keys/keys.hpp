#pragma once

#include "crypto/keys.hpp"
#include "gateway/store/store.hpp"
#include "schemas/base/random.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kolk::gateway::keys {

inline constexpr std::size_t key_bytes = 32;  ///< of every key here

/// The keys of a region, as `kolk init` makes them in `keys/` (files of mode 0600, folder 0700): `region.key`
/// (K_region), `kek.key` (KEK), `log.key` and `log.pub` (Ed25519). Log keys per epoch are random and wrapped in
/// keys.db.
class RegionKeys {
public:
    /// Makes new keys; refuses to overwrite any.
    static base::Result<void> create(const std::filesystem::path& folder, base::Random& random);
    /// Reads and checks them: right sizes, no rights for group or others, the two halves of the signing key agree.
    static base::Result<RegionKeys> open(const std::filesystem::path& folder);

    [[nodiscard]] const crypto::SecretKey& region() const { return region_; }
    [[nodiscard]] const crypto::SecretKey& kek() const { return kek_; }
    [[nodiscard]] const crypto::SigningKey& log() const { return log_; }

private:
    RegionKeys(crypto::SecretKey region, crypto::SecretKey kek, crypto::SigningKey log)
        : region_{std::move(region)}, kek_{std::move(kek)}, log_{std::move(log)} {}
    crypto::SecretKey region_;
    crypto::SecretKey kek_;
    crypto::SigningKey log_;
};

/// The public half alone, for `kolk log verify`.
base::Result<base::Bytes> read_log_public_key(const std::filesystem::path& folder);

/// Wrapped data keys in `keys.db` (secure_delete). A new key is durable when the call returns; nothing uses it before.
/// Every call is safe from any thread.
class KeyStore {
public:
    static base::Result<std::unique_ptr<KeyStore>> open(const std::filesystem::path& database,
                                                        const std::string& region, const crypto::SecretKey& kek,
                                                        base::Random& random);
    virtual ~KeyStore() = default;

    /// Makes and stores one key per id, in one commit.
    virtual base::Result<void> create(std::span<const base::Bytes> ids) = 0;
    /// The key with this id (a subject id, `quarantine/ID`, `withdrawal/ID`, `log/EPOCH`), or `keys.destroyed`.
    virtual base::Result<crypto::SecretKey> find(base::ByteView id) = 0;
    /// The key, made if it did not exist.
    virtual base::Result<crypto::SecretKey> find_or_create(base::ByteView id) = 0;
    /// Destroys keys for good, from the write-ahead log as well.
    virtual base::Result<void> destroy(std::span<const base::Bytes> ids) = 0;
    virtual base::Result<std::vector<base::Bytes>> ids() = 0;
};

/// Whether this keys.db holds any key; false when there is no such file. For `kolk log verify`, beside a running
/// service.
base::Result<bool> any_in_use(const std::filesystem::path& database, const std::string& region);

}  // namespace kolk::gateway::keys
