using System.Text.Json.Nodes;

namespace Tollgate.Control.Registry;

/// <summary>Parts the settings of an entry into what may be shown and what may not, and puts them together again.</summary>
internal static class EntryDocument
{
    private const string Mask = "***";

    /// <summary>Takes the secret settings out of <paramref name="settings"/>; what is left there may be shown.</summary>
    public static JsonObject TakeSecrets(JsonObject settings, IEnumerable<string> secretPaths)
    {
        var secrets = new JsonObject();
        foreach (var path in secretPaths)
        {
            if (!Move(settings, secrets, path))
            {
                // Somewhere within a list: the setting as a whole is held to be secret.
                var end = path.AsSpan().IndexOfAny('.', '[');
                Move(settings, secrets, end < 0 ? path : path[..end]);
            }
        }

        return secrets;
    }

    /// <summary>The settings as they were given: both parts in one.</summary>
    public static JsonObject Join(JsonObject shown, JsonObject secrets) => Merge(shown, secrets, static value => value?.DeepClone());

    /// <summary>The settings as they may be shown: where a secret is, its place.</summary>
    public static JsonObject Masked(JsonObject shown, JsonObject secrets) => Merge(shown, secrets, static _ => JsonValue.Create(Mask));

    /// <summary>
    /// Takes out of <paramref name="given"/> what stands where <paramref name="secrets"/> are shown: settings that were read come back as they were
    /// read, and must not put the mask in the secret's place.
    /// </summary>
    public static void KeepMasked(JsonObject given, JsonObject secrets)
    {
        foreach (var (name, secret) in secrets)
        {
            if (secret is JsonObject inner && given[name] is JsonObject innerGiven)
            {
                KeepMasked(innerGiven, inner);
            }
            else if (IsMask(given[name]))
            {
                given.Remove(name);
            }
        }
    }

    /// <summary>The first secret that is only its mask; null when there is none.</summary>
    public static string? FindMask(JsonObject secrets)
    {
        foreach (var (name, value) in secrets)
        {
            if (IsMask(value))
            {
                return name;
            }

            if (value is JsonObject inner && FindMask(inner) is { } within)
            {
                return $"{name}.{within}";
            }
        }

        return null;
    }

    /// <summary>These settings with the given ones in place of theirs; null takes one away, and maps of texts are merged.</summary>
    public static JsonObject Apply(JsonObject settings, JsonObject given)
    {
        var applied = settings.DeepClone().AsObject();
        foreach (var (name, value) in given)
        {
            applied[name] = value is JsonObject inner && applied[name] is JsonObject before && name == "headers" ? Apply(before, inner) : value?.DeepClone();
        }

        return applied;
    }

    /// <summary>A setting that is null is one that is not given.</summary>
    public static void DropNulls(JsonObject settings)
    {
        foreach (var name in settings.Where(each => each.Value is null).Select(each => each.Key).ToList())
        {
            settings.Remove(name);
        }

        if (settings["headers"] is JsonObject headers)
        {
            DropNulls(headers);
        }
    }

    private static bool IsMask(JsonNode? value) => value is JsonValue text && text.TryGetValue(out string? held) && held == Mask;

    private static JsonObject Merge(JsonObject shown, JsonObject secrets, Func<JsonNode?, JsonNode?> take)
    {
        var merged = shown.DeepClone().AsObject();
        foreach (var (name, value) in secrets)
        {
            merged[name] = value is JsonObject inner ? Merge(merged[name] as JsonObject ?? [], inner, take) : take(value);
        }

        return merged;
    }

    /// <summary>Names may hold dots: a setting of the whole remaining name goes before one within another.</summary>
    private static bool Move(JsonObject from, JsonObject to, string path)
    {
        if (from.Remove(path, out var value))
        {
            to[path] = value;
            return true;
        }

        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            if (from[path[..dot]] is not JsonObject inner)
            {
                continue;
            }

            var innerTo = to[path[..dot]] as JsonObject ?? [];
            if (Move(inner, innerTo, path[(dot + 1)..]))
            {
                if (innerTo.Parent is null)
                {
                    to[path[..dot]] = innerTo;
                }

                return true;
            }
        }

        return false;
    }
}
