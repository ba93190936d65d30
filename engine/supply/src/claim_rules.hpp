#pragma once
// Which words make a claim that nothing here can bear out, why, and what may be said instead.
//
// A pattern is words with a space between; "heal*" is any word that begins so, "a|b" either, "~" up to three words of the same clause. A rule
// does not hold where one of its `unless` covers the place, nor, where `negatable`, after "not", "no" and their like
// in the same clause.

#include <array>
#include <string_view>

namespace undertone {

struct ClaimRule {
    std::string_view kind, reason, instead;
    bool negatable;
    std::string_view patterns, unless; ///< separated by ";"
};

inline constexpr std::array claim_rules{
    ClaimRule{
        "permanence", "all pigment in skin fades; nothing was followed for life",
        "say for how many years, of how many clients, by what method it stayed within which tolerance", true,
        "permanent*;forever;for ever;lifelong;life long;lifetime;everlasting;eternal*;indelibl*;fadeproof;fade proof;fade "
        "free;non fading;fadeless",
        "semi permanent*;permanent make up;permanent makeup;permanent cosmetic*;permanent hair removal;lifetime of "
        "the bottle"},
    ClaimRule{"permanence", "all pigment in skin fades; nothing was followed for life",
              "say for how many years, of how many clients, by what method it stayed within which tolerance", false,
              "never|not|wont|doesnt|cannot|cant|no|without fade|fades|fading|faded;no more fading;won|doesn|don t fade;"
              "never ~ fade|fades;does|do|will|would not change;never changes;for life;for a lifetime",
              "not faded yet;no fading was measured;not fade evenly"},
    ClaimRule{"duration", "how long a colour stays differs between people, and few were followed for more than months",
              "say for how many years, of how many clients, by what method it stayed within which tolerance", true,
              "long lasting;last|lasts|lasting|stays|stay|remains|remain ~ ~ year|years|decade|decades|months;"
              "holds|hold|keeps|keep ~ colour|color|shade|tone ~ ~ year|years|decade|decades|months;"
              "years|decades of ~ colour|color",
              "stays|stay|remains|remain within;stays|stay|remains|remain usable|sterile|stable|sealed;last session|year|"
              "month|months|years"},
    ClaimRule{
        "color", "how a healed area's colour drifts differs between people, and the model gives a chance, not a never",
        "say how far b* moved in how many clients, after how many years", false,
        "never|no|zero|without ~ "
        "blue|bluish|blueish|blues|blueing|bluing|green|greenish|grey|gray|greyish|ashy|purple|orange|reddish|red|pink;"
        "not|wont|doesnt|cannot|cant|won|doesn|don ~ "
        "turn|turns|turning|go|goes|become|becomes|look|looks|heal|heals|fade|fades ~ "
        "blue|bluish|blueish|blues|blueing|bluing|green|greenish|grey|gray|greyish|ashy|purple|orange|reddish|red|pink;"
        "can t ~ turn|go|become|look|heal|fade ~ "
        "blue|bluish|blueish|blues|green|greenish|grey|gray|greyish|ashy|purple|orange|reddish|red|pink;"
        "blue|green|grey free",
        "~ blue|green|grey|gray|red|orange "
        "light|lights|pigment|pigments|colorant*|colourant*|dye|dyes|hair|filter;less red;redder"},
    ClaimRule{"safety", "safety is not shown by colour, nor by a list of limits",
              "give the laboratory's results with date and list, and name what was not looked for", true,
              "safe;safely;harmless*;non toxic*;nontoxic*;toxin free;chemical free;risk free;riskless;side effect free",
              "safe place;store safely;stored safely;keep safe;safely out of reach;dispose safely;disposed safely"},
    ClaimRule{"safety", "safety is not shown by colour, nor by a list of limits",
              "give the laboratory's results with date and list, and name what was not looked for", false,
              "safer;safest;no|zero|without ~ risk|risks;no|zero|without ~ side effect*;nothing ~ harm*;free of|from ~ "
              "metal*|toxin*|chemical*",
              "no risk assessment"},
    ClaimRule{
        "allergy", "that nobody reacts cannot be shown; hypoallergenic has no defined test",
        "name the ingredients, and the results of the laboratory for sensitisers", true,
        "hypoallergen*;hypo allergen*;allergy free;allergen free;non allergen*;nonallergen*;antiallergen*;anti allergen*;"
        "dermatologically tested;dermatologist tested;for|on sensitive skin;skin friendly",
        ""},
    ClaimRule{"allergy", "that nobody reacts cannot be shown; hypoallergenic has no defined test",
              "name the ingredients, and the results of the laboratory for sensitisers", false,
              "no|never|without|zero ~ allerg*;no|never|without ~ irritat*", ""},
    ClaimRule{"medical", "a cosmetic ink is no medicine and no medical device, and makes no medical claim",
              "say what colour it heals to, and nothing of health", true,
              "medical grade|device|use|purpose*;sterile;antiseptic*;biocompatible;bio "
              "compatible;medically;medicinal*;medicine;clinical*;pharmaceutical*;pharma grade;hospital "
              "grade;surgical*;therap*;"
              "doctor|dermatologist|physician recommended|approved;trusted|recommended|endorsed by ~ "
              "doctor*|dermatolog*|physician*;cure;cures;curing;curative;anti "
              "aging;antibacterial;antimicrobial;"
              "heal|heals|repairs|repair|regenerates|regenerate|treat|treats|treating|treatment ~ "
              "scar|scars|skin|alopecia|baldness|burn|burns|"
              "wound|wounds|vitiligo|disease*|condition*;heal|heals|treat|treats|treating|treatment ~ hair "
              "loss;promotes|promote|speeds|speed|faster|accelerat* ~ healing;"
              "regrow*;stops|stop|prevents|prevent ~ hair loss;hair growth",
              "heal|heals to;heals darker;heals lighter;not a medicine"},
    ClaimRule{"approval", "no authority approves a colour match, and a list is not the law",
              "name the list, its date, and the results against it", true,
              "approved;approval;fda;certified;certificat* of "
              "safety;accredited;authorised;authorized;licensed;compliant;compliance;complies;comply;meets|meet|fulfils|"
              "fulfills ~ reach|eu|regulation*|law|laws;"
              "conform;conforms;conformity;eu legal;legal in",
              "certificate of analysis;accredited laboratory;approved by you;lot approved;accredited lab"},
    ClaimRule{"guarantee", "no result holds for every client, and a share has an interval",
              "give the share with its n and its interval, and the skins that it holds for", true,
              "guarantee*;guaranty;warranted;100 % satisf*;100 percent;always;every "
              "time;flawless*;perfect*;undetectabl*;exact match*;"
              "foolproof;scientifically proven;proven;infallibl*;miracle*;unfailing*;any skin;every skin;all skin|skins "
              "tone|tones|type|types;everyone",
              "no guarantee"},
    ClaimRule{"guarantee", "no result holds for every client, and a share has an interval",
              "give the share with its n and its interval, and the skins that it holds for", false,
              "100 %;never fails;never disappoints;the best ink|inks|pigment|pigments|line",
              "100 % of;to 100 %;100 % . ~ interval"},
};

} // namespace undertone
