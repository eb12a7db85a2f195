#pragma once

#include "crypto/digest.hpp"

#include <cstdint>
#include <span>
#include <vector>

/// Merkle trees with SHA-256 (RFC 6962 section 2.1; the checks of proofs as RFC 9162 section 2.1 writes them out).
namespace kolk::crypto {

[[nodiscard]] Digest leaf_hash(ByteView leaf);
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);
/// SHA-256 of nothing.
[[nodiscard]] Digest empty_root();

/// An append-only tree of which only the roots of its full subtrees are kept, largest first: one per set bit of the
/// size. Appending costs two hashes on average, whatever the size. Not safe for several threads at once.
class MerkleTree {
public:
    MerkleTree() = default;
    /// As `size()` and `peaks()` gave it before; a wrong number of peaks gives `log.peaks`.
    static Result<MerkleTree> restore(std::uint64_t size, std::vector<Digest> peaks);

    void append(const Digest& leaf);
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] const std::vector<Digest>& peaks() const noexcept { return peaks_; }
    [[nodiscard]] Digest root() const;

private:
    std::uint64_t size_ = 0;
    std::vector<Digest> peaks_;
};

/// Root over these leaf hashes.
[[nodiscard]] Digest merkle_root(std::span<const Digest> leaves);

/// Sibling hashes from the leaf upwards; `index` must be below the number of leaves.
[[nodiscard]] std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::uint64_t index);
/// That the tree of these leaves continues its own first `size` leaves; `size` is 1 to the number of leaves.
[[nodiscard]] std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::uint64_t size);

/// Take `size` and `root` from a verified checkpoint: a proof may hold for several sizes.
[[nodiscard]] bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                    std::span<const Digest> proof, const Digest& root);
/// A first size of 0 proves nothing and is refused.
[[nodiscard]] bool verify_consistency(std::uint64_t first_size, std::uint64_t second_size, const Digest& first_root,
                                      const Digest& second_root, std::span<const Digest> proof);

}  // namespace kolk::crypto
