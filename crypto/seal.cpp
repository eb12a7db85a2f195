#include "crypto/seal.hpp"

#include "crypto/digest.hpp"

#include <sodium.h>

namespace kolk::crypto {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

void require_size(const SecretKey& key) {
    if (key.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES) base::broken("a sealing key is 32 bytes");
}

/// Opens into `out`, which has the size of the content.
bool open_into(std::span<std::uint8_t> out, const SecretKey& key, ByteView sealed, ByteView associated) {
    const ByteView ciphertext = sealed.subspan(nonce_bytes);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, ciphertext.data(),
                                                      ciphertext.size(), associated.data(), associated.size(),
                                                      sealed.data(), key.reveal().data()) == 0;
}

base::Error unsealed() {
    return base::failure("crypto.unsealed",
                         "sealed data does not open: it was changed, or its key or place is another; restore it from a "
                         "backup, or drop it");
}

}  // namespace

Bytes seal(const SecretKey& key, ByteView content, std::initializer_list<ByteView> associated, base::Random& random) {
    require_size(key);
    const Bytes bound = join_parts(associated);
    Bytes sealed(nonce_bytes + content.size() + tag_bytes);
    random.fill(std::span{sealed}.first(nonce_bytes));
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, nullptr, content.data(), content.size(),
                                               bound.data(), bound.size(), nullptr, sealed.data(), key.reveal().data());
    return sealed;
}

Result<Bytes> open(const SecretKey& key, ByteView sealed, std::initializer_list<ByteView> associated) {
    require_size(key);
    if (sealed.size() < nonce_bytes + tag_bytes) return unsealed();
    Bytes content(sealed.size() - nonce_bytes - tag_bytes);
    if (!open_into(content, key, sealed, join_parts(associated))) return unsealed();
    return content;
}

Bytes wrap_key(const SecretKey& wrapping, const SecretKey& key, std::initializer_list<ByteView> associated,
               base::Random& random) {
    return seal(wrapping, key.reveal(), associated, random);
}

Result<SecretKey> unwrap_key(const SecretKey& wrapping, ByteView wrapped, std::initializer_list<ByteView> associated) {
    require_size(wrapping);
    if (wrapped.size() <= nonce_bytes + tag_bytes) return unsealed();
    bool opened = false;
    SecretKey key = SecretKey::make(wrapped.size() - nonce_bytes - tag_bytes, [&](std::span<std::uint8_t> out) {
        opened = open_into(out, wrapping, wrapped, join_parts(associated));
    });
    if (!opened) return unsealed();
    return key;
}

}  // namespace kolk::crypto
