using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Tests.Control.RequestLog;

/// <summary>Requests that could have been recorded within the last hour.</summary>
internal static class Entries
{
    /// <summary>The moment that tests call now.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>So many, a second apart.</summary>
    public static IEnumerable<RequestEntry> Many(int count) => Enumerable.Range(1, count).Select(Number);

    public static RequestEntry Number(int number) => new()
    {
        Id = new RecordId(((ulong)(Now.ToUnixTimeMilliseconds() - (number * 1000L)) << 16) | 7, (ulong)number),
        RequestId = $"req_{number:D24}",
        Method = "POST",
        Path = "/v1/chat/completions",
        Surface = "chat",
        Key = number % 2 == 0 ? "even" : "odd",
        Org = "default",
        Provider = "openai",
        Model = "gpt-4o-mini",
        Status = 200,
        Attempts = 1,
        Usage = new TokenUsage { Input = 10, Output = 5, Source = UsageSource.Reported },
        Cost = new Cost(1_500, PriceState.Priced),
        TotalMicroseconds = 2000,
    };
}
