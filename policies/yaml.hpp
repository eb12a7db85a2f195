#pragma once

#include "policies/convenant.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies::yaml {

enum class Shape { nothing, text, list, map };

/// One node of a YAML file and its place, from 1. Comments, tags and styles are gone; a key may stand twice.
struct Node {
    struct Member;

    Shape shape = Shape::nothing;
    int line = 1;
    int column = 1;
    std::string text;
    std::vector<Node> items;
    std::vector<Member> members;
};

struct Node::Member {
    Node key;
    Node value;
};

struct Reading {
    Node root;
    std::vector<Fault> faults;  ///< what is no YAML, or YAML that this language does not use
};

/// Reads one YAML document of at most 1 MiB and 32 levels. Anchors, aliases, tags, complex keys, a second document, and
/// characters that nobody sees or that change what one sees are faults: a file that is signed says everything where it
/// stands. Never throws.
Reading read(std::string_view text);

}  // namespace kolk::policies::yaml
