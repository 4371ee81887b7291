using System.Text;
using System.Text.Json;

namespace Tollgate.Tests.Json;

/// <summary>Random JSON text, with the white space, escapes and shapes that real clients send.</summary>
internal sealed class JsonSamples(int seed)
{
    private static readonly string[] Strings =
    [
        "\"\"", "\"a\"", "\"hello world, this is longer than one vector\"", "\"\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "\"\\u00e9\\uD83D\\uDE00\"",
        "\"日本語のテキスト\"", "\"usage\"", "\"\\\"usage\\\":{\\\"prompt_tokens\\\":1}\"", "\"😀\"", "\"model\"",
    ];

    private static readonly string[] Scalars =
        ["0", "-1", "3.5", "1e3", "-0.0E-2", "true", "false", "null", "123456789012345678901234567890"];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public string Value(int depth)
    {
        var kind = _random.Next(depth > 4 ? 2 : 4);
        return kind switch
        {
            0 => Strings[_random.Next(Strings.Length)],
            1 => Scalars[_random.Next(Scalars.Length)],
            2 => Container('[', ']', depth, () => Value(depth + 1)),
            _ => Container('{', '}', depth, () => $"\"k{_random.Next(1000)}\"{White()}:{White()}{Value(depth + 1)}"),
        };
    }

    public string White() => _random.Next(4) switch
    {
        0 => " ",
        1 => "\r\n\t ",
        _ => "",
    };

    public string Object(IEnumerable<(string Key, string Json)> members)
    {
        var all = members.ToArray();
        _random.Shuffle(all);
        return $"{White()}{{{White()}"
            + string.Join(',', all.Select(m => $"{White()}{JsonSerializer.Serialize(m.Key)}{White()}:{White()}{m.Json}{White()}"))
            + $"}}{White()}";
    }

    public byte[] Mutate(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var i = _random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
        {
            var at = _random.Next(bytes.Length);
            switch (_random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)"{}[]\",:\\u0-e. \n"[_random.Next(15)];
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[(at + 1)..]];
                    break;
                default:
                    bytes = bytes[..at];
                    break;
            }
        }

        return bytes;
    }

    private string Container(char open, char close, int depth, Func<string> member)
    {
        var count = _random.Next(depth == 0 ? 6 : 4);
        return open + White() + string.Join("," + White(), Enumerable.Range(0, count).Select(_ => member() + White())) + close;
    }
}
