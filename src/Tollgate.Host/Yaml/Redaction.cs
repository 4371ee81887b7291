using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>
/// Second line of defence behind messages that repeat no values: takes secrets, and whatever came from the environment, out of a message.
/// It catches the secret that was written where a name belongs.
/// </summary>
internal sealed class Redaction
{
    /// <summary>Shorter values are no secrets, and replacing them would make messages unreadable.</summary>
    private const int MinLength = 6;

    private readonly List<(string Text, string Shown)> _hidden = [];

    public Redaction(IEnumerable<Secret> secrets, IEnumerable<KeyValuePair<string, string>> environment)
    {
        foreach (var (name, value) in environment)
        {
            if (value.Length >= MinLength) { _hidden.Add((value, $"${{{name}}}")); }
        }

        foreach (var secret in secrets)
        {
            if (secret.Length >= MinLength && secret.Reveal() is not "sqlite") { _hidden.Add((secret.Reveal(), "***")); }
        }

        _hidden.Sort((a, b) => b.Text.Length.CompareTo(a.Text.Length));
    }

    public string Apply(string message)
    {
        foreach (var (text, shown) in _hidden) { message = message.Replace(text, shown, StringComparison.Ordinal); }
        return message;
    }
}
