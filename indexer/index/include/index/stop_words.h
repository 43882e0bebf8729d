// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace whatworks {

// Words that carry no meaning of their own beside others, in lower case, with a space between them. "What" and "works" are not among them:
// they name what this base is about. Queries leave these words out where others stand beside them; the dense view leaves out their stems.
inline constexpr std::string_view kStopWords =
    "a about after all also an and any are as at be because been before being between both but by can could did do does doing done during each "
    "for from get gets getting go goes going got had has have having he her here him his how i if in into is it its just know knows made make "
    "makes making me more most my no nor of off on only or other our out over own same she should so some such take takes taking than that the "
    "their them then there these they this those through to too under until up very was we were when where which while who whom why will with "
    "would you your";

}  // namespace whatworks
