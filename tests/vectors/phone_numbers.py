"""Phone number cases for generate_bad_input.py: which numbers are refused, and how the others are sent."""

# Tables have one row per line, up to the maximum line length.
# fmt: off

TO, FROM = "+16505550100", "+16505550110"

# Invalid, also as national numbers with a country.
BAD = {
    "empty": "", "blank": "   ", "only separators": "() - .", "only a plus": "+", "a word": "mother",
    "letters in it": "+1650555010x", "two pluses": "++16505550100", "a plus in the middle": "1650+5550100",
    "16 digits": "1234567890123456", "10,000 digits": "1" * 10_000, "10,000 spaces": " " * 10_000,
    "a line feed": "+1650\n5550100", "CR and LF": "+16505550100\r\nX-Injected: 1", "a tab": "+1650\t5550100",
    "a URI": "tel:+16505550100", "an extension in the form of a URI": "+16505550100;ext=5", "a comma": "+16505550100,101",
    "an extension as a word": "+16505550100 ext. 101", "two extensions": "+16505550100*101*102", "a hash": "+16505550100#101",
    "a slash": "+49 30/1234567", "full-width brackets": "+1（650）5550100", "a line separator": "+1650\u20285550100",
    "a visible format character": "+1650\u06005550100", "a letter that can be invisible": "+1650\u31645550100",
    "a quote": '+16505550100"', "JSON": '{"phoneNumber":"+16505550100"}', "a negative number": "-1.5e9",
    "Arabic digits": "+١٦٥٠٥٥٥٠١٠٠", "fullwidth digits": "＋１６５０５５５０１００", "an emoji": "☎+16505550100",
    "only invisible marks": "\u200b\ufeff\u00a0",
}
SHORT = {"a leading zero": "+0016505550100", "a trunk prefix without a country": "0301234567",
         "00 instead of a plus": "0049301234567", "a local number": "555-0100", "one digit": "7", "6 digits after a plus": "+123456",
         "an extension without its main number": "*101", "an extension of an extension": "101*102"}

ZEROS = {
    "Italy": ("+39 (0)6 1234 5678", "+390612345678", "+39612345678"), "San Marino": ("+378 (0)549 123456", "+3780549123456", "+378549123456"),
    "North America": ("+1 (0)650 555 0100", "+106505550100", "+16505550100"), "Brazil": ("55 (0)11 1234-5678", "5501112345678", "551112345678"),
    "the middle of a number": ("+44 20 (0) 7946 0018", "+4420079460018", "+442079460018"),
    "an area of Britain": ("+44 (020) 7946 0018", "+4402079460018", "+442079460018"),
}

# The Unicode categories Zs and Pd, the minus sign, and the invisible characters of Cf.
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000 "
DASHES = ("-\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0"
          "\ufe31\ufe32\ufe58\ufe63\uff0d\U00010ead")
MARKS = ("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068"
         "\u2069\u206a\u206f\ufeff\U0001bca0\U0001d173\U000e0001\U000e0031")


def refused_numbers(case):
    """Numbers that are invalid, or would ring a different phone than intended."""
    for name, number in {**BAD, **SHORT}.items():
        case(f"to: {name}", "create_call", arguments={"to": number}, code="INVALID_ARGUMENT", parameter="to", text=["E.164"])
    for parameter in ("from", "caller_id"):
        for name in ("empty", "a word", "16 digits", "10,000 digits", "CR and LF", "an emoji"):
            case(f"{parameter}: {name}", "create_call", arguments={parameter: BAD[name]}, code="INVALID_ARGUMENT",
                 parameter=parameter, text=["E.164"])
    for name in ("empty", "blank", "only a plus", "a word", "16 digits", "two pluses"):
        case(f"to with a country: {name}", "create_call", arguments={"to": BAD[name], "country": "1"},
             code="INVALID_ARGUMENT", parameter="to")
    for parameter in ("to", "from", "caller_id"):
        case(f"{parameter}: a NUL", "create_call", arguments={parameter: "+1650\x005550100"}, code="INVALID_ARGUMENT",
             parameter=parameter, not_in=["c"])


def special_numbers(case):
    """Zeros in brackets, emergency numbers and extensions."""
    for name, (number, *spellings) in ZEROS.items():
        for parameter in ("to", "from"):
            case(f"{parameter}: a zero in brackets: {name}", "create_call", arguments={parameter: number}, code="INVALID_ARGUMENT",
                 parameter=parameter, text=spellings)
    for number in ("112", "911", "999", "000", "110", "118", "119", "08"):
        for parameter in ("to", "from"):
            case(f"{parameter}: the emergency number {number}", "create_call", arguments={parameter: number},
                 code="INVALID_ARGUMENT", parameter=parameter, text=["emergency"])
        case(f"the emergency number {number} with a country", "create_call", arguments={"to": number, "country": "1"},
             code="INVALID_ARGUMENT", parameter="to", text=["emergency"])
    for name, number in {"with separators": "9-1-1", "with a plus": "+112", "with brackets": "(112)", "with marks": "\u200e1\u00a01\u20112"}.items():
        case(f"an emergency number {name}", "create_call", arguments={"to": number}, code="INVALID_ARGUMENT", parameter="to",
             text=["emergency"])
    for name, number in {"alone": "101", "of a main number": "+16505550102*101"}.items():
        case(f"caller_id: an extension {name}", "create_call", arguments={"caller_id": number}, code="INVALID_ARGUMENT",
             parameter="caller_id", text=["E.164"])
    for name, number, code in (("of one digit", "+16505550102*1", "INVALID_ARGUMENT"), ("without digits", "+16505550102*", "INVALID_ARGUMENT"),
                               ("of 7 digits", "+16505550102*1234567", "INVALID_ARGUMENT")):
        case(f"an extension {name}", "create_call", arguments={"to": number}, code=code, parameter="to", text=["2 to 6"])
    case("an extension that the account does not have", "create_call", arguments={"to": "123456"}, code="REJECTED",
         http_status=400, error_code="CMN-101", parameter="to.phoneNumber", hint=["extension"], posts=1, placed=0)


