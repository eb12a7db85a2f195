#include "tests/vectors/files.hpp"

namespace kolk::vectors {

void group(File& file) {
    file.each("scalar_from_hash", [](Case& c) { c.holds("scalar", pep::reduce(c.wide_digest("hash64"))); });
    file.each("scalar_invert", [](Case& c) {
        c.holds("inverse", pep::invert(c.scalar("a")));
        c.holds("a", pep::invert(c.scalar("inverse")));
    });
    file.each("scalar_mul", [](Case& c) { c.holds("product", pep::multiply(c.scalar("a"), c.scalar("b"))); });
    file.each("point_from_hash",
              [](Case& c) { c.holds("point", ByteView{pep::map_to_point(c.wide_digest("hash64"))}); });
    file.each("base_mul", [](Case& c) { c.holds("point", ByteView{pep::multiply_base(c.scalar("scalar"))}); });
    file.each("point_mul", [](Case& c) { c.holds("result", pep::multiply(c.scalar("scalar"), c.point("point"))); });
    file.each("point_add", [](Case& c) { c.holds("sum", pep::add(c.point("p"), c.point("q"))); });
    file.each("point_sub", [](Case& c) { c.holds("difference", pep::subtract(c.point("p"), c.point("q"))); });
}

void factors(File& file) {
    file.one("types", [](Case& c) {
        c.holds_number("pseudonym_rekey", static_cast<std::uint64_t>(pep::FactorKind::pseudonym_rekey));
        c.holds_number("attribute_rekey", static_cast<std::uint64_t>(pep::FactorKind::attribute_rekey));
        c.holds_number("reshuffle", static_cast<std::uint64_t>(pep::FactorKind::reshuffle));
    });
    file.each("cases", [](Case& c) {
        const Bytes secret = c.bytes("secret");
        const std::string context = c.text("context_utf8");
        c.holds("context", base::as_bytes(context));
        c.holds("pseudonym_rekey", pep::derive_factor(pep::FactorKind::pseudonym_rekey, secret, context));
        c.holds("attribute_rekey", pep::derive_factor(pep::FactorKind::attribute_rekey, secret, context));
        c.holds("reshuffle", pep::derive_factor(pep::FactorKind::reshuffle, secret, context));
    });
}

void keys(File& file) {
    Case shared{file.content()};
    const Bytes secret = shared.bytes("encryption_secret");
    static_cast<void>(file.shared("encryption_secret"));
    file.one("global", [](Case& c) {
        c.holds("pseudonym_public", ByteView{pep::multiply_base(c.scalar("pseudonym_secret"))});
        c.holds("attribute_public", ByteView{pep::multiply_base(c.scalar("attribute_secret"))});
    });
    Case global{file.shared("global").as_object()};
    const auto session = [&](Case& c, const std::string& key, pep::FactorKind kind) {
        const pep::Scalar factor = pep::derive_factor(kind, secret, c.text("context"));
        const pep::Scalar session_secret = pep::multiply(factor, global.scalar(key + "_secret"));
        c.holds(key + "_rekey", factor);
        c.holds(key + "_secret", session_secret);
        c.holds(key + "_public", ByteView{pep::multiply_base(session_secret)});
    };
    file.each("sessions", [&](Case& c) {
        session(c, "pseudonym", pep::FactorKind::pseudonym_rekey);
        session(c, "attribute", pep::FactorKind::attribute_rekey);
    });
}

}  // namespace kolk::vectors
