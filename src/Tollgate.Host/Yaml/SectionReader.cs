using System.Globalization;
using Tollgate.Configuration;
using Tollgate.Metering.Prices;

namespace Tollgate.Host.Yaml;

/// <summary>
/// Reads one mapping of the file, setting by setting, with types. What nobody asked for by the time of <see cref="Done"/> is an unknown
/// name, and what was asked for are the valid ones: the list of settings is written once, where they are read.
/// </summary>
internal sealed class SectionReader
{
    private readonly Dictionary<string, ConfigNode> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Reading _reading;
    private readonly string _path;

    public SectionReader(ConfigNode? node, string path, Reading reading)
    {
        _path = path;
        _reading = reading;
        if (node is null || node.Kind is ConfigNodeKind.Null) { return; }
        if (node.Kind is not ConfigNodeKind.Mapping)
        {
            reading.Findings.Error(path, "must be a mapping of names to values");
            IsBroken = true;
            return;
        }

        foreach (var (name, value) in node.Entries)
        {
            _entries.Add(name, value);
            reading.Lines[At(name)] = value.Line;
        }
    }

    /// <summary>Whether there was something here that is no mapping: then what is missing from it need not be said.</summary>
    public bool IsBroken { get; }

    public string? Text(string name)
    {
        var node = Find(name);
        if (node is { Kind: not ConfigNodeKind.Scalar }) { Wrong(name, "must be text"); }
        return node is { Kind: ConfigNodeKind.Scalar, Text.Length: > 0 } ? node.Text : null;
    }

    public string Text(string name, string missing) => Text(name) ?? missing;

    public string RequiredText(string name) => Required(name, Text(name)) ?? string.Empty;

    public Secret? Secret(string name)
    {
        if (Text(name) is not { } text) { return null; }
        var secret = new Secret(text);
        _reading.Secrets.Add(secret);
        _reading.SecretPaths.Add(At(name));
        return secret;
    }

    public Secret RequiredSecret(string name) => Required(name, Secret(name)) ?? new Secret("missing-" + _path);

    public bool? Flag(string name)
    {
        var text = Text(name);
        if (text is null) { return null; }
        if (text is "true" or "True" or "TRUE") { return true; }
        if (text is not ("false" or "False" or "FALSE")) { Wrong(name, "must be true or false"); }
        return false;
    }

    public long? Whole(string name, long min, long max)
    {
        if (Text(name) is not { } text) { return null; }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) { return value; }
        Wrong(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return null;
    }

    public int Whole(string name, int missing, int min, int max) => (int)(Whole(name, min, (long)max) ?? missing);

