using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tollgate.WireTests.Harness;

/// <summary>A configuration file in the making. Values are written as JSON, which is YAML.</summary>
internal sealed class GatewayYaml
{
    private readonly SortedDictionary<string, Dictionary<string, string>> _maps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> _lists = new(StringComparer.Ordinal);

    /// <summary>A setting of a section: <c>Set("server", "require_app_name", true)</c>.</summary>
    public GatewayYaml Set(string section, string name, object? value) => SetRaw(section, name, Json(value));

    /// <summary>The same with a value that is already YAML, in one line.</summary>
    public GatewayYaml SetRaw(string section, string name, string yaml)
    {
        if (!_maps.TryGetValue(section, out var map))
        {
            _maps[section] = map = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        map[name] = yaml;
        return this;
    }

    /// <summary>One more address in <c>server.urls</c>.</summary>
    public GatewayYaml Listen(string url) =>
        Set("server", "urls", (string[])[.. JsonSerializer.Deserialize<string[]>(_maps["server"]["urls"])!, url]);

    /// <summary>An entry of a list section (<c>providers</c>, <c>models</c>, <c>keys</c>, <c>limits</c>, <c>prices</c>, <c>raw</c>), as YAML in one line.</summary>
    public GatewayYaml Add(string section, string yaml)
    {
        if (!_lists.TryGetValue(section, out var list))
        {
            _lists[section] = list = [];
        }

        list.Add(yaml);
        return this;
    }

    /// <summary>An upstream that speaks OpenAI's dialect.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="baseUrl">Its address.</param>
    /// <param name="more">Further settings, overriding those made here.</param>
    public GatewayYaml Provider(string name, string baseUrl, params (string Name, object? Value)[] more) => Add("providers", Entry(
    [
        ("name", name), ("kind", "openai-compatible"), ("base_url", baseUrl), ("api_key", Secrets.ProviderKey), ("models", (string[])["*"]),
        .. more,
    ]));

    public GatewayYaml Key(string name, string key, params (string Name, object? Value)[] more) =>
        Add("keys", Entry([("name", name), ("key", key), .. more]));

    public GatewayYaml RequestLimit(int limit, string per, int burst, string? key = null) => Add("limits", Entry(
    [
        ("scope", "key"), ("metric", "requests"), ("limit", limit), ("per", per), ("algorithm", "token_bucket"), ("burst", burst),
        ("on_exceeded", "reject"), .. key is null ? ((string, object?)[])[] : [("match", key)],
    ]));

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (section, map) in _maps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{section}:\n");
            foreach (var (name, value) in map)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {name}: {value}\n");
            }
        }

        foreach (var (section, list) in _lists)
        {
            text.Append(CultureInfo.InvariantCulture, $"{section}:\n");
            foreach (var entry in list)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {entry}\n");
            }
        }

        return text.ToString();
    }

    private static string Entry(IReadOnlyList<(string Name, object? Value)> settings)
    {
        var last = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            last[name] = value;
        }

        return "{ " + string.Join(", ", last.Select(setting => $"{setting.Key}: {Json(setting.Value)}")) + " }";
    }

    private static string Json(object? value) => JsonSerializer.Serialize(value);
}