def sent_numbers(case):
    """Numbers that are accepted, and how they are sent."""
    for name, number, wanted in [
        ("ASCII separators", "+1 (650) 555-0100", "+16505550100"), ("dots", "1.650.555.0100", "16505550100"),
        ("every space", f"{SPACES}+1{SPACES}650{SPACES}5550100{SPACES}", "+16505550100"),
        ("every dash", f"+1{DASHES}650{DASHES}5550100", "+16505550100"),
        ("every invisible mark", f"{MARKS}+1{MARKS}6505550100{MARKS}", "+16505550100"),
        ("pasted from a contact list", "\u202a+1\u00a0650\u2011555\u20110100\u202c", "+16505550100"),
        ("square brackets", "+1 [650] 555 0100", "+16505550100"), ("8 digits", "12345678", "12345678"),
        ("15 digits", "123456789012345", "123456789012345"), ("7 digits after a plus", "+1234567", "+1234567"),
        ("an extension", "101", "101"), ("an extension with a space", "10 2", "102"), ("an extension of a main number", "+16505550102*101", "+16505550102*101"),
        ("an extension of a main number without a plus", "1 650 555 0102 * 101", "16505550102*101"),
        ("an area of Italy", "+39 (06) 1234 5678", "+390612345678"), ("an area of the Ivory Coast", "+225 (07) 12 34 56 78", "+2250712345678"),
    ]:
        case(f"sent: {name}", "create_call", arguments={"to": number}, code="OK", posts=1, placed=1,
             sent={"from": {"phoneNumber": FROM}, "to": {"phoneNumber": wanted}})
    for code in (27, 31, 32, 33, 41, 43, 44, 46, 49, 61, 64, 353):
        for number, wanted in ((f"+{code} (0)20 7946 0018", f"+{code}2079460018"), (f"{code}[0]2079460018", f"{code}2079460018")):
            case(f"sent: the zero of {number}", "create_call", arguments={"to": number}, code="OK", posts=1, placed=1,
                 sent={"from": {"phoneNumber": FROM}, "to": {"phoneNumber": wanted}})


def other_numbers_sent(case):
    """Caller numbers and national numbers that are accepted."""
    case("sent: from as an extension", "create_call", arguments={"from": "101"}, code="OK", posts=1, placed=1,
         sent={"from": {"phoneNumber": "101"}, "to": {"phoneNumber": TO}})
    case("sent: from as an extension of a main number", "create_call", arguments={"from": "16505550102*102"}, code="OK", posts=1,
         placed=1, sent={"from": {"phoneNumber": "16505550102*102"}, "to": {"phoneNumber": TO}})
    case("sent: from with a zero in brackets", "create_call", arguments={"from": "+49 (0)30 1234567"}, code="OK", posts=1,
         placed=1, sent={"from": {"phoneNumber": "+49301234567"}, "to": {"phoneNumber": TO}})
    for name, number, wanted in [("with its trunk prefix", "(0)30 123\u00a04567", "0301234567"), ("a short one", "03 01", "0301"),
                                 ("an international one", "+49 (0)30 1234567", "+49301234567")]:
        case(f"sent: a national number, {name}", "create_call", arguments={"to": number, "country": "49"}, code="OK", posts=1,
             placed=1, sent={"from": {"phoneNumber": FROM}, "to": {"phoneNumber": wanted}, "country": {"id": "49"}})
    case("sent: with everything", "create_call", code="OK", posts=1, placed=1,
         arguments={"caller_id": "+1 (650) 555-0101", "play_prompt": True, "country": "1"},
         sent={"from": {"phoneNumber": FROM}, "to": {"phoneNumber": TO}, "callerId": {"phoneNumber": "+16505550101"},
               "playPrompt": True, "country": {"id": "1"}})


def links(case):
    """Numbers in dial links."""
    for number, scheme, uri in [
        ("+1 (650) 555-0100", "rcmobile", "rcmobile://call?number=16505550100"), ("+44 (0)20 7946 0018", "tel", "tel:+442079460018"),
        ("101", "rcmobile", "rcmobile://call?number=101"), ("+16505550102*101", "rcmobile", "rcmobile://call?number=16505550102*101"),
        ("+16505550102*101", "tel", "tel:+16505550102;ext=101"), ("\u202a+1\u00a0650\u20115550100\u202c", "tel", "tel:+16505550100"),
    ]:
        case(f"dial link for {number} with {scheme}", "dial_uri", arguments={"number": number, "scheme": scheme}, code="OK", returns=uri)
    for name, number, scheme, text in [
        ("an extension alone", "101", "tel", "main number"), ("an emergency number", "911", "tel", "emergency"),
        ("an emergency number", "1-1-2", "rcmobile", "emergency"), ("a local number", "555-0100", "rcmobile", "E.164"),
        ("a zero in brackets", "+39 (0)6 1234567", "tel", "+39061234567"),
    ]:
        case(f"no dial link for {name} with {scheme}", "dial_uri", arguments={"number": number, "scheme": scheme},
             code="INVALID_ARGUMENT", parameter="number", text=[text])