    /// <summary>Seconds, with a fraction where wanted.</summary>
    public TimeSpan? Seconds(string name, decimal min, decimal max)
    {
        if (Text(name) is not { } text) { return null; }
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerSecond));
        }

        Wrong(name, string.Create(CultureInfo.InvariantCulture, $"must be a number of seconds from {min} to {max}"));
        return null;
    }

    /// <summary>A length of time with its unit: <c>30s</c>, <c>1m</c>, <c>12h</c>, <c>1d</c>.</summary>
    public TimeSpan Window(string name, TimeSpan missing)
    {
        if (Text(name) is not { } text) { return missing; }
        long? unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => null };
        if (unit is { } seconds && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count * seconds <= 30 * 86400L)
        {
            return TimeSpan.FromSeconds(count * seconds);
        }

        Wrong(name, "must be a window such as 30s, 1m, 12h or 1d, at most 30d");
        return missing;
    }

    /// <summary>US dollars as decimal text, in nano-USD; exact.</summary>
    public long? Usd(string name)
    {
        if (Text(name) is not { } text) { return null; }
        if (UsdText.TryParse(text, out var nanoUsd)) { return nanoUsd; }
        Wrong(name, "must be an amount in US dollars such as 2.50, from 0 to 1000000, with at most nine places");
        return null;
    }

    /// <summary>A share from 0 to 1.</summary>
    public decimal? Share(string name)
    {
        if (Text(name) is not { } text) { return null; }
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1) { return value; }
        Wrong(name, "must be a number from 0 to 1");
        return null;
    }

    /// <summary>A part of a hundred.</summary>
    public decimal? Percent(string name)
    {
        if (Text(name) is not { } text) { return null; }
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100) { return value; }
        Wrong(name, "must be a number from 0 to 100");
        return null;
    }

    public DateTimeOffset? Moment(string name)
    {
        if (Text(name) is not { } text) { return null; }
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) && text.Length >= 10 && text[4] == '-') { return value; }
        Wrong(name, "must be a date and time such as 2027-01-31T12:00:00Z");
        return null;
    }

    public T Choice<T>(string name, T missing, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        if (Text(name) is not { } text) { return missing; }
        foreach (var choice in choices)
        {
            if (choice.Name == text) { return choice.Value; }
        }

        var names = new List<string>();
        foreach (var choice in choices) { names.Add(choice.Name); }
        Wrong(name, "must be one of " + string.Join(", ", names) + NearestName.Hint(text, names));
        return missing;
    }

    /// <summary>A list of texts. One text is split at its commas, so that a variable can hold a list.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } node) { return null; }
        if (node.Kind is ConfigNodeKind.Mapping) { Wrong(name, "must be a list"); }
        if (node.Kind is ConfigNodeKind.Scalar) { return node.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries); }
        return [.. node.Items.Select((item, i) => ItemText(item, $"{At(name)}[{i}]"))];
    }

    /// <summary>A list of texts, none of which is ever printed. One text is split at its commas, as in <see cref="Texts"/>.</summary>
    public IReadOnlyList<Secret> SecretTexts(string name)
    {
        var secrets = new List<Secret>();
        foreach (var text in Texts(name) ?? [])
        {
            if (text.Length == 0) { Wrong(name, "must not hold an empty text"); }
            else { secrets.Add(new Secret(text)); }
        }

        _reading.Secrets.AddRange(secrets);
        if (secrets.Count > 0) { _reading.SecretPaths.Add(At(name)); }
        return secrets;
    }

    /// <summary>Texts by name, none of which is ever printed.</summary>
    public Dictionary<string, Secret> Secrets(string name, StringComparer comparer)
    {
        var secrets = new Dictionary<string, Secret>(comparer);
        if (Find(name) is not { } node) { return secrets; }
        if (node.Kind is not ConfigNodeKind.Mapping) { Wrong(name, "must be a mapping of names to texts"); }
        foreach (var (entry, value) in node.Entries)
        {
            var path = $"{At(name)}.{entry}";
            var text = ItemText(value, path);
            if (text.Length == 0) { continue; }
            _reading.Secrets.Add(new Secret(text));
            _reading.SecretPaths.Add(path);
            if (!secrets.TryAdd(entry, _reading.Secrets[^1])) { _reading.Findings.Error(path, "is there twice"); }
        }

        return secrets;
    }

    /// <summary>A list of mappings.</summary>
    public IReadOnlyList<T> Each<T>(string name, Func<SectionReader, T> read)
    {
        if (Find(name) is not { } node) { return []; }
        if (node.Kind is not ConfigNodeKind.Sequence) { Wrong(name, "must be a list"); }
        var items = new List<T>();
        for (var i = 0; i < node.Items.Count; i++)
        {
            var path = $"{At(name)}[{i}]";
            _reading.Lines[path] = node.Items[i].Line;
            var item = new SectionReader(node.Items[i], path, _reading);
            if (node.Items[i].Kind is ConfigNodeKind.Null) { _reading.Findings.Error(path, "must not be empty"); }
            items.Add(read(item));
            item.Done();
        }

        return items;
    }

    /// <summary>A mapping within this one; an empty one where there is none.</summary>
    public SectionReader Section(string name) => new(Find(name), At(name), _reading);

    /// <summary>The node itself, for settings that may be written in more than one way.</summary>
    public ConfigNode? Find(string name)
    {
        _known.Add(name);
        if (!_entries.TryGetValue(name, out var node)) { return null; }
        if (node.Problem is { } problem) { Wrong(name, problem); }
        return node.Kind is ConfigNodeKind.Null ? null : node;
    }

    /// <summary>The text of an item within a setting.</summary>
    public string ItemText(ConfigNode item, string path)
    {
        _reading.Lines[path] = item.Line;
        if (item.Problem is { } problem) { _reading.Findings.Error(path, problem); }
        if (item.Kind is not ConfigNodeKind.Scalar) { _reading.Findings.Error(path, "must be text"); }
        return item.Text;
    }

    /// <summary>Notes that these settings have no effect yet, where they are given.</summary>
    public void WithoutEffect(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } node && node is not { Kind: ConfigNodeKind.Scalar, Text.Length: 0 }) { _reading.WithoutEffect.Add(At(name)); }
        }
    }

    /// <summary>Reports names that are no settings.</summary>
    public void Done()
    {
        foreach (var name in _entries.Keys.Where(name => !_known.Contains(name)))
        {
            _reading.Unknown.Add(At(name));
            _reading.Findings.Error(At(name), "is not a setting" + NearestName.Hint(name, _known));
        }
    }

    public string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private T? Required<T>(string name, T? value)
        where T : class
    {
        if (value is null && !IsBroken) { _reading.Findings.Error(At(name), "is required"); }
        return value;
    }

    private void Wrong(string name, string message) => _reading.Findings.Error(At(name), message);
}
