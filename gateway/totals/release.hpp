#pragma once

#include "gateway/pipeline/pass.hpp"
#include "gateway/totals/document.hpp"
#include "gateway/verwerkingsregister/drift.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kolk::gateway::totals {

/// What counting and releasing use; all of it outlives both.
struct Ground {
    pipeline::Services& services;
    std::filesystem::path database;                        ///< with the exchange log
    std::vector<pipeline::RecordSourceInUse> sources;      ///< of the whole region
    std::vector<verwerkingsregister::SourceInUse> yields;  ///< what each of them can fill
    bool demo = false;
};

/// Counts what `from` holds today for the totals that it may give `to`. Only looks: it pulls the sender's sources again
/// and keeps nothing of them. Facts are those that the service read last.
/// Errors: `totals.none`, no rule gives totals between these two; `totals.unread`, a source of the sender could not be
/// read, so that every number would be too low; `totals.stale`.
base::Result<Figures> count_figures(const Ground& ground, const schemas::Party& from, const schemas::Party& to);

/// What stands over a document about figures that are not released.
Letterhead letterhead_of(const Ground& ground);

enum class Format { json, csv };

/// Writes the document for the recipient into a new file, after its entry in the exchange log is durable. The entry
/// names no child. Returns the id of the release, which document and entry share.
/// Errors: `totals.denied`, nothing may be given; `totals.exists`, there is a file of that name; `file.unwritable`,
/// then the log tells of a release that did not arrive.
base::Result<std::string> release(const Ground& ground, const Figures& figures, Format format,
                                  const std::filesystem::path& file);

}  // namespace kolk::gateway::totals
