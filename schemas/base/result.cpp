#include "schemas/base/result.hpp"

#include <stdexcept>

namespace kolk::base {

void broken(Literal invariant) {
    throw std::logic_error(std::string{invariant.text});
}

}  // namespace kolk::base
