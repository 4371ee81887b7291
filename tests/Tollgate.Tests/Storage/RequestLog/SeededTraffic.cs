using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Tests.Storage.RequestLog;

/// <summary>
/// Traffic as a company has it: 200 keys of 20 teams, each with a few of 30 models at 10 providers and one or two apps; few keys make most
/// requests; two in a hundred fail; and one key asks once an hour. The same seed gives the same traffic.
/// </summary>
internal sealed class SeededTraffic(int seed)
{
    public const string RareKey = "key-rare";
    public const string CommonModel = "model-3";

    private const int Keys = 200;
    private const int Models = 30;
    private const int Providers = 10;

    private static readonly ErrorClass[] Errors = [ErrorClass.Upstream5xx, ErrorClass.UpstreamTimeout, ErrorClass.Limited, ErrorClass.ClientError, ErrorClass.ClientCancel];
    private static readonly int[] ErrorStatuses = [502, 504, 429, 400, 499];
    private static readonly string[] KeyNames = Names("key", Keys);
    private static readonly string[] ModelNames = Names("model", Models);
    private static readonly string[] ProviderNames = Names("provider", Providers);
    private static readonly string[] TeamNames = Names("team", 20);
    private static readonly string[] AppNames = Names("app", 40);
    private static readonly string[] UserNames = Names("user", 300);

    private readonly Random _random = new(seed);
    private uint _number;

    /// <summary>Requests in the order of time.</summary>
    public IEnumerable<RequestEntry> Between(DateTimeOffset from, DateTimeOffset to, long count)
    {
        var step = (to - from) / (double)count;
        var hour = -1L;
        for (var i = 0L; i < count; i++)
        {
            var time = from + (step * i);
            var now = time.ToUnixTimeMilliseconds() / 3_600_000;
            var entry = One(time);
            yield return now == hour ? entry : entry with { Key = RareKey, User = "", App = "" };
            hour = now;
        }
    }

    private RequestEntry One(DateTimeOffset time)
    {
        // The square makes some keys a hundred times as busy as others.
        var share = _random.NextDouble();
        var key = (int)(share * share * Keys);
        var model = ((key * 7) + _random.Next(3)) % Models;
        var provider = (model + (_random.Next(20) == 0 ? 1 : 0)) % Providers;
        var failed = _random.Next(50) == 0 ? _random.Next(Errors.Length) : -1;
        var input = 50 + (int)(8000 * Math.Pow(_random.NextDouble(), 4));
        var output = failed >= 0 ? 0 : 10 + (int)(2000 * Math.Pow(_random.NextDouble(), 3));
        var streamed = _random.Next(3) > 0;
        var total = _random.NextInt64(200_000, 20_000_000);
        var number = _number++;
        return new RequestEntry
        {
            Id = SampleEntries.IdAt(time, number),
            RequestId = $"req_{number * 2654435761u:x8}{number:x16}",
            Node = "gateway-0",
            ClientAddress = ((key & 1) == 0) ? "10.0.0.7" : "10.0.3.9",
            Method = "POST",
            Path = "/v1/chat/completions",
            Surface = "chat",
            Key = KeyNames[key],
            Org = "default",
            Team = TeamNames[key % TeamNames.Length],
            User = key % 4 == 0 ? UserNames[key] : "",
            App = AppNames[(key / 5) % AppNames.Length],
            Provider = ProviderNames[provider],
            Model = ModelNames[model],
            Status = failed >= 0 ? ErrorStatuses[failed] : 200,
            ErrorClass = failed >= 0 ? Errors[failed] : ErrorClass.None,
            Attempts = 1,
            Streamed = streamed,
            Usage = new TokenUsage { Input = input, CachedInput = input / 4, Output = output, Reasoning = output / 5, Total = input + output, Source = UsageSource.Reported },
            Cost = new Cost((input * 150L) + (output * 600L), PriceState.Priced),
            RequestBytes = input * 4L,
            ResponseBytes = output * (streamed ? 220L : 5),
            Events = streamed ? output : 0,
            TtftMicroseconds = streamed && failed < 0 ? total / 10 : -1,
            TotalMicroseconds = total,
            UpstreamMicroseconds = total - 900,
            OverheadMicroseconds = 900,
        };
    }

    private static string[] Names(string of, int count) => [.. Enumerable.Range(0, count).Select(i => $"{of}-{i}")];
}
