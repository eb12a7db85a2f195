#include "crypto/merkle.hpp"

#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kolk::crypto {
namespace {

using test::SeededRandom;

/// MTH of RFC 6962 section 2.1, as the definition reads.
Digest naive_root(std::span<const Digest> leaves) {
    if (leaves.empty()) return sha256({});
    if (leaves.size() == 1) return leaves.front();
    std::size_t left = 1;
    while (left * 2 < leaves.size()) left *= 2;
    return node_hash(naive_root(leaves.first(left)), naive_root(leaves.subspan(left)));
}

/// PATH of RFC 6962 section 2.1.1.
std::vector<Digest> naive_path(std::span<const Digest> leaves, std::size_t index) {
    if (leaves.size() <= 1) return {};
    std::size_t left = 1;
    while (left * 2 < leaves.size()) left *= 2;
    const bool in_left = index < left;
    auto path = in_left ? naive_path(leaves.first(left), index) : naive_path(leaves.subspan(left), index - left);
    path.push_back(naive_root(in_left ? leaves.subspan(left) : leaves.first(left)));
    return path;
}

class Merkle : public testing::Test {
protected:
    static constexpr std::size_t largest = 70;
    SeededRandom random{1};
    std::vector<Digest> leaves = [this] {
        std::vector<Digest> all(largest);
        for (Digest& leaf : all) random.fill(leaf);
        return all;
    }();

    [[nodiscard]] std::span<const Digest> first(std::size_t size) const { return std::span{leaves}.first(size); }
};

Digest flipped(Digest digest, std::size_t bit) {
    digest[bit / 8 % 32] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    return digest;
}

TEST_F(Merkle, AppendingGivesTheRootThatTheDefinitionGives) {
    MerkleTree tree;
    for (std::size_t size = 0; size <= largest; ++size) {
        EXPECT_EQ(tree.root(), naive_root(first(size))) << size;
        EXPECT_EQ(merkle_root(first(size)), tree.root()) << size;
        if (size < largest) tree.append(leaves[size]);
    }
}

TEST_F(Merkle, ATreeRestoredFromItsPeaksGrowsAsIfNothingHappened) {
    MerkleTree whole;
    for (std::size_t size = 0; size < largest; ++size) {
        auto restored = MerkleTree::restore(whole.size(), whole.peaks());
        ASSERT_TRUE(restored);
        whole.append(leaves[size]);
        restored->append(leaves[size]);
        EXPECT_EQ(restored->root(), whole.root());
    }
}

TEST_F(Merkle, PeaksThatDoNotFitTheSizeAreRefused) {
    EXPECT_FALSE(MerkleTree::restore(3, {leaves[0]}));
    EXPECT_FALSE(MerkleTree::restore(0, {leaves[0]}));
    EXPECT_FALSE(MerkleTree::restore(4, {}));
    EXPECT_TRUE(MerkleTree::restore(0, {}));
}

TEST_F(Merkle, EveryLeafOfEveryTreeCanBeProven) {
    for (std::size_t size = 1; size <= largest; ++size) {
        for (std::size_t index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(first(size), index);
            EXPECT_EQ(proof, naive_path(first(size), index));
            EXPECT_TRUE(verify_inclusion(leaves[index], index, size, proof, naive_root(first(size))));
        }
    }
}

TEST_F(Merkle, ATamperedInclusionProofIsRefused) {
    for (std::size_t size = 1; size <= largest; size += 3) {
        const Digest root = merkle_root(first(size));
        for (std::size_t index = 0; index < size; ++index) {
            auto proof = inclusion_proof(first(size), index);
            const Digest leaf = leaves[index];
            EXPECT_FALSE(verify_inclusion(flipped(leaf, index), index, size, proof, root));
            EXPECT_FALSE(verify_inclusion(leaf, index, size, proof, flipped(root, index)));
            EXPECT_FALSE(verify_inclusion(leaf, index ^ 1, size, proof, root));
            EXPECT_FALSE(verify_inclusion(leaf, index + size, size, proof, root));
            for (Digest& hash : proof) {
                const Digest good = hash;
                hash = flipped(hash, index);
                EXPECT_FALSE(verify_inclusion(leaf, index, size, proof, root));
                hash = good;
            }
            proof.push_back(root);
            EXPECT_FALSE(verify_inclusion(leaf, index, size, proof, root));
            proof.resize(proof.size() - 1);
            if (proof.empty()) continue;
            proof.pop_back();
            EXPECT_FALSE(verify_inclusion(leaf, index, size, proof, root));
        }
    }
}

TEST_F(Merkle, EveryTreeProvesThatItContinuesItsBeginnings) {
    for (std::size_t size = 1; size <= largest; ++size) {
        for (std::size_t before = 1; before <= size; ++before) {
            const auto proof = consistency_proof(first(size), before);
            EXPECT_TRUE(verify_consistency(before, size, naive_root(first(before)), naive_root(first(size)), proof));
        }
    }
}

TEST_F(Merkle, ATamperedConsistencyProofIsRefused) {
    for (std::size_t size = 1; size <= largest; size += 3) {
        const Digest root = merkle_root(first(size));
        for (std::size_t before = 1; before <= size; ++before) {
            const Digest old_root = merkle_root(first(before));
            auto proof = consistency_proof(first(size), before);
            EXPECT_FALSE(verify_consistency(before, size, flipped(old_root, before), root, proof));
            EXPECT_FALSE(verify_consistency(before, size, old_root, flipped(root, before), proof));
            EXPECT_FALSE(verify_consistency(0, size, old_root, root, proof));
            EXPECT_FALSE(verify_consistency(size + 1, size, old_root, root, proof));
            for (Digest& hash : proof) {
                const Digest good = hash;
                hash = flipped(hash, before);
                EXPECT_FALSE(verify_consistency(before, size, old_root, root, proof));
                hash = good;
            }
            proof.push_back(root);
            EXPECT_FALSE(verify_consistency(before, size, old_root, root, proof));
            proof.pop_back();
            if (proof.empty()) continue;
            proof.pop_back();
            EXPECT_FALSE(verify_consistency(before, size, old_root, root, proof));
        }
    }
}

TEST_F(Merkle, AChangedEntryChangesEveryLaterRootAndBreaksItsProofs) {
    for (std::size_t changed = 0; changed < largest; ++changed) {
        std::vector<Digest> rewritten = leaves;
        rewritten[changed] = flipped(rewritten[changed], changed);
        EXPECT_NE(merkle_root(rewritten), merkle_root(leaves));
        const auto proof = consistency_proof(rewritten, changed + 1);
        EXPECT_FALSE(
            verify_consistency(changed + 1, largest, merkle_root(first(changed + 1)), merkle_root(rewritten), proof));
    }
}

}  // namespace
}  // namespace kolk::crypto
