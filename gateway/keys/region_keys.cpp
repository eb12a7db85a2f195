#include "gateway/keys/key_files.hpp"
#include "gateway/keys/keys.hpp"

#include <cerrno>
#include <fstream>
#include <sys/stat.h>

namespace kolk::gateway::keys {
namespace {

using base::Result;
using crypto::SecretKey;

constexpr const char* region_file = "region.key";
constexpr const char* kek_file = "kek.key";
constexpr const char* log_file = "log.key";
constexpr const char* log_public_file = "log.pub";

base::Error bad_public_key() {
    return base::failure("keys.file",
                         "keys/log.pub is missing or not the public key of keys/log.key; restore both from the backup "
                         "of the keys");
}

}  // namespace

Result<void> RegionKeys::create(const std::filesystem::path& folder, base::Random& random) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return base::failure("keys.write", "the folder of the keys could not be made; check the rights on its parent");
    }
    if (const auto own = require_private(folder); !own) return own;
    for (const char* name : {region_file, kek_file, log_file, log_public_file}) {
        if (std::filesystem::exists(folder / name)) {
            return base::failure("keys.exist",
                                 "the folder of the keys holds keys already and was left as it is; choose another");
        }
    }
    const SecretKey seed = SecretKey::random(key_bytes, random);
    const std::string public_line = base::to_base64(crypto::SigningKey::from_seed(seed).public_key()) + '\n';
    const auto write_secret = [&](const char* name, const SecretKey& key) {
        return write_new_file(folder / name, key.reveal(), 0600);
    };
    if (const auto done = write_secret(region_file, SecretKey::random(key_bytes, random)); !done) return done;
    if (const auto done = write_secret(kek_file, SecretKey::random(key_bytes, random)); !done) return done;
    if (const auto done = write_secret(log_file, seed); !done) return done;
    const auto published = write_new_file(folder / log_public_file, base::as_bytes(public_line), 0644);
    if (!published) return published;
    return sync_folder(folder);
}

Result<RegionKeys> RegionKeys::open(const std::filesystem::path& folder) {
    if (const auto own = require_private(folder); !own) return own.error();
    auto region = read_secret_file(folder / region_file, key_bytes);
    if (!region) return region.error();
    auto kek = read_secret_file(folder / kek_file, key_bytes);
    if (!kek) return kek.error();
    const auto seed = read_secret_file(folder / log_file, key_bytes);
    if (!seed) return seed.error();
    auto log = crypto::SigningKey::from_seed(*seed);
    const auto public_key = read_log_public_key(folder);
    if (!public_key) return public_key.error();
    if (*public_key != log.public_key()) return bad_public_key();
    return RegionKeys{std::move(*region), std::move(*kek), std::move(log)};
}

Result<base::Bytes> read_log_public_key(const std::filesystem::path& folder) {
    std::ifstream file{folder / log_public_file};
    std::string line;
    if (!std::getline(file, line)) return bad_public_key();
    auto key = base::from_base64(line);
    if (!key || key->size() != key_bytes) return bad_public_key();
    return std::move(*key);
}

}  // namespace kolk::gateway::keys
