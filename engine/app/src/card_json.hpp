#pragma once
// The card as a part of other JSON results.

#include "json_parts.hpp"
#include "undertone/app/card.hpp"

namespace undertone {

Json card_as_json(const Card& card);

} // namespace undertone
