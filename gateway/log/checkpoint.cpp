#include "gateway/log/checkpoint.hpp"

#include "crypto/merkle.hpp"
#include "crypto/note.hpp"

namespace kolk::gateway::log {
namespace {

base::Result<crypto::Digest> root_of(const Head& head) {
    std::vector<crypto::Digest> peaks;
    for (const base::Bytes& peak : head.peaks) {
        const auto digest = crypto::as_digest(peak);
        if (!digest) base::broken("a peak of the log has the size of a hash");
        peaks.push_back(*digest);
    }
    const auto tree = crypto::MerkleTree::restore(head.size, std::move(peaks));
    if (!tree) return tree.error();
    return tree->root();
}

}  // namespace

std::string origin_of(const std::string& region) {
    return region + ".kolk.example/log";
}

base::Result<Checkpoint> make_checkpoint(const Head& head, const std::string& origin, const crypto::SigningKey& key) {
    const auto root = root_of(head);
    if (!root) return root.error();
    auto note = crypto::sign_checkpoint({origin, head.size, *root, {}}, key);
    if (!note) return note.error();
    return Checkpoint{head.checkpoints + 1, head.size, base::to_base64(*root), std::move(*note)};
}

}  // namespace kolk::gateway::log
