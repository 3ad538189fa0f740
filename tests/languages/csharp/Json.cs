// A small JSON reader and writer for the tests: dictionaries, lists, strings, doubles, booleans and null.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

sealed class Json
{
    readonly string text;
    int at;

    Json(string text)
    {
        this.text = text;
    }

    public static object Read(string text)
    {
        var json = new Json(text);
        var value = json.Value();
        json.Space();
        if (json.at != text.Length) throw json.Wrong();
        return value;
    }

    public static Dictionary<string, object> Object(object value)
    {
        return (Dictionary<string, object>)value;
    }

    public static List<object> List(object value)
    {
        return (List<object>)value;
    }

    public static List<string> Strings(object value)
    {
        return List(value).Cast<string>().ToList();
    }

    Exception Wrong()
    {
        return new FormatException("not JSON at " + at);
    }

    void Space()
    {
        while (at < text.Length && " \t\r\n".IndexOf(text[at]) >= 0) at++;
    }

    bool Skip(char wanted)
    {
        Space();
        if (at >= text.Length || text[at] != wanted) return false;
        at++;
        return true;
    }

    object Word(string word, object value)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) throw Wrong();
        at += word.Length;
        return value;
    }

    object Value()
    {
        if (Skip('{')) return Members();
        if (Skip('[')) return Items();
        if (Skip('"')) return String();
        if (at >= text.Length) throw Wrong();
        switch (text[at])
        {
            case 't': return Word("true", true);
            case 'f': return Word("false", false);
            case 'n': return Word("null", null);
        }
        var from = at;
        while (at < text.Length && "+-.eE0123456789".IndexOf(text[at]) >= 0) at++;
        return double.Parse(text.Substring(from, at - from), CultureInfo.InvariantCulture);
    }

    Dictionary<string, object> Members()
    {
        var found = new Dictionary<string, object>();
        if (Skip('}')) return found;
        do
        {
            if (!Skip('"')) throw Wrong();
            var name = String();
            if (!Skip(':')) throw Wrong();
            found[name] = Value();
        }
        while (Skip(','));
        if (!Skip('}')) throw Wrong();
        return found;
    }

    List<object> Items()
    {
        var found = new List<object>();
        if (Skip(']')) return found;
        do found.Add(Value()); while (Skip(','));
        if (!Skip(']')) throw Wrong();
        return found;
    }

    string String()
    {
        var found = new StringBuilder();
        while (text[at] != '"')
        {
            var letter = text[at++];
            if (letter != '\\')
            {
                found.Append(letter);
                continue;
            }
            letter = text[at++];
            var index = "bfnrt".IndexOf(letter);
            if (letter == 'u')
            {
                found.Append((char)int.Parse(text.Substring(at, 4), NumberStyles.HexNumber));
                at += 4;
            }
            else
            {
                found.Append(index < 0 ? letter : "\b\f\n\r\t"[index]);
            }
        }
        at++;
        return found.ToString();
    }

    public static string Write(object value)
    {
        var map = value as Dictionary<string, object>;
        if (map != null) return "{" + string.Join(",", map.Select(each => Write(each.Key) + ":" + Write(each.Value))) + "}";
        var list = value as List<object>;
        if (list != null) return "[" + string.Join(",", list.Select(Write)) + "]";
        if (value == null) return "null";
        if (value is bool) return (bool)value ? "true" : "false";
        var text = value as string;
        if (text == null) return ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
        var found = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (letter >= ' ' && letter != '"' && letter != '\\' && !char.IsSurrogate(letter)) found.Append(letter);
            else found.Append("\\u" + ((int)letter).ToString("x4"));
        }
        return found.Append('"').ToString();
    }

    /// <summary>Whether two values are the same.</summary>
    public static bool Same(object one, object other)
    {
        return Write(one) == Write(other);
    }
}
