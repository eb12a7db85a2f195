#include "tests/vectors/files.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace kolk::vectors {
namespace {

pep::Block block_of(const Bytes& bytes) {
    pep::Block block{};
    if (bytes.size() != block.size()) throw std::runtime_error{"a block does not have 16 bytes"};
    std::ranges::copy(bytes, block.begin());
    return block;
}

std::vector<pep::Point> encode(ByteView data, std::size_t further_blocks) {
    std::vector<pep::Point> points;
    for (const pep::Block& block : pep::pad_blocks(data, further_blocks)) points.push_back(pep::encode_block(block));
    return points;
}

void unpadding(Case& c) {
    if (c.has("data")) {
        c.holds_flag("libpep_accepts", pep::pad_block(c.bytes("data")).has_value());
        return;
    }
    const pep::Block block = block_of(c.bytes("block16"));
    c.holds("point", ByteView{pep::encode_block(block)});
    const auto data = pep::unpad_block(block);
    if (c.value("libpep_unpads_to").is_null()) {
        c.expect("libpep_unpads_to", !data.has_value());
    } else {
        c.expect("libpep_unpads_to", data && *data == c.bytes("libpep_unpads_to"));
    }
}

void wrong_key(Case& c) {
    const auto opened = pep::decrypt(c.ciphertext("ciphertext"), c.scalar("secret"));
    c.holds("decrypts_to", opened);
    c.expect("true_message", opened && c.point("true_message") != *opened);
}

/// Two further cases of the file use the key and the message of this one.
struct Known {
    pep::Ciphertext ciphertext;
    pep::Point message;
};

void scaling(Case& c, const Known& known) {
    const pep::Scalar factor = c.scalar("factor");
    c.expect("ciphertext", c.ciphertext("ciphertext") == known.ciphertext);
    c.holds("altered", pep::reshuffle(known.ciphertext, factor));
    c.holds("decrypts_to", pep::multiply(factor, known.message));
}

void addition(Case& c, const Known& known) {
    const pep::Point added = c.point("added_point");
    c.expect("ciphertext", c.ciphertext("ciphertext") == known.ciphertext);
    const auto masked = pep::add(known.ciphertext.masked, added);
    c.expect("altered", masked && c.ciphertext("altered") == pep::Ciphertext{known.ciphertext.blinding, *masked});
    c.holds("decrypts_to", pep::add(known.message, added));
}

void deterministic(Case& c) {
    const auto again = pep::transcrypt(c.ciphertext("ciphertext"), c.scalar("s"), c.scalar("k"));
    c.holds("first", again);
    c.holds("second", again);
}

void exact_bytes(Case& c) {
    const Bytes secret = c.bytes("secret");
    for (const std::string name : {"a", "b", "c"}) {
        c.holds("f" + name, pep::derive_factor(pep::FactorKind::reshuffle, secret, c.text(name)));
    }
}

void zero_padded_keys(Case& c) {
    for (const std::string number : {"1", "2"}) {
        const Bytes secret = c.bytes("secret_" + number);
        c.holds("f" + number, pep::derive_factor(pep::FactorKind::reshuffle, secret, c.text("context")));
    }
}

Known known_ciphertext(File& file) {
    for (const json::value& entry : file.shared("semantics").as_array()) {
        Case c{entry.as_object()};
        if (c.has("true_message")) return {c.ciphertext("ciphertext"), c.point("true_message")};
    }
    throw std::runtime_error{"no case tells the message of the ciphertext"};
}

}  // namespace

void encoding(File& file) {
    file.each("padded", [](Case& c) {
        const std::string text = c.text("utf8");
        const auto block = pep::pad_block(base::as_bytes(text));
        c.holds("data", base::as_bytes(text));
        c.expect("block16", block && block_of(c.bytes("block16")) == *block);
        c.holds("point", ByteView{pep::encode_block(block_of(c.bytes("block16")))});
        c.expect("unpadded", pep::unpad_block(*block) == c.bytes("data"));
    });
    file.each("lizard", [](Case& c) {
        c.holds("point", ByteView{pep::encode_block(block_of(c.bytes("block16")))});
        c.holds("point", ByteView{pep::encode_block(block_of(c.bytes("decoded")))});
    });
    file.each("long", [](Case& c) {
        const std::string text = c.text("utf8");
        const Bytes data = c.bytes("data");
        c.holds("data", base::as_bytes(text));
        c.holds_text("decoded", text);
        c.holds_number("blocks", pep::pad_blocks(data, 0).size());
        c.holds_points("points", encode(data, 0));
        c.holds_points("padded_plus_two", encode(data, 2));
    });
    file.each("from_hash", [](Case& c) { c.holds("point", ByteView{pep::map_to_point(c.wide_digest("hash64"))}); });
    file.skip_each("decode_fail", "only Lizard decoding can check this");
}

void negative(File& file) {
    file.each("scalars", [](Case& c) {
        const auto bytes = base::from_hex(c.text("scalar"));
        c.holds_flag("libpep_nonzero_accepts", bytes && pep::read_scalar(*bytes));
    });
    file.each("points", [](Case& c) {
        const auto bytes = base::from_hex(c.text("point"));
        c.holds_flag("libpep_accepts", bytes && pep::read_point(*bytes));
    });
    file.each("ciphertexts", [](Case& c) {
        const auto bytes = base::from_hex(c.text("ciphertext"));
        c.holds_flag("libpep_accepts", bytes && pep::read_ciphertext(*bytes));
    });
    file.each("base64",
              [](Case& c) { c.holds_flag("libpep_accepts", pep::read_ciphertext_text(c.text("text")).has_value()); });
    file.each("padding", unpadding);
    const Known known = known_ciphertext(file);
    const std::map<std::string, Check> semantics{
        {"wrong_key_gives_another_point_not_an_error", wrong_key},
        {"malleable_scaling_is_not_detected", [&](Case& c) { scaling(c, known); }},
        {"malleable_addition_is_not_detected", [&](Case& c) { addition(c, known); }},
        {"rsk_is_deterministic", deterministic},
        {"domain_strings_are_exact_bytes", exact_bytes},
        {"hmac_keys_shorter_than_128_bytes_are_zero_padded_so_trailing_zero_bytes_do_not_change_the_key",
         zero_padded_keys},
    };
    file.each("semantics", [&](Case& c) {
        const auto check = semantics.find(c.text("name"));
        if (check == semantics.end()) throw std::runtime_error{"no check knows a case of this name"};
        check->second(c);
    });
    file.skip_each("stricter_than_libpep", "a rule of the product, tested by name one layer up");
}

}  // namespace kolk::vectors
