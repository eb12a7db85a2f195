#include "crypto/strict_pep.hpp"

#include <sodium.h>

namespace kolk::crypto {

base::Error bad_point() {
    return base::failure("crypto.point",
                         "32 bytes that should be a pseudonym or subject point are not; if they came from a party, ask "
                         "it for them again, otherwise restore a backup");
}

bool is_identity(const pep::Point& point) {
    return sodium_is_zero(point.data(), point.size()) == 1;
}

Result<pep::Point> read_point_strictly(ByteView bytes) {
    const auto point = pep::read_point(bytes);
    if (!point || is_identity(*point)) return bad_point();
    return *point;
}

pep::Scalar as_scalar(const SecretKey& key) {
    const auto scalar = pep::read_scalar(key.reveal());
    if (!scalar) base::broken("a stored factor is a scalar");
    return *scalar;
}

pep::Scalar random_scalar(base::Random& random) {
    pep::WideDigest wide{};
    random.fill(wide);
    const pep::Scalar scalar = pep::reduce(wide);
    sodium_memzero(wide.data(), wide.size());
    return scalar;
}

Result<pep::Point> multiply_strictly(const SecretKey& scalar, ByteView point) {
    const auto read = read_point_strictly(point);
    if (!read) return read.error();
    const auto product = pep::multiply(as_scalar(scalar), *read);
    if (!product || is_identity(*product)) return bad_point();
    return *product;
}

}  // namespace kolk::crypto
