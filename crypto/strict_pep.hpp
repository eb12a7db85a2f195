#pragma once

#include "crypto/pep.hpp"

/// What both strict layers (pseudonyms and blind link tokens) share; used inside this room only.
namespace kolk::crypto {

[[nodiscard]] base::Error bad_point();
[[nodiscard]] bool is_identity(const pep::Point& point);
/// A valid point that is not the identity, or `crypto.point`.
[[nodiscard]] Result<pep::Point> read_point_strictly(ByteView bytes);
/// The scalar in a key that one of our functions made; anything else is a broken invariant.
[[nodiscard]] pep::Scalar as_scalar(const SecretKey& key);
[[nodiscard]] pep::Scalar random_scalar(base::Random& random);
/// The product, or `crypto.point` when the bytes or the product are no point or the identity.
[[nodiscard]] Result<pep::Point> multiply_strictly(const SecretKey& scalar, ByteView point);

}  // namespace kolk::crypto
