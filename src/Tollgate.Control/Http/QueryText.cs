using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Http;

/// <summary>Parameters of a query as values. What cannot be read becomes the refusal.</summary>
internal sealed class QueryText(IQueryCollection query)
{
    /// <summary>Longest value of a parameter.</summary>
    public const int MaxLength = 512;

    /// <summary>The first parameter that could not be read; null when all could.</summary>
    public IResult? Refusal { get; private set; }

    /// <summary>A text; null when it is not given or empty.</summary>
    public string? Text(string name)
    {
        var value = query[name].ToString();
        if (value.Length > MaxLength)
        {
            Refuse(name, $"The parameter '{name}' is too long.");
            return null;
        }

        return value.Length == 0 ? null : value;
    }

    /// <summary>A whole number within bounds.</summary>
    public long Number(string name, long missing, long min, long max)
    {
        if (Text(name) is not { } text)
        {
            return missing;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"The parameter '{name}' must be a whole number from {min} to {max}."));
        return missing;
    }

    /// <summary>A moment in ISO 8601 with its offset.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return at;
        }

        Refuse(name, $"The parameter '{name}' must be a time such as 2026-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>One of some words, in lower case.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        Refuse(name, $"The parameter '{name}' must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
        return null;
    }

    private void Refuse(string name, string message) => Refusal ??= Answers.Invalid(name, message);
}
