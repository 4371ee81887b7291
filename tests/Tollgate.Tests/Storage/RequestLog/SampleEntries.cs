using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Routing.Explain;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>Entries to store. What is random comes from a seed.</summary>
internal static class SampleEntries
{
    private static readonly string[] Keys = ["dev", "web", "ünïcode-键", "it's \"quoted\"", "100%_\\ *"];
    private static readonly string[] Models = ["gpt-4o", "gpt-4o-mini", "claude", "qwen3-14b"];
    private static readonly string[] Providers = ["openai", "anthropic", "local-a", ""];
    private static readonly string[] Apps = ["", "shop", "Shop", "a,b;c\td"];
    private static readonly int[] Statuses = [200, 200, 200, 200, 400, 429, 499, 502, 101];

    /// <summary>The id that the gateway would give to a request of this time.</summary>
    public static RecordId IdAt(DateTimeOffset time, uint number = 0) =>
        new(((ulong)time.ToUnixTimeMilliseconds() << 16) | 0xa5c3, 0x1122_3300_0000_0000UL | number);

    /// <summary>An ordinary request.</summary>
    public static RequestEntry At(DateTimeOffset time, uint number = 0) => new()
    {
        Id = IdAt(time, number),
        RequestId = $"req_{number:d24}",
        Node = "node-1",
        ClientAddress = "192.0.2.7",
        Method = "POST",
        Path = "/v1/chat/completions",
        Surface = "chat",
        Key = "dev",
        Org = "default",
        Provider = "openai",
        Model = "gpt-4o",
        Status = 200,
        Attempts = 1,
        Usage = new TokenUsage { Input = 100, Output = 20, Total = 120, Source = UsageSource.Reported },
        Cost = new Cost(450_000, PriceState.Priced),
        RequestBytes = 900,
        ResponseBytes = 1200,
        TotalMicroseconds = 800_000,
        UpstreamMicroseconds = 799_000,
        OverheadMicroseconds = 1000,
    };

    /// <summary>A request with every field set, and to something unlike every other.</summary>
    public static RequestEntry Full(DateTimeOffset time, uint number = 0) => new()
    {
        Id = IdAt(time, number),
        Revision = 1,
        RequestId = "my-own.Id_7",
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        Node = "gateway-7f9c",
        ClientAddress = "2001:db8::17",
        Method = "PUT",
        Path = "/v1/files/datei-ä-\ud83d\ude80-'--;",
        Surface = "files",
        Key = "key 'quoted' \\ \"twice\"",
        Org = "组织",
        Team = "team\twith tab",
        User = "user@example.com",
        App = "line\nbreak",
        Provider = "local-a",
        Model = "models/gemini-1.5-pro",
        ModelServed = "Qwen/Qwen3-14B",
        Status = 499,
        ErrorClass = ErrorClass.ClientCancel,
        Fault = FaultCode.ClientCancel,
        Attempts = 3,
        Streamed = true,
        Cancelled = true,
        Usage = new TokenUsage
        {
            Input = 1_000_001, CachedInput = 500_002, CacheWrite = 4003, CacheWrite1h = 2004, Output = 70_005, Reasoning = 6006,
            AudioInput = 507, AudioOutput = 408, ImageInput = 309, ImageOutput = 210, Total = 1_070_011, Source = UsageSource.Estimated,
        },
        Cost = new Cost(9_007_199_254_740_993, PriceState.Priced),
        RequestBytes = 5_000_000_012,
        ResponseBytes = 13,
        Events = 1014,
        TtftMicroseconds = 0,
        TtfaMicroseconds = 16,
        TotalMicroseconds = 7_200_000_017,
        UpstreamMicroseconds = 18,
        OverheadMicroseconds = 19,
        QueuedMicroseconds = 20,
        Explain = PackedExplanation.Of([2, 0, 0, 255, 254, 0, 128, 39, 92]),
    };

    /// <summary>Requests of all sorts, in the order of time, none at the same.</summary>
    public static List<RequestEntry> Many(int count, DateTimeOffset from, TimeSpan over, int seed)
    {
        var random = new Random(seed);
        var entries = new List<RequestEntry>(count);
        for (var i = 0; i < count; i++)
        {
            entries.Add(Any(random, from + (over * i / count), (uint)i));
        }

        return entries;
    }

    public static RequestEntry Any(Random random, DateTimeOffset time, uint number)
    {
        var status = Pick(random, Statuses);
        var error = status switch { 400 => ErrorClass.ClientError, 429 => ErrorClass.Limited, 499 => ErrorClass.ClientCancel, 502 => ErrorClass.UpstreamBroken, _ => ErrorClass.None };
        var (input, output) = (random.Next(0, 100_000), random.Next(0, 5000));
        var streamed = random.Next(2) == 0;
        var priced = (PriceState)random.Next(3);
        return At(time, number) with
        {
            Key = Pick(random, Keys),
            Org = random.Next(3) == 0 ? "acme" : "default",
            Team = random.Next(3) == 0 ? "red" : "",
            User = random.Next(4) == 0 ? $"user-{random.Next(6)}" : "",
            App = Pick(random, Apps),
            Provider = Pick(random, Providers),
            Model = Pick(random, Models),
            Surface = random.Next(5) == 0 ? "embeddings" : "chat",
            Status = status,
            ErrorClass = error,
            Streamed = streamed,
            Usage = new TokenUsage { Input = input, CachedInput = input / 3, CacheWrite = input / 7, Output = output, Reasoning = output / 2, Total = input + output, Source = UsageSource.Reported },
            Cost = new Cost(priced is PriceState.Priced ? random.NextInt64(0, 5_000_000_000) : 0, priced),
            TtftMicroseconds = streamed ? random.Next(0, 3_000_000) : -1,
            TotalMicroseconds = random.NextInt64(100, 60_000_000),
        };
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
