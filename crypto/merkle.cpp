#include "crypto/merkle.hpp"

#include <sodium.h>

#include <bit>

namespace kolk::crypto {
namespace {

Digest tagged_hash(std::uint8_t tag, ByteView first, ByteView second) {
    initialise();
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &tag, 1);
    crypto_hash_sha256_update(&state, first.data(), first.size());
    crypto_hash_sha256_update(&state, second.data(), second.size());
    Digest digest{};
    crypto_hash_sha256_final(&state, digest.data());
    return digest;
}

/// The largest power of two smaller than `size`, which is at least 2.
std::uint64_t split(std::uint64_t size) {
    return std::bit_floor(size - 1);
}

/// SUBPROOF of RFC 6962 section 2.1.2; `whole` is false once the first tree's root is no longer the one to be shown.
void add_subproof(std::span<const Digest> leaves, std::uint64_t size, bool whole, std::vector<Digest>& proof) {
    if (size == leaves.size()) {
        if (!whole) proof.push_back(merkle_root(leaves));
        return;
    }
    const std::uint64_t left = split(leaves.size());
    if (size <= left) {
        add_subproof(leaves.first(left), size, whole, proof);
        proof.push_back(merkle_root(leaves.subspan(left)));
    } else {
        add_subproof(leaves.subspan(left), size - left, false, proof);
        proof.push_back(merkle_root(leaves.first(left)));
    }
}

/// The way from a leaf to the root, as indices of the node and of the last node on the present level.
struct Path {
    std::uint64_t node;
    std::uint64_t last;

    void rise() {
        node >>= 1;
        last >>= 1;
    }
    [[nodiscard]] bool is_right_or_last() const { return (node & 1) == 1 || node == last; }
    /// Passes the levels on which the last node has no sibling.
    void skip_lonely_levels() {
        while ((node & 1) == 0 && node != 0) rise();
    }
};

}  // namespace

Digest leaf_hash(ByteView leaf) {
    return tagged_hash(0, leaf, {});
}

Digest node_hash(const Digest& left, const Digest& right) {
    return tagged_hash(1, left, right);
}

Digest empty_root() {
    return sha256({});
}

Result<MerkleTree> MerkleTree::restore(std::uint64_t size, std::vector<Digest> peaks) {
    if (peaks.size() != static_cast<std::size_t>(std::popcount(size))) {
        return base::failure("log.peaks",
                             "the stored head of the log does not fit its size; run `kolk log verify` and restore a "
                             "backup");
    }
    MerkleTree tree;
    tree.size_ = size;
    tree.peaks_ = std::move(peaks);
    return tree;
}

void MerkleTree::append(const Digest& leaf) {
    Digest peak = leaf;
    for (int i = std::countr_one(size_); i > 0; --i) {
        peak = node_hash(peaks_.back(), peak);
        peaks_.pop_back();
    }
    peaks_.push_back(peak);
    ++size_;
}

Digest MerkleTree::root() const {
    if (peaks_.empty()) return empty_root();
    Digest root = peaks_.back();
    for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = node_hash(peaks_[i], root);
    return root;
}

Digest merkle_root(std::span<const Digest> leaves) {
    MerkleTree tree;
    for (const Digest& leaf : leaves) tree.append(leaf);
    return tree.root();
}

std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::uint64_t index) {
    if (index >= leaves.size()) base::broken("an inclusion proof is of a leaf of the tree");
    std::vector<Digest> downwards;
    while (leaves.size() > 1) {
        const std::uint64_t left = split(leaves.size());
        const bool go_left = index < left;
        downwards.push_back(merkle_root(go_left ? leaves.subspan(left) : leaves.first(left)));
        leaves = go_left ? leaves.first(left) : leaves.subspan(left);
        if (!go_left) index -= left;
    }
    return {downwards.rbegin(), downwards.rend()};
}

std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::uint64_t size) {
    if (size == 0 || size > leaves.size()) base::broken("a consistency proof starts from a part of the tree");
    std::vector<Digest> proof;
    add_subproof(leaves, size, true, proof);
    return proof;
}

bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, std::span<const Digest> proof,
                      const Digest& root) {
    if (index >= size) return false;
    Path path{index, size - 1};
    Digest hash = leaf;
    for (const Digest& sibling : proof) {
        if (path.last == 0) return false;
        if (path.is_right_or_last()) {
            hash = node_hash(sibling, hash);
            path.skip_lonely_levels();
        } else {
            hash = node_hash(hash, sibling);
        }
        path.rise();
    }
    return path.last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t first_size, std::uint64_t second_size, const Digest& first_root,
                        const Digest& second_root, std::span<const Digest> proof) {
    if (first_size == 0 || first_size > second_size) return false;
    if (first_size == second_size) return proof.empty() && first_root == second_root;
    if (proof.empty()) return false;
    Path path{first_size - 1, second_size - 1};
    while ((path.node & 1) == 1) path.rise();
    const bool starts_with_root = std::has_single_bit(first_size);
    Digest first = starts_with_root ? first_root : proof.front();
    Digest second = first;
    for (const Digest& sibling : proof.subspan(starts_with_root ? 0 : 1)) {
        if (path.last == 0) return false;
        if (path.is_right_or_last()) {
            first = node_hash(sibling, first);
            second = node_hash(sibling, second);
            path.skip_lonely_levels();
        } else {
            second = node_hash(second, sibling);
        }
        path.rise();
    }
    return path.last == 0 && first == first_root && second == second_root;
}

}  // namespace kolk::crypto
