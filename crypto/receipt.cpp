#include "crypto/receipt.hpp"

#include "crypto/lines.hpp"
#include "crypto/merkle.hpp"

namespace kolk::crypto {
namespace {

constexpr std::string_view header = "c2sp.org/tlog-proof@v1";
constexpr std::string_view index_start = "index ";
constexpr std::string_view extra_start = "extra ";
constexpr std::size_t longest_proof = 64;  // one hash for each bit of a size

base::Error bad_receipt() {
    return base::failure("note.receipt", "a receipt does not prove that the entry is in the log; ask for it again");
}

std::optional<Digest> read_hash(std::string_view line) {
    const auto bytes = base::from_base64(line);
    return bytes ? as_digest(*bytes) : std::nullopt;
}

}  // namespace

std::string write_receipt(const Receipt& receipt) {
    std::string text = std::string{header} + '\n' + std::string{index_start} + std::to_string(receipt.index) + '\n';
    for (const Digest& hash : receipt.proof) text += base::to_base64(hash) + '\n';
    return text + '\n' + receipt.checkpoint;
}

Result<Receipt> read_receipt(std::string_view text) {
    if (take_until(text, '\n') != header) return bad_receipt();
    auto line = take_until(text, '\n');
    if (line && line->starts_with(extra_start)) {
        if (!base::from_base64(line->substr(extra_start.size()))) return bad_receipt();
        line = take_until(text, '\n');
    }
    if (!line || !line->starts_with(index_start)) return bad_receipt();
    const auto index = read_decimal(line->substr(index_start.size()));
    if (!index) return bad_receipt();
    Receipt receipt{*index, {}, {}};
    for (line = take_until(text, '\n'); line && !line->empty(); line = take_until(text, '\n')) {
        const auto hash = read_hash(*line);
        if (!hash || receipt.proof.size() == longest_proof) return bad_receipt();
        receipt.proof.push_back(*hash);
    }
    if (!line) return bad_receipt();
    receipt.checkpoint = text;
    return receipt;
}

Result<Checkpoint> verify_receipt(std::string_view text, ByteView leaf, std::string_view origin, ByteView public_key) {
    const auto receipt = read_receipt(text);
    if (!receipt) return receipt.error();
    auto checkpoint = open_checkpoint(receipt->checkpoint, origin, public_key);
    if (!checkpoint) return checkpoint;
    if (!verify_inclusion(leaf_hash(leaf), receipt->index, checkpoint->size, receipt->proof, checkpoint->root)) {
        return bad_receipt();
    }
    return checkpoint;
}

}  // namespace kolk::crypto
