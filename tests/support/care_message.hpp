#pragma once

#include "schemas/base/bytes.hpp"

#include <string>
#include <vector>

namespace kolk::tests {

/// An iJw message in its GGK envelope about an invented child; every part can be set wrong.
struct CareMessage {
    std::string kind = "JW301";
    std::string reference = "9c0f7b90-5c69-41e5-a837-0800200c9a66";
    std::string version = "0003";
    std::string subversion = "0002";
    std::string municipality = "9901";
    std::string provider = "98000001";
    std::string claimed_municipality = "9901";  ///< in the envelope
    std::string claimed_provider = "98000001";
    std::string dated = "2026-11-01";
    std::string identification = "1";
    std::string bsn = "999990019";
    std::string born = "2012-03-04";
    std::string born_use = "";  ///< DatumGebruik
    std::string surname = "Van der Marker-Voorbeeld";
    /// Per product: number, date, and the code that removes it or an empty text.
    struct Product {
        std::string allocation = "1001";
        std::string date = "2026-10-20";
        std::string change = "";
    };
    std::vector<Product> products{{}};

    [[nodiscard]] bool from_municipality() const { return kind == "JW301"; }

    static std::string element(const std::string& name, const std::string& text) {
        return text.empty() ? std::string{} : "<" + name + ">" + text + "</" + name.substr(0, name.find(' ')) + ">";
    }

    [[nodiscard]] std::string product(const Product& one) const {
        const auto number = element("j:ToewijzingNummer", one.allocation);
        const auto removal = [&](const std::string& otherwise) { return one.change.empty() ? otherwise : one.change; };
        if (kind == "JW301") {
            return element("j:ToegewezenProduct", number + element("j:Toewijzingsdatum", one.date) +
                                                      "<j:Toewijzingstijd>10:15:00</j:Toewijzingstijd>" +
                                                      element("j:Ingangsdatum", one.date) +
                                                      element("j:RedenWijziging", one.change));
        }
        if (kind == "JW305") {
            return element("j:StartProduct",
                           number + element("j:Begindatum", one.date) + element("j:StatusAanlevering", removal("1")));
        }
        return element("j:StopProduct",
                       number + "<j:Begindatum>2026-01-01</j:Begindatum><j:RedenBeeindiging>31</j:RedenBeeindiging>" +
                           element("j:Einddatum", one.date) + element("j:StatusAanlevering", removal("1")));
    }

    [[nodiscard]] std::string payload() const {
        const std::string code = kind == "JW301" ? "436" : kind == "JW305" ? "438" : "440";
        const std::string plural = kind == "JW301"   ? "j:ToegewezenProducten"
                                   : kind == "JW305" ? "j:StartProducten"
                                                     : "j:StopProducten";
        std::string number = "jw";
        number += kind.substr(2);
        std::string all;
        for (const auto& one : products) all += "\n" + product(one);
        return R"(<?xml version="1.0" encoding="UTF-8"?>
<j:Bericht xmlns:j="http://www.istandaarden.nl/ijw/3_2/)" +
               number + R"(/schema" xmlns:i="http://www.istandaarden.nl/ijw/3_2/basisschema/schema"><j:Header>)" +
               element("j:BerichtCode", code) +
               "<j:BerichtVersie>3</j:BerichtVersie><j:BerichtSubversie>2</j:BerichtSubversie>" +
               element("j:Afzender", from_municipality() ? municipality : provider) +
               element("j:Ontvanger", from_municipality() ? provider : municipality) +
               element("j:BerichtIdentificatie",
                       element("i:Identificatie", identification) + element("i:Dagtekening", dated)) +
               "<j:XsdVersie><i:BasisschemaXsdVersie>1.2.0</i:BasisschemaXsdVersie>"
               "<i:BerichtXsdVersie>1.0.0</i:BerichtXsdVersie></j:XsdVersie></j:Header>\n<j:Client>" +
               element("j:Bsn", bsn) +
               element("j:Geboortedatum", element("i:Datum", born) + element("i:DatumGebruik", born_use)) +
               "<j:Geslacht>2</j:Geslacht><j:Naam>" + element("i:Geslachtsnaam", element("i:Achternaam", surname)) +
               (from_municipality() ? "<i:NaamGebruik>1</i:NaamGebruik></j:Naam><j:Contactgegevens><j:Contact>"
                                      "<j:Soort>01</j:Soort></j:Contact></j:Contactgegevens>"
                                    : "</j:Naam>") +
               element(plural, all) + "</j:Client></j:Bericht>";
    }

    [[nodiscard]] std::string envelope(const std::string& content) const {
        const auto& sender = from_municipality() ? claimed_municipality : claimed_provider;
        const auto& receiver = from_municipality() ? claimed_provider : claimed_municipality;
        return R"(<?xml version="1.0" encoding="UTF-8"?>
<GGK:envelopHeenbericht-ggk_Di01 xmlns:StUF="http://www.egem.nl/StUF/StUF0301" )"
               R"(xmlns:GGK="http://www.stufstandaarden.nl/koppelvlak/ggk0210"><GGK:stuurgegevens>)"
               "<StUF:berichtcode>Di01</StUF:berichtcode>" +
               element("StUF:zender",
                       element("StUF:organisatie", sender) + "<StUF:applicatie>Jeugd</StUF:applicatie>") +
               element("StUF:ontvanger",
                       element("StUF:organisatie", receiver) + "<StUF:applicatie>GGk</StUF:applicatie>") +
               element("StUF:referentienummer", reference) +
               "<StUF:tijdstipBericht>20261101101500</StUF:tijdstipBericht>" + element("StUF:functie", kind) +
               "</GGK:stuurgegevens><GGK:parameters><GGK:applicatieVersie>0004</GGK:applicatieVersie>"
               "<GGK:applicatieSubversie>0003</GGK:applicatieSubversie>" +
               element("GGK:functieVersie", version) + element("GGK:functieSubversie", subversion) +
               element("GGK:bericht", element("GGK:xmlBestand", content)) +
               "</GGK:parameters></GGK:envelopHeenbericht-ggk_Di01>";
    }

    [[nodiscard]] std::string text() const { return envelope(base::to_base64(base::as_bytes(payload()))); }
};

}  // namespace kolk::tests
