using System.Globalization;
using Tollgate.Configuration;

namespace Tollgate.Host.EnvironmentStart;

/// <summary><c>RATE_LIMIT_RPM</c>: requests per minute of every key, where no file says what is limited.</summary>
internal static class RateLimitVariable
{
    private const string Name = "RATE_LIMIT_RPM";

    /// <summary>The limits that it stands for: one or none.</summary>
    public static IReadOnlyList<LimitConfig> Read(Func<string, string?> env, ConfigFindings findings)
    {
        if (env(Name)?.Trim() is not { Length: > 0 } text)
        {
            return [];
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 1_000_000_000)
        {
            return [new LimitConfig { Limit = limit }];
        }

        findings.Error(Name, "must be a whole number of requests per minute, at least 1");
        return [];
    }
}
