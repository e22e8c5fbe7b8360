#pragma once
// Swift's Foundation carries an ICU of its own, and libxml2's headers pull in the system's: keep that one out.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <iconv.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>
