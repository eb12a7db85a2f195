#include "connectors/csv_source.hpp"

#include "connectors/barred.hpp"
#include "connectors/csv.hpp"
#include "connectors/csv_row.hpp"

#include <utility>

namespace kolk::connectors {
namespace {

constexpr Unread no_table{"csv.no-table", "No table of the mapping reads a file of this name; add one, or rename it."};
constexpr Unread too_many_rows{
    "csv.too-many-rows",
    "The file has more rows than the limit allows; the rest was not read. Split it, or raise the limit."};

Refusal row_refusal(Place place, base::Literal reason, base::Literal text, const std::string& record_type,
                    std::string_view raw) {
    auto refusal = unreadable(std::move(place), reason, text, raw);
    refusal.countable = true;
    refusal.record_type = record_type;
    return refusal;
}

/// Nothing of it may be kept.
Refusal destroyed(Refusal refusal) {
    refusal.reason = "deny.bsn";
    refusal.text =
        "A national number or an ECK iD stood where none may, and its row or file was destroyed; ask the sender to "
        "omit it.";
    refusal.keep = false;
    refusal.incident = true;
    return refusal;
}

/// What can't be taken apart may hold a number in a column of its own.
Refusal unless_barred(Refusal refusal, const mapping::Table& table) {
    const bool barred = !table.forbidden.empty() && holds_national_number(refusal.raw.reveal());
    return barred ? destroyed(std::move(refusal)) : refusal;
}

Refusal row_refusal(Place place, csv::RowFaults faults, const std::string& record_type, std::string_view raw) {
    place.field = faults.faults.front().field;
    auto refusal =
        faults.formula
            ? row_refusal(std::move(place), "csv.formula",
                          "A text of this row begins like a formula; ask the sender to correct it.", record_type, raw)
            : row_refusal(std::move(place), "record.faulty",
                          "Values of this row are wrong; ask the sender to correct them.", record_type, raw);
    refusal.faults = std::move(faults.faults);
    return faults.barred ? destroyed(std::move(refusal)) : refusal;
}

/// Reads the rows of one file and tells the sink what each became.
class FileReading {
public:
    FileReading(const csv::FileContext& file, Place place, PullSink& sink)
        : file_{file}, place_{std::move(place)}, sink_{sink} {}
    FileReading(const FileReading&) = delete;
    FileReading& operator=(const FileReading&) = delete;
    ~FileReading() {
        if (not_asked_for_ > 0) sink_.not_asked_for(not_asked_for_);
    }

    void take(const csv::Row& row) {
        place_.line = row.line;
        if (row.flaw) return refuse(row, row.flaw->reason, row.flaw->text);
        if (row.cells.size() != file_.header.size()) {
            return refuse(row, "csv.uneven",
                          "The row has more or fewer cells than the header; correct it and send it again.");
        }
        auto child = csv::read_child(file_, row);
        // Without a number there is nobody to ask about, and a barred number is not used even for that.
        if (child.faults.barred || child.identifiers.empty()) return refuse(row, std::move(child.faults));
        if (!file_.wanted.asks(file_.table.record) || !sink_.asked_for(file_.table.record, child.identifiers)) {
            ++not_asked_for_;
            return;
        }
        auto outcome = csv::read_row(file_, row, std::move(child));
        if (auto* faults = std::get_if<csv::RowFaults>(&outcome)) return refuse(row, std::move(*faults));
        auto& statement = std::get<Statement>(outcome);
        statement.place = place_;
        sink_.accept(std::move(statement));
    }

private:
    void refuse(const csv::Row& row, base::Literal reason, base::Literal text) {
        sink_.refuse(unless_barred(row_refusal(place_, reason, text, file_.table.record, row.raw), file_.table));
    }
    void refuse(const csv::Row& row, csv::RowFaults faults) {
        sink_.refuse(row_refusal(place_, std::move(faults), file_.table.record, row.raw));
    }

    const csv::FileContext& file_;
    Place place_;
    PullSink& sink_;
    std::uint64_t not_asked_for_ = 0;
};

}  // namespace

CsvSource::CsvSource(std::string name, std::string folder, mapping::Mapping mapping, std::string own_issuer,
                     Limits limits)
    : name_{std::move(name)},
      folder_{name_, std::move(folder)},
      mapping_{std::move(mapping)},
      own_issuer_{std::move(own_issuer)},
      limits_{limits} {
}

base::Result<void> CsvSource::probe() {
    return folder_.probe();
}

base::Result<void> CsvSource::pull(const Wanted& wanted, PullSink& sink) {
    return folder_.read_each(sink, [&](const DropFile& file) { read_file(file, wanted, sink); });
}

void CsvSource::read_file(const DropFile& file, const Wanted& wanted, PullSink& sink) const {
    const Place place{name_, file.arrival, 0, {}};
    const auto* table = mapping_.table_for(file.name);
    if (table == nullptr) {
        // Checksum and ready files stand beside exports by habit; only an export without a table is worth a look.
        if (!ends_as(file.name, ".csv")) return;
        return sink.refuse(unread(place, no_table, file));
    }
    const auto content = folder_.read(file, limits_.file_bytes);
    if (!content) return sink.refuse(unread(place, content.error(), file));

    csv::Reader reader{content->view(), limits_.row_bytes};
    csv::Row row;
    const bool has_header = reader.next(row) && !row.flaw;
    const auto header = has_header ? csv::Header::read(row, *table) : std::nullopt;
    if (!header) {
        return sink.refuse(unless_barred(
            unreadable(place, "csv.header",
                       "The first row does not name every column that the mapping reads, each once; compare the export "
                       "with the mapping.",
                       content->view()),
            *table));
    }
    const csv::FileContext context{mapping_, *table, *header, own_issuer_, wanted};
    FileReading reading{context, place, sink};
    for (std::size_t rows = 0; !sink.stopping() && reader.next(row); ++rows) {
        if (rows == limits_.rows) {
            return sink.refuse(unread({name_, file.arrival, row.line, {}}, too_many_rows, file));
        }
        reading.take(row);
    }
}

}  // namespace kolk::connectors
