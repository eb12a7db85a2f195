#pragma once

#include "crypto/digest.hpp"
#include "crypto/note.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Receipts that prove, without access to the log, that an entry is in it (c2sp.org/tlog-proof@v1).
namespace kolk::crypto {

struct Receipt {
    std::uint64_t index = 0;
    std::vector<Digest> proof;  ///< leaf sibling first
    std::string checkpoint;     ///< the signed note as it stands
};

[[nodiscard]] std::string write_receipt(const Receipt& receipt);
/// `note.receipt` for anything that is not exactly such a text; the optional `extra` line is dropped, since nothing
/// authenticates it.
[[nodiscard]] Result<Receipt> read_receipt(std::string_view text);

/// The checkpoint under which `leaf` is proven to be in the log of this origin, signed by this key. `note.receipt` when
/// the proof fails, and the errors of `read_receipt` and `open_checkpoint`.
[[nodiscard]] Result<Checkpoint> verify_receipt(std::string_view text, ByteView leaf, std::string_view origin,
                                                ByteView public_key);

}  // namespace kolk::crypto
