#pragma once

#include "tests/vectors/report.hpp"

namespace kolk::vectors {

// One function per vector file, named after it.
void group(File& file);
void factors(File& file);
void keys(File& file);
void encoding(File& file);
void negative(File& file);
void elgamal(File& file);
void transcryption(File& file);
void distributed(File& file);
void legacy_factors(File& file);
void gateway_design(File& file);
void eckid_first_level(File& file);
void merkle_tree(File& file);
void merkle_inclusion(File& file);
void merkle_consistency(File& file);
void merkle_tiles(File& file);
void signed_notes(File& file);
void checkpoints(File& file);
void log_proofs(File& file);

}  // namespace kolk::vectors
