#pragma once
// Guards before a document is handed to a library: a parser must never see one that is nested without end.

#include "cells/source_text.hpp"

namespace undertone::io_detail {

/// Refuses XML nested deeper than any colour file, at the tag that goes too deep.
void refuse_deep_xml(const SourceText& source);

/// The same for the brackets of JSON.
void refuse_deep_json(const SourceText& source);

} // namespace undertone::io_detail
