// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace whatworks {

// Words that carry no meaning of their own beside others, and those that questions are made of ("does it make any difference"), in lower case,
// with a space between them. "What" and "works" are not among them: they name what this base is about. Queries leave these words out where others
// stand beside them; the dense view leaves out their stems.
inline constexpr std::string_view kStopWords =
    "a about actually after all also an and any anyone anything are as at be because been before being between both but by can could did "
    "difference do does doing done during each enough ever for from get gets getting go goes going got had happen happened happening happens "
    "has have having he her here him his how i if in into is it its just know knows made make makes making many me more most much my no nor of "
    "off on only or other our out over own really same she should so some someone something still such take taken takes taking tell than that the "
    "their them then there these they this those through to too took under until up us very want was way ways we were when where whether which while "
    "who whom why will with would you your";

}  // namespace whatworks
