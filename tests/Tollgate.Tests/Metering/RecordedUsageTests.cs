using System.Text;
using Shouldly;
using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Metering;

public sealed class RecordedUsageTests
{
    private const int ShortBytes = 3000;

    private readonly IReadOnlyList<RecordedExchange> _exchanges = RecordedExchange.All();

    [Fact]
    public void Usage_of_every_recorded_stream_is_read_however_it_is_cut()
    {
        var random = new Random(7);
        var withUsage = 0;
        foreach (var exchange in Recorded(stream: true))
        {
            var expected = SlowUsage.OfStream(exchange.Body, exchange.Dialect);
            withUsage += expected.Source == UsageSource.Reported ? 1 : 0;
            var whole = Tap(exchange, [exchange.Body.Length]);
            whole.Usage.ShouldBe(expected, exchange.Id);
            whole.HasUsage.ShouldBe(expected.Source == UsageSource.Reported, exchange.Id);
            foreach (var cuts in Cuts(exchange.Body.Length, random))
            {
                var cut = Tap(exchange, cuts);
                cut.Usage.ShouldBe(expected, exchange.Id);
                cut.Text.Bytes.ShouldBe(whole.Text.Bytes, exchange.Id);
                cut.Text.Tokens.ShouldBe(whole.Text.Tokens, exchange.Id);
                (cut.Finished, cut.ErrorSeen, cut.HasFirstToken).ShouldBe((whole.Finished, whole.ErrorSeen, whole.HasFirstToken), exchange.Id);
            }
        }

        withUsage.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Usage_of_every_recorded_document_is_read_however_it_is_cut()
    {
        var random = new Random(7);
        var tap = new JsonTap();
        var withUsage = 0;
        foreach (var exchange in Recorded(stream: false))
        {
            var expected = SlowUsage.OfDocument(exchange.Body, exchange.Dialect);
            withUsage += expected.Source == UsageSource.Reported ? 1 : 0;
            Feed(tap, exchange, [exchange.Body.Length]);
            var whole = Figures(tap);
            whole.Usage.ShouldBe(expected, exchange.Id);
            foreach (var cuts in Cuts(exchange.Body.Length, random))
            {
                Feed(tap, exchange, cuts);
                Figures(tap).ShouldBe(whole, exchange.Id);
            }
        }

        withUsage.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void A_recorded_document_is_complete_and_any_piece_of_it_is_not()
    {
        var tap = new JsonTap();
        foreach (var exchange in Recorded(stream: false).Where(exchange => SlowIsJson(exchange.Body)))
        {
            Feed(tap, exchange, [exchange.Body.Length]);
            tap.IsComplete.ShouldBeTrue(exchange.Id);
            var length = exchange.Body.AsSpan().TrimEnd(" \r\n\t"u8).Length;
            for (var cut = 0; cut < length; cut += Math.Max(1, length / 500))
            {
                tap.Reset(exchange.Dialect);
                tap.Observe(exchange.Body.AsSpan(0, cut));
                tap.IsComplete.ShouldBeFalse(exchange.Id);
                tap.IsBroken.ShouldBeFalse(exchange.Id);
            }
        }
    }

    [Fact]
    public void Local_counts_are_near_the_reported_ones()
    {
        List<(double Error, string Id, long Counted, long Reported)> errors = [];
        var tap = new JsonTap();
        foreach (var exchange in Recorded(null).Where(exchange => exchange.Status == 200 && exchange.Dialect == Dialect.OpenAi))
        {
            TokenUsage usage;
            TokenEstimator text;
            if (exchange.IsStream)
            {
                var stream = Tap(exchange, [exchange.Body.Length]);
                (usage, text) = (stream.Usage, stream.Text);
            }
            else
            {
                Feed(tap, exchange, [exchange.Body.Length / 2, exchange.Body.Length]);
                (usage, text) = (tap.Usage, tap.Text);
            }

            // The other two dialects always report. Reasoning that is not shown cannot be counted, nor can sound.
            if (usage.Output >= 20 && text.Bytes > 0 && usage.Reasoning == 0 && usage.AudioOutput == 0)
            {
                errors.Add(((double)(text.Tokens - usage.Output) / usage.Output, exchange.Id, text.Tokens, usage.Output));
            }
        }

        Median(errors).ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Local_counts_of_prompts_are_near_the_reported_ones()
    {
        List<(double Error, string Id, long Counted, long Reported)> errors = [];
        var tap = new JsonTap();
        foreach (var exchange in Recorded(null).Where(exchange => exchange is { Status: 200, Api: "openai.chat" or "openai.embeddings" }))
        {
            var usage = exchange.IsStream ? Tap(exchange, [exchange.Body.Length]).Usage : Feed(tap, exchange, [exchange.Body.Length]).Usage;
            var hasAttachment = exchange.Request.Contains("data:", StringComparison.Ordinal) || exchange.Request.Contains("_url", StringComparison.Ordinal);
            if (usage.Input > 0 && exchange.Request.Length > 0 && !hasAttachment && usage.AudioInput == 0)
            {
                var counted = PromptEstimator.Count(Encoding.UTF8.GetBytes(exchange.Request));
                errors.Add(((double)(counted - usage.Input) / usage.Input, exchange.Id, counted, usage.Input));
            }
        }

        Median(errors).ShouldBeLessThan(0.35);
    }

    private static double Median(List<(double Error, string Id, long Counted, long Reported)> errors)
    {
        errors.Sort();
        foreach (var (error, id, counted, reported) in errors)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{error,7:P0} {id}: counted {counted}, reported {reported}");
        }

        var sizes = errors.Select(entry => Math.Abs(entry.Error)).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"median {sizes[sizes.Count / 2]:P1} of {sizes.Count}");
        return sizes[sizes.Count / 2];
    }

    private static (TokenUsage Usage, bool HasUsage, bool Complete, bool Broken, bool Error, long Tokens, string Id) Figures(JsonTap tap) =>
        (tap.Usage, tap.HasUsage, tap.IsComplete, tap.IsBroken, tap.HasError, tap.HasUsage ? 0 : tap.Text.Tokens, Encoding.UTF8.GetString(tap.Id));

    private static bool SlowIsJson(byte[] body)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(body);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<int[]> Cuts(int length, Random random)
    {
        if (length <= ShortBytes)
        {
            for (var at = 1; at < length; at++)
            {
                yield return [at, length];
            }
        }
        else
        {
            for (var i = 0; i < 200; i++)
            {
                yield return [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(length)).Order(), length];
            }
        }

        yield return [.. Enumerable.Range(1, length)];
    }

    private static StreamTap Tap(RecordedExchange exchange, int[] cuts)
    {
        var scanner = default(SseScanner);
        var tap = new StreamTap(exchange.Dialect);
        var sent = 0;
        var from = 0;
        foreach (var cut in cuts)
        {
            var end = scanner.Feed(exchange.Body.AsSpan(from, cut - from));
            if (end > 0)
            {
                tap.Observe(exchange.Body.AsSpan(sent, from + end - sent), 1);
                sent = from + end;
            }

            from = cut;
        }

        tap.Observe(exchange.Body.AsSpan(sent), 1);
        return tap;
    }

    private static JsonTap Feed(JsonTap tap, RecordedExchange exchange, int[] cuts)
    {
        tap.Reset(exchange.Dialect);
        var from = 0;
        foreach (var cut in cuts)
        {
            tap.Observe(exchange.Body.AsSpan(from, cut - from));
            from = cut;
        }

        return tap;
    }

    private IEnumerable<RecordedExchange> Recorded(bool? stream)
    {
        Assert.SkipWhen(_exchanges.Count == 0, "The recordings (shared/recordings) are not beside this repository.");
        return _exchanges.Where(exchange => stream is null || exchange.IsStream == stream);
    }
}
