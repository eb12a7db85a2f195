#pragma once

#include <random>
#include <string>

namespace kolk::tests {

/// A text with a few bytes changed, left out, doubled or cut off; mostly small damage, so that it gets far.
inline std::string damaged(std::string text, std::mt19937& random) {
    const auto below = [&random](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
    const auto times = 1 + below(3);
    for (std::size_t i = 0; i < times && !text.empty(); ++i) {
        const auto at = below(text.size());
        switch (below(6)) {
            case 0:
                text[at] = static_cast<char>(below(256));
                break;
            case 1:
                text[at] = "<>&\"'{}[]:,0"[below(12)];
                break;
            case 2:
                text.erase(at, 1 + below(20));
                break;
            case 3:
                text.insert(at, text.substr(below(text.size()), 1 + below(60)));
                break;
            case 4:
                text.resize(at);
                break;
            default:
                text.insert(at, std::string(1 + below(300), "x<[{9"[below(5)]));
                break;
        }
    }
    return text;
}

}  // namespace kolk::tests
