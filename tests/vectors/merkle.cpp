#include "crypto/merkle.hpp"

#include "tests/vectors/files.hpp"

#include <algorithm>
#include <stdexcept>

namespace kolk::vectors {
namespace {

using crypto::Digest;

std::optional<Digest> digest_of(const std::string& hex) {
    const auto bytes = base::from_hex(hex);
    return bytes ? crypto::as_digest(*bytes) : std::nullopt;
}

/// Nothing when one of them does not have 32 bytes.
std::optional<std::vector<Digest>> digests_of(const std::vector<std::string>& hexes) {
    std::vector<Digest> digests;
    for (const std::string& hex : hexes) {
        const auto digest = digest_of(hex);
        if (!digest) return std::nullopt;
        digests.push_back(*digest);
    }
    return digests;
}

std::vector<Digest> require_digests(const std::vector<std::string>& hexes) {
    auto digests = digests_of(hexes);
    if (!digests) throw std::runtime_error{"a hash does not have 32 bytes"};
    return *std::move(digests);
}

bool included(Case& c, std::uint64_t size) {
    const auto leaf = digest_of(c.text("leaf_hash")), root = digest_of(c.text("root"));
    const auto proof = digests_of(c.texts("proof"));
    const std::uint64_t index = c.number("index");
    return leaf && root && proof && crypto::verify_inclusion(*leaf, index, size, *proof, *root);
}

bool consistent(Case& c) {
    const auto first = digest_of(c.text("root1")), second = digest_of(c.text("root2"));
    const auto proof = digests_of(c.texts("proof"));
    const std::uint64_t first_size = c.number("size1"), second_size = c.number("size2");
    return first && second && proof && crypto::verify_consistency(first_size, second_size, *first, *second, *proof);
}

std::vector<Digest> reference_leaves(Case& c) {
    std::vector<Digest> hashes;
    for (const std::string& hex : c.texts("leaf_inputs")) {
        const auto leaf = base::from_hex(hex);
        if (!leaf) throw std::runtime_error{"a leaf is not hexadecimal"};
        hashes.push_back(crypto::leaf_hash(*leaf));
    }
    return hashes;
}

/// Level n lists the roots of all full subtrees of 2^n leaves.
void node_levels(Case& c, std::span<const Digest> leaves) {
    std::size_t width = 1;
    for (const json::value& level : c.value("node_hashes_by_level").as_array()) {
        std::size_t at = 0;
        for (const json::value& hash : level.as_array()) {
            const auto expected = digest_of(std::string{hash.as_string()});
            c.expect("node_hashes_by_level", at + width <= leaves.size() && expected &&
                                                 crypto::merkle_root(leaves.subspan(at, width)) == *expected);
            at += width;
        }
        width *= 2;
    }
}

void roots(Case& c, std::span<const Digest> leaves) {
    const auto expected = require_digests(c.texts("roots_by_size"));
    crypto::MerkleTree tree;
    c.expect("roots_by_size", expected.size() == leaves.size() + 1 && tree.root() == expected[0]);
    for (std::size_t size = 1; size < expected.size() && size <= leaves.size(); ++size) {
        tree.append(leaves[size - 1]);
        c.expect("roots_by_size", tree.root() == expected[size]);
    }
}

void bundle(Case& c) {
    const Bytes packed = c.bytes("entries_bundle_hex");
    Bytes tile;
    crypto::MerkleTree tree;
    for (std::size_t at = 0; at < packed.size();) {
        if (at + 2 > packed.size()) throw std::runtime_error{"the bundle ends within a length"};
        const std::size_t size = packed[at] * 256u + packed[at + 1];
        at += 2;
        if (at + size > packed.size()) throw std::runtime_error{"the bundle ends within an entry"};
        const Digest hash = crypto::leaf_hash(ByteView{packed}.subspan(at, size));
        tile.insert(tile.end(), hash.begin(), hash.end());
        tree.append(hash);
        at += size;
    }
    c.holds("tile_hex", tile);
    c.holds("root", ByteView{tree.root()});
}

Digest counter_leaf(std::uint32_t counter) {
    return crypto::leaf_hash(crypto::big_endian(counter));
}

void counters(Case& c) {
    crypto::MerkleTree tree;
    std::vector<std::pair<std::uint64_t, Bytes>> expected;
    for (const auto& [size, root] : c.value("roots").as_object()) {
        const auto bytes = base::from_hex(root.as_string());
        expected.emplace_back(std::stoull(std::string{size}), bytes.value_or(Bytes{}));
    }
    std::ranges::sort(expected);
    if (expected.empty() || expected.back().first > 1'000'000) throw std::runtime_error{"sizes are out of bounds"};
    Bytes tile;
    for (const auto& [size, root] : expected) {
        while (tree.size() < size) {
            const Digest leaf = counter_leaf(static_cast<std::uint32_t>(tree.size()));
            if (tree.size() < 256) tile.insert(tile.end(), leaf.begin(), leaf.end());
            tree.append(leaf);
            if (tree.size() == 256) c.holds("tile_0_000_root_equals_tile_1_000_entry_0", ByteView{tree.root()});
        }
        c.expect("roots", std::ranges::equal(tree.root(), root));
    }
    c.holds("tile_0_000_sha256", ByteView{crypto::sha256(tile)});
}

}  // namespace

void merkle_tree(File& file) {
    Case top{file.content()};
    const std::vector<Digest> leaves = reference_leaves(top);
    file.top("tree", [&](Case& c) {
        static_cast<void>(c.texts("leaf_inputs"));
        c.holds_text("leaf_prefix", "00");
        c.holds_text("node_prefix", "01");
        node_levels(c, leaves);
        roots(c, leaves);
    });
    const auto first = [&](std::uint64_t size) { return std::span{leaves}.first(std::min(size, leaves.size())); };
    file.each("inclusion_proofs", [&](Case& c) {
        const std::uint64_t index = c.number("index"), size = c.number("size");
        c.expect("proof", included(c, size));
        c.expect("proof", crypto::inclusion_proof(first(size), index) == require_digests(c.texts("proof")));
        c.holds("leaf_hash", ByteView{first(size)[index]});
    });
    file.each("consistency_proofs", [&](Case& c) {
        c.expect("proof", consistent(c));
        c.expect("proof", crypto::consistency_proof(first(c.number("size2")), c.number("size1")) ==
                              require_digests(c.texts("proof")));
    });
}

void merkle_inclusion(File& file) {
    file.one("size_malleability", [](Case& c) {
        for (const json::value& size : c.value("accepted_sizes").as_array()) {
            c.expect("accepted_sizes", included(c, size.to_number<std::uint64_t>()));
        }
    });
    file.each("cases", [](Case& c) {
        if (c.has("malformed_hash_length")) static_cast<void>(c.flag("malformed_hash_length"));
        c.holds_flag("valid", included(c, c.number("size")));
    });
}

void merkle_consistency(File& file) {
    file.each_unless(
        "cases",
        [](Case& c) {
            const bool short_roots = c.has("malformed_hash_length") && c.flag("malformed_hash_length");
            return short_roots && c.flag("valid");
        },
        "its hashes do not have 32 bytes, which the product refuses",
        [](Case& c) {
            if (c.has("malformed_hash_length")) static_cast<void>(c.flag("malformed_hash_length"));
            c.holds_flag("valid", consistent(c));
        });
}

void merkle_tiles(File& file) {
    file.one("eight_leaf_tree", bundle);
    file.one("counter_tree", counters);
    file.skip_each("index_encoding", "the product serves no tiles");
    file.skip_each("tiles_for_size", "the product serves no tiles");
}

}  // namespace kolk::vectors
