#include "connectors/yields.hpp"

#include "schemas/record_types.hpp"
#include "tests/support/files.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace kolk::connectors {
namespace {

void expect_known(const Yields& yields, std::string_view source) {
    EXPECT_FALSE(yields.empty()) << source;
    for (const auto& [type, fields] : yields) {
        const schemas::RecordType* known = schemas::find_record_type(type);
        ASSERT_NE(known, nullptr) << source << ' ' << type;
        for (const std::string& field : fields) EXPECT_NE(known->find(field), nullptr) << source << ' ' << field;
    }
}

TEST(Yields, EveryFieldOfEveryKindOfSourceIsOneOfOurs) {
    expect_known(yields_of_oso(), "oso");
    expect_known(yields_of_ijw(), "ijw");
    expect_known(yields_of_fhir(), "fhir");
    EXPECT_EQ(yields_of_fhir().at("mazl-advies").size(), 4U);
    EXPECT_TRUE(yields_of_oso().at("tlv-besluit").contains("categorie"));
    EXPECT_FALSE(yields_of_oso().at("leerling-id").contains("bsn")) << "a dossier's national number is never read";
}

TEST(Yields, AMappingFillsWhatItsTablesName) {
    const auto reading = mapping::read_mapping(tests::project_text("connectors/mappings/school.yaml"));
    ASSERT_TRUE(reading.mapping);
    const Yields yields = yields_of(*reading.mapping);
    expect_known(yields, "school");
    EXPECT_TRUE(yields.at("verzuimmelding").contains("grondslag"));
    EXPECT_TRUE(yields.at("leerling-id").contains("naam"));
    for (const mapping::Table& table : reading.mapping->tables) EXPECT_TRUE(yields.contains(table.record));
}

}  // namespace
}  // namespace kolk::connectors
