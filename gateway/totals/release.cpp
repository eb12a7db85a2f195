#include "gateway/totals/release.hpp"

#include "gateway/durable_file.hpp"
#include "gateway/log/verify.hpp"
#include "schemas/base/bytes.hpp"
#include "schemas/json.hpp"

#include <algorithm>
#include <map>

namespace kolk::gateway::totals {
namespace {

using base::Result;

constexpr const char* kind_of_entry = "totals";

// How often each recipient got a count of the same records on each day.
using Released = std::map<base::Date, std::map<std::string, int, std::less<>>>;

// Whichever rule gave them: another rule, or another name of this one, gives the same count.
bool counts_any_of(const policies::Rule& rule, const boost::json::object& entry) {
    const auto* types = entry.if_contains("record_types");
    return types != nullptr && types->is_array() &&
           std::ranges::any_of(types->get_array(), [&rule](const boost::json::value& type) {
               return type.is_string() && std::ranges::find(rule.totals, std::string_view{type.get_string()},
                                                            &policies::Total::record) != rule.totals.end();
           });
}

Result<Released> released(const Ground& ground, const Road& road) {
    log::Query query;
    query.kind = kind_of_entry;
    query.party = road.from.text();
    query.limit = 10'000;
    const auto entries = log::search(ground.database.string(), ground.services.region, query);
    if (!entries) return entries.error();
    Released released;
    for (const log::Found& one : *entries) {
        boost::system::error_code error;
        const auto leaf = schemas::parse_json(one.leaf, error);
        if (error)
            return base::failure("log.corrupt", "an entry of the exchange log is damaged; run `kolk log verify`");
        const auto text = [&leaf](const char* key) {
            const auto* value = leaf.get_object().if_contains(key);
            return value != nullptr && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
        };
        if (text("from") != road.from.text() || !counts_any_of(*road.rule, leaf.get_object())) continue;
        const auto at = base::parse_instant(text("at"));
        if (at) ++released[ground.services.zone.day_of(*at)][std::string{text("to")}];
    }
    return released;
}

// Figures of two days show by how much a cell moved, whoever has the one and whoever the other; on one day all
// recipients get the same.
int times_that_day(const std::map<std::string, int, std::less<>>& recipients, bool is_today, const std::string& to) {
    const auto own = recipients.find(to);
    if (is_today) return own == recipients.end() ? 0 : own->second;
    int most = 0;
    for (const auto& [recipient, times] : recipients) most = std::max(most, times);
    return most;
}

// What is counted again within the period would show by how much a cell moved.
Result<std::optional<policies::Reason>> why_not_now(const Ground& ground, const Road& road) {
    const pipeline::Services& services = ground.services;
    const base::Date today = services.today();
    if (const auto reason = policies::why_no_totals(services.convenant, *road.rule, road.from, road.to, today))
        return std::optional{*reason};
    const auto& limit = road.rule->frequency;
    if (!limit) return std::optional<policies::Reason>{};
    const auto before = released(ground, road);
    if (!before) return before.error();
    int times = 0;
    for (const auto& [day, recipients] : *before) {
        if (today < policies::add_period(day, limit->per))
            times += times_that_day(recipients, day == today, road.to.text());
    }
    return times < limit->times ? std::optional<policies::Reason>{} : std::optional{policies::Reason::deny_frequency};
}

bool holds_records(const std::vector<verwerkingsregister::SourceInUse>& sources, const schemas::Party& sender,
                   const std::string& type) {
    return std::ranges::any_of(sources, [&](const verwerkingsregister::SourceInUse& source) {
        const bool speaks = source.sender == sender || (source.sender.org.empty() && source.sender.role == sender.role);
        return speaks && source.yields.contains(type);
    });
}

Result<Tally> count(const Ground& ground, const Road& road) {
    pipeline::Children children{ground.services};
    if (const auto read = children.forget_facts(); !read) return read.error();
    Tally tally;
    for (const pipeline::RecordSourceInUse& one : ground.sources) {
        Counting counting{ground.services, children, road, one.identity, tally};
        if (!counting.concerns()) continue;
        const auto pulled = one.source->pull(counting.wanted(), counting);
        if (counting.error()) return *counting.error();
        if (pulled) continue;
        return base::failure("totals.unread", "source " + one.identity.name +
                                                  " could not be read, so that every total would be too low; `kolk "
                                                  "check` says why");
    }
    return tally;
}

std::string basis_text(const policies::Basis& basis) {
    return basis.avg6 + ' ' + basis.law;
}

log::EntryFields entry_of(const Ground& ground, const Figures& figures, const Letterhead& letterhead,
                          std::string_view document) {
    const policies::Rule& rule = *figures.road.rule;
    log::EntryFields fields;
    fields.kind = kind_of_entry;
    fields.at = ground.services.clock.now();
    fields.exchange_id = letterhead.release_id;
    fields.from = figures.road.from.text();
    fields.to = figures.road.to.text();
    fields.purpose = rule.purpose;
    fields.rule = rule.id;
    fields.convenant = letterhead.convenant;
    fields.convenant_hash = letterhead.convenant_hash;
    fields.bases = {basis_text(rule.from_basis), basis_text(rule.to_basis)};
    std::int64_t cells = 0;
    std::int64_t withheld = 0;
    for (const Figure& one : figures.figures) {
        if (!one.given()) continue;
        fields.given.push_back(one.total->id);
        fields.record_types.push_back(one.total->record);
        cells += static_cast<std::int64_t>(one.cells.size());
        withheld += static_cast<std::int64_t>(one.withheld());
    }
    fields.reason = policies::code_of(policies::Reason::allow);
    fields.counts = {{"cells", cells}, {"withheld", withheld}};
    fields.digest = base::to_hex(ground.services.subjects.region_digest("totals", document));
    return fields;
}

Result<void> log_release(const Ground& ground, const log::EntryFields& fields) {
    const std::vector<log::Entry> entries{log::write_entry(fields)};
    auto begun = ground.services.store.begin();
    if (!begun) return begun.error();
    if (const auto appended = (*begun)->append(entries); !appended) return appended.error();
    return (*begun)->commit();
}

}  // namespace

Result<Figures> count_figures(const Ground& ground, const schemas::Party& from, const schemas::Party& to) {
    const pipeline::Services& services = ground.services;
    Figures figures{{policies::find_totals(services.convenant, from, to), from, to}, services.today(), {}, {}, 0};
    if (figures.road.rule == nullptr) {
        return base::failure("totals.none",
                             "no rule of the convenant in force gives totals from this party to that one; name them "
                             "as --from ROLE:ORG and --to ROLE:ORG");
    }
    const auto why_not = why_not_now(ground, figures.road);
    if (!why_not) return why_not.error();
    figures.why_not = *why_not;
    if (figures.why_not) return figures;
    const auto tally = count(ground, figures.road);
    if (!tally) return tally.error();
    figures.refused = tally->refused();
    const auto& totals = figures.road.rule->totals;
    for (std::size_t at = 0; at < totals.size(); ++at) {
        Figure figure{&totals[at],
                      policies::why_not_counted(services.convenant, *figures.road.rule, totals[at], from, to),
                      holds_records(ground.yields, from, totals[at].record),
                      {}};
        if (figure.given()) figure.cells = policies::cells_of(totals[at], tally->children_of(at));
        figures.figures.push_back(std::move(figure));
    }
    return figures;
}

Letterhead letterhead_of(const Ground& ground) {
    const policies::Convenant& convenant = ground.services.convenant;
    return {{},
            convenant.id + " " + convenant.version,
            ground.services.convenant_hash,
            convenant.for_demo_only() || ground.demo};
}

Result<std::string> release(const Ground& ground, const Figures& figures, Format format,
                            const std::filesystem::path& file) {
    if (figures.why_not || !figures.any_given())
        return base::failure("totals.denied", "there is no total to give to this party now; nothing was written");
    std::error_code unknown;
    if (std::filesystem::exists(file, unknown)) {
        return base::failure("totals.exists",
                             "there is a file of that name, and what was released stays as it was; name a new file");
    }
    Letterhead letterhead = letterhead_of(ground);
    letterhead.release_id = base::uuid7(ground.services.clock.now(), ground.services.random);
    const std::string document = format == Format::csv ? as_csv(figures, letterhead)
                                                       : boost::json::serialize(as_json(figures, letterhead)) + '\n';
    if (const auto logged = log_release(ground, entry_of(ground, figures, letterhead, document)); !logged)
        return logged.error();
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    if (const auto written = write_durably(folder, file.filename().string(), document); !written)
        return written.error();
    return letterhead.release_id;
}

}  // namespace kolk::gateway::totals
