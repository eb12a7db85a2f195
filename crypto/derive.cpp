#include "crypto/derive.hpp"

#include <sodium.h>

namespace kolk::crypto {

SecretKey derive_subkey(const SecretKey& root, std::uint64_t id, std::string_view context, std::size_t size) {
    if (root.size() != crypto_kdf_KEYBYTES || context.size() != crypto_kdf_CONTEXTBYTES ||
        size < crypto_kdf_BYTES_MIN || size > crypto_kdf_BYTES_MAX) {
        base::broken("a subkey of 16 to 64 bytes comes from a key of 32 bytes and a context of eight");
    }
    return SecretKey::make(size, [&](std::span<std::uint8_t> out) {
        crypto_kdf_derive_from_key(out.data(), out.size(), id, context.data(), root.reveal().data());
    });
}

SecretKey pseudonymisation_secret(const SecretKey& region) {
    return derive_subkey(region, 1, "gwpepPS1", 64);
}

SecretKey encryption_secret(const SecretKey& region) {
    return derive_subkey(region, 2, "gwpepES1", 64);
}

SecretKey link_key(const SecretKey& region) {
    return derive_subkey(region, 3, "gwlinkT1", 32);
}

SecretKey tombstone_key(const SecretKey& region) {
    return derive_subkey(region, 4, "gwtombT1", 32);
}

SecretKey region_digest_key(const SecretKey& region) {
    return derive_subkey(region, 5, "gwdigst1", 32);
}

SecretKey content_digest_key(const SecretKey& data_key) {
    return derive_subkey(data_key, 1, "gwcontD1", 32);
}

}  // namespace kolk::crypto
