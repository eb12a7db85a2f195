#pragma once

#include <string>

namespace kolk::tests {

/// An invented OSO dossier, school to samenwerkingsverband; every part can be replaced.
struct OsoDossier {
    std::string kind = "<overdrachtsoort>swv-dossier</overdrachtsoort>";
    std::string step = "<overstap>VOSWV</overstap>";
    std::string categories =
        "<cat_leerling>VERPLICHT</cat_leerling><cat_schoolloopbaan>VERPLICHT</cat_schoolloopbaan>"
        "<cat_onderwijsondersteuning>VERPLICHT</cat_onderwijsondersteuning>";
    std::string insight =
        "<inzage><voorlopigdossier>false</voorlopigdossier><inzage>true</inzage><akkoord>Nee</akkoord>"
        "<toestemming>Ja</toestemming></inzage>";
    std::string school = "<brincode>00YY</brincode><vestigingscode>00</vestigingscode><soort>VO</soort>";
    std::string names =
        "<voornaam>Daan</voornaam><voornaam>Jan</voornaam><voorvoegsel>van de</voorvoegsel>"
        "<achternaam>Berg</achternaam>";
    std::string born = "<geboortedatum>2011-03-17</geboortedatum>";
    std::string sex = "<geslacht>2</geslacht>";
    std::string number = "<leerlingid>LN000001</leerlingid>";
    std::string national;
    std::string addresses =
        "<adreslijst><adres><soortadres>post</soortadres><gemeente>Zandhoven</gemeente></adres>"
        "<adres><soortadres>gba</soortadres><straat>Dorpsstraat</straat><gemeente>Eikendal</gemeente></adres>"
        "</adreslijst>";
    std::string career =
        "<schoolloopbaanlijst><schoolloopbaan><groepscode>2f</groepscode><jaargroep>12</jaargroep>"
        "<begindatum>2025-08-01</begindatum><schoolsoort>VSO</schoolsoort></schoolloopbaan>"
        "<schoolloopbaan><groepscode>1g</groepscode><jaargroep>11</jaargroep><begindatum>2024-08-01</begindatum>"
        "<schoolsoort>HAVO</schoolsoort></schoolloopbaan></schoolloopbaanlijst>";
    std::string opp =
        "<opp><opp_ingangdatum>2026-02-01</opp_ingangdatum><opp_einddatum>2027-02-01</opp_einddatum>"
        "<document><bestandsinhoud>AAAA</bestandsinhoud></document></opp>";
    std::string tlv =
        "<tlv><tlvingangdatum>2026-04-04</tlvingangdatum><tlvswvnummer>VO00AA</tlvswvnummer>"
        "<tlvcategorie>L</tlvcategorie><tlvbeschikkingsnummer>TLV-0001</tlvbeschikkingsnummer>"
        "<tlveinddatum>2028-07-31</tlveinddatum></tlv>";

    [[nodiscard]] std::string text() const {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<dossier xmlns=\"http://www.edustandaard.nl/oso_gegevensset/2019/dossier\">\n<metadata>"
               "<categorie_uitlevering>" +
               categories + "</categorie_uitlevering>" + step + "</metadata>\n" + kind + "\n" + insight +
               "\n<huidigeschool><naam>Testschool</naam>" + school + "\n<leerling>" + names + "\n" + born + sex +
               national + "\n" + addresses + "\n" + number + "\n" + career +
               "\n<onderwijsondersteuning><diagnose><code>geheim</code></diagnose>\n" + opp + "\n" + tlv +
               "\n</onderwijsondersteuning>\n</leerling></huidigeschool></dossier>\n";
    }
};

}  // namespace kolk::tests
