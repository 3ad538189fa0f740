// A small JSON reader and writer for the tests: maps, lists, strings, doubles, booleans and null.

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.space();
        if (json.at != text.length()) throw json.wrong();
        return value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> list(Object value) {
        return (List<T>) value;
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not JSON at " + at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private boolean skip(char wanted) {
        space();
        if (at >= text.length() || text.charAt(at) != wanted) return false;
        at++;
        return true;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw wrong();
        at += word.length();
        return value;
    }

    private Object value() {
        if (skip('{')) return members();
        if (skip('[')) return items();
        if (skip('"')) return string();
        if (at >= text.length()) throw wrong();
        switch (text.charAt(at)) {
            case 't': return word("true", true);
            case 'f': return word("false", false);
            case 'n': return word("null", null);
            default: break;
        }
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        return Double.valueOf(text.substring(from, at));
    }

    private Map<String, Object> members() {
        Map<String, Object> found = new LinkedHashMap<>();
        if (skip('}')) return found;
        do {
            if (!skip('"')) throw wrong();
            String name = string();
            if (!skip(':')) throw wrong();
            found.put(name, value());
        } while (skip(','));
        if (!skip('}')) throw wrong();
        return found;
    }

    private List<Object> items() {
        List<Object> found = new ArrayList<>();
        if (skip(']')) return found;
        do found.add(value()); while (skip(','));
        if (!skip(']')) throw wrong();
        return found;
    }

    private String string() {
        StringBuilder found = new StringBuilder();
        while (text.charAt(at) != '"') {
            char letter = text.charAt(at++);
            if (letter != '\\') {
                found.append(letter);
                continue;
            }
            letter = text.charAt(at++);
            int index = "bfnrt".indexOf(letter);
            if (letter == 'u') {
                found.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                at += 4;
            } else {
                found.append(index < 0 ? letter : "\b\f\n\r\t".charAt(index));
            }
        }
        at++;
        return found.toString();
    }

    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> parts = new ArrayList<>();
            map.forEach((name, each) -> parts.add(write(name) + ":" + write(each)));
            return "{" + String.join(",", parts) + "}";
        }
        if (value instanceof List<?> list) {
            List<String> parts = new ArrayList<>();
            list.forEach(each -> parts.add(write(each)));
            return "[" + String.join(",", parts) + "]";
        }
        if (value instanceof Double number && number == Math.rint(number)) return Long.toString(number.longValue());
        if (!(value instanceof String string)) return String.valueOf(value);
        StringBuilder found = new StringBuilder("\"");
        for (char letter : string.toCharArray()) {
            if (letter >= ' ' && letter != '"' && letter != '\\' && !Character.isSurrogate(letter)) found.append(letter);
            else found.append(String.format("\\u%04x", (int) letter));
        }
        return found.append('"').toString();
    }
}
