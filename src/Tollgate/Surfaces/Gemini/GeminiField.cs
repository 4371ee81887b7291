using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Exchange;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Reads fields as Google's servers do: by their names in either spelling, numbers also as texts or with a fraction of zero.</summary>
internal static class GeminiField
{
    private const int MaxName = 64;

    /// <summary>The member of that name, given in camel case and there or in snake case.</summary>
    public static JsonNode Get(JsonNode node, ReadOnlySpan<byte> camel)
    {
        var found = node[camel];
        if (found.Kind != JsonValueKind.Undefined)
        {
            return found;
        }

        Span<byte> snake = stackalloc byte[MaxName];
        var length = 0;
        foreach (var b in camel)
        {
            if (b is >= (byte)'A' and <= (byte)'Z')
            {
                snake[length++] = (byte)'_';
            }

            snake[length++] = (byte)(b is >= (byte)'A' and <= (byte)'Z' ? b | 0x20 : b);
        }

        return node[snake[..length]];
    }

    /// <summary>A name in one spelling: <c>top_k</c> is <c>topK</c>.</summary>
    public static string Camel(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var camel = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && i + 1 < name.Length && camel.Length > 0)
            {
                camel.Append(char.ToUpperInvariant(name[++i]));
            }
            else
            {
                camel.Append(name[i]);
            }
        }

        return camel.ToString();
    }

    /// <summary>A whole number; null where it is none.</summary>
    public static long? Whole(JsonNode node)
    {
        if (node.Whole is { } whole)
        {
            return whole;
        }

        return Real(node) is { } real && Math.Abs(real) < 1e15 && double.IsInteger(real) ? (long)real : null;
    }

    /// <summary>A number as JSON; empty where it is none.</summary>
    public static ReadOnlyMemory<byte> Number(JsonNode node)
    {
        if (node.IsNumber)
        {
            return node.Raw;
        }

        return Real(node) is { } real && double.IsFinite(real) ? Encoding.ASCII.GetBytes(real.ToString("R", CultureInfo.InvariantCulture)) : default;
    }

    /// <summary>A whole number as JSON; empty where it is none.</summary>
    public static ReadOnlyMemory<byte> WholeNumber(JsonNode node) =>
        Whole(node) is { } whole ? Encoding.ASCII.GetBytes(whole.ToString(CultureInfo.InvariantCulture)) : default;

    private static double? Real(JsonNode node)
    {
        var text = node.IsNumber ? Encoding.ASCII.GetString(node.Raw.Span) : node.IsString ? node.Text.ToString() : null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null;
    }
}
