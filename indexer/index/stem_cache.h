// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <string>

namespace whatworks {

// Xapian's English stemmer with a memory: words come again and again, and a look-up costs a fraction of stemming. For one thread, as are its copies.
Xapian::Stem make_caching_stemmer();

}  // namespace whatworks
